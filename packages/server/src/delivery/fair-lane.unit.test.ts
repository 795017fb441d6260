import type { AccountId } from '@duokefu/engine'
import { describe, expect, it } from 'vitest'
import { createFairLane } from './fair-lane.ts'

const [busy, quiet] = ['1', '2'] as AccountId[] as [AccountId, AccountId]

/** A lane of eight over lists of tasks; each task lasts until it is ended. */
function shop(left: Map<AccountId, number>) {
  const begun: AccountId[] = []
  const ends: { of: AccountId; end: () => void }[] = []
  const faults: unknown[] = []
  const lane = createFairLane<AccountId>({
    accounts: async () => [...left].filter(([, count]) => count !== 0).map(([id]) => id),
    async claim(accountId, limit) {
      const count = left.get(accountId) ?? 0
      if (Number.isNaN(count)) throw new Error('the database is away')
      const taken = Math.min(limit, count)
      left.set(accountId, count - taken)
      return Array.from({ length: taken }, () => accountId)
    },
    work: (accountId) =>
      new Promise((resolve) => {
        begun.push(accountId)
        ends.push({ of: accountId, end: resolve })
      }),
    width: 8,
    onFault: (error) => faults.push(error),
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { lane, begun, ends, faults, settled }
}

describe('a lane that accounts share', () => {
  it('[L8] a backlog, and a server that hangs, keep nobody else waiting', async () => {
    const left = new Map([[busy, 1_000]])
    const { lane, begun, settled } = shop(left)
    lane.wake()
    await settled()
    expect(begun).toEqual(Array(6).fill(busy))
    left.set(quiet, 2)
    lane.wake()
    await settled()
    expect(begun.slice(6)).toEqual([quiet, quiet])
  })

  it('[L8] a place that gets free goes to whoever has least under way, wherever they stand', async () => {
    const left = new Map([
      [busy, 1_000],
      [quiet, 1_000],
    ])
    const { lane, begun, ends, settled } = shop(left)
    lane.wake()
    await settled()
    expect(begun.filter((id) => id === quiet)).toHaveLength(4)
    for (const each of [busy, quiet, busy, quiet]) {
      ends.find(({ of }) => of === each)?.end()
      ends.splice(
        ends.findIndex(({ of }) => of === each),
        1,
      )
      await settled()
      expect(begun.at(-1)).toBe(each)
    }
  })

  it('[L8] what was claimed is done, also when the next account cannot be asked', async () => {
    const { lane, begun, faults, settled } = shop(
      new Map([
        [busy, 1],
        [quiet, Number.NaN],
      ]),
    )
    lane.wake()
    await settled()
    expect(begun).toEqual([busy])
    expect(faults).toHaveLength(1)
  })
})
