import {
  type LoginsAnswer,
  loginParamsSchema,
  loginsAnswerSchema,
  myPasswordBodySchema,
  passwordLoginAnswerSchema,
  passwordLoginBodySchema,
  recoveryCodesAnswerSchema,
  totpAnswerSchema,
  totpBodySchema,
  totpConfirmBodySchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { personOf } from './access.ts'
import { browserWords } from './browser-words.ts'
import { clearLoginCookie, setLoginCookie } from './cookie.ts'
import { deviceOf } from './device.ts'
import type { Login } from './login.ts'
import { endLoginsOf, isFreshLogin, loginsOf } from './my-logins-store.ts'
import {
  beginTotp,
  confirmPassword,
  confirmTotp,
  endTotp,
  loginByPassword,
  passwordSummary,
  setPassword,
} from './password.ts'
import { passwordOf } from './password-store.ts'

/** By address; names have a limit of their own. */
const guesses = { rateLimit: { max: 20, timeWindow: 60_000 } }
const done = z.object({ ok: z.literal(true) })
const ok = { ok: true as const }
const freshMs = 15 * 60_000

/** Login by password, and 登录设备: where one is logged in, one's password, the second factor. `onEnded` ends a login's sockets. */
export function myLoginRoutes(ctx: Context, onEnded: (loginId: string) => Promise<void>) {
  return (scope: Scope): void => {
    scope.post(
      '/api/login/password',
      {
        config: guesses,
        schema: { body: passwordLoginBodySchema, response: { 200: passwordLoginAnswerSchema } },
      },
      async (request, reply) => {
        const cookie = await loginByPassword(ctx, request.body, deviceOf(request))
        if (cookie === null) return { step: 'code_needed' as const }
        setLoginCookie(reply, cookie, ctx)
        return { step: 'in' as const }
      },
    )

    devices(scope, ctx, onEnded)
    passwords(scope, ctx, onEnded)
  }
}

type OnEnded = (loginId: string) => Promise<void>

async function end(
  ctx: Context,
  onEnded: OnEnded,
  { personId }: Login,
  which: { readonly loginId: string | null; readonly except: string | null },
): Promise<number> {
  const ended = await endLoginsOf(ctx.pool, personId, which, ctx.clock.skewMs)
  for (const loginId of ended) await onEnded(loginId)
  return ended.length
}

function devices(scope: Scope, ctx: Context, onEnded: OnEnded): void {
  scope.get('/api/me/logins', { schema: { response: { 200: loginsAnswerSchema } } }, async (request) => {
    const me = personOf(request)
    const [logins, password, asksCurrent] = await Promise.all([
      loginsOf(ctx.pool, me.personId, ctx.clock.skewMs),
      passwordSummary(ctx, me.personId),
      needsCurrent(ctx, me),
    ])
    return {
      logins: logins.map(({ id, userAgent, address, createdAt, lastSeenAt }) => ({
        id,
        current: id === me.id,
        ...browserWords(userAgent),
        address,
        createdAt: createdAt.getTime(),
        lastSeenAt: lastSeenAt.getTime(),
      })),
      password: password === null ? null : { ...password, asksCurrent },
    } satisfies LoginsAnswer
  })

  scope.delete(
    '/api/me/logins/:login',
    { schema: { params: loginParamsSchema, response: { 200: done } } },
    async (request) => {
      const which = { loginId: request.params.login, except: null }
      if ((await end(ctx, onEnded, personOf(request), which)) === 0) throw new AppError('not_found')
      return ok
    },
  )

  scope.post('/api/me/logins/end-all', { schema: { response: { 200: done } } }, async (request, reply) => {
    await end(ctx, onEnded, personOf(request), { loginId: null, except: null })
    clearLoginCookie(reply, ctx)
    return ok
  })
}

/** A forgotten password is replaced by whoever has just logged in by QR or by an admin's link. */
async function needsCurrent(ctx: Context, me: Login): Promise<boolean> {
  if ((await passwordOf(ctx.pool, me.personId)) === null) return false
  return !(await isFreshLogin(ctx.pool, me.id, freshMs, ctx.clock.skewMs))
}

function passwords(scope: Scope, ctx: Context, onEnded: OnEnded): void {
  scope.put(
    '/api/me/password',
    { config: guesses, schema: { body: myPasswordBodySchema, response: { 200: done } } },
    async (request) => {
      const me = personOf(request)
      const { name, password, current } = request.body
      if (await needsCurrent(ctx, me)) await confirmPassword(ctx, me.personId, current ?? '')
      await setPassword(ctx, me.personId, { name, password })
      // Whoever knew the old one is out.
      await end(ctx, onEnded, me, { loginId: null, except: me.id })
      return ok
    },
  )

  scope.post(
    '/api/me/totp',
    { config: guesses, schema: { body: totpBodySchema, response: { 200: totpAnswerSchema } } },
    async (request) => beginTotp(ctx, personOf(request).personId, request.body.password),
  )
  scope.post(
    '/api/me/totp/confirm',
    {
      config: guesses,
      schema: { body: totpConfirmBodySchema, response: { 200: recoveryCodesAnswerSchema } },
    },
    async (request) => ({
      recoveryCodes: await confirmTotp(ctx, personOf(request).personId, request.body.code),
    }),
  )
  scope.post(
    '/api/me/totp/end',
    { config: guesses, schema: { body: totpBodySchema, response: { 200: done } } },
    async (request) => {
      await endTotp(ctx, personOf(request).personId, request.body.password)
      return ok
    },
  )
}
