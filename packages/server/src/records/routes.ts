import {
  accountIdSchema,
  customerSearchAnswerSchema,
  customerSearchQuerySchema,
  daysAnswerSchema,
  daysQuerySchema,
  exportQuerySchema,
  olderAnswerSchema,
  olderQuerySchema,
  openidSchema,
  periodsAnswerSchema,
  periodsQuerySchema,
  recordsAnswerSchema,
  recordsQuerySchema,
  wordsAnswerSchema,
  wordsQuerySchema,
} from '@duokefu/contract'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { conversationFor } from '../conversations/service.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { type ExportFile, exportConversation, exportRecords } from './export/export.ts'
import { olderRecords } from './retention.ts'
import { customerDays, customerPeriods, customerSearch, recordsPage, recordsWithWords } from './service.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofCustomer = ofAccount.extend({ openid: openidSchema })
const account = '/api/accounts/:account/records'
const customer = '/api/accounts/:account/conversations/:openid'

/** Records: of one customer beside the conversation, of the account as 接待记录, and as files (S4, L12). */
export function recordRoutes(ctx: Context) {
  return (scope: Scope): void => {
    customerRoutes(ctx, scope)
    accountRoutes(ctx, scope)
  }
}

function customerRoutes(ctx: Context, scope: Scope): void {
  scope.get(
    `${customer}/periods`,
    {
      schema: { params: ofCustomer, querystring: periodsQuerySchema, response: { 200: periodsAnswerSchema } },
    },
    async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      const { before = null, limit } = request.query
      return customerPeriods(ctx, asker, request.params.openid, { before, limit })
    },
  )

  scope.get(
    `${customer}/days`,
    { schema: { params: ofCustomer, querystring: daysQuerySchema, response: { 200: daysAnswerSchema } } },
    async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      return customerDays(ctx, asker, request.params.openid, request.query.month)
    },
  )

  scope.get(
    `${customer}/search`,
    {
      schema: {
        params: ofCustomer,
        querystring: customerSearchQuerySchema,
        response: { 200: customerSearchAnswerSchema },
      },
    },
    async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      const { before = null, ...wish } = request.query
      return customerSearch(ctx, asker, request.params.openid, { ...wish, before })
    },
  )

  scope.get(
    `${customer}/export`,
    { schema: { params: ofCustomer, querystring: exportQuerySchema } },
    async (request, reply) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      const { openid } = request.params
      await conversationFor(ctx, asker.accountId, openid)
      return sendFile(reply, await exportConversation(ctx, asker, openid, request.query))
    },
  )
}

function accountRoutes(ctx: Context, scope: Scope): void {
  scope.get(
    account,
    {
      schema: { params: ofAccount, querystring: recordsQuerySchema, response: { 200: recordsAnswerSchema } },
    },
    async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      const { cursor = null, limit, ...filter } = request.query
      return recordsPage(ctx, asker, filter, { cursor, limit })
    },
  )

  scope.get(
    `${account}/search`,
    { schema: { params: ofAccount, querystring: wordsQuerySchema, response: { 200: wordsAnswerSchema } } },
    async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      return recordsWithWords(ctx, asker, request.query)
    },
  )

  scope.get(
    `${account}/export`,
    { schema: { params: ofAccount, querystring: exportQuerySchema } },
    async (request, reply) => {
      const asker = await requireAgent(ctx, request, request.params.account)
      return sendFile(reply, await exportRecords(ctx, asker, request.query))
    },
  )

  scope.get(
    `${account}/older`,
    { schema: { params: ofAccount, querystring: olderQuerySchema, response: { 200: olderAnswerSchema } } },
    async (request) => {
      const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
      return olderRecords(ctx, accountId, request.query.days)
    },
  )
}

function sendFile(reply: FastifyReply, { name, type, body }: ExportFile) {
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .type(type)
    .send(body)
}
