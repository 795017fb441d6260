import type { groupPatchSchema, newGroupSchema } from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { z } from 'zod'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { isTaken } from './binding.ts'
import * as store from './groups-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

/** Makes a group. Returns its members, whose desks are to hear. Throws `group_name_taken`. */
export async function addGroup(
  ctx: Ctx,
  asker: Asker,
  { name, members }: z.infer<typeof newGroupSchema>,
): Promise<readonly AgentId[]> {
  return named(() =>
    inTransaction(ctx.pool, async (db) => {
      const groupId = await store.insertGroup(db, asker.accountId, name)
      const changed = await store.setMembers(db, asker.accountId, groupId, members)
      await recordAct({ ...ctx, db }, asker, { act: 'group.add', target: name, after: { members } })
      return changed
    }),
  )
}

/** Renames a group or changes who is in it. Throws `not_found`, `group_name_taken`. */
export async function changeGroup(
  ctx: Ctx,
  asker: Asker,
  groupId: string,
  { name, members }: z.infer<typeof groupPatchSchema>,
): Promise<readonly AgentId[]> {
  return named(() =>
    inTransaction(ctx.pool, async (db) => {
      const before = await store.lockGroup(db, asker.accountId, groupId)
      if (before === null) throw new AppError('not_found')
      if (name !== undefined) await store.renameGroup(db, asker.accountId, groupId, name)
      const changed =
        members === undefined ? [] : await store.setMembers(db, asker.accountId, groupId, members)
      await recordAct({ ...ctx, db }, asker, {
        act: 'group.change',
        target: name ?? before,
        before: name === undefined || name === before ? null : { name: before },
        after: { ...(name === undefined ? {} : { name }), ...(members === undefined ? {} : { members }) },
      })
      return changed
    }),
  )
}

/** Deletes a group. Its members stay agents; customers who wait for it are the caller's to see to. */
export async function deleteGroup(ctx: Ctx, asker: Asker, groupId: string): Promise<readonly AgentId[]> {
  return inTransaction(ctx.pool, async (db) => {
    const name = await store.lockGroup(db, asker.accountId, groupId)
    if (name === null) throw new AppError('not_found')
    const changed = await store.setMembers(db, asker.accountId, groupId, [])
    await store.deleteGroup(db, asker.accountId, groupId)
    await recordAct({ ...ctx, db }, asker, {
      act: 'group.delete',
      target: name,
      before: { members: changed },
    })
    return changed
  })
}

async function named<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (isTaken(error)) throw new AppError('group_name_taken', { cause: error })
    throw error
  }
}
