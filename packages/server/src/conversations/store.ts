import type { AccountId, AgentId, SessionId } from '@duokefu/engine'
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

/** Everybody who is being served, by whomever, the longest first. */
export async function servedNow(pool: Pool, accountId: AccountId): Promise<ConversationRecord[]> {
  const found = await pool.query<ConversationRow>(
    `select ${conversationColumns} from conversation c
     where c.account_id = $1 and c.state = 'serving' order by c.accepted_at`,
    [accountId],
  )
  return found.rows.map(conversationOf)
}

/** Customers who wait, are served, or have replies that wait for them. */
export async function openOrHeld(pool: Pool, accountId: AccountId): Promise<string[]> {
  const found = await pool.query<{ openid: string }>(
    `select c.openid from conversation c where c.account_id = $1 and c.state = 'waiting'
     union select c.openid from conversation c where c.account_id = $1 and c.state = 'serving'
     union select o.openid from outbox o where o.account_id = $1 and o.state = 'held'`,
    [accountId],
  )
  return found.rows.map((row) => row.openid)
}

/** Customers whom the agent serves, or who are kept for them. */
export async function heldByAgent(pool: Pool, accountId: AccountId, agentId: AgentId): Promise<string[]> {
  const found = await pool.query<{ openid: string }>(
    `select c.openid from conversation c where c.account_id = $1 and c.state = 'serving' and c.agent_id = $2
     union select c.openid from conversation c
     where c.account_id = $1 and c.state = 'waiting' and c.reserved_agent = $2`,
    [accountId, agentId],
  )
  return found.rows.map((row) => row.openid)
}

export async function sessionsOf(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
): Promise<{ readonly openid: string; readonly session: SessionId }[]> {
  const found = await pool.query<{ openid: string; session: SessionId }>(
    `select c.openid, c.session_id as session from conversation c
     where c.account_id = $1 and c.state = 'serving' and c.agent_id = $2 order by c.accepted_at`,
    [accountId, agentId],
  )
  return found.rows
}

/**
 * Customers to whom an end has not come that was decided for many at once: of accounts whose switch is off or that
 * WeChat's own desk has, and of agents who left. A process may have died between the two.
 */
export async function leftOpen(
  pool: Pool,
  limit: number,
): Promise<{ readonly accountId: AccountId; readonly openid: string; readonly leftAgent: AgentId | null }[]> {
  const found = await pool.query<{ account_id: AccountId; openid: string; agent_id: AgentId | null }>(
    `select c.account_id, c.openid, null::bigint as agent_id
     from account a join conversation c on c.account_id = a.account_id and c.state = 'waiting'
     where not a.interface_on or a.wechat_desk
     union all
     select c.account_id, c.openid, null
     from account a join conversation c on c.account_id = a.account_id and c.state = 'serving'
     where not a.interface_on or a.wechat_desk
     union all
     select o.account_id, o.openid, null from account a join outbox o on o.account_id = a.account_id and o.state = 'held'
     where not a.interface_on or a.wechat_desk
     union all
     select c.account_id, c.openid, c.agent_id
     from agent g join conversation c on c.account_id = g.account_id and c.agent_id = g.agent_id and c.state = 'serving'
     where g.left_at is not null
     union all
     select c.account_id, c.openid, c.reserved_agent
     from conversation c join agent g on g.account_id = c.account_id and g.agent_id = c.reserved_agent
     where c.state = 'waiting' and g.left_at is not null
     limit $1`,
    [limit],
  )
  return found.rows.map((row) => ({
    accountId: row.account_id,
    openid: row.openid,
    leftAgent: row.agent_id,
  }))
}

/**
 * Customers whom the agent served last and does not serve now (a colleague may), the latest end first. Ends of the same millisecond (the
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
     where c.account_id = $1 and c.last_agent_id = $2 and c.ended_at is not null
       and c.agent_id is distinct from $2
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
