import { describe, expect, it } from 'vitest'
import { aServed, aWaiting, colleague, known, me, noon } from '../../realtime/testing/builders.ts'
import type { Eyes } from './alert-rules.ts'
import { closingSoon } from './closing-soon.ts'

const away: Eyes = { shown: null, pageVisible: false }
const minute = 60_000
const hour = 60 * minute
const until = (ms: number, left: number | 'unlimited' = 3) =>
  ({ kind: 'known', left, until: noon + ms, saidByWechat: false }) as const
const served = (quota: ReturnType<typeof until>) => known([aServed('o', { quota, expiresAt: null })])

/** Every alarm of a page that looks every `everyMs` for three hours. */
function alarmsOf(desk: ReturnType<typeof known>, everyMs: number, windowAlarmMs = hour) {
  const alarms = []
  for (let now = noon + everyMs; now <= noon + 3 * hour; now += everyMs) {
    for (const { kind } of closingSoon(desk, away, { now, sinceMs: everyMs, windowAlarmMs })) {
      alarms.push({ kind, minutes: Math.round((now - noon) / minute) })
    }
  }
  return alarms
}

describe('即将超时', () => {
  it.each([
    ['every five seconds', 5_000, 60],
    ['once a minute, as browsers do in the background', minute, 60],
    ['after forty minutes of sleep', 40 * minute, 80],
  ])('[L9] the end of a window is told once, looking %s', (_name, everyMs, minutes) => {
    expect(alarmsOf(served(until(2 * hour)), everyMs)).toEqual([{ kind: 'window', minutes }])
  })

  it('[L9] a window that was slept through is not told when it is over', () => {
    const look = { now: noon + 3 * hour, sinceMs: 3 * hour, windowAlarmMs: hour }
    expect(closingSoon(served(until(2 * hour)), away, look)).toEqual([])
  })

  it('[L9] the next window of the same customer is told again', () => {
    const look = (end: number, now: number) =>
      closingSoon(served(until(end)), away, { now: noon + now, sinceMs: 5_000, windowAlarmMs: hour })
    expect(look(2 * hour, hour)).toHaveLength(1)
    expect(look(4 * hour, hour + 5_000)).toEqual([])
    expect(look(4 * hour, 3 * hour)).toHaveLength(1)
  })

  it.each([
    ['the agent chose no alarm', served(until(2 * hour)), 0],
    ['nothing is left to send', served(until(2 * hour, 0)), hour],
    ['the minute after a menu tap', served(until(minute)), hour],
    [
      'a colleague serves',
      known([aServed('o', { agentId: colleague, quota: until(2 * hour), expiresAt: null })]),
      hour,
    ],
    [
      'for a colleague',
      known([
        aWaiting('o', noon, { quota: until(2 * hour), reservedFor: { kind: 'agent', agent: colleague } }),
      ]),
      hour,
    ],
  ])('[L9] no alarm: %s', (_name, desk, windowAlarmMs) => {
    expect(alarmsOf(desk, 5_000, windowAlarmMs)).toEqual([])
  })

  it('[L9] somebody who waits for everybody is told of, too', () => {
    expect(alarmsOf(known([aWaiting('o', noon, { quota: until(2 * hour) })]), 5_000)).toHaveLength(1)
  })

  it('[L9] nothing for the conversation in front of the eyes', () => {
    const look = { now: noon + hour, sinceMs: 5_000, windowAlarmMs: hour }
    const desk = served(until(2 * hour))
    expect(closingSoon(desk, { shown: 'o', pageVisible: true }, look)).toEqual([])
    expect(closingSoon(desk, { shown: 'o', pageVisible: false }, look)).toHaveLength(1)
  })

  it('[L4] five minutes before the clock ends the session of somebody who waits for an answer', () => {
    const waits = known([aServed('o', { agentId: me, unansweredSince: noon, expiresAt: noon + 30 * minute })])
    expect(alarmsOf(waits, 5_000)).toEqual([{ kind: 'session', minutes: 25 }])
    const answered = known([aServed('o', { unansweredSince: null, expiresAt: noon + 30 * minute })])
    expect(alarmsOf(answered, 5_000)).toEqual([])
  })
})
