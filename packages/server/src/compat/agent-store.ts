import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** An agent as programs name them: their kf account; who has none is named after their number, as in kf_* events. */
export const kfNameOf = `coalesce(agent.kf_account, agent.agent_id::text || '@' || account.appid)`

const named = `from agent join account on account.account_id = agent.account_id
  where agent.account_id = $1 and agent.left_at is null`

/** Whom a kf_account means; null for nobody's. */
export async function agentNamed(db: Db, accountId: AccountId, kfAccount: string): Promise<AgentId | null> {
  const found = await db.query<{ agent_id: AgentId }>(`select agent.agent_id ${named} and ${kfNameOf} = $2`, [
    accountId,
    kfAccount,
  ])
  return found.rows[0]?.agent_id ?? null
}

export interface OnlineAgent {
  readonly id: string
  readonly kfAccount: string
  readonly serving: number
  readonly autoAccept: number
}

/** Agents with an open desk, away or not. */
export async function onlineAgents(db: Db, accountId: AccountId, skewMs: number): Promise<OnlineAgent[]> {
  const found = await db.query<OnlineAgent>(
    `select agent.agent_id::text as id, ${kfNameOf} as "kfAccount", coalesce(l.serving, 0) as serving,
       case when agent.auto_accept and agent.status = 'online' then agent.maximum else 0 end as "autoAccept"
     from agent
       join account on account.account_id = agent.account_id
       left join agent_load l on l.account_id = agent.account_id and l.agent_id = agent.agent_id
     where agent.account_id = $1 and agent.left_at is null and exists (
       select from presence p where p.account_id = agent.account_id and p.agent_id = agent.agent_id
         and p.seen_until > now() + make_interval(secs => $2::float8 / 1000)
     )
     order by agent.agent_id`,
    [accountId, skewMs],
  )
  return found.rows
}
