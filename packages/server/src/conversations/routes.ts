import {
  accountIdSchema,
  commandAnswerSchema,
  conversationAnswerSchema,
  customerPatchSchema,
  deskCommandSchema,
  messagesAnswerSchema,
  messagesQuerySchema,
  openidSchema,
  recentAnswerSchema,
  recentQuerySchema,
  servingAnswerSchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { customerFor, describeCustomer } from '../customers/service.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import type { PageEnd } from './page-store.ts'
import { messagePage, messagesAfter, messagesAround } from './pages.ts'
import { presentConversation } from './present.ts'
import {
  commandFromDesk,
  conversationFor,
  recentConversations,
  servingConversations,
  setRemark,
} from './service.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofCustomer = ofAccount.extend({ openid: openidSchema })
const path = '/api/accounts/:account/conversations/:openid'

/** Reading a customer's conversation, and everything that an agent does to it. */
export function conversationRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/recent',
      {
        schema: { params: ofAccount, querystring: recentQuerySchema, response: { 200: recentAnswerSchema } },
      },
      async (request) => {
        const { accountId, agentId } = await requireAgent(ctx, request, request.params.account)
        const { before = null, limit } = request.query
        return recentConversations(ctx, accountId, agentId, { before, limit })
      },
    )

    scope.get(
      '/api/accounts/:account/serving',
      { schema: { params: ofAccount, response: { 200: servingAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'supervisor')
        return servingConversations(ctx, accountId)
      },
    )

    scope.get(
      path,
      { schema: { params: ofCustomer, response: { 200: conversationAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account)
        const { openid } = request.params
        const [record, customer] = await Promise.all([
          conversationFor(ctx, accountId, openid),
          customerFor(ctx, accountId, openid),
        ])
        return { conversation: presentConversation(record), customer: { ...customer, remark: record.remark } }
      },
    )

    scope.get(
      `${path}/messages`,
      {
        schema: {
          params: ofCustomer,
          querystring: messagesQuerySchema,
          response: { 200: messagesAnswerSchema },
        },
      },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account)
        const { before, after, around, limit } = request.query
        const { openid } = request.params
        if (around !== undefined) return messagesAround(ctx, accountId, openid, { seq: around, limit })
        const from = cursorOf(after)
        if (from !== null) return messagesAfter(ctx, accountId, openid, { after: from, limit })
        return messagePage(ctx, accountId, openid, { before: cursorOf(before), limit })
      },
    )

    scope.post(
      `${path}/commands`,
      { schema: { params: ofCustomer, body: deskCommandSchema, response: { 200: commandAnswerSchema } } },
      async (request) => {
        const { accountId, agentId: by } = await requireAgent(ctx, request, request.params.account)
        return commandFromDesk(ctx, { accountId, openid: request.params.openid, by }, request.body)
      },
    )

    scope.patch(
      `${path}/customer`,
      {
        schema: {
          params: ofCustomer,
          body: customerPatchSchema,
          response: { 200: conversationAnswerSchema },
        },
      },
      async (request) => {
        const { accountId, agentId: by } = await requireAgent(ctx, request, request.params.account)
        const { openid } = request.params
        const { remark, description } = request.body
        if (remark !== undefined) await setRemark(ctx, { accountId, openid, by }, remark)
        if (description !== undefined) await describeCustomer(ctx, accountId, openid, description)
        const record = await conversationFor(ctx, accountId, openid)
        const customer = await customerFor(ctx, accountId, openid)
        return { conversation: presentConversation(record), customer: { ...customer, remark: record.remark } }
      },
    )
  }
}

/** `seq.at` of an earlier answer. */
function cursorOf(cursor: string | undefined): PageEnd | null {
  if (cursor === undefined) return null
  const [seq, at] = cursor.split('.')
  return { seq: Number(seq), at: Number(at) }
}
