import { accountIdSchema } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { loginCookie, setLoginCookie } from './cookie.ts'
import type { Asker, Login } from './login.ts'
import { recogniseLogin } from './service.ts'
import { membershipIn } from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in with the request's cookie; null = nobody. */
    login: Login | null
  }
}

/** Finds out who asks, before any route of this context. */
export function recogniseEverybody(scope: Scope, ctx: Context): void {
  scope.decorateRequest('login', null)
  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const clear = request.cookies[loginCookie]
    if (clear === undefined || !request.url.startsWith('/api/')) return
    const found = await recogniseLogin(ctx, clear)
    request.login = found?.login ?? null
    if (found?.renewed === true) setLoginCookie(reply, clear, ctx)
  })
}

/** Whoever is logged in, or 401. */
export function personOf(request: FastifyRequest): Login {
  if (request.login === null) throw new AppError('not_logged_in')
  return request.login
}

/** Route options for lists that are sent as a whole: what nobody has logged in for is turned away before it is read. */
export const longBody = {
  bodyLimit: 4 * 1024 * 1024,
  onRequest: async (request: FastifyRequest): Promise<void> => {
    personOf(request)
  },
}

/**
 * The one place that decides who may ask about an account: its members, with at least the given role. Another
 * account does not exist for them.
 */
export async function requireAgent(
  ctx: Context,
  request: FastifyRequest,
  accountId: string,
  atLeast: Asker['role'] = 'agent',
): Promise<Asker> {
  const login = personOf(request)
  const membership = isAccountId(accountId) ? await membershipIn(ctx.pool, login.personId, accountId) : null
  if (membership === null) throw new AppError('not_found')
  if (rank[membership.role] < rank[atLeast]) throw new AppError('not_allowed')
  return { login, ...membership }
}

/** An account that somebody names who isn't logged in yet. Throws `not_found`. */
export async function accountNamed(ctx: Pick<Context, 'accounts'>, accountId: string): Promise<Account> {
  const account = isAccountId(accountId) ? await ctx.accounts.byId(accountId) : null
  if (account === null) throw new AppError('not_found')
  return account
}

/** 19 digits may still be beyond a bigint: no such account either. */
function isAccountId(text: string): text is AccountId {
  return accountIdSchema.safeParse(text).success && BigInt(text) <= 9_223_372_036_854_775_807n
}

const rank: Record<Asker['role'], number> = { agent: 0, supervisor: 1, admin: 2, owner: 3 }
