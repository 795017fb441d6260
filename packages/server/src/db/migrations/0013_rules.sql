-- When a waiting customer is asked to leave a message; how many of a fan's messages in a row nobody has answered (L2, L3).
alter table conversation add column leave_message_at timestamptz;
alter table conversation add column unanswered integer not null default 0;

-- Messages on their way to WeChat: the next allowance is theirs too (L9).
alter table conversation add column in_flight integer not null default 0;
update conversation c set in_flight = o.messages
from (
  select b.account_id, b.openid, count(*) as messages from outbox b
  where b.state <> 'held' and b.counted group by b.account_id, b.openid
) o
where c.account_id = o.account_id and c.openid = o.openid;

-- Texts of ours that wait for the developer URL's answer to the callback that caused them (L15).
alter table receipt add column says jsonb;

-- The default reply was a last rule that took every message; now the developer URL is asked first.
update account a
set settings = a.settings
    || jsonb_build_object('rules', moved.rest, 'defaultReply', moved.text),
  rules_version = a.rules_version + 1,
  settings_version = a.settings_version + 1,
  config_version = a.config_version + 1
from (
  select b.account_id, max(r.rule -> 'action' ->> 'text') filter (where r.is_default) as text,
    coalesce(jsonb_agg(r.rule order by r.place) filter (where not r.is_default), '[]') as rest
  from account b, lateral (
    select each.rule, each.place,
      each.rule ->> 'id' = 'default-text' and each.rule -> 'enabled' = 'true' and each.rule -> 'when' = '[]'
        and each.rule -> 'action' ->> 'type' = 'answer' as is_default
    from jsonb_array_elements(b.settings -> 'rules') with ordinality as each(rule, place)
  ) r
  where jsonb_typeof(b.settings -> 'rules') = 'array'
  group by b.account_id
) moved
where moved.account_id = a.account_id and moved.text is not null;
