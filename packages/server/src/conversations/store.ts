import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { ConversationRecord, MessageRecord } from './records.ts'
import {
  type ConversationRow,
  conversationColumns,
  conversationOf,
  type MessageRow,
  messageColumns,
  messageOf,
} from './rows.ts'

/** Everybody who waits, and everybody whom the agent serves: two partial indexes, no row besides. */
export async function waitingAndServedBy(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
): Promise<ConversationRecord[]> {
  const found = await pool.query<ConversationRow>(
    `select ${conversationColumns} from conversation c where c.account_id = $1 and c.state = 'waiting'
     union all
     select ${conversationColumns} from conversation c
     where c.account_id = $1 and c.state = 'serving' and c.agent_id = $2`,
    [accountId, agentId],
  )
  return found.rows.map(conversationOf)
}

/**
 * Customers whom the agent served last and nobody serves now, the latest end first. Ends of the same millisecond (the
 * switch ends many at once) stay on one page, so that a page may be longer than asked and none is left out.
 */
export async function recentlyServedBy(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
  before: number | null,
  limit: number,
): Promise<ConversationRecord[]> {
  const found = await pool.query<ConversationRow>(
    `select ${conversationColumns} from conversation c
     where c.account_id = $1 and c.last_agent_id = $2 and c.state = 'none' and c.ended_at is not null
       and ($3::float8 is null or c.ended_at < to_timestamp($3::float8 / 1000))
     order by c.ended_at desc fetch first $4 rows with ties`,
    [accountId, agentId, before, limit],
  )
  return found.rows.map(conversationOf)
}

export async function conversationsByOpenid(
  pool: Pool,
  accountId: AccountId,
  openids: readonly string[],
): Promise<ConversationRecord[]> {
  const found = await pool.query<ConversationRow>(
    `select ${conversationColumns} from conversation c where c.account_id = $1 and c.openid = any($2::text[])`,
    [accountId, openids],
  )
  return found.rows.map(conversationOf)
}

/** Who has whom, of everybody who waits or is served: what the realtime hub starts from. */
export async function standings(
  pool: Pool,
  accountId: AccountId,
): Promise<{ readonly openid: string; readonly version: number; readonly agentId: AgentId | null }[]> {
  const found = await pool.query<{ openid: string; version: number; agent_id: string | null }>(
    `select c.openid, c.version::float8 as version, c.agent_id from conversation c
     where c.account_id = $1 and c.state = 'waiting'
     union all
     select c.openid, c.version::float8, c.agent_id from conversation c
     where c.account_id = $1 and c.state = 'serving'`,
    [accountId],
  )
  return found.rows.map((row) => ({
    openid: row.openid,
    version: row.version,
    agentId: row.agent_id as AgentId | null,
  }))
}

/** Where a page ends: the records before `seq`, none of which is later than `at` (ms). */
export interface PageEnd {
  readonly seq: number
  readonly at: number
}

/** How far back the first look goes; a fuller page is looked for without this bound. */
const firstLookMs = 31 * 24 * 60 * 60_000

/**
 * The records before a point, newest first. A customer's times follow their seq (L16), so that a bound on `at` lets
 * PostgreSQL skip the partitions outside of it: one or two months are read, and the rest only for what is missing.
 */
export async function recordsBefore(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  end: PageEnd,
  limit: number,
): Promise<MessageRecord[]> {
  const recent = await recordsBetween(pool, accountId, openid, end, end.at - firstLookMs, limit)
  if (recent.length >= limit) return recent
  const oldest = recent.at(-1)
  const next = oldest === undefined ? end : { seq: oldest.seq, at: oldest.at }
  const earlier = await recordsBetween(pool, accountId, openid, next, null, limit - recent.length)
  return [...recent, ...earlier]
}

async function recordsBetween(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  end: PageEnd,
  notBefore: number | null,
  limit: number,
): Promise<MessageRecord[]> {
  // Half a millisecond more: a time that was read back as a whole millisecond still includes its own row.
  const found = await pool.query<MessageRow>(
    `select ${messageColumns} from message m
     where m.account_id = $1 and m.openid = $2 and m.seq < $3
       and m.at < to_timestamp(($4::float8 + 0.5) / 1000)
       ${notBefore === null ? '' : 'and m.at >= to_timestamp($6::float8 / 1000)'}
     order by m.seq desc limit $5`,
    [accountId, openid, end.seq, end.at, limit, ...(notBefore === null ? [] : [notBefore])],
  )
  return found.rows.map(messageOf)
}

/**
 * Records that changed after a version: new ones, and older ones whose delivery or file changed. Read for customers
 * on somebody's screen alone, when another process changed them; a scan of this one customer's records.
 */
export async function recordsSince(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  version: number,
): Promise<MessageRecord[]> {
  const found = await pool.query<MessageRow>(
    `select ${messageColumns} from message m
     where m.account_id = $1 and m.openid = $2 and m.version > $3 order by m.seq`,
    [accountId, openid, version],
  )
  return found.rows.map(messageOf)
}
