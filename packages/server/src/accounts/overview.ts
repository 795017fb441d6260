import type { Overview } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { latestDays } from '../reports/service.ts'
import { seenOf } from './checks-store.ts'
import { connectionOf } from './connection-store.ts'
import { standing, tokenStanding } from './overview-store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>

/** From then on somebody who waits is a thing to be done. */
const longWaitMs = 3 * 60_000

/** 概览: today against yesterday, how it stands now, what is to be done, and whether WeChat is there. */
export async function overviewOf(ctx: Ctx, accountId: AccountId): Promise<Overview> {
  const account = await ctx.accounts.refresh(accountId)
  if (account === null) throw new AppError('not_found')
  const { pool, clock } = ctx
  const [days, now, token, seen, row] = await Promise.all([
    latestDays(ctx, accountId),
    standing(pool, accountId, longWaitMs, clock.skewMs),
    tokenStanding(pool, accountId, clock.skewMs),
    seenOf(pool, accountId),
    connectionOf(pool, accountId),
  ])
  const { invitations, ...standingNow } = now
  return {
    ...days,
    now: standingNow,
    invitations,
    interfaceOn: account.interfaceOn,
    wechatDesk: account.wechatDesk,
    connectStep: row?.step ?? null,
    token: tokenOf(token, clock.now()),
    callback: callbackOf(seen),
  }
}

function tokenOf(token: Awaited<ReturnType<typeof tokenStanding>>, now: number): Overview['token'] {
  if (token === null) return { state: 'none', error: null, until: null }
  const { error, pausedUntil, until } = token
  if (pausedUntil !== null) return { state: 'paused', error, until: pausedUntil }
  if (error !== null) return { state: 'failed', error, until }
  return { state: until !== null && until > now ? 'ok' : 'none', error: null, until }
}

/** A refusal counts while nothing right has come since. */
function callbackOf({
  verifiedAt,
  calledAt,
  refusedAt,
}: Awaited<ReturnType<typeof seenOf>>): Overview['callback'] {
  const seenAt = Math.max(verifiedAt ?? 0, calledAt ?? 0)
  return {
    seenAt: seenAt === 0 ? null : seenAt,
    refusedAt: refusedAt !== null && refusedAt > seenAt ? refusedAt : null,
  }
}
