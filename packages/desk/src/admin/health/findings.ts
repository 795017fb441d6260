import type { Health } from '@duokefu/contract'

/** In the order of the page when all is well. */
export const healthParts = [
  'token',
  'callbacks',
  'developer',
  'sending',
  'programs',
  'media',
  'desks',
  'clock',
] as const
export type HealthPart = (typeof healthParts)[number]

/** `unknown`: nothing has happened yet that would show it. */
export type HealthState = 'bad' | 'warn' | 'unknown' | 'good'

/** What there is to say of a part. Its words are `admin-health:says.<says>`, what to do about it `next.<says>`. */
export interface Finding {
  readonly part: HealthPart
  readonly state: HealthState
  readonly says: string
  /** The time that the sentence names, in ms. */
  readonly at?: number | null
  readonly total?: number
  readonly text?: string
  /** The page of 管理后台 on which something can be done. */
  readonly to?: 'connect' | 'api' | 'settings'
}

/** Longer than a busy moment: by then something holds the messages up. */
const slowSendingMs = 60_000
/** Longer than any transaction of ours. */
const staleRecordsMs = 60_000
/** A skew that no longer comes from the way to the database and back. */
const wrongClockMs = 2_000

const rank: Record<HealthState, number> = { bad: 0, warn: 1, unknown: 2, good: 3 }

/** Every part of an account's health, what is wrong first. */
export function findingsOf(health: Health): readonly Finding[] {
  const found = [
    tokenFinding(health),
    callbacksFinding(health),
    developerFinding(health),
    sendingFinding(health),
    programsFinding(health),
    mediaFinding(health),
    desksFinding(health),
    clockFinding(health),
  ]
  return found.sort((one, other) => rank[one.state] - rank[other.state])
}

function tokenFinding({ token }: Health): Finding {
  const part = 'token'
  const { state, until, error, killed } = token
  if (state === 'failed') return { part, state: 'bad', says: 'tokenFailed', text: error ?? '', to: 'connect' }
  if (state === 'paused') return { part, state: 'bad', says: 'tokenPaused', at: until }
  if (killed.times > 0) {
    const { times: total, lastAt: at } = killed
    return { part, state: 'warn', says: 'tokenKilled', total, at, to: 'api' }
  }
  if (state === 'none') return { part, state: 'unknown', says: 'tokenNone' }
  return { part, state: 'good', says: 'tokenOk', at: until }
}

function callbacksFinding({ callbacks }: Health): Finding {
  const part = 'callbacks'
  const { lastAt, perMinute, refused, hungUp, spool } = callbacks
  if (hungUp > 0) return { part, state: 'bad', says: 'callbacksHungUp', total: hungUp }
  if (spool.records > 0) return { part, state: 'warn', says: 'callbacksSpooled', total: spool.records }
  const turnedAway = sum(refused.map(({ count }) => count))
  if (turnedAway > 0)
    return { part, state: 'warn', says: 'callbacksRefused', total: turnedAway, to: 'connect' }
  if (lastAt === null) return { part, state: 'unknown', says: 'callbacksNever', to: 'connect' }
  return { part, state: 'good', says: 'callbacksOk', total: sum(perMinute), at: lastAt }
}

function developerFinding({ developer }: Health): Finding {
  const part = 'developer'
  const { state, breaker, since, latency, lateReplies, spared } = developer
  switch (state) {
    case 'none':
      return { part, state: 'unknown', says: 'developerNone' }
    case 'open':
      return {
        part,
        state: 'bad',
        says: spared === 0 ? 'developerOpen' : 'developerOpenSpared',
        at: breaker?.nextProbeAt ?? null,
        total: spared,
        to: 'settings',
      }
    case 'failing':
      return { part, state: 'warn', says: 'developerFailing', at: since }
    case 'ok':
      if (lateReplies.notSent > 0)
        return { part, state: 'warn', says: 'developerLate', total: lateReplies.notSent }
      return latency === null
        ? { part, state: 'unknown', says: 'developerUnasked' }
        : { part, state: 'good', says: 'developerOk', total: latency.p95 }
  }
}

function sendingFinding({ at, outbox }: Health): Finding {
  const part = 'sending'
  const { pending, held, oldestPendingAt, pausedUntil, pausedCode } = outbox
  if (pausedUntil !== null)
    return { part, state: 'bad', says: 'sendingPaused', at: pausedUntil, text: String(pausedCode ?? '') }
  if (oldestPendingAt !== null && at - oldestPendingAt > slowSendingMs)
    return { part, state: 'warn', says: 'sendingSlow', at: oldestPendingAt, total: pending }
  return held > 0
    ? { part, state: 'good', says: 'sendingHeld', total: held }
    : { part, state: 'good', says: 'sendingOk' }
}

function programsFinding({ programs }: Health): Finding {
  const part = 'programs'
  const { failed, recordsBehindMs } = programs
  if (failed > 0) return { part, state: 'warn', says: 'programsFailed', total: failed }
  if (recordsBehindMs > staleRecordsMs)
    return { part, state: 'warn', says: 'programsBehind', total: Math.round(recordsBehindMs / 60_000) }
  return { part, state: 'good', says: 'programsOk' }
}

function desksFinding({ desks }: Health): Finding {
  const part = 'desks'
  return desks.sockets === 0
    ? { part, state: 'unknown', says: 'desksNone' }
    : { part, state: 'good', says: 'desksOpen', total: desks.sockets, text: String(desks.agents) }
}

function mediaFinding({ media }: Health): Finding {
  const part = 'media'
  return media.failed > 0
    ? { part, state: 'warn', says: 'mediaFailed', total: media.failed }
    : { part, state: 'good', says: 'mediaOk' }
}

function clockFinding({ clockJump, clockSkewMs }: Health): Finding {
  const part = 'clock'
  if (clockJump !== null) {
    const total = Math.round(Math.abs(clockJump.byMs) / 60_000)
    return { part, state: 'bad', says: 'clockJumped', at: clockJump.believedAt, total }
  }
  const total = Math.round(Math.abs(clockSkewMs) / 1_000)
  return Math.abs(clockSkewMs) > wrongClockMs
    ? { part, state: 'warn', says: 'clockWrong', total }
    : { part, state: 'good', says: 'clockOk' }
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0)
}
