import type {
  CompatAddress,
  CompatAnswer,
  CompatKey,
  CompatPatch,
  NewCompatKeyAnswer,
} from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { type AuditedAct, recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { newToken } from '../login/token.ts'
import * as store from './admin-store.ts'
import { passedPaths } from './pass.ts'

type Ctx = Pick<Context, 'accounts' | 'clock' | 'pool' | 'publicUrl'>
type Db = Pick<Pool, 'query'>

const mostKeys = 50
const mostAddresses = 200
const hintLength = 4

/** API 接入 as it is. */
export async function compatOf(ctx: Ctx, accountId: AccountId): Promise<CompatAnswer> {
  const { pool, clock } = ctx
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const { api, wechatToken, appSecret, clearQuota } = await store.switches(pool, accountId)
  return {
    baseUrl: ctx.publicUrl(),
    appid: account.appid,
    on: { api, wechatToken },
    appSecret,
    clearQuota,
    keys: await store.keysOf(pool, accountId),
    addresses: await store.addressesOf(pool, accountId),
    refused: await store.refusedOf(pool, accountId, clock.skewMs),
    passed: [...passedPaths],
  }
}

/** Switches doors; it holds for the next call. */
export async function changeCompat(ctx: Ctx, asker: Asker, patch: CompatPatch): Promise<CompatAnswer> {
  return changed(ctx, asker, async (db) => {
    const before = await store.switches(db, asker.accountId)
    await store.changeSwitches(db, asker.accountId, patch)
    return { act: 'compat.change', before, after: { ...before, ...patch } }
  })
}

/** Makes a key. Its secret is told here and never again. Throws `limit_reached`. */
export async function addKey(
  ctx: Ctx,
  asker: Asker,
  { door, name }: Pick<CompatKey, 'door' | 'name'>,
): Promise<NewCompatKeyAnswer> {
  const { clear, hash } = newToken()
  const compat = await changed(ctx, asker, async (db) => {
    if ((await store.keysOf(db, asker.accountId)).length >= mostKeys) throw new AppError('limit_reached')
    const hint = clear.slice(-hintLength)
    const createdBy = asker.login.personName
    await store.insertKey(db, asker.accountId, { door, name, hint, createdBy, hash }, ctx.clock.skewMs)
    return { act: 'compat.add_key', target: name, after: { door, hint } }
  })
  return { secret: clear, compat }
}

/** Revokes a key; its tokens end with it. Throws `not_found`. */
export async function revokeKey(ctx: Ctx, asker: Asker, keyId: string): Promise<CompatAnswer> {
  return changed(ctx, asker, async (db) => {
    const name = await store.revokeKey(db, asker.accountId, keyId, ctx.clock.skewMs)
    if (name === null) throw new AppError('not_found')
    return { act: 'compat.revoke_key', target: name }
  })
}

/** Lists an address. Throws `limit_reached`, `changed_meanwhile` for one that is listed. */
export async function addAddress(
  ctx: Ctx,
  asker: Asker,
  address: Omit<CompatAddress, 'id'>,
): Promise<CompatAnswer> {
  return changed(ctx, asker, async (db) => {
    if ((await store.addressesOf(db, asker.accountId)).length >= mostAddresses)
      throw new AppError('limit_reached')
    await store.insertAddress(db, asker.accountId, address)
    return { act: 'compat.add_address', target: address.range, after: { ...address } }
  })
}

/** Throws `not_found`, and `changed_meanwhile` likewise. */
export async function changeAddress(
  ctx: Ctx,
  asker: Asker,
  addressId: string,
  address: Pick<CompatAddress, 'range' | 'note'>,
): Promise<CompatAnswer> {
  return changed(ctx, asker, async (db) => {
    const before = (await store.addressesOf(db, asker.accountId)).find(({ id }) => id === addressId)
    if (before === undefined) throw new AppError('not_found')
    await store.updateAddress(db, asker.accountId, addressId, address)
    return { act: 'compat.change_address', target: address.range, before, after: { ...before, ...address } }
  })
}

/** Throws `not_found`. */
export async function removeAddress(ctx: Ctx, asker: Asker, addressId: string): Promise<CompatAnswer> {
  return changed(ctx, asker, async (db) => {
    const range = await store.deleteAddress(db, asker.accountId, addressId)
    if (range === null) throw new AppError('not_found')
    return { act: 'compat.remove_address', target: range }
  })
}

/** Carries a change out with its line in the audit log, and answers what is true after it. */
async function changed(
  ctx: Ctx,
  asker: Asker,
  change: (db: Db) => Promise<AuditedAct>,
): Promise<CompatAnswer> {
  try {
    await inTransaction(ctx.pool, async (db) => recordAct({ ...ctx, db }, asker, await change(db)))
  } catch (error) {
    // The same range twice in one list: somebody was faster.
    if (error instanceof Error && 'code' in error && error.code === '23505')
      throw new AppError('changed_meanwhile', { cause: error })
    throw error
  }
  return compatOf(ctx, asker.accountId)
}
