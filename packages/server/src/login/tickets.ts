import { randomInt } from 'node:crypto'
import type { LoginTicket, LoginTicketState } from '@duokefu/contract'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Device } from './device.ts'
import { sceneOfTicket } from './scene.ts'
import { loginAs } from './service.ts'
import * as store from './ticket-store.ts'
import type { TicketWatch } from './ticket-watch.ts'
import { hashOf, newToken } from './token.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'calls' | 'publicUrl'>

const lifeMs = 2 * 60_000
/** A page that waits for an answer gets one at least so often: proxies cut what is silent for a minute. */
const answerAfterMs = 25_000
/** The path that a ticket's QR leads to. */
export function ticketPage(clear: string): string {
  return `/m/login/${clear}`
}

/** A QR for one browser, two minutes long. Throws `qr_unavailable` where the account has no right to one. */
export async function createTicket(
  ctx: Ctx,
  account: Account,
  device: Device,
  browser: string,
): Promise<LoginTicket> {
  const token = newToken()
  const digits = String(randomInt(10, 100))
  const url = await qrText(ctx, account, token.clear)
  await store.insertTicket(ctx.pool, {
    id: crypto.randomUUID(),
    hash: token.hash,
    accountId: account.id,
    browserHash: hashOf(browser),
    digits,
    userAgent: device.userAgent,
    address: device.address,
    lifeMs,
    skewMs: ctx.clock.skewMs,
  })
  return { ticket: token.clear, url, digits, lastsMs: lifeMs }
}

async function qrText(ctx: Ctx, account: Account, clear: string): Promise<string> {
  if (account.loginWay === 'oauth') return `${ctx.publicUrl()}${ticketPage(clear)}`
  if (account.loginWay === 'password') throw new AppError('qr_unavailable')
  const qr = await ctx.calls.call(account, (api, accessToken) =>
    api.createSceneQr(accessToken, sceneOfTicket(clear), lifeMs / 1000),
  )
  if (!qr.ok) throw new AppError('qr_unavailable', { cause: qr.error })
  return qr.value.url
}

/** The state of a ticket, when it is another than `after`, or when a while has passed. Throws `login_ticket_ended`. */
export async function ticketState(
  ctx: Pick<Ctx, 'pool' | 'clock'>,
  watch: TicketWatch,
  keys: { readonly ticket: string; readonly browser: string | null },
  after: LoginTicketState | null,
  signal: AbortSignal,
): Promise<LoginTicketState> {
  const look = async () => {
    const hashes = { ticket: hashOf(keys.ticket), browser: hashOf(keys.browser ?? '') }
    const seen = await store.ticketOfBrowser(ctx.pool, hashes, ctx.clock.skewMs)
    if (seen === null) throw new AppError('login_ticket_ended')
    return seen
  }
  const first = await look()
  if (first.state !== after || hasEnded(first.state)) return first.state
  const watched = watch.watch(first.id)
  try {
    // What moved before the watch began is seen here, what moves later wakes it.
    const second = await look()
    if (second.state !== after) return second.state
    await watched.wait(Math.min(answerAfterMs, Math.max(0, second.lastsMs) + 50), signal)
    return (await look()).state
  } finally {
    watched.end()
  }
}

function hasEnded(state: LoginTicketState): boolean {
  return state !== 'waiting' && state !== 'scanned' && state !== 'confirmed'
}

/** Goes in with a confirmed ticket, once, in the browser that showed it; returns the login cookie's value. Throws `login_ticket_ended`. */
export async function enterWithTicket(
  ctx: Pick<Context, 'pool' | 'clock'>,
  keys: { readonly ticket: string; readonly browser: string | null },
  device: Device,
): Promise<string> {
  const hashes = { ticket: hashOf(keys.ticket), browser: hashOf(keys.browser ?? '') }
  const personId = await store.enterTicket(ctx.pool, hashes, ctx.clock.skewMs)
  if (personId === null) throw new AppError('login_ticket_ended')
  return loginAs(ctx, personId, device, 'scan')
}
