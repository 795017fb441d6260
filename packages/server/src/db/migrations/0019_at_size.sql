-- What agents wrote and WeChat was never given: a few records, counted again with each look at today's figures (L19).
create index message_unsent on message (account_id, at)
  where direction = 'out' and origin = 'agent' and delivery in ('held', 'cancelled');

-- 接待记录 by how it ended: some ends are rare.
create index session_end on session (account_id, end_reason, started_at) where end_reason is not null;
