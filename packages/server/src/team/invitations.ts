import type { NewInvitation } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { newToken } from '../login/token.ts'
import { bindTo } from './binding.ts'
import * as store from './invitation-store.ts'
import { rightsOver } from './rights.ts'
import { type LockedAgent, lockAgent, teamAgent } from './store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

/** 72 hours (L18). */
const invitationLifeMs = 72 * 60 * 60_000

/**
 * Makes an invitation to be this agent, and ends the one before it: its link is dead from now on. Returns the token,
 * which is said this once. Throws `already_bound`.
 */
export async function invite(
  ctx: Ctx,
  asker: Asker,
  agentId: string,
  { contact }: Pick<NewInvitation, 'contact'>,
): Promise<string> {
  const { accountId } = asker
  const token = newToken()
  await inTransaction(ctx.pool, async (db) => {
    const agent = await managed(db, asker, agentId)
    if (agent.hasLeft) throw new AppError('not_found')
    const row = await teamAgent(db, accountId, agentId, ctx.clock.skewMs)
    if (row?.is_bound !== false) throw new AppError('already_bound')
    await store.endOpen(db, accountId, agent.agentId, 'withdrawn', ctx.clock.skewMs)
    await store.insertInvitation(db, {
      accountId,
      agentId: agent.agentId,
      tokenHash: token.hash,
      contact,
      invitedBy: asker.agentId,
      lifeMs: invitationLifeMs,
      skewMs: ctx.clock.skewMs,
    })
    await recordAct({ ...ctx, db }, asker, { act: 'agent.invite', target: agent.name, after: { contact } })
  })
  return token.clear
}

export async function withdraw(ctx: Ctx, asker: Asker, agentId: string): Promise<void> {
  await inTransaction(ctx.pool, async (db) => {
    const agent = await managed(db, asker, agentId)
    const ended = await store.endOpen(db, asker.accountId, agent.agentId, 'withdrawn', ctx.clock.skewMs)
    if (ended) await recordAct({ ...ctx, db }, asker, { act: 'agent.withdraw', target: agent.name })
  })
}

/** 确认: whoever accepted is let in. Returns persons whose logins may have lost their last place. Throws `not_found`. */
export async function confirm(ctx: Ctx, asker: Asker, agentId: string): Promise<readonly string[]> {
  return inTransaction(ctx.pool, async (db) => {
    const { agent, invitation } = await confirming(ctx, db, asker, agentId)
    const left = await bindTo(db, invitation, invitation, ctx.clock.skewMs)
    await store.saveAccepted(db, invitation)
    await recordAct({ ...ctx, db }, asker, { act: 'agent.confirm', target: agent.name })
    return left
  })
}

/** 拒绝: whoever accepted stays outside, and the invitation is used up. */
export async function refuse(ctx: Ctx, asker: Asker, agentId: string): Promise<void> {
  await inTransaction(ctx.pool, async (db) => {
    const { agent } = await confirming(ctx, db, asker, agentId)
    await store.endOpen(db, asker.accountId, agent.agentId, 'refused', ctx.clock.skewMs)
    await recordAct({ ...ctx, db }, asker, { act: 'agent.refuse', target: agent.name })
  })
}

async function confirming(ctx: Ctx, db: PoolClient, asker: Asker, agentId: string) {
  const agent = await managed(db, asker, agentId, 'confirm')
  const invitation = await store.confirmingOf(db, asker.accountId, agentId, ctx.clock.skewMs)
  if (invitation === null) throw new AppError('not_found')
  return { agent, invitation }
}

/** The agent, locked, whom the asker may change. */
async function managed(
  db: PoolClient,
  asker: Asker,
  agentId: string,
  right: 'change' | 'confirm' = 'change',
): Promise<LockedAgent> {
  const locked = await lockAgent(db, asker.accountId, agentId)
  if (locked === null) throw new AppError('not_found')
  if (!rightsOver(asker, locked.agent)[right]) throw new AppError('not_allowed')
  return locked.agent
}

/** Of an agent who leaves: nobody may come in by their link. */
export async function endInvitations(
  ctx: Ctx,
  db: PoolClient,
  accountId: AccountId,
  agentId: AgentId,
): Promise<void> {
  await store.endOpen(db, accountId, agentId, 'withdrawn', ctx.clock.skewMs)
}
