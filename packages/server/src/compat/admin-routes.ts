import {
  accountIdSchema,
  compatAddressBodySchema,
  compatAnswerSchema,
  compatPatchSchema,
  newCompatAddressSchema,
  newCompatKeyAnswerSchema,
  newCompatKeySchema,
} from '@duokefu/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import * as service from './admin.ts'

const ofAccount = z.object({ account: accountIdSchema })
const number = z.string().regex(/^\d{1,18}$/)
const ofKey = ofAccount.extend({ key: number })
const ofAddress = ofAccount.extend({ address: number })
const path = '/api/accounts/:account/compat'
const response = { 200: compatAnswerSchema }

/** API 接入: keys, addresses and switches of the doors for programs. Admins. */
export function compatRoutes(ctx: Context) {
  const admin = (request: FastifyRequest<{ Params: { account: string } }>) =>
    requireAgent(ctx, request, request.params.account, 'admin')

  return (scope: Scope): void => {
    scope.get(path, { schema: { params: ofAccount, response } }, async (request) =>
      service.compatOf(ctx, (await admin(request)).accountId),
    )
    scope.patch(path, { schema: { params: ofAccount, body: compatPatchSchema, response } }, async (request) =>
      service.changeCompat(ctx, await admin(request), request.body),
    )
    scope.post(
      `${path}/keys`,
      {
        schema: { params: ofAccount, body: newCompatKeySchema, response: { 200: newCompatKeyAnswerSchema } },
      },
      async (request) => service.addKey(ctx, await admin(request), request.body),
    )
    scope.delete(`${path}/keys/:key`, { schema: { params: ofKey, response } }, async (request) =>
      service.revokeKey(ctx, await admin(request), request.params.key),
    )
    scope.post(
      `${path}/addresses`,
      { schema: { params: ofAccount, body: newCompatAddressSchema, response } },
      async (request) => service.addAddress(ctx, await admin(request), request.body),
    )
    scope.put(
      `${path}/addresses/:address`,
      { schema: { params: ofAddress, body: compatAddressBodySchema, response } },
      async (request) =>
        service.changeAddress(ctx, await admin(request), request.params.address, request.body),
    )
    scope.delete(`${path}/addresses/:address`, { schema: { params: ofAddress, response } }, async (request) =>
      service.removeAddress(ctx, await admin(request), request.params.address),
    )
  }
}
