import type pg from 'pg'
import { openNow, pastDays, retentionDays, type Size } from './shape.ts'
import { contentOf, momentOf } from './words.ts'

type Step = readonly [name: string, sql: string]

/**
 * Bulk-loads a shop into an account with its agents. Records lie on the disk in order of time, as callbacks would have laid
 * them; the keys of a month are made once its records are there. Reports count their figures themselves afterwards.
 */
export async function fill(
  db: pg.Client,
  appid: string,
  size: Size,
  say: (line: string) => void,
): Promise<void> {
  await db.query(`set time zone 'UTC'`)
  await db.query(`set work_mem = '256MB'`)
  await db.query(`set maintenance_work_mem = '256MB'`)
  const accountId = await prepare(db, appid)
  const months = await monthsOf(db)
  for (const [name, sql] of steps(accountId, size, months)) {
    const from = performance.now()
    await db.query(sql)
    say(`  ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
}

async function prepare(db: pg.Client, appid: string): Promise<string> {
  await db.query(
    `select make_message_partitions((now() - ${pastDays + 1} * interval '1 day')::date, now()::date)`,
  )
  const { rows } = await db.query<{ account_id: string }>(
    `update account set config_version = config_version + 1,
       settings = settings || jsonb_build_object('retentionDays', ${retentionDays}, 'undoCloseSeconds', 0)
     where appid = $1 returning account_id`,
    [appid],
  )
  const account = rows[0]
  if (account === undefined) throw new Error('no such account')
  return account.account_id
}

/** A month of the table of records, with a position (in days since the first) on either side of all that is in it. */
interface Month {
  readonly name: string
  readonly first: string
  readonly next: string
  readonly from: number
  readonly to: number
}

async function monthsOf(db: pg.Client): Promise<Month[]> {
  const { rows } = await db.query<Month>(
    `select 'message_' || to_char(m, 'YYYYMM') as name, m::date::text as first, (m + interval '1 month')::date::text as next,
       (m::date - now()::date + ${pastDays} - 2)::float8 as "from",
       ((m + interval '1 month')::date - now()::date + ${pastDays} + 2)::float8 as "to"
     from generate_series(date_trunc('month', now() - ${pastDays + 1} * interval '1 day'), now(), '1 month') m`,
  )
  return rows
}

function steps(account: string, { messages, customers, sessions }: Size, months: readonly Month[]): Step[] {
  return [
    ['team', teamSql(account)],
    ['threads', threadsSql(messages, customers)],
    ['visits', visitsSql(sessions)],
    ['open conversations', openSql],
    ['sessions', sessionsSql(account)],
    ...months.flatMap((month): Step[] => [
      [`${month.name}`, messagesSql(account, month)],
      [`${month.name}, its keys`, keysSql(month)],
    ]),
    ['customers', customersSql(account)],
    ['conversations', conversationsSql(account)],
    ['loads and counted replies', countsSql(account)],
    ['vacuum', 'vacuum (analyze)'],
    ['checkpoint', 'checkpoint'],
  ]
}

const teamSql = (account: string) => `
  create temp table team as
  select agent_id, row_number() over (order by agent_id) - 1 as n from agent where account_id = ${account} and role = 'agent';
  create temp table span as
  select (extract(epoch from date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai') * 1000)::float8 as midnight,
    (extract(epoch from now()) * 1000)::float8 as now`

// The share of a thread in all messages falls with the power 0.7 of its place: cumulative, so that the sum is exact. Who
// came once came at any time, who came again has been there since the first half of it, and a long thread goes through all.
const threadsSql = (messages: number, customers: number) => `
  create temp table thread as
  with weighted as (
    select i, sum(power(i, -0.7)) over (order by i) as upto from generate_series(1, ${customers}) i
  ), counted as (
    select i, round(${messages} * upto / last_value(upto) over (order by i rows between unbounded preceding and unbounded following)) as upto
    from weighted
  ), sized as (
    select i, (upto - lag(upto, 1, 0) over (order by i))::int as n from counted
  )
  select i, 'oSize_' || left(md5(i::text), 22) as openid, n, ceil(n / 12.0)::int as visits,
    case when n > 500 then 0 else abs(hashint4(i)::float8) / 2147483648 * case when n > 12 then ${pastDays / 2} else ${pastDays + 0.9} end end as born
  from sized where n > 0;
  create index on thread (i);
  analyze thread`

// A customer comes in visits of some twelve messages, forty seconds apart, closer where many visits leave little room.
const visitsSql = (sessions: number) => `
  create temp table visit as
  with each as (
    select t.i, t.visits, k, (t.n::bigint * k / t.visits)::int as before, (t.n::bigint * (k + 1) / t.visits - t.n::bigint * k / t.visits)::int as len,
      (${pastDays + 1} - t.born) / t.visits as slot, t.born, abs(hashint8(t.i::bigint * 1000003 + k)::float8) / 2147483648 as chance
    from thread t, generate_series(0, t.visits - 1) k
  ), placed as (
    select i, k, before, len, born + case when visits = 1 then 0 else (k + 0.9 * chance) * slot end as pos, least(0.05 * slot / len, 40.0 / 86400) as step,
      hashint8(i::bigint * 7919 + k * 104729) as luck, len >= 3 as long_enough from each
  )
  select placed.*, team.agent_id, gen_random_uuid() as session_id, false as is_open
  from (
    select *, case when long_enough then row_number() over (partition by long_enough order by luck, i, k) end as rank from placed
  ) placed
  left join team on placed.rank <= ${sessions} and team.n = placed.rank % ${openNow.agents};
  create index on visit (pos);
  create index on visit (i, k);
  analyze visit`

/** The customers who are served now: the latest served visits that were their customers' last, evenly by agent. */
const openSql = `
  create temp table open as
  with last as (
    select v.i, v.k, v.pos, v.agent_id is not null as served from thread t join visit v on v.i = t.i and v.k = t.visits - 1
  ), ranked as (
    select i, k, served, row_number() over (partition by served order by pos desc) as rank from last
  )
  select ranked.i, ranked.k, served, rank, team.agent_id
  from ranked left join team on served and team.n = rank % ${openNow.agents}
  where rank <= case when served then ${openNow.serving} else ${openNow.waiting} end;
  update visit v set is_open = true, agent_id = o.agent_id from open o where o.served and v.i = o.i and v.k = o.k;
  analyze open`

const sessionsSql = (account: string) => `
  insert into session (account_id, session_id, openid, agent_id, kind, started_at, ended_at, end_reason, ended_by,
    first_reply_at, replies, waiting_since)
  select ${account}, v.session_id, t.openid, v.agent_id, 'accepted', ${momentOf('v.pos + 0.5 * v.step')},
    case when not v.is_open then ${momentOf('v.pos + (v.len - 0.5) * v.step')} end,
    case when not v.is_open then
      case when v.rank % 50 = 0 then 'transferred' when v.rank % 997 = 0 then 'agent_left' when v.rank % 5 = 0 then 'expired' else 'closed' end
    end,
    case when not v.is_open and v.rank % 5 <> 0 then v.agent_id end,
    ${momentOf('v.pos + v.step')}, v.len / 2, ${momentOf('v.pos')}
  from visit v join thread t on t.i = v.i, span
  where v.agent_id is not null order by v.pos`

// Every second message is the customer's. Who is served is answered by their agent, else by the merchant's program; a few
// replies were refused, or ended because the customer's allowance was used up.
const messagesSql = (account: string, { name, first, next, from, to }: Month) => `
  alter table message detach partition ${name};
  alter table ${name} drop constraint ${name}_pkey;
  insert into ${name} (account_id, openid, seq, at, version, direction, origin, agent_id, session_id, content, msg_id, sent_at,
    client_id, delivery, errcode, delivered_at)
  select ${account}, said.openid, said.seq, said.at, said.seq, case when said.own then 'out' else 'in' end,
    case when not said.own then 'fan' when said.agent_id is null then 'mall' else 'agent' end,
    case when said.own then said.agent_id end, case when said.agent_id is not null then said.session_id end,
    ${contentOf('said.number')}, case when not said.own then (24000000000000000 + said.number)::text end,
    case when not said.own then date_trunc('second', said.at) end,
    case when said.own and said.agent_id is not null then gen_random_uuid() end,
    case when said.own then case said.number % 331 when 1 then 'failed' when 3 then 'cancelled' else 'sent' end end,
    case when said.own then case said.number % 331 when 1 then 40003 when 3 then 45015 end end,
    case when said.own then said.at end
  from (
    select t.openid, v.before + p + 1 as seq, ${momentOf('v.pos + p * v.step')} as at, p % 2 = 1 as own, v.agent_id, v.session_id,
      v.i::bigint * 65536 + v.before + p as number
    from visit v join thread t on t.i = v.i, span, generate_series(0, v.len - 1) p
    where v.pos >= ${from} and v.pos < ${to}
  ) said
  where said.at >= '${first}' and said.at < '${next}'
  order by said.at`

const keysSql = ({ name, first, next }: Month) => `
  alter table ${name} add constraint ${name}_pkey primary key (account_id, openid, seq, at);
  alter table message attach partition ${name} for values from ('${first}') to ('${next}')`

const customersSql = (account: string) => `
  insert into customer (account_id, openid, description, tags, source, subscribed_at, first_seen_at)
  select ${account}, t.openid, case when t.i % 20 = 0 then '喜欢素色，尺码偏大' end,
    case when t.i % 4 = 0 then array['老客户'] else '{}' end, '扫码', ${momentOf('t.born')}, ${momentOf('t.born')}
  from thread t, span order by t.born`

// Clocks of open conversations lie far ahead, so that the shop stands still while it is asked about.
const conversationsSql = (account: string) => `
  insert into conversation (account_id, openid, version, next_seq, state, cause, waiting_since, agent_id, session_id, kind,
    accepted_at, expires_at, wake_at, last_agent_id, ended_at, end_reason, fan_wrote_at, last_at, preview, unanswered_since,
    unread, read_seq, remark, quota_left, quota_until)
  select ${account}, t.openid, t.n, t.n + 1,
    case when o.served then 'serving' when o.i is not null then 'waiting' else 'none' end,
    case when not o.served then 'new' end, case when not o.served then last.at end,
    o.agent_id, case when o.served then last.session_id end, case when o.served then 'accepted' end,
    case when o.served then last.accepted_at end, case when o.i is not null then date_trunc('minute', now()) + interval '1 day' end,
    case when o.i is not null then date_trunc('minute', now()) + interval '1 day' end,
    served.agent_id, served.ended_at, case when served.agent_id is not null then 'closed' end, last.at, last.said_at,
    jsonb_build_object('seq', t.n, 'at', (extract(epoch from last.said_at) * 1000)::bigint, 'type', 'text', 'text', '好的，谢谢',
      'direction', case when last.len % 2 = 0 then 'out' else 'in' end, 'origin', case when last.len % 2 = 0 then 'mall' else 'fan' end,
      'agentId', null, 'delivery', case when last.len % 2 = 0 then 'sent' end),
    case when o.i is not null and last.len % 2 = 1 then last.said_at end, case when last.len % 2 = 1 then 1 else 0 end,
    case when last.len % 2 = 1 then t.n - 1 else t.n end,
    case when t.i % 50 = 0 then (array['王', '李', '张', '刘', '陈'])[t.i / 50 % 5 + 1] || '女士 ' || t.i end,
    case when o.i is not null then 5 end, case when o.i is not null then last.said_at + interval '48 hours' end
  from span, thread t
  join lateral (
    select v.session_id, v.len, v.agent_id, ${momentOf('v.pos')} as at, ${momentOf('v.pos + 0.5 * v.step')} as accepted_at,
      ${momentOf('v.pos + (v.len - 1) * v.step')} as said_at
    from visit v where v.i = t.i and v.k = t.visits - 1
  ) last on true
  left join lateral (
    select v.agent_id, ${momentOf('v.pos + (v.len - 0.5) * v.step')} as ended_at
    from visit v where v.i = t.i and v.agent_id is not null and not v.is_open order by v.k desc limit 1
  ) served on true
  left join open o on o.i = t.i
  order by t.born`

const countsSql = (account: string) => `
  insert into agent_load (account_id, agent_id, serving)
  select account_id, agent_id, count(*) from conversation where account_id = ${account} and state = 'serving' group by 1, 2;
  insert into agent_hour (account_id, agent_id, day, hour, replies)
  select account_id, agent_id, at::date, date_part('hour', at), count(*)
  from (
    select account_id, agent_id, at at time zone 'Asia/Shanghai' as at from message
    where account_id = ${account} and origin = 'agent' and delivery = 'sent'
  ) sent
  group by 1, 2, 3, 4;
  drop table thread, visit, open, span, team`
