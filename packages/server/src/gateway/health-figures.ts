import type { DeveloperFailure, DeveloperFailureReason } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

const ms = (column: string) => `floor(date_part('epoch', ${column}) * 1000)::float8`

/** What one process counted in one minute; times in milliseconds. */
export interface CountedMinute {
  readonly at: number
  readonly callbacks: number
  readonly hungUp: number
  readonly spared: number
  readonly lateSent: number
  readonly lateNotSent: number
  readonly programsFailed: number
  readonly refused: Readonly<Record<string, number>>
  readonly latency: Readonly<Record<string, number>>
}

export async function minutesOf(db: Db, accountId: AccountId, from: number): Promise<CountedMinute[]> {
  const found = await db.query<CountedMinute>(
    `select ${ms('m.minute')} as at, m.callbacks, m.hung_up as "hungUp", m.spared, m.late_sent as "lateSent",
       m.late_not_sent as "lateNotSent", m.programs_failed as "programsFailed", m.refused, m.latency
     from gateway_minute m where m.account_id = $1 and m.minute >= to_timestamp($2 / 1000.0)`,
    [accountId, from],
  )
  return found.rows
}

/** The last ones, newest first. */
export async function failuresOf(db: Db, accountId: AccountId, limit: number): Promise<DeveloperFailure[]> {
  const found = await db.query<{
    at: number
    reason: DeveloperFailureReason
    status: number | null
    tookMs: number
  }>(
    `select ${ms('f.at')} as at, f.reason, f.status, f.took_ms as "tookMs" from developer_failure f
     where f.account_id = $1 order by f.at desc, f.failure_id desc limit $2`,
    [accountId, limit],
  )
  return found.rows
}

export interface ProcessStanding {
  readonly state: 'ok' | 'failing' | 'open'
  readonly since: number
  readonly nextProbeAt: number | null
}

/** How the processes that live stand with the developer URL. */
export async function standingsOf(db: Db, accountId: AccountId, now: number): Promise<ProcessStanding[]> {
  const found = await db.query<ProcessStanding>(
    `select s.state, ${ms('s.since')} as since, ${ms('s.next_probe_at')} as "nextProbeAt" from developer_standing s
     where s.account_id = $1 and s.seen_until > to_timestamp($2 / 1000.0)`,
    [accountId, now],
  )
  return found.rows
}

/** Messages that are on their way to WeChat, and the pause that it may have set. */
export async function outboxOf(
  db: Db,
  accountId: AccountId,
  now: number,
): Promise<{
  readonly pending: number
  readonly held: number
  readonly oldestPendingAt: number | null
  readonly pausedUntil: number | null
  readonly pausedCode: number | null
}> {
  const found = await db.query(
    `select count(*) filter (where o.state <> 'held')::int as pending, count(*) filter (where o.state = 'held')::int as held,
       ${ms(`min(o.at) filter (where o.state <> 'held')`)} as "oldestPendingAt",
       (select ${ms('t.paused_until')} from wechat_token t
        where t.account_id = $1 and t.paused_until > to_timestamp($2 / 1000.0)) as "pausedUntil",
       (select t.paused_code from wechat_token t
        where t.account_id = $1 and t.paused_until > to_timestamp($2 / 1000.0)) as "pausedCode"
     from outbox o where o.account_id = $1`,
    [accountId, now],
  )
  return found.rows[0]
}

/** Files that were given up since then. */
export async function mediaFailedSince(db: Db, accountId: AccountId, from: number): Promise<number> {
  const found = await db.query<{ count: number }>(
    `select count(*)::int as count from media m
     where m.account_id = $1 and m.state in ('failed', 'expired') and m.created_at >= to_timestamp($2 / 1000.0)`,
    [accountId, from],
  )
  return found.rows[0]?.count ?? 0
}

/** Open desks of all processes. */
export async function desksOf(
  db: Db,
  accountId: AccountId,
  now: number,
): Promise<{ readonly sockets: number; readonly agents: number }> {
  const found = await db.query<{ sockets: number; agents: number }>(
    `select coalesce(sum(p.sockets), 0)::int as sockets, count(distinct p.agent_id)::int as agents from presence p
     where p.account_id = $1 and p.sockets > 0 and p.seen_until > to_timestamp($2 / 1000.0)`,
    [accountId, now],
  )
  return found.rows[0] ?? { sockets: 0, agents: 0 }
}
