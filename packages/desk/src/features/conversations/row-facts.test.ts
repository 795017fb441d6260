import { expect, it } from 'vitest'
import { aLast, aServed, noon } from '../../realtime/testing/builders.ts'
import { closesSoon, duration, limitOf, prefixOf, waitTone, whenSaid } from './row-facts.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const thresholds = { warnMs: minute, dangerMs: 3 * minute }

it.each([
  [59 * second, 'calm'],
  [minute, 'warn'],
  [3 * minute - 1, 'warn'],
  [3 * minute, 'danger'],
])('[S7] after %i ms the clock is %s', (waited, tone) => {
  expect(waitTone(waited, thresholds)).toBe(tone)
})

it.each([
  [-5, { kind: 'clock', text: '0:00' }],
  [3 * minute + 12 * second, { kind: 'clock', text: '3:12' }],
  [hour - 1, { kind: 'clock', text: '59:59' }],
  [hour + 5 * minute, { kind: 'hours', hours: 1, minutes: '05' }],
  [26 * hour, { kind: 'days', days: 1 }],
])('a wait of %i ms is said so that it does not look like a time', (ms, said) => {
  expect(duration(ms)).toEqual(said)
})

const at = (text: string) => new Date(text).getTime()
it.each([
  ['2026-11-22T14:03', { kind: 'time', text: '14:03' }],
  ['2026-11-22T00:00', { kind: 'time', text: '00:00' }],
  ['2026-11-21T23:59', { kind: 'yesterday' }],
  ['2026-11-18T08:00', { kind: 'weekday', day: 3 }],
  ['2026-11-15T08:00', { kind: 'date', text: '11-15' }],
  ['2025-11-22T08:00', { kind: 'date', text: '2025-11-22' }],
])('%s is said as people say it', (then, said) => {
  expect(whenSaid(at(then), at('2026-11-22T20:00'))).toEqual(said)
})

const heldLast = { ...aLast(1, noon, 'out'), delivery: 'held' as const }
it.each([
  ['a draft before everything', { failed: 1, held: 2 }, true, 0, { kind: 'draft' }],
  [
    'a failure',
    { failed: 1, last: { ...heldLast, delivery: 'failed' as const } },
    false,
    0,
    { kind: 'failed' },
  ],
  [
    'uncertain is called uncertain',
    { failed: 1, last: { ...heldLast, delivery: 'uncertain' as const } },
    false,
    0,
    { kind: 'uncertain' },
  ],
  ['a trouble further up, before what is held', { failed: 1, held: 2 }, false, 0, { kind: 'open' }],
  [
    'what is held, if that is the line shown',
    { failed: 1, held: 2, last: heldLast },
    false,
    0,
    { kind: 'held', count: 2 },
  ],
  ['one that never reached the server', {}, false, 1, { kind: 'failed' }],
  ['what is held', { held: 2 }, false, 0, { kind: 'held', count: 2 }],
  ['nothing', {}, false, 0, null],
])('[L8] before the last line stands %s', (_name, row, draft, unsent, prefix) => {
  expect(prefixOf(aServed('o', row), draft, unsent)).toEqual(prefix)
})

const quota = (left: number | 'unlimited', ms: number) =>
  ({ kind: 'known', left, until: noon + ms, saidByWechat: false }) as const
it.each([
  ['plenty', quota(3, 40 * hour), null],
  ['two messages', quota(2, 40 * hour), { kind: 'left', count: 2 }],
  ['six hours are enough', quota(5, 6 * hour), null],
  ['under six hours', quota(5, 6 * hour - 1), { kind: 'hours', hours: 5 }],
  ['under an hour', quota('unlimited', 58 * minute), { kind: 'minutes', minutes: 58 }],
  ['over', quota(1, 0), null],
])('[L9] a chip only when the limit matters: %s', (_name, left, limit) => {
  expect(limitOf(aServed('o', { quota: left }), noon)).toEqual(limit)
})

it.each([
  ['before the alarm', 61 * minute, 3, false],
  ['from the alarm on', 60 * minute, 3, true],
  ['when it is over', 0, 3, false],
  ['when nothing is left to send', 30 * minute, 0, false],
])('[L9] a row whose window closes is marked %s', (_name, ms, left, marked) => {
  const row = aServed('o', { quota: { kind: 'known', left, until: noon + ms, saidByWechat: false } })
  expect(closesSoon(row, noon, 60 * minute)).toBe(marked)
  if (marked) expect(limitOf(row, noon, 60 * minute)).toEqual({ kind: 'minutes', minutes: 60 })
})
