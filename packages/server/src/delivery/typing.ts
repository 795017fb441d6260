import { accountIdSchema, openidSchema } from '@duokefu/contract'
import { type AccountId, type AgentId, quotaLeftAt } from '@duokefu/engine'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { conversationFor } from '../conversations/service.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { isPaused } from './pause.ts'
import type { WechatCalls } from './wechat-calls.ts'

/** Tells a fan that somebody writes (「对方正在输入…」). A courtesy: whatever fails, nobody hears of it. */
export interface Typing {
  /** `by` writes to a customer whom they serve. */
  tell(customer: { accountId: AccountId; openid: string; by: AgentId }): Promise<void>
}

/** WeChat shows it for 15 s and refuses a repeat meanwhile (45081); what ends it sooner is a message. */
const atMostEveryMs = 10_000
const rememberedAtMost = 10_000

export function createTyping(
  ctx: Pick<Context, 'accounts' | 'clock' | 'log' | 'pool'>,
  calls: WechatCalls,
): Typing {
  const toldAt = new Map<string, number>()

  /** True once per customer and interval; the oldest are forgotten first. */
  function isDue(key: string, now: number): boolean {
    if (now - (toldAt.get(key) ?? 0) < atMostEveryMs) return false
    toldAt.delete(key)
    toldAt.set(key, now)
    const [oldest] = toldAt.keys()
    if (toldAt.size > rememberedAtMost && oldest !== undefined) toldAt.delete(oldest)
    return true
  }

  return {
    async tell({ accountId, openid, by }) {
      try {
        const now = ctx.clock.now()
        if (!isDue(`${accountId}/${openid}`, now)) return
        const { subject } = await conversationFor(ctx, accountId, openid)
        const { conversation } = subject
        if (conversation.state !== 'serving' || conversation.agent !== by) return
        const left = quotaLeftAt(subject.quota, now)
        if (left === 0 || left === 'closed') return
        const account = await ctx.accounts.byId(accountId)
        if (account === null || (await isPaused(ctx.pool, accountId, ctx.clock.skewMs))) return
        await calls.call(account, (api, token) => api.typing(token, openid))
      } catch (error) {
        ctx.log.debug({ account: accountId, err: error }, 'a fan was not told that somebody writes')
      }
    },
  }
}

const params = z.object({ account: accountIdSchema, openid: openidSchema })

/** `POST …/conversations/:openid/typing`: answered at once, whatever WeChat says to it. */
export function typingRoutes(ctx: Context, calls: WechatCalls) {
  const typing = createTyping(ctx, calls)
  return (scope: Scope): void => {
    scope.post(
      '/api/accounts/:account/conversations/:openid/typing',
      { schema: { params, response: { 204: z.null() } } },
      async (request, reply) => {
        const { accountId, agentId: by } = await requireAgent(ctx, request, request.params.account)
        void typing.tell({ accountId, openid: request.params.openid, by })
        return reply.code(204).send(null)
      },
    )
  }
}
