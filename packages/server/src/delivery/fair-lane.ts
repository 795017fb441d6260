import type { AccountId } from '@duokefu/engine'
import { createLane, type Lane, type LaneOptions } from './lane.ts'

export interface FairLaneOptions<Task> extends Pick<LaneOptions<Task>, 'work' | 'width' | 'onFault'> {
  /** Accounts with tasks that are due. */
  readonly accounts: () => Promise<readonly AccountId[]>
  /** Takes up to `limit` tasks of an account, for this process alone, committed. */
  readonly claim: (accountId: AccountId, limit: number) => Promise<Task[]>
}

interface Claimed<Task> {
  readonly accountId: AccountId
  readonly task: Task
}

/**
 * A lane that accounts share: whoever has least under way is asked first, and a quarter of the lane is never one
 * account's, so that a long backlog, or a server that hangs, holds nobody else up.
 */
export function createFairLane<Task>(options: FairLaneOptions<Task>): Lane {
  const { accounts, claim, work, width, onFault } = options
  const most = Math.max(1, Math.floor((width * 3) / 4))
  const underWay = new Map<AccountId, number>()
  const busy = (accountId: AccountId) => underWay.get(accountId) ?? 0

  return createLane<Claimed<Task>>({
    async claim(limit) {
      const asked = (await accounts())
        .filter((accountId) => busy(accountId) < most)
        .sort((one, other) => busy(one) - busy(other))
      const claimed: Claimed<Task>[] = []
      try {
        for (const [index, accountId] of asked.entries()) {
          const share = Math.ceil((limit - claimed.length) / (asked.length - index))
          const room = Math.min(share, most - busy(accountId))
          if (room === 0) continue
          for (const task of await claim(accountId, room)) claimed.push({ accountId, task })
        }
      } catch (error) {
        // What was claimed before is begun all the same: nobody else may.
        if (claimed.length === 0) throw error
        onFault(error)
      }
      for (const { accountId } of claimed) underWay.set(accountId, busy(accountId) + 1)
      return claimed
    },
    async work({ accountId, task }) {
      try {
        await work(task)
      } finally {
        const left = busy(accountId) - 1
        if (left > 0) underWay.set(accountId, left)
        else underWay.delete(accountId)
      }
    },
    width,
    onFault,
  })
}
