import { expect, it } from 'vitest'
import { aLast, aServed, aWaiting, colleague, known, me, noon } from '../../realtime/testing/builders.ts'
import { alertsBetween, type Eyes, repeatsDue, soundOf } from './alert-rules.ts'

const away: Eyes = { shown: null, pageVisible: false }
const before = known([aServed('o', { last: aLast(1, noon) })])
const withNews = known([aServed('o', { last: aLast(2, noon), unansweredSince: noon, unread: 1 })])
const forAgent = (agent: string) => ({ kind: 'agent', agent }) as const

it('a new message of mine sounds once', () => {
  expect(alertsBetween(before, withNews, away)).toEqual([{ kind: 'message', openid: 'o' }])
  expect(alertsBetween(withNews, withNews, away)).toEqual([])
})

it('nothing for the conversation in front of the eyes, but for every other one', () => {
  expect(alertsBetween(before, withNews, { shown: 'o', pageVisible: true })).toEqual([])
  expect(alertsBetween(before, withNews, { shown: 'o', pageVisible: false })).toHaveLength(1)
  expect(alertsBetween(before, withNews, { shown: 'p', pageVisible: true })).toHaveLength(1)
})

it("my own reply and a colleague's customer are silent", () => {
  const replied = known([aServed('o', { last: aLast(2, noon, 'out') })])
  expect(alertsBetween(before, replied, away)).toEqual([])
  const theirs = known([aServed('o', { agentId: colleague, last: aLast(2, noon), unansweredSince: noon })])
  expect(alertsBetween(before, theirs, away)).toEqual([])
})

it('[S7] a customer whom a colleague hands over at once sounds too', () => {
  const theirs = known([aServed('o', { agentId: colleague })])
  const mine = known([aServed('o', { endedAt: noon, endReason: 'transferred', lastAgentId: colleague })])
  expect(alertsBetween(theirs, mine, away)).toEqual([{ kind: 'transfer', openid: 'o' }])
})

it.each([
  ['for everybody', null, 'queue'],
  ['for me', forAgent(me), 'transfer'],
  ['for a colleague', forAgent(colleague), undefined],
])('[S7] somebody who begins to wait, %s', (_name, reservedFor, kind) => {
  const after = known([aWaiting('w', noon, { reservedFor })])
  expect(alertsBetween(known([]), after, away)[0]?.kind).toBe(kind)
})

it('[S24] 离开 lets through what is meant for me alone', () => {
  const settings = { ...before.me.settings, status: 'away' } as const
  const rows = [aWaiting('w', noon), aWaiting('t', noon, { reservedFor: forAgent(me) })]
  const after = known(rows, { settings })
  expect(alertsBetween(known([]), after, away)).toEqual([{ kind: 'transfer', openid: 't' }])
})

it.each([
  [19_999, false],
  [20_000, true],
  [24_999, true],
  [25_000, false],
  [40_000, true],
  [180_000, false],
])('who waits is told again every 20 s for three minutes: after %i ms %s', (waited, again) => {
  const rows = known([aWaiting('w', noon - waited)])
  expect(repeatsDue(rows, away, noon, 5_000).length > 0).toBe(again)
})

it.each([
  [59_999, false],
  [60_000, true],
  [65_000, false],
])('a message nobody looked at is told once more: after %i ms %s', (since, again) => {
  const rows = known([aServed('o', { unread: 1, unansweredSince: noon - since })])
  expect(repeatsDue(rows, away, noon, 5_000).length > 0).toBe(again)
})

it('of several at once the weightiest sounds', () => {
  const kinds = (['message', 'queue', 'transfer'] as const).map((kind) => ({ kind, openid: kind }))
  expect(soundOf(kinds)).toBe('transfer')
  expect(soundOf(kinds.slice(0, 2))).toBe('queue')
  expect(soundOf([])).toBeNull()
})
