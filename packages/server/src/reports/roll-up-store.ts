import type { AccountId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'
import { run } from '../db/statement.ts'

/** Days of one account, both included, reckoned in its time zone. */
export interface Days {
  readonly accountId: AccountId
  readonly timeZone: string
  readonly from: string
  readonly to: string
}

const now = (skew: string) => `(now() + make_interval(secs => ${skew}::float8 / 1000))`

export interface Calendar {
  readonly today: string
  /** The first day that can have records. */
  readonly first: string
}

export async function calendarOf(
  pool: Pool,
  { accountId, timeZone }: Pick<Days, 'accountId' | 'timeZone'>,
  skewMs: number,
): Promise<Calendar> {
  const found = await pool.query<Calendar>(
    `select (${now('$3')} at time zone $2)::date::text as today,
       (least(${now('$3')}, account.created_at, (select min(session.started_at) from session where session.account_id = $1))
         at time zone $2)::date::text as first
     from account where account.account_id = $1`,
    [accountId, timeZone, skewMs],
  )
  const calendar = found.rows[0]
  if (calendar === undefined) throw new Error('no such account')
  return calendar
}

/** How fresh the figures of a day must be to be left as they are. */
export interface Freshness {
  /** Of a day that is not over. */
  readonly liveMs: number
  /** Of a past day whose held replies may still go out or be cancelled (L9): the days after `changingFrom`. */
  readonly changing: { readonly from: string; readonly ms: number } | null
}

/** A day is over, for good, this long after its end: what was decided in its last second is committed. */
const graceSeconds = 60

/** The days that must be counted (again), in order. */
export async function staleDays(
  pool: Pool,
  days: Days,
  freshness: Freshness,
  skewMs: number,
): Promise<string[]> {
  const found = await pool.query<{ day: string }>(staleSql, staleValues(days, freshness, skewMs))
  return found.rows.map(({ day }) => day)
}

/** Whether this day is one of them. */
async function isStale(
  client: PoolClient,
  { day, ...zone }: Day,
  freshness: Freshness,
  skewMs: number,
): Promise<boolean> {
  const values = staleValues({ ...zone, from: day, to: day }, freshness, skewMs)
  return (await run(client, { name: 'reports.stale', text: staleSql, values })).rows.length > 0
}

function staleValues(
  { accountId, timeZone, from, to }: Days,
  { liveMs, changing }: Freshness,
  skewMs: number,
) {
  return [accountId, timeZone, from, to, skewMs, liveMs, changing?.from ?? null, changing?.ms ?? null]
}

const staleSql = `
     select d.day::text
     from (select generate_series($3::date, $4::date, '1 day')::date as day) as d
       left join report_day on report_day.account_id = $1 and report_day.day = d.day
     where report_day.day is null or not report_day.final and (
       (report_day.rolled_at < (d.day + 1)::timestamp at time zone $2 + make_interval(secs => ${graceSeconds})
         and report_day.rolled_at <= ${now('$5')} - make_interval(secs => $6::float8 / 1000))
       or (d.day >= $7::date and report_day.rolled_at < ${now('$5')} - make_interval(secs => $8::float8 / 1000)))
     order by d.day`

/** One at a time per account: two that count the same day would write it twice. */
export async function lockReports(client: PoolClient, accountId: AccountId): Promise<void> {
  const text = `select pg_advisory_xact_lock(hashtext('duokefu.reports'), hashtext($1))`
  await run(client, { name: 'reports.lock', text, values: [accountId] })
}

/** A day of one account, reckoned in its time zone. */
export type Day = Pick<Days, 'accountId' | 'timeZone'> & { readonly day: string }

/**
 * Counts a day anew from the records, in the caller's transaction and under its lock, unless another process has done so
 * meanwhile. It must not be final.
 */
export async function countDay(
  client: PoolClient,
  day: Day,
  freshness: Freshness,
  skewMs: number,
): Promise<void> {
  const [stale, before] = await Promise.all([
    isStale(client, day, freshness, skewMs),
    countedBefore(client, day),
  ])
  if (!stale) return
  const { accountId, timeZone, day: date } = day
  const { starts, ends, counted_to, hours, received } = before
  const ofDay = [accountId, date]
  const writes = [
    { name: 'reports.clearCounts', text: clearSql('report_count'), values: ofDay },
    { name: 'reports.clearDurations', text: clearSql('report_duration'), values: ofDay },
    {
      name: 'reports.count',
      text: countSql,
      values: [accountId, timeZone, starts, ends, date, counted_to, hours, received],
    },
    { name: 'reports.countDurations', text: durationSql, values: [...ofDay, starts, ends] },
    { name: 'reports.counted', text: countedSql, values: [...ofDay, skewMs] },
  ]
  await Promise.all(writes.map((statement) => run(client, statement)))
}

const clearSql = (table: string) => `delete from ${table} where account_id = $1 and day = $2::date`

const countedSql = `
  insert into report_day (account_id, day, rolled_at) values ($1, $2::date, ${now('$3')})
  on conflict (account_id, day) do update set rolled_at = excluded.rolled_at`

interface CountedBefore {
  /** Times, as PostgreSQL writes them. */
  readonly starts: string
  readonly ends: string
  /** Customers' messages before this are counted for good: these hours, so many in each. */
  readonly counted_to: string
  readonly hours: readonly number[]
  readonly received: readonly number[]
}

/**
 * Nothing ever changes how many messages customers sent in an hour that is over, and a day of a large shop has a hundred
 * thousand: the hours that were over when the day was counted last are kept. A day that has not 24 hours is counted whole.
 */
async function countedBefore(client: PoolClient, { accountId, timeZone, day }: Day): Promise<CountedBefore> {
  const text = `
     with bounds as (
       select $3::date::timestamp at time zone $2 as starts, ($3::date + 1)::timestamp at time zone $2 as ends
     ), reached as (
       select starts, ends, case when rolled_at is null or ends - starts <> interval '24 hours' then 0 else
         floor(extract(epoch from least(ends, report_day.rolled_at - make_interval(secs => ${graceSeconds})) - starts) / 3600)
       end::int as hours
       from bounds left join report_day on report_day.account_id = $1 and report_day.day = $3::date
     )
     select starts::text, ends::text, (starts + greatest(0, reached.hours) * interval '1 hour')::text as counted_to,
       coalesce(array_agg(c.hour::int) filter (where c.hour is not null), '{}') as hours,
       coalesce(array_agg(c.received) filter (where c.hour is not null), '{}') as received
     from reached left join report_count c on c.account_id = $1 and c.day = $3::date and c.agent_id = 0
       and c.hour >= 0 and c.hour < reached.hours and c.received > 0
     group by reached.starts, reached.ends, reached.hours`
  const found = await run<CountedBefore>(client, {
    name: 'reports.countedBefore',
    text,
    values: [accountId, timeZone, day],
  })
  const counted = found.rows[0]
  if (counted === undefined) throw new Error('a day was not reckoned')
  return counted
}

// The grouping sets count each agent and everybody, each hour and the whole day, in one pass: distinct customers can't be
// summed up. Imported records (seq <= 0) are not of this desk. What was not sent is found by an index of its own.
const countSql = `
  insert into report_count (account_id, day, agent_id, hour, served, sessions, transfers, unsent, received)
  with fact as (
    select 'served' as kind, session.agent_id, session.openid, session.first_reply_at as at
    from session where session.account_id = $1 and session.first_reply_at >= $3 and session.first_reply_at < $4
    union all
    select 'session', session.agent_id, null, session.started_at
    from session where session.account_id = $1 and session.started_at >= $3 and session.started_at < $4
    union all
    select 'transfer', session.agent_id, null, session.ended_at
    from session where session.account_id = $1 and session.end_reason = 'transferred'
      and session.ended_at >= $3 and session.ended_at < $4
    union all
    select 'unsent', message.agent_id, null, message.at
    from message
    where message.account_id = $1 and message.at >= $3 and message.at < $4 and message.seq > 0
      and message.direction = 'out' and message.origin = 'agent' and message.delivery in ('held', 'cancelled') and (
        message.delivery = 'held' or message.errmsg is null or message.errcode in (45015, 45047))
    union all
    select 'received', null, null, message.at
    from message
    where message.account_id = $1 and message.at >= $6 and message.at < $4 and message.seq > 0 and message.direction = 'in'
  ), counted as (
    select fact.kind, fact.agent_id, fact.openid, date_part('hour', fact.at at time zone $2)::smallint as hour, 1 as n from fact
    union all
    select 'received', null, null, before.hour, before.received
    from unnest($7::smallint[], $8::int[]) as before(hour, received)
  )
  select $1, $5::date, coalesce(agent_id, 0), coalesce(hour, -1),
    count(distinct openid) filter (where kind = 'served'), count(*) filter (where kind = 'session'),
    count(*) filter (where kind = 'transfer'), count(*) filter (where kind = 'unsent'),
    coalesce(sum(n) filter (where kind = 'received'), 0)
  from counted
  group by grouping sets ((agent_id, hour), (agent_id), (hour), ())
  having (grouping(agent_id) = 1 or agent_id is not null) and count(*) > 0`

const durationSql = `
  insert into report_duration (account_id, day, agent_id, figure, seconds, sessions)
  with measured as (
    select 'wait' as figure, session.agent_id, session.started_at as at, session.started_at - session.waiting_since as span
    from session where session.account_id = $1 and session.started_at >= $3 and session.started_at < $4
      and session.waiting_since is not null
    union all
    select 'first_response', session.agent_id, session.first_reply_at, session.first_reply_at - session.started_at
    from session where session.account_id = $1 and session.first_reply_at >= $3 and session.first_reply_at < $4
      and session.kind = 'accepted'
  ), stepped as (
    select figure, agent_id, report_seconds(span) as seconds from measured
  )
  select $1, $2::date, coalesce(agent_id, 0), figure, seconds, count(*)
  from stepped
  group by grouping sets ((agent_id, figure, seconds), (figure, seconds))`

/** From now on these days are never counted again: their records may go. */
export async function makeFinal(client: PoolClient, accountId: AccountId, before: string): Promise<void> {
  await client.query(
    `update report_day set final = true where account_id = $1 and day < $2::date and not final`,
    [accountId, before],
  )
}

/** Notes how many agents of each account have an open desk now, if that is the most of this hour. */
export async function noteOnline(pool: Pool, skewMs: number): Promise<void> {
  await pool.query(
    `insert into report_online (account_id, day, hour, agents)
     select account.account_id, l.at::date, date_part('hour', l.at), count(distinct presence.agent_id)
     from account left join presence on presence.account_id = account.account_id and presence.seen_until > ${now('$1')},
       lateral (select ${now('$1')} at time zone account.time_zone as at) as l
     group by account.account_id, l.at
     on conflict (account_id, day, hour) do update set agents = greatest(report_online.agents, excluded.agents)`,
    [skewMs],
  )
}

/** Accounts whose reports are kept up, with their time zones. */
export async function reportedAccounts(pool: Pool): Promise<{ accountId: AccountId; timeZone: string }[]> {
  const found = await pool.query<{ account_id: AccountId; time_zone: string }>(
    'select account.account_id, account.time_zone from account order by account.account_id',
  )
  return found.rows.map((row) => ({ accountId: row.account_id, timeZone: row.time_zone }))
}
