-- Which step of 接入公众号 is open (null = finished), and what two admins compare before they write (optimistic locks).
-- A token that was replaced holds beside the previous AES key until an hour after WeChat was seen with the new one.
alter table account
  add column connect_step             smallint check (connect_step between 1 and 5),
  add column previous_callback_token  text,
  add column previous_until           timestamptz,
  add column rules_version            bigint not null default 1,
  add column settings_version         bigint not null default 1;

-- When WeChat was last seen at an account's door, and web authorization seen working: what the checks show (S12).
create table connection_seen (
  account_id      bigint primary key,
  verified_at     timestamptz,
  called_at       timestamptz,
  refused_at      timestamptz,
  refused_why     text,
  authorized_at   timestamptz
);

-- A one-time link for the first person of a fresh installation; only the hash of its token is kept.
create table setup_link (
  token_hash  bytea primary key,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  used_at     timestamptz
);

-- Hits of a rule in the last days: an index over the few records on which a rule acted, none for all others.
create index message_rule on message (account_id, at, (reason ->> 'ruleId')) where reason ->> 'kind' = 'rule';

-- Who turned a switch last, without a walk through everything that was done since.
create index audit_log_act on audit_log (account_id, act, audit_id desc);
