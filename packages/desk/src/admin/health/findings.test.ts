import type { Health } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings.ts'

const noon = 1_700_000_000_000
const well: Health = {
  at: noon,
  developer: {
    state: 'ok',
    since: noon,
    latency: { p50: 40, p95: 120, p99: 300, count: 500 },
    failures: [],
    breaker: null,
    lateReplies: { sent: 0, notSent: 0 },
    spared: 0,
  },
  callbacks: { lastAt: noon, perMinute: [3, 4], refused: [], hungUp: 0, spool: { records: 0, bytes: 0 } },
  token: { state: 'ok', until: noon, error: null, killed: { times: 0, lastAt: null, likely: null } },
  outbox: { pending: 0, held: 0, oldestPendingAt: null, pausedUntil: null, pausedCode: null },
  media: { failed: 0 },
  desks: { sockets: 3, agents: 2 },
  programs: { failed: 0, recordsBehindMs: 5 },
  clockSkewMs: 12,
  clockJump: null,
}
const first = (part: Partial<Health>) => findingsOf({ ...well, ...part })[0]

describe('[L6] the health of an account', () => {
  it('[L6] is quiet when all is well, in the order of the page', () => {
    expect(findingsOf(well).map(({ part, state }) => `${part} ${state}`)).toEqual([
      'token good',
      'callbacks good',
      'developer good',
      'sending good',
      'programs good',
      'media good',
      'desks good',
      'clock good',
    ])
  })

  it('[L6] what is broken comes before what is odd, that before what nobody knows', () => {
    const found = findingsOf({
      ...well,
      media: { failed: 2 },
      callbacks: { ...well.callbacks, lastAt: null },
      outbox: { ...well.outbox, pausedUntil: noon + 60_000, pausedCode: 45009 },
    })
    expect(found.slice(0, 3).map(({ says }) => says)).toEqual([
      'sendingPaused',
      'mediaFailed',
      'callbacksNever',
    ])
  })

  it.each<readonly [string, Partial<Health>, object]>([
    [
      'a developer URL that is left alone, with its next probe',
      {
        developer: {
          ...well.developer,
          state: 'open',
          spared: 7,
          breaker: { openedAt: noon, nextProbeAt: noon + 10_000 },
        },
      },
      { says: 'developerOpenSpared', at: noon + 10_000, total: 7, state: 'bad' },
    ],
    [
      'a token that another system ends',
      { token: { ...well.token, killed: { times: 3, lastAt: noon, likely: 'other_system' } } },
      { says: 'tokenKilled', total: 3, to: 'api' },
    ],
    [
      'callbacks that wait on disk for the database',
      { callbacks: { ...well.callbacks, spool: { records: 3, bytes: 2_048 } } },
      { says: 'callbacksSpooled', total: 3, state: 'warn' },
    ],
    [
      'callbacks that were turned away',
      { callbacks: { ...well.callbacks, refused: [{ reason: 'bad_signature', count: 5 }] } },
      { says: 'callbacksRefused', total: 5, to: 'connect' },
    ],
    [
      'messages that wait for more than a minute',
      { outbox: { ...well.outbox, pending: 4, oldestPendingAt: noon - 61_000 } },
      { says: 'sendingSlow', total: 4 },
    ],
    [
      'a clock that jumped by an hour',
      { clockJump: { byMs: -3_600_000, believedAt: noon } },
      { says: 'clockJumped', total: 60, at: noon, state: 'bad' },
    ],
    ['a clock that is three seconds off', { clockSkewMs: -3_100 }, { says: 'clockWrong', total: 3 }],
    [
      'answers that came too late and could not be sent',
      { developer: { ...well.developer, lateReplies: { sent: 9, notSent: 1 } } },
      { says: 'developerLate', total: 1 },
    ],
  ])('[L8] says %s', (_name, part, finding) => {
    expect(first(part)).toMatchObject(finding)
  })
})
