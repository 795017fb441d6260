import { randomUUID } from 'node:crypto'
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

/**
 * 放回队列并退出: everybody whom the agent serves waits for whoever is there. Returns how many went back; who was moved by
 * somebody else meanwhile stays where they are.
 */
export async function putBackAll(
  { pool, ledger }: Pick<Ctx, 'pool' | 'ledger'>,
  accountId: AccountId,
  by: AgentId,
): Promise<number> {
  const outcomes = await Promise.all(
    (await store.sessionsOf(pool, accountId, by)).map(({ openid, session }) => {
      const command = { type: 'transfer', by, session, to: { kind: 'everybody' }, note: null } as const
      return ledger.submit({ type: 'desk', accountId, openid, commandId: randomUUID(), command, reply: null })
    }),
  )
  return outcomes.filter((outcome) => outcome.type === 'done').length
}

/** After a group was deleted: who was kept for it is everybody's, as if the supervisor `by` had said so. */
export async function releaseGroup(
  { pool, ledger }: Pick<Ctx, 'pool' | 'ledger'>,
  accountId: AccountId,
  group: string,
  by: AgentId,
): Promise<void> {
  const rows = await store.waitingAndServedBy(pool, accountId, by)
  const kept = rows.filter(({ subject: { conversation } }) => {
    const reservedFor = conversation.state === 'waiting' ? conversation.reservedFor : null
    return reservedFor?.kind === 'group' && reservedFor.group === group
  })
  const command = { type: 'transfer', by, session: null, to: { kind: 'everybody' }, note: null } as const
  await Promise.all(
    kept.map(({ openid }) =>
      ledger.submit({ type: 'desk', accountId, openid, commandId: randomUUID(), command, reply: null }),
    ),
  )
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
