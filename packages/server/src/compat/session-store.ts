import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from '../login/database-time.ts'
import { kfNameOf } from './agent-store.ts'

type Db = Pick<Pool, 'query'>

const seconds = (column: string) => `floor(date_part('epoch', ${column}))::float8`
/** What the clock has ended is over, also while the sweeper has not come by. */
const lives = `c.expires_at > ${movedNow('$2')}`

/** Who serves a customer, and since when (s); null for nobody. */
export async function sessionOf(
  db: Db,
  accountId: AccountId,
  openid: string,
  skewMs: number,
): Promise<{ readonly kfAccount: string; readonly since: number } | null> {
  const found = await db.query<{ kfAccount: string; since: number }>(
    `select ${kfNameOf} as "kfAccount", ${seconds('c.accepted_at')} as since
     from conversation c
       join agent on agent.account_id = c.account_id and agent.agent_id = c.agent_id
       join account on account.account_id = c.account_id
     where c.account_id = $1 and c.openid = $3 and c.state = 'serving' and ${lives}`,
    [accountId, skewMs, openid],
  )
  return found.rows[0] ?? null
}

/** Whom an agent serves, the longest first. */
export async function sessionsOf(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  skewMs: number,
): Promise<{ readonly openid: string; readonly since: number }[]> {
  const found = await db.query<{ openid: string; since: number }>(
    `select c.openid, ${seconds('c.accepted_at')} as since from conversation c
     where c.account_id = $1 and c.agent_id = $3 and c.state = 'serving' and ${lives} order by c.accepted_at`,
    [accountId, skewMs, agentId],
  )
  return found.rows
}

export interface WaitingCase {
  readonly openid: string
  readonly latest: number
  readonly since: number
  /** For whom the customer is kept; '' for everybody. */
  readonly kfAccount: string
}

/** How many wait, and those who have waited longest. */
export async function waitingCases(
  db: Db,
  accountId: AccountId,
  most: number,
  skewMs: number,
): Promise<{ readonly count: number; readonly cases: WaitingCase[] }> {
  const found = await db.query<WaitingCase & { count: number }>(
    `select c.openid, ${seconds('coalesce(c.fan_wrote_at, c.waiting_since)')} as latest,
       ${seconds('c.waiting_since')} as since, coalesce(${kfNameOf}, '') as "kfAccount",
       count(*) over ()::int as count
     from conversation c
       left join agent on agent.account_id = c.account_id and agent.agent_id = c.reserved_agent
       left join account on account.account_id = agent.account_id
     where c.account_id = $1 and c.state = 'waiting' and ${lives} order by c.waiting_since, c.openid limit $3`,
    [accountId, skewMs, most],
  )
  return { count: found.rows[0]?.count ?? 0, cases: found.rows }
}
