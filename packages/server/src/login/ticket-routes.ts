import {
  loginAccountsAnswerSchema,
  loginTicketAnswerSchema,
  loginTicketBodySchema,
  loginTicketParamsSchema,
  loginTicketQuerySchema,
  loginTicketStateAnswerSchema,
  phoneLoginStepSchema,
  phoneOpenBodySchema,
  wechatLoginAnswerSchema,
  wechatLoginBodySchema,
} from '@duokefu/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { createLimit } from '../compat/limits.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { accountNamed } from './access.ts'
import { browserCookie, setBrowserCookie, setLoginCookie } from './cookie.ts'
import { deviceOf } from './device.ts'
import { cancelOnPhone, confirmOnPhone, loginInWechat, openTicket } from './phone-login.ts'
import type { TicketWatch } from './ticket-watch.ts'
import { createTicket, enterWithTicket, ticketState } from './tickets.ts'
import { newToken } from './token.ts'

/** A shop's computers share one address, and each of them renews its QR every two minutes. */
const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: 60_000 } })
/** WeChat makes 100,000 QRs a day for an account, and whoever opens its login page asks for one: strangers leave some over. */
const scenesPerMinute = 60
const params = loginTicketParamsSchema
const done = z.object({ ok: z.literal(true) })

/** Logging in by a QR: the browser that shows it, and the phone that scans it. */
export function ticketRoutes(ctx: Context, watch: TicketWatch) {
  return (scope: Scope): void => {
    ofTheBrowser(scope, ctx, watch)
    ofThePhone(scope, ctx, watch)
  }
}

function ofTheBrowser(scope: Scope, ctx: Context, watch: TicketWatch): void {
  const madeAtWechat = createLimit({ most: scenesPerMinute, perMs: 60_000, now: () => ctx.clock.now() })

  scope.get(
    '/api/login/accounts',
    { config: perMinute(120), schema: { response: { 200: loginAccountsAnswerSchema } } },
    async () => ({
      accounts: (await ctx.accounts.all()).map(({ id, name, loginWay }) => ({ id, name, way: loginWay })),
    }),
  )

  scope.post(
    '/api/login/tickets',
    {
      config: perMinute(120),
      schema: { body: loginTicketBodySchema, response: { 200: loginTicketAnswerSchema } },
    },
    async (request, reply) => {
      const account = await accountNamed(ctx, request.body.account)
      if (account.loginWay === 'scan' && !madeAtWechat.take(account.id)) throw new AppError('rate_limited')
      // Two pages of one browser show two tickets.
      const browser = request.cookies[browserCookie] ?? newToken().clear
      setBrowserCookie(reply, browser, ctx)
      return createTicket(ctx, account, deviceOf(request), browser)
    },
  )

  scope.get(
    '/api/login/tickets/:ticket',
    {
      config: perMinute(600),
      schema: {
        params,
        querystring: loginTicketQuerySchema,
        response: { 200: loginTicketStateAnswerSchema },
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const keys = keysOf(request, request.params.ticket)
      return { state: await ticketState(ctx, watch, keys, request.query.after ?? null, gone.signal) }
    },
  )

  scope.post(
    '/api/login/tickets/:ticket/enter',
    { config: perMinute(60), schema: { params, response: { 200: done } } },
    async (request, reply) => {
      const keys = keysOf(request, request.params.ticket)
      setLoginCookie(reply, await enterWithTicket(ctx, keys, deviceOf(request)), ctx)
      return { ok: true as const }
    },
  )
}

function keysOf(request: FastifyRequest, ticket: string) {
  return { ticket, browser: request.cookies[browserCookie] ?? null }
}

function ofThePhone(scope: Scope, ctx: Context, watch: TicketWatch): void {
  const schema = { params, response: { 200: phoneLoginStepSchema } }
  const config = perMinute(120)

  scope.post(
    '/api/phone/tickets/:ticket/open',
    { config, schema: { ...schema, body: phoneOpenBodySchema } },
    async (request, reply) =>
      openTicket(ctx, watch, { request, reply, ticket: request.params.ticket }, request.body),
  )
  scope.post('/api/phone/tickets/:ticket/confirm', { config, schema }, async (request, reply) =>
    confirmOnPhone(ctx, watch, { request, reply, ticket: request.params.ticket }),
  )
  scope.post('/api/phone/tickets/:ticket/cancel', { config, schema }, async (request, reply) =>
    cancelOnPhone(ctx, watch, { request, reply, ticket: request.params.ticket }),
  )

  scope.post(
    '/api/login/wechat',
    { config, schema: { body: wechatLoginBodySchema, response: { 200: wechatLoginAnswerSchema } } },
    async (request, reply) => {
      const account = await accountNamed(ctx, request.body.account)
      const how = { arrived: request.body.arrived, device: deviceOf(request) }
      return loginInWechat(ctx, { request, reply }, account, how)
    },
  )
}
