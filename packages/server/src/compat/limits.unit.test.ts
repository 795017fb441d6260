import { expect, it } from 'vitest'
import { createLimit } from './limits.ts'

it('[design] counts each name by itself, up to the limit of a period, and begins anew with the next', () => {
  let now = 1_000
  const limit = createLimit({ most: 2, perMs: 100, now: () => now })
  expect(['a', 'a', 'a', 'b'].map((name) => limit.take(name))).toEqual([true, true, false, true])
  expect([limit.isUsedUp('a'), limit.isUsedUp('b'), limit.isUsedUp('c')]).toEqual([true, false, false])
  now += 99
  expect(limit.take('a')).toBe(false)
  now += 1
  expect(limit.isUsedUp('a')).toBe(false)
  expect(limit.take('a')).toBe(true)
})
