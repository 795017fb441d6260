import { randomBytes } from 'node:crypto'
import { authorizeUrl } from '@duokefu/wechat'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../accounts/account.ts'
import { noteAuthorized } from '../accounts/checks-store.ts'
import type { Context } from '../context.ts'
import { phoneCookie, setPhoneCookie } from './cookie.ts'
import * as store from './phone-store.ts'
import { hashOf, newToken } from './token.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'secrets' | 'accounts' | 'calls' | 'publicUrl' | 'config' | 'log'>

/** WeChat's code lives five minutes; its redirect takes seconds. */
const askingLifeMs = 5 * 60_000
/** How long a phone stays known on the page that asked. */
const knownLifeMs = 10 * 60_000
/** As long as the QR that led to it. */
const linkLifeMs = 2 * 60_000

/** Who opened a page of ours in WeChat. */
export interface Phone {
  readonly openid: string
}

type Asking = Pick<Ctx, 'pool' | 'clock' | 'secrets'>

/** Who holds the phone that asks, as WeChat told it for this account and this page; null = not known (any more). */
export async function phoneOn(
  ctx: Asking,
  request: FastifyRequest,
  accountId: string,
  page: string,
): Promise<Phone | null> {
  return phoneBy(store.findVisit, ctx, request, accountId, page)
}

/** As `phoneOn`, and forgets it: what follows happens once. */
export async function takePhone(
  ctx: Asking,
  request: FastifyRequest,
  accountId: string,
  page: string,
): Promise<Phone | null> {
  return phoneBy(store.takeVisit, ctx, request, accountId, page)
}

async function phoneBy(
  visitOf: typeof store.findVisit,
  ctx: Asking,
  request: FastifyRequest,
  accountId: string,
  page: string,
): Promise<Phone | null> {
  const clear = request.cookies[phoneCookie]
  if (clear === undefined) return null
  const visit = await visitOf(ctx.pool, hashOf(clear), accountId, ctx.clock.skewMs)
  return visit !== null && opensTo(ctx, visit.page, page) ? { openid: visit.openid } : null
}

function opensTo({ secrets }: Pick<Ctx, 'secrets'>, sealed: Buffer, page: string): boolean {
  return secrets.open(sealed).toString() === page
}

/**
 * Where this browser asks WeChat who holds it (snsapi_base), with a state that is good once and in this browser alone.
 * WeChat sends it back to `page` (a path of ours), with `#wechat`. null = the account can't ask.
 */
export async function authorizeUrlFor(
  ctx: Ctx,
  reply: FastifyReply,
  account: Account,
  page: string,
): Promise<string | null> {
  if (account.loginWay !== 'oauth') return null
  const token = newToken()
  // WeChat takes letters and digits alone.
  const state = randomBytes(16).toString('hex')
  await store.insertVisit(ctx.pool, {
    hash: token.hash,
    accountId: account.id,
    page: ctx.secrets.seal(page),
    stateHash: hashOf(state),
    openid: null,
    lifeMs: askingLifeMs,
    skewMs: ctx.clock.skewMs,
  })
  setPhoneCookie(reply, token.clear, ctx)
  return authorizeUrl({
    base: account.oauthBase,
    appid: account.appid,
    redirectUri: `${ctx.publicUrl()}/m/oauth`,
    state,
  })
}

/** Why WeChat's redirect led nowhere. The phone shows a sentence for each, at `/m/stopped/<reason>`. */
export type Stopped = 'expired' | 'snapshot' | 'refused' | 'unavailable'

/**
 * WeChat's redirect: trades the code for the openid. The state must be this browser's, unused and of the last five
 * minutes; made-up users of snapshot pages are turned away. Returns the path to go on at.
 */
export async function completeAuthorization(
  ctx: Ctx,
  request: FastifyRequest,
  reply: FastifyReply,
  { code, state }: { readonly code: string; readonly state: string },
): Promise<string> {
  const clear = request.cookies[phoneCookie]
  if (clear === undefined || state === '') return stopped('expired')
  const hashes = { token: hashOf(clear), state: hashOf(state) }
  const visit = await store.takeAskingVisit(ctx.pool, hashes, ctx.clock.skewMs)
  if (visit === null || !visit.live) return stopped('expired')
  const account = await ctx.accounts.byId(visit.accountId)
  if (account === null || code === '') return stopped('refused')
  const { appid, appSecret } = account
  const answer = await ctx.calls.api(account).oauthIdentity({ appid, secret: appSecret, code })
  if (!answer.ok) {
    const { kind, errcode } = answer.error
    ctx.log.warn({ account: account.id, errcode }, 'WeChat did not take the code of a web authorization')
    return stopped(kind === 'refused' ? 'refused' : 'unavailable')
  }
  if (answer.value.isSnapshotUser) return stopped('snapshot')
  await noteAuthorized(ctx.pool, account.id, ctx.clock.skewMs)
  await rememberPhone(ctx, reply, account.id, visit.page, answer.value.openid)
  return `${ctx.secrets.open(visit.page).toString()}#wechat`
}

function stopped(reason: Stopped): string {
  return `/m/stopped/${reason}`
}

/** Under a token of its own, so that the one from before WeChat's redirect is worth nothing. */
async function rememberPhone(
  ctx: Ctx,
  reply: FastifyReply,
  accountId: Account['id'],
  page: Buffer,
  openid: string,
): Promise<void> {
  const token = newToken()
  await store.insertVisit(ctx.pool, {
    hash: token.hash,
    accountId,
    page,
    stateHash: null,
    openid,
    lifeMs: knownLifeMs,
    skewMs: ctx.clock.skewMs,
  })
  setPhoneCookie(reply, token.clear, ctx)
}

/** A token for a link that the account sends to one fan (login way `scan`): it makes their phone known, once. */
export async function createPhoneToken(
  ctx: Pick<Ctx, 'pool' | 'clock' | 'secrets'>,
  accountId: Account['id'],
  openid: string,
  page: string,
): Promise<string> {
  const token = newToken()
  await store.insertVisit(ctx.pool, {
    hash: token.hash,
    accountId,
    page: ctx.secrets.seal(page),
    stateHash: null,
    openid,
    lifeMs: linkLifeMs,
    skewMs: ctx.clock.skewMs,
  })
  return token.clear
}

/** Trades such a token for the cookie; null = it was used, has expired, or is of another page. */
export async function takePhoneToken(
  ctx: Ctx,
  reply: FastifyReply,
  accountId: Account['id'],
  page: string,
  clear: string,
): Promise<Phone | null> {
  const visit = await store.takeVisit(ctx.pool, hashOf(clear), accountId, ctx.clock.skewMs)
  if (visit === null || !opensTo(ctx, visit.page, page)) return null
  await rememberPhone(ctx, reply, accountId, visit.page, visit.openid)
  return { openid: visit.openid }
}
