import { accountIdSchema, importAnswerSchema, importPatchSchema, importStartSchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { beginImport, importNow, steerImport } from './service.ts'

const params = z.object({ account: accountIdSchema })
const path = '/api/accounts/:account/import'

/** 升级: agents and records of WeChat's own desk (S12). `wake` is told when there is something to do. */
export function importRoutes(ctx: Context, wake: () => void) {
  return (scope: Scope): void => {
    scope.get(path, { schema: { params, response: { 200: importAnswerSchema } } }, async (request) =>
      importNow(ctx, await requireAgent(ctx, request, request.params.account, 'admin')),
    )

    scope.post(
      path,
      { schema: { params, body: importStartSchema, response: { 200: importAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        const answer = await beginImport(ctx, asker, request.body.days)
        wake()
        return answer
      },
    )

    scope.patch(
      path,
      { schema: { params, body: importPatchSchema, response: { 200: importAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        const answer = await steerImport(ctx, asker, request.body.state)
        wake()
        return answer
      },
    )
  }
}
