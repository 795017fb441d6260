import { expect, it } from 'vitest'
import { bucketOf, count, type Histogram, percentileOf } from './latency.ts'

it('[health] a percentile is right to within a tenth', () => {
  const histogram: Histogram = new Map()
  for (let ms = 1; ms <= 1_000; ms += 1) count(histogram, bucketOf(ms))
  for (const share of [0.5, 0.95, 0.99]) {
    const found = percentileOf(histogram, share) ?? 0
    expect(found / (share * 1_000)).toBeGreaterThanOrEqual(0.99)
    expect(found / (share * 1_000)).toBeLessThan(1.11)
  }
})

it.each([
  ['nothing', [], null],
  ['one answer', [200], 200],
  ['an answer at once', [0], 1],
  ['the longest wait', [30_000], 30_000],
])('[health] of %s', (_name, durations, expected) => {
  const histogram: Histogram = new Map()
  for (const ms of durations) count(histogram, bucketOf(ms))
  const found = percentileOf(histogram, 0.5)
  if (expected === null) expect(found).toBeNull()
  else expect(Math.abs((found ?? 0) / expected - 1)).toBeLessThan(0.1)
})
