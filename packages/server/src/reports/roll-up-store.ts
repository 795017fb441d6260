import type { AccountId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'

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

/** The first and the last of the days that must be counted (again); null when all figures stand. */
export async function staleDays(
  client: Pick<Pool, 'query'>,
  { accountId, timeZone, from, to }: Days,
  { liveMs, changing }: Freshness,
  skewMs: number,
): Promise<{ from: string; to: string } | null> {
  const found = await client.query<{ first: string | null; last: string | null }>(
    `select min(d.day)::text as first, max(d.day)::text as last
     from (select generate_series($3::date, $4::date, '1 day')::date as day) as d
       left join report_day on report_day.account_id = $1 and report_day.day = d.day
     where report_day.day is null or not report_day.final and (
       (report_day.rolled_at < (d.day + 1)::timestamp at time zone $2 + make_interval(secs => ${graceSeconds})
         and report_day.rolled_at <= ${now('$5')} - make_interval(secs => $6::float8 / 1000))
       or (d.day >= $7::date and report_day.rolled_at < ${now('$5')} - make_interval(secs => $8::float8 / 1000)))`,
    [accountId, timeZone, from, to, skewMs, liveMs, changing?.from ?? null, changing?.ms ?? null],
  )
  const { first = null, last = null } = found.rows[0] ?? {}
  return first === null || last === null ? null : { from: first, to: last }
}

/** One at a time per account: two that count the same day would write it twice. */
export async function lockReports(client: PoolClient, accountId: AccountId): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtext('duokefu.reports'), hashtext($1))`, [accountId])
}

/** Counts these days anew from the records, in the caller's transaction; days that are final stay as they are. */
export async function countDays(client: PoolClient, days: Days, skewMs: number): Promise<void> {
  const { accountId, timeZone } = days
  const found = await client.query<{ days: string[]; starts: Date; ends: Date }>(
    `select coalesce(array_agg(d.day::text), '{}') as days, $3::date::timestamp at time zone $2 as starts,
       ($4::date + 1)::timestamp at time zone $2 as ends
     from (select generate_series($3::date, $4::date, '1 day')::date as day) as d
     where not exists (select from report_day where report_day.account_id = $1 and report_day.day = d.day and report_day.final)`,
    [accountId, timeZone, days.from, days.to],
  )
  const bounds = found.rows[0]
  if (bounds === undefined || bounds.days.length === 0) return
  const { days: open, starts, ends } = bounds
  for (const table of ['report_count', 'report_duration'])
    await client.query(`delete from ${table} where account_id = $1 and day = any($2::date[])`, [
      accountId,
      open,
    ])
  await client.query(countSql, [accountId, timeZone, starts, ends, open])
  await client.query(durationSql, [accountId, timeZone, starts, ends, open])
  await client.query(
    `insert into report_day (account_id, day, rolled_at) select $1, day, ${now('$3')} from unnest($2::date[]) as d(day)
     on conflict (account_id, day) do update set rolled_at = excluded.rolled_at`,
    [accountId, open, skewMs],
  )
}

// The grouping sets count each agent and everybody, each hour and the whole day, in one pass: distinct customers can't be
// summed up. Imported records (seq <= 0) are not of this desk.
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
    select case when message.direction = 'in' then 'received' else 'unsent' end, message.agent_id, null, message.at
    from message
    where message.account_id = $1 and message.at >= $3 and message.at < $4 and message.seq > 0 and (
      message.direction = 'in' or (message.direction = 'out' and message.origin = 'agent' and (
        message.delivery = 'held'
        or message.delivery = 'cancelled' and (message.errmsg is null or message.errcode in (45015, 45047)))))
  ), local as (
    select fact.kind, fact.agent_id, fact.openid, l.at::date as day, date_part('hour', l.at)::smallint as hour
    from fact, lateral (select fact.at at time zone $2 as at) as l
  )
  select $1, day, coalesce(agent_id, 0), coalesce(hour, -1),
    count(distinct openid) filter (where kind = 'served'), count(*) filter (where kind = 'session'),
    count(*) filter (where kind = 'transfer'), count(*) filter (where kind = 'unsent'),
    count(*) filter (where kind = 'received')
  from local where day = any($5::date[])
  group by grouping sets ((day, agent_id, hour), (day, agent_id), (day, hour), (day))
  having grouping(agent_id) = 1 or agent_id is not null`

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
  ), local as (
    select figure, agent_id, (at at time zone $2)::date as day, report_seconds(span) as seconds from measured
  )
  select $1, day, coalesce(agent_id, 0), figure, seconds, count(*)
  from local where day = any($5::date[])
  group by grouping sets ((day, agent_id, figure, seconds), (day, figure, seconds))`

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
