-- Every key begins with account_id: the condition for distributing by account later.
-- No foreign keys to account from the tables that a callback writes: they would lock its row at each insert.

create table account (
  account_id         bigint generated always as identity primary key,
  appid              text not null unique,
  name               text not null,
  original_id        text,
  app_secret         bytea not null,
  callback_token     text not null,
  aes_key            bytea not null,
  previous_aes_key   bytea,
  mode               text not null check (mode in ('plain', 'compatible', 'safe')),
  api_base           text not null,
  developer_url      text,
  developer_token    text,
  developer_aes_key  bytea,
  allow_private      boolean not null default false,
  interface_on       boolean not null default true,
  settings           jsonb not null default '{}',
  time_zone          text not null default 'Asia/Shanghai',
  -- Read by each group of the ledger, so that a change holds at once on every process (S13).
  config_version     bigint not null default 1,
  created_at         timestamptz not null default now()
);

create table person (
  person_id   bigint generated always as identity primary key,
  name        text not null,
  created_at  timestamptz not null default now()
);

create table agent (
  account_id       bigint not null references account,
  agent_id         bigint generated always as identity,
  person_id        bigint references person,
  role             text not null check (role in ('agent', 'supervisor', 'admin', 'owner')),
  name             text not null,
  avatar_key       text,
  kf_account       text,
  -- Replies carry kf_account only while WeChat itself knows the binding (L18).
  kf_bound         boolean not null default false,
  status           text not null default 'online' check (status in ('online', 'away')),
  auto_accept      boolean not null default false,
  maximum          integer not null default 10 check (maximum between 1 and 200),
  greeting         text,
  created_at       timestamptz not null default now(),
  left_at          timestamptz,
  primary key (account_id, agent_id)
);
create unique index agent_kf_account on agent (account_id, kf_account) where kf_account is not null and left_at is null;
create index agent_person on agent (person_id);

-- How many customers each agent serves; changed in the deciding transaction.
create table agent_load (
  account_id        bigint not null,
  agent_id          bigint not null,
  serving           integer not null default 0 check (serving >= 0),
  last_assigned_at  timestamptz,
  primary key (account_id, agent_id)
);

-- Which process holds an agent's open desk, with a lease. No live row = offline (L11).
create table presence (
  account_id  bigint not null,
  agent_id    bigint not null,
  process_id  uuid not null,
  sockets     integer not null,
  seen_until  timestamptz not null,
  primary key (account_id, agent_id, process_id)
);

-- A one-time link to log in with; only the hash of its token is kept.
create table login_link (
  token_hash  bytea primary key,
  person_id   bigint not null references person,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  used_at     timestamptz
);

create table login (
  login_id      uuid primary key,
  token_hash    bytea not null unique,
  person_id     bigint not null references person,
  user_agent    text,
  address       text,
  created_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  expires_at    timestamptz not null,
  ended_at      timestamptz
);
create index login_person on login (person_id);

create table customer (
  account_id     bigint not null,
  openid         text not null,
  description    text,
  tags           text[] not null default '{}',
  source         text,
  subscribed_at  timestamptz,
  first_seen_at  timestamptz not null,
  primary key (account_id, openid)
);

-- The present state of one customer: the one hot row. Fillfactor leaves room for updates in place.
create table conversation (
  account_id        bigint not null,
  openid            text not null,
  version           bigint not null default 0,
  next_seq          bigint not null default 1,
  state             text not null default 'none' check (state in ('none', 'waiting', 'serving')),
  cause             text check (cause in ('new', 'transfer', 'agent_left')),
  reason            jsonb,
  reserved_agent    bigint,
  reserved_group    bigint,
  reserved_until    timestamptz,
  waiting_since     timestamptz,
  agent_id          bigint,
  session_id        uuid,
  kind              text check (kind in ('accepted', 'reopened')),
  accepted_at       timestamptz,
  expires_at        timestamptz,
  -- The earlier of expires_at and reserved_until, by the minute: an index that most messages leave alone.
  wake_at           timestamptz,
  -- The hand-over that can be taken back, and the close that can be undone (L14).
  transfer          jsonb,
  closed            jsonb,
  last_agent_id     bigint,
  ended_at          timestamptz,
  end_reason        text,
  fan_wrote_at      timestamptz,
  last_at           timestamptz,
  preview           jsonb,
  unanswered_since  timestamptz,
  unread            integer not null default 0,
  read_seq          bigint not null default 0,
  remark            text,
  failed            integer not null default 0,
  held              integer not null default 0,
  quota_left        integer,
  quota_until       timestamptz,
  quota_final       boolean not null default false,
  subscribed        boolean not null default true,
  primary key (account_id, openid),
  constraint served_by_exactly_one check ((state = 'serving') = (agent_id is not null and session_id is not null and kind is not null)),
  constraint waiting_has_a_start check ((state = 'waiting') = (waiting_since is not null and cause is not null)),
  constraint only_idle_has_no_clock check ((state = 'none') = (expires_at is null))
) with (fillfactor = 70);
create index conversation_waiting on conversation (account_id, waiting_since) where state = 'waiting';
create index conversation_serving on conversation (account_id, agent_id) where state = 'serving';
create index conversation_recent on conversation (account_id, last_agent_id, ended_at) where state = 'none' and ended_at is not null;
create index conversation_wake on conversation (wake_at) where wake_at is not null;

