import type { PhoneLoginStep, WechatLoginAnswer } from '@duokefu/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { browserWords } from './browser-words.ts'
import { setLoginCookie } from './cookie.ts'
import type { Device } from './device.ts'
import { authorizeUrlFor, type Phone, phoneOn, takePhone, takePhoneToken } from './phone.ts'
import { loginAs } from './service.ts'
import * as store from './ticket-store.ts'
import type { TicketWatch } from './ticket-watch.ts'
import { ticketPage } from './tickets.ts'
import { hashOf } from './token.ts'

/** After the phone's yes the browser goes in by itself; this is for a slow one. */
const enterMs = 30_000

type Ended = Extract<PhoneLoginStep, { step: 'ended' }>
const ended = (reason: Ended['reason']): Ended => ({ step: 'ended', reason })

/** One request of a phone's page. */
interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The clear ticket of the page's address. */
  readonly ticket: string
}

/** Opening the page: finds out whose phone it is, marks the ticket as scanned, and says what there is to confirm. */
export async function openTicket(
  ctx: Context,
  watch: TicketWatch,
  asked: Asked,
  how: { readonly token: string | null; readonly arrived: boolean },
): Promise<PhoneLoginStep> {
  const found = await findTicket(ctx, asked.ticket)
  if (found === null) return ended('expired')
  const { ticket, account } = found
  const phone = await phoneAt(ctx, asked, account, how)
  if (phone === null) return (await askFirst(ctx, asked, account, how)) ?? ended('not_wechat')
  const agent = await store.agentOfOpenid(ctx.pool, account.id, phone.openid)
  if (ticket.state !== 'waiting') return reopened(ticket, account, phone, agent)
  if (agent === null) {
    if (await store.markRefused(ctx.pool, ticket.id, ctx.clock.skewMs)) await watch.moved(ticket.id)
    return ended('stranger')
  }
  const by = { openid: phone.openid, personId: agent.personId }
  if (!(await store.markScanned(ctx.pool, ticket.id, by, ctx.clock.skewMs))) return ended('used')
  await watch.moved(ticket.id)
  return toConfirm(ticket, account, agent.name)
}

/** 「确认登录」: by the phone that scanned it, once, within the ticket's two minutes. */
export async function confirmOnPhone(
  ctx: Context,
  watch: TicketWatch,
  asked: Asked,
): Promise<PhoneLoginStep> {
  return decideOnPhone(ctx, watch, asked, async ({ ticket, account }, { openid }) => {
    // Who left the account since the scan is a stranger now.
    if ((await store.agentOfOpenid(ctx.pool, account.id, openid)) === null) return ended('stranger')
    const times = { skewMs: ctx.clock.skewMs, enterMs }
    const done = await store.confirmTicket(ctx.pool, ticket.id, openid, times)
    return done ? { step: 'done', account: account.name } : null
  })
}

/** 「取消」: the waiting page says so, and the ticket is worth nothing. */
export async function cancelOnPhone(ctx: Context, watch: TicketWatch, asked: Asked): Promise<PhoneLoginStep> {
  return decideOnPhone(ctx, watch, asked, async ({ ticket }, { openid }) => {
    const done = await store.cancelTicket(ctx.pool, ticket.id, openid, ctx.clock.skewMs)
    return done ? ended('cancelled') : null
  })
}

interface Found {
  readonly ticket: store.ScannedTicket
  readonly account: Account
}

async function findTicket(ctx: Context, clear: string): Promise<Found | null> {
  const ticket = await store.ticketOfPhone(ctx.pool, hashOf(clear), ctx.clock.skewMs)
  const account = ticket === null ? null : await ctx.accounts.byId(ticket.accountId)
  return ticket === null || account === null ? null : { ticket, account }
}

/** `act` returns null when the ticket was not the phone's to decide: then its state says why. */
async function decideOnPhone(
  ctx: Context,
  watch: TicketWatch,
  { request, ticket: clear }: Asked,
  act: (found: Found, phone: Phone) => Promise<PhoneLoginStep | null>,
): Promise<PhoneLoginStep> {
  const found = await findTicket(ctx, clear)
  if (found === null) return ended('expired')
  const phone = await phoneOn(ctx, request, found.account.id, ticketPage(clear))
  if (phone === null) return ended('not_wechat')
  const step = await act(found, phone)
  if (step === null)
    return ended((await findTicket(ctx, clear))?.ticket.state === 'expired' ? 'expired' : 'used')
  await watch.moved(found.ticket.id)
  return step
}

async function phoneAt(
  ctx: Context,
  { request, reply, ticket }: Asked,
  account: Account,
  { token, arrived }: { readonly token: string | null; readonly arrived: boolean },
): Promise<Phone | null> {
  const page = ticketPage(ticket)
  if (token !== null) return takePhoneToken(ctx, reply, account.id, page, token)
  // A page that was just opened asks WeChat anew, whoever was known: phones of a demo share one browser.
  return arrived || account.loginWay !== 'oauth' ? phoneOn(ctx, request, account.id, page) : null
}

async function askFirst(
  ctx: Context,
  { reply, ticket }: Asked,
  account: Account,
  { token, arrived }: { readonly token: string | null; readonly arrived: boolean },
): Promise<PhoneLoginStep | null> {
  // WeChat was asked already, and this browser keeps no cookies; or the link was used up.
  if (arrived || token !== null) return null
  const url = await authorizeUrlFor(ctx, reply, account, ticketPage(ticket))
  return url === null ? null : { step: 'authorize', url }
}

/** A ticket that a phone had before: the same phone goes on where it was. */
function reopened(
  ticket: store.ScannedTicket,
  account: Account,
  phone: Phone,
  agent: { readonly name: string } | null,
): PhoneLoginStep {
  if (ticket.state === 'expired') return ended('expired')
  if (agent === null) return ended('stranger')
  if (ticket.openid !== phone.openid) return ended('used')
  if (ticket.state === 'scanned') return toConfirm(ticket, account, agent.name)
  return ended(ticket.state === 'cancelled' ? 'cancelled' : 'used')
}

function toConfirm(ticket: store.ScannedTicket, account: Account, person: string): PhoneLoginStep {
  return {
    step: 'confirm',
    account: account.name,
    person,
    digits: ticket.digits,
    ...browserWords(ticket.userAgent),
    address: ticket.address,
    at: ticket.createdAt.getTime(),
  }
}

/** One button in WeChat's own browser, where nobody can scan their screen: asks WeChat, then logs in, once. */
export async function loginInWechat(
  ctx: Context,
  { request, reply }: Pick<Asked, 'request' | 'reply'>,
  account: Account,
  { arrived, device }: { readonly arrived: boolean; readonly device: Device },
): Promise<WechatLoginAnswer> {
  const page = `/login/wechat/${account.id}`
  if (!arrived) {
    const url = await authorizeUrlFor(ctx, reply, account, page)
    return url === null ? { step: 'ended', reason: 'not_wechat' } : { step: 'authorize', url }
  }
  const phone = await takePhone(ctx, request, account.id, page)
  if (phone === null) return { step: 'ended', reason: 'not_wechat' }
  const agent = await store.agentOfOpenid(ctx.pool, account.id, phone.openid)
  if (agent === null) return { step: 'ended', reason: 'stranger' }
  setLoginCookie(reply, await loginAs(ctx, agent.personId, device, 'wechat'), ctx)
  return { step: 'in' }
}
