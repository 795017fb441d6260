import { phoneIdentityAnswerSchema, phoneIdentityQuerySchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { accountNamed } from './access.ts'
import { authorizeUrlFor, completeAuthorization, phoneOn } from './phone.ts'

const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: 60_000 } })

/** Who holds the phone: for the pages below `/m/`, which are opened in WeChat's browser. */
export function phoneRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/phone/identity',
      {
        config: perMinute(60),
        schema: { querystring: phoneIdentityQuerySchema, response: { 200: phoneIdentityAnswerSchema } },
      },
      async (request, reply) => {
        const { account: accountId, return: page, arrived } = request.query
        const account = await accountNamed(ctx, accountId)
        const known = arrived && (await phoneOn(ctx, request, account.id, page)) !== null
        return { known, authorizeUrl: known ? null : await authorizeUrlFor(ctx, reply, account, page) }
      },
    )

    scope.get(
      '/m/oauth',
      {
        config: perMinute(60),
        schema: {
          hide: true,
          querystring: z.object({
            code: z.string().max(512).default(''),
            state: z.string().max(128).default(''),
          }),
        },
      },
      async (request, reply) => {
        const path = await completeAuthorization(ctx, request, reply, request.query)
        return reply.header('cache-control', 'no-store').redirect(path)
      },
    )
  }
}
