-- Who is away and has a text for it (S18): asked with every group of the ledger, and almost always nobody.
create index agent_away on agent (account_id, agent_id) where status = 'away' and away_reply_on and left_at is null;

-- Whose conversations the sweeper still has to give back, should a process have died in between (L14).
create index agent_left on agent (account_id, agent_id) where left_at is not null;

-- 「最近」 has those too whom the agent gave to somebody else, and who are still there.
drop index conversation_recent;
create index conversation_recent on conversation (account_id, last_agent_id, ended_at) where ended_at is not null;

-- 置顶, by the agent who serves; and what a desk keeps for its agent, such as the order of a list.
alter table conversation add column pinned_by bigint;
alter table agent add column preferences jsonb not null default '{}';
