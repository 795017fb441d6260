-- Records follow each other in time, so that a summary of each block of pages finds a range of days, and costs an insert
-- next to nothing: what retention, search and export read by.
create index message_at on message using brin (at);

-- 接待记录 by time, whoever served.
create index session_started on session (account_id, started_at, session_id);

-- Files by what they contain: whether anybody still needs one.
create index media_digest on media (digest) where digest is not null;
-- Files by age.
create index media_created on media (account_id, created_at);

-- Up to where an account's records are deleted (L12).
create table retention (
  account_id      bigint primary key,
  deleted_before  timestamptz not null
);

-- Importing from WeChat's own desk (S12): one run per account at a time, at whichever process holds the lease.
create table import_run (
  account_id     bigint primary key,
  -- Grows when it is begun again, so that the rows of an earlier run are told from this one's.
  run            integer not null default 1,
  state          text not null check (state in ('running', 'paused', 'done')),
  started_at     timestamptz not null,
  finished_at    timestamptz,
  agents_added   integer,
  agents_matched integer,
  agents_total   integer,
  attempts       integer not null default 0,
  next_try_at    timestamptz,
  errcode        integer,
  errmsg         text,
  process_id     uuid,
  lease_until    timestamptz
);
create index import_run_open on import_run (account_id) where state = 'running';

-- A day of the account's time zone. The newest is fetched first; its records are placed once all of them are there.
create table import_day (
  account_id   bigint not null,
  day          date not null,
  run          integer not null,
  state        text not null check (state in ('waiting', 'fetching', 'done')),
  -- getmsglist's cursor: the next page of this day; null = the last one was short, everything is there.
  next_msgid   bigint default 1,
  records      integer not null default 0,
  placed       integer not null default 0,
  known        integer not null default 0,
  -- Fetched after the day had ended: it need not be asked for again.
  is_whole     boolean not null default false,
  primary key (account_id, day)
);

-- A record of WeChat's own desk, once and for ever: WeChat gives no id, so that its contents and its place among equals
-- are its name. What it says is kept until it stands in a conversation.
create table import_record (
  account_id  bigint not null,
  -- sha-256 of openid, time, opercode, worker and text.
  digest      bytea not null,
  nth         integer not null,
  day         date not null,
  run         integer not null,
  openid      text,
  said        jsonb,
  -- Order of the day as WeChat told it.
  position    bigint not null,
  primary key (account_id, digest, nth)
);
create index import_record_unplaced on import_record (account_id, day, openid) where said is not null;
create index import_record_day on import_record (account_id, day);

-- What was served at WeChat's own desk: runs of imported records without half an hour's silence.
create table imported_period (
  account_id   bigint not null,
  openid       text not null,
  first_seq    bigint not null,
  last_seq     bigint not null,
  started_at   timestamptz not null,
  ended_at     timestamptz not null,
  agent_id     bigint,
  worker       text,
  replies      integer not null,
  first_words  text,
  primary key (account_id, openid, first_seq)
);
create index imported_period_started on imported_period (account_id, started_at, first_seq);

-- The months of messages alone: an import brings records from before the program was there.
create function make_message_partitions(from_day date, to_day date) returns void language plpgsql as $$
declare
  m date := date_trunc('month', from_day);
begin
  perform pg_advisory_xact_lock(hashtext('duokefu.make_partitions'));
  while m <= to_day loop
    execute format('create table if not exists %I partition of message for values from (%L) to (%L)',
      'message_' || to_char(m, 'YYYYMM'), m, (m + interval '1 month')::date);
    m := m + interval '1 month';
  end loop;
end
$$;
