import type { AccountId, AgentId, Command } from '@duokefu/engine'
import type { Context } from '../context.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'ledger' | 'log'>

/** Customers in one round of submitting, so that an account of a hundred thousand doesn't fill the ledger's queue. */
const batchSize = 500

/**
 * After 多客服接口 was switched off: sessions and waiting end, held replies are cancelled (L17). Call it once the switch is
 * committed. Safe to repeat; does nothing once the switch is on again. Returns how many customers were looked at.
 */
export async function endAllConversations(ctx: Ctx, accountId: AccountId): Promise<number> {
  const openids = await store.openOrHeld(ctx.pool, accountId)
  await submitEach(ctx, accountId, openids, { type: 'interface_off' })
  return openids.length
}

/**
 * After an agent left the account or was deactivated: their customers wait again, and what was kept for them is free
 * (L14). Call it once `left_at` is committed. Safe to repeat. Returns how many customers were looked at.
 */
export async function releaseLeftAgent(ctx: Ctx, accountId: AccountId, agentId: AgentId): Promise<number> {
  const openids = await store.heldByAgent(ctx.pool, accountId, agentId)
  await submitEach(ctx, accountId, openids, { type: 'agent_left', agent: agentId })
  return openids.length
}

/** What can't be carried out now is found by the sweeper. */
async function submitEach(
  { ledger, log }: Ctx,
  accountId: AccountId,
  openids: readonly string[],
  command: Command,
): Promise<void> {
  for (let from = 0; from < openids.length; from += batchSize) {
    const batch = openids.slice(from, from + batchSize)
    const settled = await Promise.allSettled(
      batch.map((openid) => ledger.submit({ type: 'engine', accountId, openid, command })),
    )
    const failed = settled.find((each) => each.status === 'rejected')
    if (failed !== undefined) log.warn({ err: failed.reason }, 'some conversations could not be ended yet')
  }
}
