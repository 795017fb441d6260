import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Device } from '../login/device.ts'
import { createLoginLink, loginByLink } from '../login/service.ts'
import { hashOf, newToken } from '../login/token.ts'
import { hasNoAccount } from './connection-store.ts'
import * as store from './setup-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

const linkLifeMs = 24 * 60 * 60_000

/** Makes the token of a set-up link, good once and for a day; null when the installation has an account already. */
export async function createSetupLink({ pool, clock }: Ctx): Promise<string | null> {
  if (!(await hasNoAccount(pool))) return null
  const token = newToken()
  await store.insertSetupLink(pool, token.hash, linkLifeMs, clock.skewMs)
  return token.clear
}

/**
 * Trades a set-up link for the first person of a fresh installation, logged in: they may connect the first account.
 * Returns the cookie's value. Throws `login_link_invalid`.
 */
export async function setUp(ctx: Ctx, clear: string, name: string, device: Device): Promise<string> {
  const link = await inTransaction(ctx.pool, async (client) => {
    const taken = await store.takeSetupLink(client, hashOf(clear), ctx.clock.skewMs)
    if (!taken || !(await hasNoAccount(client))) throw new AppError('login_link_invalid')
    return createLoginLink({ ...ctx, pool: client }, await store.insertPerson(client, name))
  })
  return loginByLink(ctx, link, device)
}
