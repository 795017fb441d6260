import {
  loginLinkBodySchema,
  loginSandboxBodySchema,
  sandboxAgentsAnswerSchema,
  sessionAnswerSchema,
  waitingCountsAnswerSchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { personOf } from './access.ts'
import { clearLoginCookie, setLoginCookie } from './cookie.ts'
import { demoLogins } from './demo-logins.ts'
import { deviceOf } from './device.ts'
import type { Login } from './login.ts'
import { loginAsAgent, loginByLink, logout } from './service.ts'
import { membershipsOf, waitingCountsOf } from './store.ts'

/** Guesses at a link per address and minute. */
const tries = { rateLimit: { max: 20, timeWindow: 60_000 } }
const done = z.object({ ok: z.literal(true) })

/** Who somebody is: in by a one-time link (or the demo's click), out again. `onLogout` ends their sockets. */
export function loginRoutes(ctx: Context, onLogout: (login: Login) => Promise<void>) {
  return (scope: Scope): void => {
    scope.post(
      '/api/login/link',
      { config: tries, schema: { body: loginLinkBodySchema, response: { 200: done } } },
      async (request, reply) => {
        setLoginCookie(reply, await loginByLink(ctx, request.body.token, deviceOf(request)), ctx)
        return { ok: true as const }
      },
    )

    scope.post('/api/logout', { schema: { response: { 200: done } } }, async (request, reply) => {
      if (request.login !== null) {
        await logout(ctx, request.login)
        await onLogout(request.login)
      }
      clearLoginCookie(reply, ctx)
      return { ok: true as const }
    })

    scope.get('/api/session', { schema: { response: { 200: sessionAnswerSchema } } }, async (request) => {
      const { login } = request
      const memberships = login === null ? [] : await membershipsOf(ctx.pool, login.personId)
      return {
        person: login === null ? null : { id: login.personId, name: login.personName },
        accounts: memberships.map(({ accountId, accountName, appid, agentId, role }) => ({
          id: accountId,
          appid,
          name: accountName,
          agentId,
          role,
        })),
        sandboxUrl: ctx.config.sandbox?.url ?? null,
      }
    })

    scope.get(
      '/api/session/waiting',
      { schema: { response: { 200: waitingCountsAnswerSchema } } },
      async (request) => ({ waiting: await waitingCountsOf(ctx.pool, personOf(request).personId) }),
    )

    if (ctx.config.sandbox !== null) sandboxLogin(scope, ctx)
  }
}

/** One click and no password: registered while the simulated WeChat is on, and never otherwise. */
function sandboxLogin(scope: Scope, ctx: Context): void {
  scope.post(
    '/api/login/sandbox',
    { schema: { body: loginSandboxBodySchema, response: { 200: done } } },
    async (request, reply) => {
      setLoginCookie(reply, await loginAsAgent(ctx, request.body.agentId, deviceOf(request)), ctx)
      return { ok: true as const }
    },
  )

  scope.get(
    '/api/sandbox/agents',
    { schema: { response: { 200: sandboxAgentsAnswerSchema } } },
    async () => ({
      agents: await demoLogins(ctx),
    }),
  )
}
