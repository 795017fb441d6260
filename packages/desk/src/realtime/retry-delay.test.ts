import { expect, it } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

it.each([
  [0, 0, 500],
  [0, 0.999, 1_000],
  [1, 0, 1_000],
  [4, 0.5, 12_000],
  [5, 0.999, 29_985],
  [50, 0, 15_000],
])('try %i with chance %d waits %i ms', (attempt, random, ms) => {
  expect(Math.abs(retryDelayMs(attempt, random) - ms)).toBeLessThanOrEqual(1)
})
