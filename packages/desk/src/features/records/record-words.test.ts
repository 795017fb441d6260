import { expect, it } from 'vitest'
import { momentWords } from './record-words.ts'

const now = new Date(2026, 10, 23, 9, 30).getTime()

it.each([
  ['today', [2026, 10, 23, 0, 5], '00:05'],
  ['yesterday, a few hours ago', [2026, 10, 22, 23, 55], '11-22 23:55'],
  ['last year', [2025, 10, 23, 9, 30], '2025-11-23 09:30'],
] as const)('[S4] the time of a session of %s', (_name, [year, month, day, hour, minute], words) => {
  expect(momentWords(new Date(year, month, day, hour, minute).getTime(), now)).toBe(words)
})
