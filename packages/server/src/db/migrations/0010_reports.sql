-- Replies are counted by the hour now, still as they happen (L19); what was counted by the day stands under hour 0.
alter table agent_day rename to agent_hour;
alter table agent_hour add column hour smallint not null default 0 check (hour between 0 and 23);
alter table agent_hour drop constraint agent_day_pkey;
alter table agent_hour add primary key (account_id, day, agent_id, hour);

-- Since when the customer had waited when this session began; null when they did not wait.
alter table session add column waiting_since timestamptz;
-- A day's sessions by what happened to them in it; their beginnings and the records of a day have indexes already (0008).
create index session_first_reply on session (account_id, first_reply_at) where first_reply_at is not null;
create index session_transferred on session (account_id, ended_at) where end_reason = 'transferred';

-- A duration as reports keep it: whole seconds to one minute, steps of 5 s to ten, of 1 min to an hour, of 10 min beyond.
create function report_seconds(span interval) returns integer language sql immutable parallel safe as $$
  select case
    when whole.s < 60 then whole.s
    when whole.s < 600 then whole.s - whole.s % 5
    when whole.s < 3600 then whole.s - whole.s % 60
    else whole.s - whole.s % 600
  end
  from (select greatest(0, floor(date_part('epoch', span)))::integer as s) as whole
$$;

-- Figures of a day of the account's time zone, rolled up from the records while these are kept; they outlive them.
-- agent_id 0 = everybody together, hour -1 = the whole day: neither is the sum of its parts where customers are counted.
create table report_count (
  account_id  bigint not null,
  day         date not null,
  agent_id    bigint not null,
  hour        smallint not null check (hour between -1 and 23),
  served      integer not null,
  sessions    integer not null,
  transfers   integer not null,
  unsent      integer not null,
  received    integer not null,
  primary key (account_id, day, agent_id, hour)
);

-- How many sessions waited, or were first answered after, so many seconds. agent_id 0 = everybody.
create table report_duration (
  account_id  bigint not null,
  day         date not null,
  agent_id    bigint not null,
  figure      text not null check (figure in ('wait', 'first_response')),
  seconds     integer not null,
  sessions    integer not null,
  primary key (account_id, agent_id, figure, day, seconds)
);

-- Days that were rolled up, and when. final = records of it may be gone: it is never counted again.
create table report_day (
  account_id  bigint not null,
  day         date not null,
  rolled_at   timestamptz not null,
  final       boolean not null default false,
  primary key (account_id, day)
);

-- The most agents who had an open desk at once in an hour, looked at every few minutes.
create table report_online (
  account_id  bigint not null,
  day         date not null,
  hour        smallint not null,
  agents      integer not null,
  primary key (account_id, day, hour)
);
