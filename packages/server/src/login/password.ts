import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Device } from './device.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import * as store from './password-store.ts'
import { loginAs } from './service.ts'
import { hashOf } from './token.ts'
import { newRecoveryCodes, newTotp, stepOfCode } from './totp.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'secrets'>

/** Per login name, whoever tries: more than anybody mistypes, and nothing for a list of passwords. */
const triesPerWindow = 10
const windowMs = 15 * 60_000

export interface NewPassword {
  readonly name: string
  readonly password: string
}

/**
 * Gives a person a login name and a password. Throws `login_name_taken`. With the client of a transaction, a name that
 * is taken ends that transaction.
 */
export async function setPassword(
  { pool, clock }: Pick<Context, 'clock'> & { readonly pool: Pick<Context['pool'], 'query'> },
  personId: string,
  { name, password }: NewPassword,
): Promise<void> {
  const hash = await hashPassword(password)
  try {
    await store.savePassword(pool, { personId, loginName: asCompared(name), hash }, clock.skewMs)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === '23505'
    throw isTaken ? new AppError('login_name_taken', { cause: error }) : error
  }
}

/**
 * Trades login name, password and, where the second factor is on, a code for a login; the cookie's value, or null when
 * the code is still missing. Throws `wrong_password`, `wrong_code`, `rate_limited`.
 */
export async function loginByPassword(
  ctx: Ctx,
  given: { readonly name: string; readonly password: string; readonly code: string | null },
  device: Device,
): Promise<string | null> {
  const found = await checked(ctx, asCompared(given.name), given.password, (name) =>
    store.passwordNamed(ctx.pool, name),
  )
  if (found.totpSecret !== null) {
    if (given.code === null) return null
    if (!(await takeCode(ctx, found, given.code))) throw new AppError('wrong_code')
  }
  await store.forgetTries(ctx.pool, nameHash(found.loginName))
  return loginAs(ctx, found.personId, device, 'password')
}

/** Asks a person who is logged in for their password once more. Throws `wrong_password`, `rate_limited`. */
export async function confirmPassword(
  ctx: Ctx,
  personId: string,
  password: string,
): Promise<store.StoredPassword> {
  const known = await store.passwordOf(ctx.pool, personId)
  if (known === null) throw new AppError('wrong_password')
  const found = await checked(ctx, known.loginName, password, async () => known)
  await store.forgetTries(ctx.pool, nameHash(known.loginName))
  return found
}

/** Counts first, then looks, then compares: the same work for names that nobody has. */
async function checked(
  { pool, clock }: Ctx,
  name: string,
  password: string,
  find: (name: string) => Promise<store.StoredPassword | null>,
): Promise<store.StoredPassword> {
  const tries = await store.countTry(pool, nameHash(name), windowMs, clock.skewMs)
  if (tries > triesPerWindow) throw new AppError('rate_limited')
  const found = await find(name)
  const fits = await verifyPassword(password, found?.hash ?? null)
  if (found === null || !fits) throw new AppError('wrong_password')
  return found
}

/** An authenticator's code, or one of the recovery codes; each works once. */
async function takeCode(
  { pool, clock, secrets }: Ctx,
  { personId, totpSecret }: store.StoredPassword,
  code: string,
): Promise<boolean> {
  if (totpSecret === null) return false
  if (!/^\d{6}$/.test(code)) return store.useRecoveryCode(pool, personId, recoveryHash(code))
  const step = stepOfCode(secrets.open(totpSecret).toString(), code, clock.now())
  return step !== null && (await store.useTotpStep(pool, personId, step))
}

/** What 登录设备 shows of a person's password; null = they have none. */
export async function passwordSummary({ pool }: Pick<Ctx, 'pool'>, personId: string) {
  const known = await store.passwordOf(pool, personId)
  if (known === null) return null
  return {
    name: known.loginName,
    totp: known.totpSecret !== null,
    recoveryCodesLeft: await store.recoveryCodesLeft(pool, personId),
  }
}

/** A secret that waits for its first code. Throws `wrong_password`, `rate_limited`. */
export async function beginTotp(ctx: Ctx, personId: string, password: string) {
  const { loginName } = await confirmPassword(ctx, personId, password)
  const made = newTotp(loginName)
  await store.keepPendingTotp(ctx.pool, personId, ctx.secrets.seal(made.secret))
  return made
}

/** Turns the second factor on with its first code; returns the recovery codes. Throws `wrong_code`. */
export async function confirmTotp(ctx: Ctx, personId: string, code: string): Promise<string[]> {
  const known = await store.passwordOf(ctx.pool, personId)
  const pending = known?.totpPending ?? null
  if (pending === null) throw new AppError('wrong_code')
  const step = stepOfCode(ctx.secrets.open(pending).toString(), code, ctx.clock.now())
  if (step === null) throw new AppError('wrong_code')
  const codes = newRecoveryCodes()
  const hashes = codes.map(recoveryHash)
  const isOn = await inTransaction(ctx.pool, (client) =>
    store.turnTotpOn(client, personId, pending, step, hashes),
  )
  if (!isOn) throw new AppError('wrong_code')
  return codes
}

/** Turns it off. Throws `wrong_password`, `rate_limited`. */
export async function endTotp(ctx: Ctx, personId: string, password: string): Promise<void> {
  await confirmPassword(ctx, personId, password)
  await inTransaction(ctx.pool, (client) => store.turnTotpOff(client, personId))
}

/** Names that look the same are the same. */
function asCompared(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

function nameHash(name: string): Buffer {
  return hashOf(`login name ${name}`)
}

/** Typed with or without its hyphen, in any case. 49 random bits, tried ten times in fifteen minutes. */
function recoveryHash(code: string): Buffer {
  return hashOf(`recovery ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
}
