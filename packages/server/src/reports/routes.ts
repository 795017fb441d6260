import {
  accountIdSchema,
  reportAnswerSchema,
  reportFileQuerySchema,
  reportQuerySchema,
} from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { reportCsv, reportXlsx } from './files.ts'
import { reportOf } from './service.ts'

const params = z.object({ account: accountIdSchema })

/** 数据统计 and 历史数据 (S6). Supervisors see everybody, an agent their own figures. */
export function reportRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/reports',
      { schema: { params, querystring: reportQuerySchema, response: { 200: reportAnswerSchema } } },
      async (request) => {
        const { accountId, agentId } = await mayAsk(request, request.params.account, request.query.agent)
        return reportOf(ctx, accountId, agentId, request.query)
      },
    )

    scope.get(
      '/api/accounts/:account/reports/file',
      { schema: { params, querystring: reportFileQuerySchema } },
      async (request, reply) => {
        const { query } = request
        const { accountId, agentId } = await mayAsk(request, request.params.account, query.agent)
        const report = await reportOf(ctx, accountId, agentId, query)
        const isCsv = query.format === 'csv'
        const data = isCsv
          ? reportCsv(report, query.table, query.language)
          : await reportXlsx(report, query.language)
        return reply
          .header('cache-control', 'no-store')
          .header(
            'content-disposition',
            `attachment; filename="duokefu-${query.from}-${query.to}.${query.format}"`,
          )
          .type(isCsv ? 'text/csv; charset=utf-8' : xlsxType)
          .send(data)
      },
    )
  }

  async function mayAsk(request: FastifyRequest, account: string, wanted: string | undefined) {
    const asker = await requireAgent(ctx, request, account)
    if (asker.role === 'agent' && wanted !== asker.agentId) throw new AppError('not_allowed')
    return { accountId: asker.accountId, agentId: (wanted ?? null) as AgentId | null }
  }
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
