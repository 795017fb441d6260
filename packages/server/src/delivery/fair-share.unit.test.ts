import type { AccountId } from '@duokefu/engine'
import { expect, it } from 'vitest'
import { claimFairly } from './fair-share.ts'

const accounts = ['1', '2', '3'] as AccountId[]

it.each([
  ['each gets its part', 9, [100, 100, 100], [3, 3, 3]],
  ['what one does not use goes to those behind it', 9, [1, 100, 100], [1, 4, 4]],
  ['no more than there is room for', 2, [100, 100, 100], [1, 1, 0]],
  ['nothing without room', 0, [100, 100, 100], [0, 0, 0]],
])('[delivery] %s', async (_name, limit, waiting, expected) => {
  const taken = new Map<AccountId, number>()
  const tasks = await claimFairly(accounts, limit, async (accountId, share) => {
    const count = Math.min(share, waiting[accounts.indexOf(accountId)] ?? 0)
    taken.set(accountId, count)
    return Array<AccountId>(count).fill(accountId)
  })
  expect(accounts.map((accountId) => taken.get(accountId) ?? 0)).toEqual(expected)
  expect(tasks).toHaveLength(expected.reduce((sum, count) => sum + count, 0))
})
