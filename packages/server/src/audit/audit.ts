import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Context } from '../context.ts'

/** What an admin did. `act` is a word of ours such as `agent.deactivate`; values hold no secrets. */
export interface AuditedAct {
  readonly act: string
  /** What it was done to, as the page names it: an agent's name, a rule's. */
  readonly target?: string | null
  readonly before?: unknown
  readonly after?: unknown
}

/** Who acts: whoever is logged in, somebody who is being made an agent and has no login yet, or a program. */
export interface Actor {
  readonly accountId: AccountId
  /** null: a program of the merchant's. */
  readonly agentId: AgentId | null
  readonly login: { readonly personId: string | null; readonly personName: string }
  readonly address?: string | null
}

/** Writes an act into the audit log. Give the client of the transaction that carries the act out, where there is one. */
export async function recordAct(
  { clock, db }: Pick<Context, 'clock'> & { readonly db: Pick<Pool, 'query'> },
  asker: Actor,
  { act, target = null, before = null, after = null }: AuditedAct,
): Promise<void> {
  await db.query(
    `insert into audit_log (account_id, at, person_id, agent_id, by_name, act, target, before, after, address)
     values ($1, now() + make_interval(secs => $2::float8 / 1000), $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      asker.accountId,
      clock.skewMs,
      asker.login.personId,
      asker.agentId,
      asker.login.personName,
      act,
      target,
      before === null ? null : JSON.stringify(before),
      after === null ? null : JSON.stringify(after),
      asker.address ?? null,
    ],
  )
}
