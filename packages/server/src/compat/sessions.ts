import { randomUUID } from 'node:crypto'
import type { AgentId, ApiCommand } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { agentNamed } from './agent-store.ts'
import { type Answer, type Call, error, json, ok, type Route, textOf } from './call.ts'
import type { ErrCode } from './errors.ts'
import * as store from './session-store.ts'

type Ctx = Pick<Context, 'clock' | 'ledger' | 'pool'>

/** WeChat lists no more of them. */
const mostWaitingCases = 100

/** Sessions of our desk (protocol 6.2). */
export function sessionRoutes(ctx: Ctx): Route[] {
  return [
    {
      method: 'POST',
      path: '/customservice/kfsession/create',
      handle: (call) =>
        command(ctx, call, (agent) => ({ type: 'api_open', agent, text: textOf(call.json, 'text') || null })),
    },
    {
      method: 'POST',
      path: '/customservice/kfsession/close',
      handle: (call) => command(ctx, call, (agent) => ({ type: 'api_close', agent })),
    },
    {
      method: 'any',
      path: '/customservice/kfsession/getsession',
      async handle({ account, query }) {
        const openid = query.get('openid') ?? ''
        if (!isOpenid(openid)) return error(40003)
        const session = await store.sessionOf(ctx.pool, account.id, openid, ctx.clock.skewMs)
        if (session === null) return json({ kf_account: '' })
        return json({ kf_account: session.kfAccount, createtime: session.since })
      },
    },
    {
      method: 'any',
      path: '/customservice/kfsession/getsessionlist',
      async handle({ account, query }) {
        const agent = await agentNamed(ctx.pool, account.id, query.get('kf_account') ?? '')
        if (agent === null) return error(65401)
        const sessions = await store.sessionsOf(ctx.pool, account.id, agent, ctx.clock.skewMs)
        return json({ sessionlist: sessions.map(({ openid, since }) => ({ openid, createtime: since })) })
      },
    },
    {
      method: 'any',
      path: '/customservice/kfsession/getwaitcase',
      async handle({ account }) {
        const { skewMs } = ctx.clock
        const { count, cases } = await store.waitingCases(ctx.pool, account.id, mostWaitingCases, skewMs)
        return json({
          count,
          waitcaselist: cases.map(({ openid, latest, since, kfAccount }) => ({
            latest_time: latest,
            openid,
            kf_account: kfAccount,
            createtime: since,
          })),
        })
      },
    },
  ]
}

/** What WeChat's openids look like, 28 characters in practice; anything else never was one. */
export function isOpenid(text: string): boolean {
  return /^[\w-]{16,64}$/.test(text)
}

async function command(ctx: Ctx, call: Call, of: (agent: AgentId) => ApiCommand): Promise<Answer> {
  const { account, json: body } = call
  if (body === null) return error(47001)
  const openid = textOf(body, 'openid')
  const agent = await agentNamed(ctx.pool, account.id, textOf(body, 'kf_account'))
  if (agent === null) return error(65401)
  if (!isOpenid(openid)) return error(40003)
  const outcome = await ctx.ledger.submit({
    type: 'api',
    accountId: account.id,
    openid,
    commandId: randomUUID(),
    command: of(agent),
    message: null,
  })
  if (outcome.type === 'done') return ok
  // A fan who has never been here has no session, and can't get one: nobody knows that they exist.
  if (outcome.type !== 'refused') return error(40003)
  return error(codeOf[outcome.refusal.code] ?? -1)
}

const codeOf: { readonly [code: string]: ErrCode } = {
  interface_off: 65400,
  unsubscribed: 40003,
  agent_unknown: 65401,
  agent_offline: 65415,
  already_served: 65414,
  not_yours: 65414,
  session_ended: 65413,
}
