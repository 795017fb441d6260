import { expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

it.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [4, 8_000],
  [5, 16_000],
  [6, 32_000],
  [7, 60_000],
  [9, 60_000],
  [2_000, 60_000],
])('[L8] after attempt %i the next waits about %i ms', (attempt, ms) => {
  expect(backOffMs(attempt, 0.5)).toBe(ms)
  expect(backOffMs(attempt, 0)).toBe(ms * 0.8)
  expect(backOffMs(attempt, 0.999_999)).toBeCloseTo(ms * 1.2, -2)
})
