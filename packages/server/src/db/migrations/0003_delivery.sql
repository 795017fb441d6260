-- Forced refreshes of the token are scarce: 20 a day, 30 seconds apart (stable_token).
alter table wechat_token
  add column forced_at timestamptz,
  add column forced_on date,
  add column forced    integer not null default 0;

-- Events of one customer and one moment keep the order in which they were decided (L5).
alter table developer_event add column position bigint generated always as identity;
drop index developer_event_due;
create index developer_event_order on developer_event (account_id, openid, position);

-- A file that was settled, while its record does not show it yet: next_try_at stays until the ledger took it (L10).
create index media_untold on media (next_try_at) where state <> 'fetching' and next_try_at is not null;
