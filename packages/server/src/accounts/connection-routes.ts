import {
  accountIdSchema,
  callbackKeysSchema,
  connectionChecksSchema,
  connectionPatchSchema,
  connectionSchema,
  developerTestAnswerSchema,
  developerTestSchema,
  newAccountAnswerSchema,
  newAccountSchema,
  replaceKeysSchema,
  setupBodySchema,
} from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { accountNamed, personOf, requireAgent } from '../login/access.ts'
import { setLoginCookie } from '../login/cookie.ts'
import { deviceOf } from '../login/device.ts'
import { checkConnection } from './checks.ts'
import { changeConnection, connectAccount, connectionOf, replaceKeys } from './connection.ts'
import { testDeveloperUrl } from './developer-test.ts'
import { setUp } from './setup.ts'

const params = z.object({ account: accountIdSchema })
const path = '/api/accounts/:account/connection'
const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: 60_000 } })

/** 接入公众号 (S12), from the first account of a fresh installation on. `onChange`: the account's name may be another. */
export function connectionRoutes(ctx: Context, onChange: (accountId: AccountId) => Promise<void>) {
  return (scope: Scope): void => {
    scope.post(
      '/api/setup',
      {
        config: perMinute(20),
        schema: { body: setupBodySchema, response: { 200: z.object({ ok: z.literal(true) }) } },
      },
      async (request, reply) => {
        const { token, name } = request.body
        setLoginCookie(reply, await setUp(ctx, token, name, deviceOf(request)), ctx)
        return { ok: true as const }
      },
    )

    scope.post(
      '/api/accounts',
      {
        config: perMinute(20),
        schema: { body: newAccountSchema, response: { 200: newAccountAnswerSchema } },
      },
      async (request) => connectAccount(ctx, personOf(request), request.body),
    )

    scope.get(path, { schema: { params, response: { 200: connectionSchema } } }, async (request) => {
      const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
      return connectionOf(ctx, accountId)
    })

    scope.patch(
      path,
      { schema: { params, body: connectionPatchSchema, response: { 200: connectionSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        const changed = await changeConnection(ctx, asker, request.body)
        await onChange(asker.accountId)
        return changed
      },
    )

    scope.post(
      `${path}/keys`,
      {
        config: perMinute(20),
        schema: { params, body: replaceKeysSchema, response: { 200: callbackKeysSchema } },
      },
      async (request, reply) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        reply.header('cache-control', 'no-store')
        return replaceKeys(ctx, asker, request.body)
      },
    )

    scope.post(
      `${path}/developer-test`,
      {
        config: perMinute(30),
        schema: { params, body: developerTestSchema, response: { 200: developerTestAnswerSchema } },
      },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        const account = await accountNamed(ctx, accountId)
        const { url, token } = request.body
        return testDeveloperUrl(url, token ?? account.developer?.token ?? account.token, {
          allowPrivate: account.allowPrivate || ctx.config.allowPrivateUrls,
        })
      },
    )

    scope.post(
      `${path}/checks`,
      { config: perMinute(60), schema: { params, response: { 200: connectionChecksSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        const account = await ctx.accounts.refresh(accountId)
        return checkConnection(ctx, account ?? (await accountNamed(ctx, accountId)))
      },
    )
  }
}
