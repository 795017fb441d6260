import type { Product } from './product.ts'

/** Rows as if years had gone by, written past the ledger: it would take minutes. */
type Database = Pick<Product, 'query'>

/** This many customers wait, 「第 1 位」 the longest; all of them wrote within the last two hours. */
export async function addWaiting({ query }: Database, count: number): Promise<void> {
  await query(
    `with added as (
       insert into conversation (account_id, openid, version, next_seq, state, cause, waiting_since, expires_at, wake_at,
       fan_wrote_at, last_at, preview, unanswered_since, unread, quota_left, quota_until)
     select account.account_id, 'oWaiting' || lpad(n::text, 20, '0'), 1, 2, 'waiting', 'new', t.at, t.until, t.until,
       t.at, t.at, ${previewSql("'第 ' || n || ' 位'")}, t.at, 1, 5, t.until
     from account, generate_series(1, $1::int) n,
       lateral (select now() - interval '2 hours' + n * interval '1 second' as at, now() + interval '46 hours' as until) t
       returning account_id, openid, fan_wrote_at
     )
     ${customerSql}`,
    [count],
  )
}

/** This many customers are served by an agent, 「老客 1」 and so on. */
export async function addServed({ query }: Database, agent: string, count: number): Promise<void> {
  await query(
    `with added as (
       insert into conversation (account_id, openid, version, next_seq, state, agent_id, session_id, kind, accepted_at,
         expires_at, wake_at, fan_wrote_at, last_at, preview, quota_left, quota_until)
       select agent.account_id, 'oServed' || lpad(n::text, 21, '0'), 1, 2, 'serving', agent.agent_id,
         gen_random_uuid(), 'accepted', t.at, t.at + interval '30 minutes', t.at + interval '30 minutes', t.at, t.at,
         ${previewSql("'老客 ' || n")}, 5, t.at + interval '48 hours'
       from agent, generate_series(1, $2::int) n,
         lateral (select now() - n * interval '1 millisecond' as at) t
       where agent.name = $1
       returning account_id, session_id, openid, agent_id, accepted_at, fan_wrote_at
     ), customers as (
       ${customerSql}
     ), sessions as (
       insert into session (account_id, session_id, openid, agent_id, kind, started_at)
       select account_id, session_id, openid, agent_id, 'accepted', accepted_at from added
     )
     insert into agent_load (account_id, agent_id, serving)
     select account_id, agent_id, count(*) from added group by account_id, agent_id
     on conflict (account_id, agent_id) do update set serving = agent_load.serving + excluded.serving`,
    [agent, count],
  )
}

/** Gives a customer records, 「第 1 条」 the oldest, of one line to a dozen, by turns of the fan and of the shop. */
export async function addRecords({ query }: Database, openid: string, count: number): Promise<void> {
  await query(
    `insert into message (account_id, openid, seq, at, version, direction, origin, content, delivery)
     select account.account_id, $1, n, now() - ($2::int + 1 - n) * interval '4 seconds', n,
       case when n % 3 = 0 then 'out' else 'in' end, case when n % 3 = 0 then 'mall' else 'fan' end,
       jsonb_build_object('type', 'text', 'menuId', null,
         'text', '第 ' || n || ' 条。' || repeat('今天的花都很新鲜，', (n * 7919) % 23)),
       case when n % 3 = 0 then 'sent' end
     from account, generate_series(1, $2::int) n`,
    [openid, count],
  )
  await query(
    `update conversation set next_seq = $2::int + 1, version = $2, read_seq = $2, last_at = now(), preview =
       preview || jsonb_build_object('seq', $2::int, 'text', '第 ' || $2::int || ' 条')
     where openid = $1`,
    [openid, count],
  )
}

const customerSql = `insert into customer (account_id, openid, first_seen_at)
  select account_id, openid, fan_wrote_at from added`

function previewSql(text: string): string {
  return `jsonb_build_object('seq', 1, 'at', round(date_part('epoch', t.at) * 1000), 'direction', 'in', 'type', 'text',
    'origin', 'fan', 'agentId', null, 'text', ${text}, 'delivery', null)`
}
