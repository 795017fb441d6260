import { expect, it } from 'vitest'
import { clock, countdownWords, dayWords, remainingWords, timeOfDay } from './time-words.ts'

const minute = 60_000
const hour = 60 * minute

it.each([
  ['an hour and more in hours', 41 * hour + 59 * minute, { key: 'time.hours', values: { count: 41 } }],
  ['one hour', hour, { key: 'time.hours', values: { count: 1 } }],
  ['below an hour in minutes', hour - 1, { key: 'time.minutes', values: { count: 59 } }],
  ['the last ten minutes with seconds', 10 * minute - 1, { key: 'time.clock', values: { clock: '9:59' } }],
  ['a minute window', 52_900, { key: 'time.clock', values: { clock: '0:52' } }],
  ['never below nothing', -5, { key: 'time.clock', values: { clock: '0:00' } }],
])('[L9] what is left of the window: %s', (_name, ms, words) => {
  expect(remainingWords(ms)).toEqual(words)
})

it.each([
  [10 * minute, { key: 'time.minutes', values: { count: 10 } }],
  [9 * minute + 59_999, { key: 'time.minutes', values: { count: 9 } }],
  [minute - 1, { key: 'time.seconds', values: { count: 60 } }],
  [500, { key: 'time.seconds', values: { count: 1 } }],
  [-500, { key: 'time.seconds', values: { count: 0 } }],
  [118 * minute, { key: 'time.hoursMinutes', values: { hours: 1, minutes: 58 } }],
])('[L4] it ends by itself in %i ms', (ms, words) => {
  expect(countdownWords(ms)).toEqual(words)
})

it('durations have two digits for seconds', () => {
  expect(clock(192_000)).toBe('3:12')
})

const friday = new Date(2026, 10, 20, 14, 3).getTime()
it.each([
  ['today', new Date(2026, 10, 20, 0, 0), { key: 'time.today', values: {} }],
  [
    'yesterday, a minute before midnight',
    new Date(2026, 10, 19, 23, 59),
    { key: 'time.yesterday', values: {} },
  ],
  ['two days ago', new Date(2026, 10, 18, 9, 0), { key: 'time.weekday.3', values: {} }],
  ['six days ago', new Date(2026, 10, 14, 9, 0), { key: 'time.weekday.6', values: {} }],
  ['a week ago', new Date(2026, 10, 13, 9, 0), { key: 'time.date', values: { date: '11-13' } }],
  ['another year', new Date(2025, 9, 3, 9, 0), { key: 'time.date', values: { date: '2025-10-03' } }],
])('day words: %s', (_name, date, words) => {
  expect(dayWords(date.getTime(), friday)).toEqual(words)
})

it('time of day', () => {
  expect(timeOfDay(friday)).toBe('14:03')
})
