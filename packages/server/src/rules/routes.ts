import {
  accountIdSchema,
  patternAnswerSchema,
  patternBodySchema,
  rulesAnswerSchema,
  rulesBodySchema,
  tryRulesAnswerSchema,
  tryRulesSchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { longBody, requireAgent } from '../login/access.ts'
import { checkPattern } from './pattern.ts'
import { putRules, rulesOf } from './service.ts'
import { tryRules } from './trial.ts'

const params = z.object({ account: accountIdSchema })
const path = '/api/accounts/:account/rules'

/** 规则 (S20, L2). */
export function ruleRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(path, { schema: { params, response: { 200: rulesAnswerSchema } } }, async (request) => {
      const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
      return rulesOf(ctx, accountId)
    })

    scope.put(
      path,
      { ...longBody, schema: { params, body: rulesBodySchema, response: { 200: rulesAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return putRules(ctx, asker, request.body.version, request.body.rules)
      },
    )

    scope.post(
      `${path}/pattern`,
      { schema: { params, body: patternBodySchema, response: { 200: patternAnswerSchema } } },
      async (request) => {
        await requireAgent(ctx, request, request.params.account, 'admin')
        return checkPattern(request.body.pattern)
      },
    )

    scope.post(
      `${path}/try`,
      { ...longBody, schema: { params, body: tryRulesSchema, response: { 200: tryRulesAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        return tryRules(ctx, accountId, request.body)
      },
    )
  }
}
