-- The answer stands for WeChat, and the developer URL is still at its own: what it says goes out as a message (L6).
alter table receipt add column awaited boolean not null default false;

-- What each process saw of an account at its door, by the minute; kept for two hours.
create table gateway_minute (
  account_id    bigint not null,
  minute        timestamptz not null,
  process_id    uuid not null,
  callbacks     integer not null,
  hung_up       integer not null,
  spared        integer not null,
  late_sent     integer not null,
  late_not_sent integer not null,
  -- Refused callbacks by reason.
  refused       jsonb not null,
  -- Answers of the developer URL by how long they took: bucket of the histogram → count.
  latency       jsonb not null,
  primary key (account_id, minute, process_id)
);
create index gateway_minute_old on gateway_minute (minute);

-- The last answers of the developer URL that could not be used, some tens for each account.
create table developer_failure (
  account_id  bigint not null,
  failure_id  bigint generated always as identity,
  at          timestamptz not null,
  reason      text not null,
  status      integer,
  took_ms     integer not null,
  primary key (account_id, failure_id)
);

-- How each process stands with the developer URL; it counts until its lease ends.
create table developer_standing (
  account_id    bigint not null,
  process_id    uuid not null,
  state         text not null check (state in ('ok', 'failing', 'open')),
  since         timestamptz not null,
  opened_at     timestamptz,
  next_probe_at timestamptz,
  seen_until    timestamptz not null,
  primary key (account_id, process_id),
  constraint open_has_a_probe check ((state = 'open') = (opened_at is not null and next_probe_at is not null))
);
