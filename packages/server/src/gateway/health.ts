import type { Health } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { seenOf } from '../accounts/checks-store.ts'
import { tokenStanding } from '../accounts/overview-store.ts'
import { recordsBehindMs } from '../compat/records.ts'
import type { Context } from '../context.ts'
import { databaseTime } from '../db/time.ts'
import { tokensKilled } from '../delivery/token-health.ts'
import { AppError } from '../http/errors.ts'
import type { Jump } from '../time-watch.ts'
import {
  type CountedMinute,
  desksOf,
  failuresOf,
  mediaFailedSince,
  minutesOf,
  outboxOf,
  type ProcessStanding,
  standingsOf,
} from './health-figures.ts'
import { count, type Histogram, percentileOf } from './latency.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock' | 'spool'>

const minuteMs = 60_000
const minutesShown = 60
const failuresShown = 20
const dayMs = 24 * 60 * minuteMs

/** 运行状况: the gateway as this account has it, of all processes together. */
export async function healthOf(ctx: Ctx, accountId: AccountId): Promise<Health> {
  const account = await ctx.accounts.refresh(accountId)
  if (account === null) throw new AppError('not_found')
  const { pool, clock } = ctx
  const at = clock.now()
  const firstMinute = Math.floor(at / minuteMs) * minuteMs - (minutesShown - 1) * minuteMs
  const [
    minutes,
    failures,
    standings,
    seen,
    token,
    killed,
    outbox,
    mediaFailed,
    desks,
    behindMs,
    clockSkewMs,
  ] = await Promise.all([
    minutesOf(pool, accountId, firstMinute),
    failuresOf(pool, accountId, failuresShown),
    standingsOf(pool, accountId, at),
    seenOf(pool, accountId),
    tokenStanding(pool, accountId, clock.skewMs),
    tokensKilled(pool, accountId, clock.skewMs),
    outboxOf(pool, accountId, at),
    mediaFailedSince(pool, accountId, at - dayMs),
    desksOf(pool, accountId, at),
    recordsBehindMs(ctx),
    skewOf(ctx),
  ])
  const sum = (figure: 'hungUp' | 'spared' | 'lateSent' | 'lateNotSent' | 'programsFailed') =>
    minutes.reduce((total, minute) => total + minute[figure], 0)
  return {
    at,
    developer: {
      ...(account.developer === null ? noDeveloper : developerState(standings)),
      latency: latencyOf(minutes),
      failures,
      lateReplies: { sent: sum('lateSent'), notSent: sum('lateNotSent') },
      spared: sum('spared'),
    },
    callbacks: {
      lastAt: seen.calledAt,
      perMinute: perMinute(minutes, firstMinute),
      refused: refusedOf(minutes),
      hungUp: sum('hungUp'),
      spool: ctx.spool?.figures(accountId) ?? { records: 0, bytes: 0 },
    },
    token: { ...tokenOf(token, at), killed },
    outbox,
    media: { failed: mediaFailed },
    desks,
    programs: { failed: sum('programsFailed'), recordsBehindMs: behindMs },
    clockSkewMs,
    clockJump: jumpOf(clock.watch?.jump() ?? null, at),
  }
}

const noDeveloper = { state: 'none', since: null, breaker: null } as const

/** The worst that a process has found. */
function developerState(
  standings: readonly ProcessStanding[],
): Pick<Health['developer'], 'state' | 'since' | 'breaker'> {
  const open = standings.filter(({ state }) => state === 'open')
  if (open.length > 0) {
    const since = Math.min(...open.map((standing) => standing.since))
    const nextProbeAt = Math.min(...open.map((standing) => standing.nextProbeAt ?? since))
    return { state: 'open', since, breaker: { openedAt: since, nextProbeAt } }
  }
  const failing = standings.filter(({ state }) => state === 'failing')
  if (failing.length > 0)
    return { state: 'failing', since: Math.min(...failing.map(({ since }) => since)), breaker: null }
  const since = standings.length === 0 ? null : Math.max(...standings.map((standing) => standing.since))
  return { state: 'ok', since, breaker: null }
}

function latencyOf(minutes: readonly CountedMinute[]): Health['developer']['latency'] {
  const histogram: Histogram = new Map()
  for (const { latency } of minutes) {
    for (const [bucket, times] of Object.entries(latency)) count(histogram, Number(bucket), times)
  }
  const total = [...histogram.values()].reduce((all, times) => all + times, 0)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentileOf(histogram, share))
  return p50 == null || p95 == null || p99 == null ? null : { p50, p95, p99, count: total }
}

function perMinute(minutes: readonly CountedMinute[], firstMinute: number): number[] {
  const figures = Array.from({ length: minutesShown }, () => 0)
  for (const { at, callbacks } of minutes) {
    const index = Math.round((at - firstMinute) / minuteMs)
    figures[index] = (figures[index] ?? 0) + callbacks
  }
  return figures.slice(0, minutesShown)
}

function refusedOf(minutes: readonly CountedMinute[]): Health['callbacks']['refused'] {
  const counts = new Map<string, number>()
  for (const { refused } of minutes) {
    for (const [reason, times] of Object.entries(refused))
      counts.set(reason, (counts.get(reason) ?? 0) + times)
  }
  return [...counts].map(([reason, times]) => ({ reason, count: times })).sort((a, b) => b.count - a.count)
}

function tokenOf(
  token: Awaited<ReturnType<typeof tokenStanding>>,
  now: number,
): Omit<Health['token'], 'killed'> {
  if (token === null) return { state: 'none', until: null, error: null }
  const { error, pausedUntil, until } = token
  if (pausedUntil !== null) return { state: 'paused', until: pausedUntil, error }
  if (error !== null) return { state: 'failed', until, error }
  return { state: until !== null && until > now ? 'ok' : 'none', until, error }
}

function jumpOf(jump: Jump | null, now: number): Health['clockJump'] {
  return jump === null ? null : { byMs: jump.byMs, believedAt: now + jump.believedInMs }
}

/** This machine's clock against the database's, asked in the middle of the question's way. */
async function skewOf({ pool, clock }: Ctx): Promise<number> {
  const asked = clock.now()
  const theirs = await databaseTime(pool)
  return Math.round((asked + clock.now()) / 2 - (theirs + clock.skewMs))
}
