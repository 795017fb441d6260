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
])('[L8] after attempt %i at a busy WeChat the next waits about %i ms', (attempt, ms) => {
  expect(backOffMs(attempt, 'busy', 0.5)).toBe(ms)
  expect(backOffMs(attempt, 'busy', 0)).toBe(ms * 0.8)
  expect(backOffMs(attempt, 'busy', 0.999_999)).toBeCloseTo(ms * 1.2, -2)
})

it.each([
  [1, 1_000],
  [3, 4_000],
  [4, 5_000],
  [500, 5_000],
])('[L8] after attempt %i at a WeChat that can’t be reached the next waits about %i ms', (attempt, ms) => {
  expect(backOffMs(attempt, 'nothing', 0.5)).toBe(ms)
})

it('[L8] a busy WeChat is given up after five minutes, one that is away after an hour', () => {
  const waited = (heard: 'busy' | 'nothing') => {
    let total = 0
    for (let attempt = 1; ; attempt += 1) {
      const ms = backOffMs(attempt, heard, 0.5)
      if (ms === null) return Math.round(total / 60_000)
      total += ms
    }
  }
  expect([waited('busy'), waited('nothing')]).toEqual([4, 60])
})
