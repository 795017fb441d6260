import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { loginLifeMs } from './cookie.ts'
import type { Device } from './device.ts'
import type { Login, LoginWay } from './login.ts'
import * as store from './store.ts'
import { hashOf, newToken } from './token.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

const linkLifeMs = 24 * 60 * 60_000
/** How often a login in use is prolonged: often enough to slide, too seldom to matter. */
const renewAfterMs = 10 * 60_000

/** Makes a link that logs a person in, once, within 24 hours. Its address: `/login/link#<token>`. */
export async function createLoginLink(
  { pool, clock }: Pick<Context, 'clock'> & { readonly pool: Pick<Context['pool'], 'query'> },
  personId: string,
): Promise<string> {
  const token = newToken()
  await store.insertLink(pool, { hash: token.hash, personId, lifeMs: linkLifeMs, skewMs: clock.skewMs })
  return token.clear
}

/** Trades the token of a link for a login; returns the cookie's value. Throws `login_link_invalid`. */
export async function loginByLink(ctx: Ctx, clear: string, device: Device): Promise<string> {
  const personId = await store.takeLink(ctx.pool, hashOf(clear), ctx.clock.skewMs)
  if (personId === null) throw new AppError('login_link_invalid')
  return loginAs(ctx, personId, device, 'link')
}

/** Binds a person's login to their WeChat in an account (L18). Throws a unique violation when either is bound already. */
export async function bindLogin(
  { pool, clock }: Pick<Context, 'clock'> & { readonly pool: Pick<Context['pool'], 'query'> },
  binding: store.LoginBinding,
): Promise<void> {
  await store.insertBinding(pool, binding, clock.skewMs)
}

/** The demo's one click. Throws `not_found`. */
export async function loginAsAgent(ctx: Ctx, agentId: string, device: Device): Promise<string> {
  const personId = await store.personOfAgent(ctx.pool, agentId)
  if (personId === null) throw new AppError('not_found')
  return loginAs(ctx, personId, device, 'demo')
}

/** A login for a person in this browser, whoever let them in; returns the cookie's value. */
export async function loginAs(
  { pool, clock }: Ctx,
  personId: string,
  device: Device,
  way: LoginWay,
): Promise<string> {
  const token = newToken()
  await store.insertLogin(pool, {
    id: crypto.randomUUID(),
    hash: token.hash,
    personId,
    userAgent: device.userAgent,
    address: device.address,
    way,
    lifeMs: loginLifeMs,
    skewMs: clock.skewMs,
  })
  return token.clear
}

/** Whose cookie this is, and whether its thirty days began anew. */
export async function recogniseLogin(
  { pool, clock }: Ctx,
  clear: string,
): Promise<{ readonly login: Login; readonly renewed: boolean } | null> {
  const found = await store.findLogin(pool, hashOf(clear), clock.skewMs)
  if (found === null) return null
  const { quietMs, ...login } = found
  const renewed = quietMs > renewAfterMs
  if (renewed) await store.renewLogin(pool, login.id, loginLifeMs, clock.skewMs)
  return { login, renewed }
}

export async function logout({ pool, clock }: Ctx, login: Login): Promise<void> {
  await store.endLogin(pool, login.id, clock.skewMs)
}
