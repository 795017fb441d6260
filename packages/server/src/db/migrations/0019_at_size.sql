-- What agents wrote and WeChat was never given: a few records, counted again with each look at today's figures (L19).
create index message_unsent on message (account_id, at)
  where direction = 'out' and origin = 'agent' and delivery in ('held', 'cancelled');

-- 接待记录 by how it ended: some ends are rare.
create index session_end on session (account_id, end_reason, started_at) where end_reason is not null;

-- An alias as src/conversations/alias.ts makes it of an openid, for ever: the number of its plant, and its code.
create function alias_plant(openid text) returns integer language sql immutable strict parallel safe as $$
  select (get_byte(hash, 0) * 256 + get_byte(hash, 1)) % 211 from (select sha256(convert_to(openid, 'UTF8')) as hash) hashed
$$;
create function alias_code(openid text) returns text language sql immutable strict parallel safe as $$
  select substr(letters, (get_byte(hash, 4) & 31) + 1, 1) || substr(letters, (get_byte(hash, 5) & 31) + 1, 1)
    || substr(letters, (get_byte(hash, 6) & 31) + 1, 1) || substr(letters, (get_byte(hash, 7) & 31) + 1, 1)
  from (select sha256(convert_to(openid, 'UTF8')) as hash, '0123456789ABCDEFGHJKMNPQRSTVWXYZ' as letters) hashed
$$;

-- 接待记录 of a customer by a part of their name.
create index session_alias on session (account_id, alias_plant(openid), (alias_code(openid) collate "C"));
create index session_alias_code on session (account_id, (alias_code(openid) collate "C"));
create index imported_period_alias on imported_period (account_id, alias_plant(openid), (alias_code(openid) collate "C"));
create index imported_period_alias_code on imported_period (account_id, (alias_code(openid) collate "C"));
-- The few customers who have a 备注名 are looked through as a whole.
create index conversation_remark on conversation (account_id, openid) include (remark) where remark is not null;

-- Whether an event is due, of a merchant whose URL has been away for long.
create index developer_event_due on developer_event (account_id, not_before);

-- As before (0010), but in a form that PostgreSQL writes into the query in place of calling it for each session.
create or replace function report_seconds(span interval) returns integer language sql immutable parallel safe as $$
  select case
    when date_part('epoch', span) < 60 then greatest(0, floor(date_part('epoch', span)))
    when date_part('epoch', span) < 600 then floor(date_part('epoch', span) / 5) * 5
    when date_part('epoch', span) < 3600 then floor(date_part('epoch', span) / 60) * 60
    else floor(date_part('epoch', span) / 600) * 600
  end::integer
$$;
