import type { Counts } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

/** What a report is of: days, both included, and one agent or (null) everybody together. */
export interface Span {
  readonly accountId: AccountId
  readonly from: string
  readonly to: string
  readonly agentId: AgentId | null
}

export interface CountRow extends Counts {
  readonly received: number
  readonly day: string
  readonly hour: number | null
}

/** Figures by day, or by hour; days and hours in which nothing happened are left out. */
export async function countsOf(pool: Pool, span: Span, by: 'day' | 'hour'): Promise<CountRow[]> {
  const found = await pool.query<CountRow>(
    `with counted as (
       select c.day, c.hour, c.served, c.sessions, c.transfers, c.unsent, c.received, 0 as replies, 0 as uncertain
       from report_count c
       where c.account_id = $1 and c.day between $2::date and $3::date and c.agent_id = coalesce($4::bigint, 0)
         and (c.hour = -1) = $5
       union all
       select a.day, case when $5 then -1 else a.hour end, 0, 0, 0, 0, 0, a.replies, a.uncertain
       from agent_hour a
       where a.account_id = $1 and a.day between $2::date and $3::date and ($4::bigint is null or a.agent_id = $4)
     )
     select day::text, nullif(hour, -1)::int as hour, sum(served)::int as served, sum(replies)::int as replies,
       sum(uncertain)::int as uncertain, sum(sessions)::int as sessions, sum(transfers)::int as transfers,
       sum(unsent)::int as unsent, sum(received)::int as received
     from counted group by counted.day, counted.hour order by counted.day, counted.hour`,
    [span.accountId, span.from, span.to, span.agentId, by === 'day'],
  )
  return found.rows
}

/** The same by agent, over all the days. */
export async function countsByAgent(
  pool: Pool,
  { accountId, from, to }: Span,
): Promise<(Omit<Counts, 'received'> & { readonly agentId: AgentId })[]> {
  const found = await pool.query<Omit<Counts, 'received'> & { agentId: AgentId }>(
    `with counted as (
       select c.agent_id, c.served, c.sessions, c.transfers, c.unsent, 0 as replies, 0 as uncertain
       from report_count c
       where c.account_id = $1 and c.day between $2::date and $3::date and c.agent_id <> 0 and c.hour = -1
       union all
       select a.agent_id, 0, 0, 0, 0, a.replies, a.uncertain
       from agent_hour a where a.account_id = $1 and a.day between $2::date and $3::date
     )
     select agent_id::text as "agentId", sum(served)::int as served, sum(replies)::int as replies,
       sum(uncertain)::int as uncertain, sum(sessions)::int as sessions, sum(transfers)::int as transfers,
       sum(unsent)::int as unsent
     from counted group by agent_id order by served desc, replies desc, agent_id`,
    [accountId, from, to],
  )
  return found.rows
}

export interface QuantileRow {
  /** '' = the whole span; else a day or an agent's id. */
  readonly key: string
  readonly figure: 'wait' | 'first_response'
  readonly median: number
  readonly p90: number
}

// percentile_disc over values that come with a number: the first value that at least so many of them don't exceed.
const quantilesSql = (key: string, ofAgents: string) => `
  with weighted as (
    select ${key} as key, d.figure, d.seconds, sum(d.sessions) as n
    from report_duration d
    where d.account_id = $1 and d.day between $2::date and $3::date and ${ofAgents}
    group by 1, 2, 3
  ), running as (
    select key, figure, seconds, sum(n) over (partition by key, figure order by seconds) as upto,
      sum(n) over (partition by key, figure) as total
    from weighted
  )
  select key, figure, min(seconds) filter (where upto >= ceil(0.5::float8 * total)) as median,
    min(seconds) filter (where upto >= ceil(0.9::float8 * total)) as p90
  from running group by key, figure`

/** Medians and ninetieth percentiles of the whole span. */
export async function quantilesOf(
  pool: Pool,
  { accountId, from, to, agentId }: Span,
): Promise<QuantileRow[]> {
  const sql = quantilesSql(`''::text`, 'd.agent_id = coalesce($4::bigint, 0)')
  return (await pool.query<QuantileRow>(sql, [accountId, from, to, agentId])).rows
}

export async function quantilesByDay(
  pool: Pool,
  { accountId, from, to, agentId }: Span,
): Promise<QuantileRow[]> {
  const sql = quantilesSql('d.day::text', 'd.agent_id = coalesce($4::bigint, 0)')
  return (await pool.query<QuantileRow>(sql, [accountId, from, to, agentId])).rows
}

export async function quantilesByAgent(pool: Pool, { accountId, from, to }: Span): Promise<QuantileRow[]> {
  const sql = quantilesSql('d.agent_id::text', 'd.agent_id <> 0')
  return (await pool.query<QuantileRow>(sql, [accountId, from, to])).rows
}

/** Sessions by how long their customer had waited: the number from each of these seconds on, up to the next. */
export async function waitsOf(
  pool: Pool,
  { accountId, from, to, agentId }: Span,
  steps: readonly number[],
): Promise<{ readonly step: number; readonly sessions: number }[]> {
  const found = await pool.query<{ step: number; sessions: number }>(
    `select width_bucket(d.seconds, $5::int[]) - 1 as step, sum(d.sessions)::int as sessions
     from report_duration d
     where d.account_id = $1 and d.day between $2::date and $3::date and d.agent_id = coalesce($4::bigint, 0)
       and d.figure = 'wait'
     group by 1`,
    [accountId, from, to, agentId, steps],
  )
  return found.rows
}

export interface WeekRow {
  readonly weekday: number
  readonly hour: number
  readonly received: number
  readonly replies: number
  readonly online: number | null
}

/** The hours of the week: messages summed over the days, agents online as the mean of what was seen. 0 = Monday. */
export async function weekOf(pool: Pool, { accountId, from, to, agentId }: Span): Promise<WeekRow[]> {
  const found = await pool.query<WeekRow>(
    `with counted as (
       select c.day, c.hour, c.received, 0 as replies, null::int as online
       from report_count c
       where c.account_id = $1 and c.day between $2::date and $3::date and c.agent_id = coalesce($4::bigint, 0) and c.hour >= 0
       union all
       select a.day, a.hour, 0, a.replies, null
       from agent_hour a
       where a.account_id = $1 and a.day between $2::date and $3::date and ($4::bigint is null or a.agent_id = $4)
       union all
       select o.day, o.hour, 0, 0, o.agents
       from report_online o where o.account_id = $1 and o.day between $2::date and $3::date and $4::bigint is null
     )
     select date_part('isodow', day)::int - 1 as weekday, hour::int, sum(received)::int as received,
       sum(replies)::int as replies, round(avg(online), 1)::float8 as online
     from counted group by 1, 2 order by 1, 2`,
    [accountId, from, to, agentId],
  )
  return found.rows
}
