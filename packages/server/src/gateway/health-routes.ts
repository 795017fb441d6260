import { accountIdSchema, healthSchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { healthOf } from './health.ts'

/** 运行状况: what an admin sees of the gateway. */
export function healthRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/health',
      { schema: { params: z.object({ account: accountIdSchema }), response: { 200: healthSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        return healthOf(ctx, accountId)
      },
    )
  }
}
