import type { PoolClient } from 'pg'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { isTaken } from './binding.ts'
import { endInvitations } from './invitations.ts'
import { rightsOver, type TeamActor } from './rights.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

/** 停用: the agent has left. Their customers, desks and logins are the caller's to see to. Throws `last_owner`. */
export async function deactivate(ctx: Ctx, asker: TeamActor, agentId: string): Promise<store.LockedAgent> {
  return leaving(ctx, asker, agentId, 'agent.deactivate', async (db, agent) => {
    if (agent.hasLeft) return
    await store.markLeft(db, asker.accountId, agent.agentId, ctx.clock.skewMs)
    await endInvitations(ctx, db, asker.accountId, agent.agentId)
  })
}

/** 解除绑定: nobody logs in as this agent until somebody accepts another invitation; their customers stay theirs. */
export async function unbind(ctx: Ctx, asker: Asker, agentId: string): Promise<store.LockedAgent> {
  return leaving(ctx, asker, agentId, 'agent.unbind', async (db, agent) => {
    if (agent.personId === null) return
    await store.unbindPerson(db, asker.accountId, agent.agentId, agent.personId)
  })
}

/** 重新启用. Throws `kf_account_taken` when another agent has the kf account now. */
export async function reactivate(ctx: Ctx, asker: Asker, agentId: string): Promise<store.LockedAgent> {
  try {
    return await inTransaction(ctx.pool, async (db) => {
      const locked = await store.lockAgent(db, asker.accountId, agentId)
      if (locked === null) throw new AppError('not_found')
      if (!rightsOver(asker, locked.agent).leave) throw new AppError('not_allowed')
      await store.markBack(db, asker.accountId, locked.agent.agentId)
      const { name } = locked.agent
      await recordAct({ ...ctx, db }, asker, { act: 'agent.reactivate', target: name })
      return locked.agent
    })
  } catch (error) {
    if (isTaken(error)) throw new AppError('kf_account_taken', { cause: error })
    throw error
  }
}

async function leaving(
  ctx: Ctx,
  asker: TeamActor,
  agentId: string,
  act: string,
  carryOut: (db: PoolClient, agent: store.LockedAgent) => Promise<void>,
): Promise<store.LockedAgent> {
  return inTransaction(ctx.pool, async (db) => {
    const locked = await store.lockAgent(db, asker.accountId, agentId)
    if (locked === null) throw new AppError('not_found')
    const { agent, otherOwners } = locked
    const isLastOwner = agent.role === 'owner' && !agent.hasLeft && otherOwners === 0
    const isSelf = agent.agentId === asker.agentId
    if (!rightsOver(asker, agent).leave)
      throw new AppError(isLastOwner && isSelf ? 'last_owner' : 'not_allowed')
    // Two owners who remove each other at once: the second one is the last.
    if (isLastOwner) throw new AppError('last_owner')
    await carryOut(db, agent)
    await recordAct({ ...ctx, db }, asker, { act, target: agent.name })
    return agent
  })
}
