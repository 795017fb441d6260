import { createHash } from 'node:crypto'
import {
  accountIdSchema,
  newQuickReplySchema,
  newReplyGroupSchema,
  quickReplyBodySchema,
  quickReplySchema,
  type ReplyScope,
  repliesAnswerSchema,
  replyGroupPatchSchema,
  replyGroupSchema,
  replyImportSchema,
  replyOrderSchema,
  replyScopeSchema,
} from '@duokefu/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { longBody, requireAgent } from '../login/access.ts'
import type { Asker } from '../login/login.ts'
import * as service from './service.ts'
import type { Owner } from './store.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofOne = ofAccount.extend({ id: quickReplySchema.shape.id })
/** Whose it is: the id alone would let an agent reach for the team's. */
const ofScope = z.object({ scope: replyScopeSchema })
const done = z.object({ ok: z.literal(true) })
const ok = { ok: true } as const
const path = '/api/accounts/:account/replies'
const groupPath = '/api/accounts/:account/reply-groups'

/** Quick replies (S19): everybody their own, supervisors and above the team's. */
export function replyRoutes(ctx: Context) {
  /** Throws `not_allowed` for an agent who would change the team's. */
  async function owning(
    request: FastifyRequest,
    account: string,
    scope: ReplyScope,
  ): Promise<{ asker: Asker; owner: Owner }> {
    const asker = await requireAgent(ctx, request, account, scope === 'team' ? 'supervisor' : 'agent')
    const { accountId, agentId } = asker
    return { asker, owner: { accountId, agentId: scope === 'team' ? null : agentId } }
  }

  return (scope: Scope): void => {
    scope.get(
      path,
      { schema: { params: ofAccount, response: { 200: repliesAnswerSchema, 304: z.null() } } },
      async (request, reply) => {
        const asker = await requireAgent(ctx, request, request.params.account)
        const answer = await service.repliesOf(ctx, asker)
        // Asked for whenever it is looked at: mostly nothing has changed.
        const etag = `"${createHash('sha1').update(JSON.stringify(answer)).digest('base64url')}"`
        reply.header('etag', etag).header('cache-control', 'private, no-cache')
        return request.headers['if-none-match'] === etag
          ? reply.code(304).send(null)
          : reply.code(200).send(answer)
      },
    )

    scope.post(
      path,
      { schema: { params: ofAccount, body: newQuickReplySchema, response: { 200: quickReplySchema } } },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.body.scope)
        return service.addReply(ctx, asker, owner, request.body.reply)
      },
    )

    scope.put(
      `${path}/:id`,
      {
        schema: {
          params: ofOne,
          querystring: ofScope,
          body: quickReplyBodySchema,
          response: { 200: quickReplySchema },
        },
      },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.query.scope)
        return service.changeReply(ctx, asker, owner, request.params.id, request.body)
      },
    )

    scope.delete(
      `${path}/:id`,
      { schema: { params: ofOne, querystring: ofScope, response: { 200: done } } },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.query.scope)
        await service.setReplyDeleted(ctx, asker, owner, request.params.id, true)
        return ok
      },
    )

    scope.post(
      `${path}/:id/restore`,
      { schema: { params: ofOne, querystring: ofScope, response: { 200: done } } },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.query.scope)
        await service.setReplyDeleted(ctx, asker, owner, request.params.id, false)
        return ok
      },
    )

    scope.post(
      `${path}/:id/used`,
      { schema: { params: ofOne, response: { 200: done } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account)
        await service.countUse(ctx, asker, request.params.id)
        return ok
      },
    )

    scope.put(
      `${path}/order`,
      { schema: { params: ofAccount, body: replyOrderSchema, response: { 200: done } } },
      async (request) => {
        const { owner } = await owning(request, request.params.account, request.body.scope)
        await service.orderReplies(ctx, owner, request.body.ids)
        return ok
      },
    )

    scope.post(
      `${path}/import`,
      {
        ...longBody,
        schema: {
          params: ofAccount,
          body: replyImportSchema,
          response: { 200: z.object({ replies: z.array(quickReplySchema) }) },
        },
      },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.body.scope)
        return { replies: await service.importReplies(ctx, asker, owner, request.body.rows) }
      },
    )

    scope.post(
      groupPath,
      { schema: { params: ofAccount, body: newReplyGroupSchema, response: { 200: replyGroupSchema } } },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.body.scope)
        return service.addGroup(ctx, asker, owner, request.body.name)
      },
    )

    scope.patch(
      `${groupPath}/:id`,
      {
        schema: {
          params: ofOne,
          querystring: ofScope,
          body: replyGroupPatchSchema,
          response: { 200: replyGroupSchema },
        },
      },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.query.scope)
        return service.renameGroup(ctx, asker, owner, request.params.id, request.body.name)
      },
    )

    scope.delete(
      `${groupPath}/:id`,
      { schema: { params: ofOne, querystring: ofScope, response: { 200: done } } },
      async (request) => {
        const { asker, owner } = await owning(request, request.params.account, request.query.scope)
        await service.deleteGroup(ctx, asker, owner, request.params.id)
        return ok
      },
    )

    scope.put(
      `${groupPath}/order`,
      { schema: { params: ofAccount, body: replyOrderSchema, response: { 200: done } } },
      async (request) => {
        const { owner } = await owning(request, request.params.account, request.body.scope)
        await service.orderGroups(ctx, owner, request.body.ids)
        return ok
      },
    )
  }
}
