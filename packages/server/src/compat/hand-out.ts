import { wechatTokenAnswerSchema, wechatTokenBodySchema } from '@duokefu/contract'
import type { FastifyRequest } from 'fastify'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { TokenKeeper } from '../delivery/token-keeper.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { hashOf } from '../login/token.ts'
import { addressOfCaller } from './caller-address.ts'
import { keyOfSecret, noteHandedOut, noteKeyUsed, noteRefused } from './key-store.ts'

type Ctx = Pick<Context, 'accounts' | 'clock' | 'config' | 'pool'>

const perMinute = { rateLimit: { max: 60, timeWindow: 60_000 } }

/**
 * `POST /api/wechat-token`: WeChat's own token for the merchant's other systems, so that there is one refresher for all of
 * them. By a key of its own, from listed addresses, and in the audit log.
 */
export function wechatTokenRoutes(ctx: Ctx, keeper: TokenKeeper) {
  const addressOf = addressOfCaller(ctx.config)
  return (scope: Scope): void => {
    scope.post(
      '/api/wechat-token',
      {
        config: perMinute,
        schema: { body: wechatTokenBodySchema, response: { 200: wechatTokenAnswerSchema } },
      },
      async (request, reply) => {
        const { accountId, key, address } = await enter(ctx, request, addressOf(request))
        const account = await ctx.accounts.byId(accountId)
        if (account === null) throw new AppError('not_found')
        const refused = request.body?.refused
        if (refused !== undefined) {
          // One that this process has not used yet can't be called bad before it is known.
          await keeper.accessToken(account)
          await keeper.invalidate(account, refused)
        }
        const handed = await keeper.handOut(account)
        if (!handed.ok) throw new AppError('unavailable', { cause: handed.error })
        const { token, lastsMs, refresh } = handed.value
        if (refresh !== null && (await noteHandedOut(ctx.pool, { accountId, keyId: key.keyId }, refresh))) {
          const login = { personId: null, personName: `API: ${key.name}` }
          const actor = { accountId, agentId: null, login, address }
          await recordAct({ ...ctx, db: ctx.pool }, actor, { act: 'compat.hand_out_token', target: key.name })
        }
        reply.header('cache-control', 'no-store')
        return { access_token: token, expires_in: Math.max(0, Math.floor(lastsMs / 1_000)) }
      },
    )
  }
}

async function enter({ pool, clock }: Ctx, request: FastifyRequest, address: string) {
  const [, secret] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  if (secret === undefined) throw new AppError('not_logged_in')
  const key = await keyOfSecret(pool, 'wechat_token', hashOf(secret), address)
  if (key === null) throw new AppError('not_logged_in')
  const { accountId } = key
  if (!key.doorIsOpen) throw new AppError('not_allowed')
  if (!key.isAdmitted) {
    await noteRefused(pool, accountId, 'wechat_token', address, clock.skewMs)
    throw new AppError('not_allowed')
  }
  await noteKeyUsed(pool, key, address, clock.skewMs)
  return { accountId, key, address }
}
