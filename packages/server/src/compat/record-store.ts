import type { Content } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { kfNameOf } from './agent-store.ts'

type Db = Pick<Pool, 'query'>

/** The place of a record among all of an account: in the order of time, then of the customer and their own order. */
export interface Place {
  /** As the database has it, to the microsecond. */
  readonly at: string
  readonly openid: string
  readonly seq: string
}

/** What was said at the desk, or a line of its timeline. */
export interface DeskRecord extends Place {
  /** Seconds since 1970. */
  readonly time: number
  readonly direction: 'in' | 'out' | 'event'
  readonly content: Content
  /** What the fan had said when they were handed over; null for all other lines. */
  readonly asked: Content | null
  /** The kf account of the agent whose customer it was; '' while nobody's. */
  readonly worker: string
}

export interface Settled {
  readonly until: string
  readonly behindMs: number
}

/**
 * The moment before which nothing can be committed any more: every transaction that may still write began after it, and a
 * record's time is never before its transaction's. Asked before the records are read. One that has written nothing for
 * `readsAfterMs` only reads (a backup, a report, an export): it holds nobody up.
 */
export async function settledUntil(db: Db, readsAfterMs = 60_000): Promise<Settled> {
  const found = await db.query<Settled>(
    `select w.until::text, floor(date_part('epoch', clock_timestamp() - w.until) * 1000)::float8 as "behindMs"
     from (
       select coalesce(min(a.xact_start), clock_timestamp()) as until from pg_stat_activity a
       where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
         and a.backend_type = 'client backend'
         and (a.backend_xid is not null or a.xact_start > clock_timestamp() - make_interval(secs => $1::float8 / 1000))
     ) w`,
    [readsAfterMs],
  )
  return found.rows[0] ?? { until: '-infinity', behindMs: 0 }
}

/** Which records of the desk are read: what was said, and the lines of the timeline that are named. */
export interface RecordsWanted {
  readonly accountId: AccountId
  /** Seconds since 1970, both included. */
  readonly from: number
  readonly to: number
  readonly openid: string | null
  readonly lines: readonly string[]
  /** Past this one. */
  readonly after: Place | null
  readonly offset: number
  readonly limit: number
  readonly until: string
  readonly skewMs: number
}

// A fan's message was the desk's when somebody had them, or they waited; the one that made them wait is told by the line
// of the hand-over that follows it, so that what a page holds is certain as soon as it is written.
const atDesk = `m.direction = 'in' and (m.session_id is not null or m.reason ->> 'kind' in ('served', 'waiting', 'transferred'))`
const byAgent = `m.direction = 'out' and m.origin = 'agent'`
const handedOver = `m.direction = 'event' and m.content -> 'line' ->> 'kind' = 'handed_over'`

export async function recordsOf(db: Db, wanted: RecordsWanted): Promise<DeskRecord[]> {
  const { after } = wanted
  const found = await db.query<DeskRecord>(
    `select m.at::text, m.openid, m.seq::text, floor(date_part('epoch', m.at))::float8 as time, m.direction, m.content,
       asked.content as asked, coalesce(${kfNameOf}, '') as worker
     from message m
       left join lateral (
         select f.content, f.direction, f.reason from message f
         where ${handedOver} and f.account_id = m.account_id and f.openid = m.openid and f.seq < m.seq
           and f.origin = 'fan' and f.at > m.at - interval '1 day' and f.at <= m.at
         order by f.seq desc limit 1
       ) asked on asked.direction = 'in' and asked.reason ->> 'kind' not in ('served', 'waiting', 'transferred')
       left join session s on s.account_id = m.account_id and s.session_id = m.session_id
       left join lateral (
         select n.agent_id from session n
         where m.session_id is null and n.account_id = m.account_id and n.openid = m.openid
           and n.waiting_since <= m.at and n.started_at >= m.at
         order by n.started_at limit 1
       ) next on true
       left join agent on agent.account_id = m.account_id
         and agent.agent_id = coalesce(m.agent_id, s.agent_id, next.agent_id)
       left join account on account.account_id = agent.account_id
     where m.account_id = $1 and m.seq > 0 and m.at >= to_timestamp($2) and m.at < to_timestamp($3 + 1::float8)
       and m.at < $4::timestamptz + make_interval(secs => $12::float8 / 1000)
       and ($5::text is null or m.openid = $5)
       and (${byAgent} or ${atDesk} or asked.content is not null or (m.direction = 'event' and m.content -> 'line' ->> 'kind' = any($6::text[])))
       and ($7::timestamptz is null or (m.at >= $7 and (m.at, m.openid, m.seq) > ($7, $8::text, $9::bigint)))
     order by m.at, m.openid, m.seq
     offset $10 limit $11`,
    [
      wanted.accountId,
      wanted.from,
      wanted.to,
      wanted.until,
      wanted.openid,
      wanted.lines,
      after?.at ?? null,
      after?.openid ?? null,
      after?.seq ?? null,
      wanted.offset,
      wanted.limit,
      wanted.skewMs,
    ],
  )
  return found.rows
}

/** Keeps a place under a number of its own, larger than all before. */
export async function insertCursor(db: Db, accountId: AccountId, place: Place): Promise<number> {
  await db.query(`delete from api_record_cursor where made_at < now() - interval '30 days'`)
  const made = await db.query<{ msgid: number }>(
    `insert into api_record_cursor (account_id, at, openid, seq) values ($1, $2, $3, $4) returning msgid::float8`,
    [accountId, place.at, place.openid, place.seq],
  )
  const row = made.rows[0]
  if (row === undefined) throw new Error('an inserted cursor was not returned')
  return row.msgid
}

/** The place that a number stands for; null for one that we never gave. */
export async function cursorOf(db: Db, accountId: AccountId, msgid: number): Promise<Place | null> {
  const found = await db.query<Place>(
    `select at::text, openid, seq::text from api_record_cursor where account_id = $1 and msgid = $2`,
    [accountId, msgid],
  )
  return found.rows[0] ?? null
}
