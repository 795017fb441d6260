import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { createPhoneToken } from './phone.ts'
import * as store from './ticket-store.ts'
import type { TicketWatch } from './ticket-watch.ts'
import { ticketPage } from './tickets.ts'
import { hashOf } from './token.ts'

/** Scans of login QRs that WeChat tells as events (login way `scan`), caught before they are anything of a customer. */
export interface LoginScans {
  /** What the account answers: a link to the confirm page, good once and for this fan, or why there is none. */
  scanned(account: Account, openid: string, ticket: string): Promise<string>
  /** The same, to somebody who follows the account with this scan: their follow has an answer of its own, so this is a message. */
  followed(account: Account, openid: string, ticket: string): Promise<void>
}

export function createLoginScans(ctx: Context, watch: TicketWatch): LoginScans {
  async function scanned(account: Account, openid: string, clear: string): Promise<string> {
    const ticket = await store.ticketOfPhone(ctx.pool, hashOf(clear), ctx.clock.skewMs)
    if (ticket === null || ticket.accountId !== account.id) return words.over
    const agent = await store.agentOfOpenid(ctx.pool, account.id, openid)
    if (agent === null) {
      if (await store.markRefused(ctx.pool, ticket.id, ctx.clock.skewMs)) await watch.moved(ticket.id)
      return words.stranger
    }
    const by = { openid, personId: agent.personId }
    // WeChat's repeat of the same scan finds it marked already.
    const isAgain = ticket.state === 'scanned' && ticket.openid === openid
    if (!isAgain && !(await store.markScanned(ctx.pool, ticket.id, by, ctx.clock.skewMs))) return words.over
    await watch.moved(ticket.id)
    const page = ticketPage(clear)
    const token = await createPhoneToken(ctx, account.id, openid, page)
    return words.confirm(account.name, `${ctx.publicUrl()}${page}#phone=${token}`)
  }

  return {
    scanned,
    async followed(account, openid, ticket) {
      const content = await scanned(account, openid, ticket)
      const sent = await ctx.calls.call(account, (api, accessToken) =>
        api.sendCustomMessage(accessToken, { toUser: openid, type: 'text', content }),
      )
      if (!sent.ok)
        ctx.log.warn({ account: account.id, errcode: sent.error.errcode }, 'a login link was not sent')
    },
  }
}

/** Chinese alone: WeChat tells no language with an event, and agents' WeChat is Chinese. */
const words = {
  over: '二维码已失效，请重新扫码',
  stranger: '这个微信号还不是本店客服，请联系管理员邀请',
  confirm: (account: string, url: string) =>
    `有人用这个二维码登录 ${account} 工作台。<a href="${url}">核对并确认登录</a>，两分钟内有效。不是你本人操作，请不要打开。`,
}