create table session (
  account_id   bigint not null,
  session_id   uuid not null,
  openid       text not null,
  agent_id     bigint not null,
  kind         text not null check (kind in ('accepted', 'reopened')),
  started_at   timestamptz not null,
  ended_at     timestamptz,
  end_reason   text,
  ended_by     bigint,
  -- First and number of replies that the agent wrote: what 接待人数 is counted from (L19).
  first_reply_at  timestamptz,
  replies      integer not null default 0,
  primary key (account_id, session_id)
);
create index session_customer on session (account_id, openid, started_at);
create index session_agent on session (account_id, agent_id, started_at);

-- One record, in or out. seq has no gaps per customer; at is set under the conversation's lock and never goes back (L16).
create table message (
  account_id    bigint not null,
  openid        text not null,
  seq           bigint not null,
  at            timestamptz not null,
  version       bigint not null,
  direction     text not null check (direction in ('in', 'out', 'event', 'note')),
  origin        text not null check (origin in ('fan', 'agent', 'mall', 'auto', 'api', 'system')),
  agent_id      bigint,
  session_id    uuid,
  content       jsonb not null,
  -- WeChat's MsgId, digit by digit, and when WeChat says the fan sent it.
  msg_id        text,
  sent_at       timestamptz,
  reason        jsonb,
  client_id     uuid,
  delivery      text check (delivery in ('sending', 'sent', 'failed', 'uncertain', 'held', 'cancelled')),
  errcode       integer,
  errmsg        text,
  retried_as    bigint,
  delivered_at  timestamptz,
  primary key (account_id, openid, seq, at)
) partition by range (at);

-- A callback that was taken. Kept three days by the day of the message's own CreateTime (L6);
-- a CreateTime outside that range is filed under 1970-01-01.
create table receipt (
  account_id   bigint not null,
  key          text not null,
  day          date not null,
  openid       text not null,
  -- null = closed: the answer stands. Else the attempt named here is under way until then.
  lease_until  timestamptz,
  attempt_id   uuid not null,
  seq          bigint,
  to_developer boolean not null,
  -- The clear passive reply that every attempt gets; null = success.
  answer       text,
  primary key (account_id, key, day)
) partition by range (day);

-- A desk or API command and its outcome: a repeat hears the first outcome.
create table command_id (
  account_id  bigint not null,
  command_id  uuid not null,
  openid      text not null,
  outcome     jsonb not null,
  at          timestamptz not null,
  primary key (account_id, command_id)
);
create index command_id_at on command_id (at);

-- A message that WeChat has not confirmed yet, passive replies included.
create table outbox (
  account_id    bigint not null,
  openid        text not null,
  seq           bigint not null,
  at            timestamptz not null,
  state         text not null check (state in ('pending', 'sending', 'held')),
  passive       boolean not null default false,
  -- Spends nothing of the fan's allowance when false (passive replies, L15).
  counted       boolean not null default true,
  payload       jsonb not null,
  kf_account    text,
  attempts      integer not null default 0,
  next_try_at   timestamptz not null,
  process_id    uuid,
  lease_until   timestamptz,
  expires_at    timestamptz,
  primary key (account_id, openid, seq)
);
create index outbox_due on outbox (account_id, next_try_at) where state = 'pending';
create index outbox_sending on outbox (lease_until) where state = 'sending';
create index outbox_held on outbox (expires_at) where state = 'held';

create table developer_event (
  account_id   bigint not null,
  event_id     uuid not null,
  openid       text not null,
  event        text not null,
  fields       jsonb not null,
  session_id   uuid not null,
  created_at   timestamptz not null,
  not_before   timestamptz not null,
  attempts     integer not null default 0,
  process_id   uuid,
  lease_until  timestamptz,
  primary key (account_id, event_id)
);
create index developer_event_due on developer_event (account_id, openid, created_at);

-- What an agent did in a day of the account's time zone, counted as it happens (L19); outlives the records.
create table agent_day (
  account_id  bigint not null,
  agent_id    bigint not null,
  day         date not null,
  replies     integer not null default 0,
  uncertain   integer not null default 0,
  primary key (account_id, agent_id, day)
);

create table wechat_token (
  account_id    bigint primary key,
  access_token  bytea,
  expires_at    timestamptz,
  refreshed_at  timestamptz,
  -- Whoever took the lease refreshes; the others wait for the row to change.
  lease_by      uuid,
  lease_until   timestamptz,
  -- Set when WeChat says 45009 or 45011: nothing is sent before.
  paused_until  timestamptz,
  paused_code   integer,
  last_error    text
);

create table media (
  account_id    bigint not null,
  media_key     text not null,
  -- sha-256 of the bytes: the file's name on disk, shared by equal files. null until fetched.
  digest        text,
  mime          text,
  bytes         bigint,
  width         integer,
  height        integer,
  file_name     text,
  -- Where WeChat has it (inbound), until it is fetched.
  source        jsonb,
  state         text not null check (state in ('fetching', 'ready', 'failed')),
  error         text,
  attempts      integer not null default 0,
  next_try_at   timestamptz,
  -- Temporary media of WeChat for sending, reused while valid (L10).
  wechat_media_id   text,
  wechat_expires_at timestamptz,
  created_at    timestamptz not null,
  -- The record that shows it, so that the screen hears when it is there.
  openid        text,
  seq           bigint,
  at            timestamptz,
  primary key (account_id, media_key)
);
create index media_due on media (next_try_at) where state = 'fetching';
