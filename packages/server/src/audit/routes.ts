import { accountIdSchema, auditAnswerSchema, auditQuerySchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { entriesBefore } from './store.ts'

const params = z.object({ account: accountIdSchema })

/** 审计: what admins did. Read alone: nothing changes or deletes it. */
export function auditRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/audit',
      { schema: { params, querystring: auditQuerySchema, response: { 200: auditAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        const { before = null, area = null, by = null, limit } = request.query
        const rows = await entriesBefore(ctx.pool, accountId, { before, area, by, limit })
        return {
          entries: rows.map(({ audit_id, by_name, agent_id, ...row }) => ({
            id: audit_id,
            by: by_name,
            agentId: agent_id,
            ...row,
          })),
          nextBefore: rows.length < limit ? null : (rows.at(-1)?.audit_id ?? null),
        }
      },
    )
  }
}
