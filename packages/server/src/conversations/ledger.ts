import type { AccountId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Account } from '../accounts/account.ts'
import type { Clock } from '../clock.ts'
import { type CommitOptions, commitGroup, type GroupResult } from './commit-group.ts'
import { type Committed, type Entry, type Ledger, type Outcome, StorageUnavailableError } from './entries.ts'
import { isConnectionFault, isDataFault, isRetryable } from './faults.ts'

export interface LedgerOptions
  extends Omit<CommitOptions, 'refreshAccount' | 'clockSkewMs' | 'believes' | 'maybeDone'> {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  readonly account: (id: AccountId) => Promise<Account | null>
  readonly refreshAccount: CommitOptions['refreshAccount']
  /** Transactions under way at once; a customer always uses the same one of them. */
  readonly lanes?: number
  /** Entries in one transaction at most. */
  readonly groupSize?: number
  /** Entries waiting at most, over all lanes; callers beyond it are turned away as unavailable. */
  readonly queueSize?: number
}

interface Queued {
  readonly entry: Entry
  readonly deadline: number
  /** Somebody waits for it. */
  readonly isUrgent: boolean
  /** Answers the caller in time also while a group is under way and storage is silent. */
  readonly giveUp: NodeJS.Timeout
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

interface Lane {
  queue: Queued[]
  running: Promise<void> | null
  /** Begins a group for entries that nobody waits for. */
  soon: NodeJS.Timeout | null
}

/** How long an entry that nobody waits for may stay in the queue: long enough to share a busy lane's next group. */
const soonMs = 20

/** A person waits ten seconds at most for a word from storage. */
const defaultPatienceMs = 10_000
const pauseAfterFaultMs = 100
const longestTimerMs = 2 ** 31 - 1

/**
 * Commits entries in groups: while one transaction is on its way the next group collects, so that an idle system
 * answers at once and a busy one commits hundreds at a time.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { clock, log } = options
  const lanes: Lane[] = Array.from({ length: options.lanes ?? 2 }, () => ({
    queue: [],
    running: null,
    soon: null,
  }))
  const groupSize = options.groupSize ?? 400
  const queueSize = options.queueSize ?? 20_000
  const listeners = new Set<(committed: Committed) => void>()
  const commit: Omit<CommitOptions, 'maybeDone'> = {
    ...options,
    clockSkewMs: () => clock.skewMs,
    believes: (at) => clock.watch?.hear(at) ?? true,
  }
  let waiting = 0
  let stopping = false

  function put(entry: Entry, deadline: number, isUrgent: boolean): Promise<Outcome> {
    if (stopping || waiting >= queueSize)
      return Promise.reject(new StorageUnavailableError('the ledger takes nothing now'))
    return new Promise((resolve, reject) => {
      const lane = lanes[laneOf(entry, lanes.length)]
      if (lane === undefined) return reject(new Error('a ledger without lanes'))
      waiting += 1
      const giveUp = setTimeout(() => reject(late()), Math.min(deadline - clock.now(), longestTimerMs))
      lane.queue.push({ entry, deadline, isUrgent, giveUp, resolve, reject })
      if (isUrgent) now(lane)
      else soon(lane)
    })
  }

  function now(lane: Lane): void {
    if (lane.soon !== null) clearTimeout(lane.soon)
    lane.soon = null
    lane.running ??= run(lane)
  }

  function soon(lane: Lane): void {
    if (lane.running === null) lane.soon ??= setTimeout(now, soonMs, lane)
  }

  async function run(lane: Lane): Promise<void> {
    // Let whatever arrived in the same turn of the event loop share the first group.
    await Promise.resolve()
    do await runGroup(takeGroup(lane))
    while (lane.queue.some(({ isUrgent }) => isUrgent))
    lane.running = null
    if (lane.queue.length > 0) soon(lane)
  }

  /** The entries of one account, in order, as many as fit. */
  function takeGroup(lane: Lane): Queued[] {
    const accountId = lane.queue[0]?.entry.accountId
    const group: Queued[] = []
    const rest: Queued[] = []
    for (const queued of lane.queue) {
      const fits = queued.entry.accountId === accountId && group.length < groupSize
      ;(fits ? group : rest).push(queued)
    }
    lane.queue = rest
    return group
  }

  async function runGroup(group: Queued[]): Promise<void> {
    let left = group
    let maybeDone = false
    while (left.length > 0) {
      left = withoutLate(left)
      if (left.length === 0) return
      try {
        const result = await commitOnce(
          left.map((queued) => queued.entry),
          maybeDone,
        )
        for (const [index, queued] of left.entries()) settle(queued, result.outcomes[index])
        tell(result.committed)
        return
      } catch (error) {
        maybeDone ||= isConnectionFault(error)
        left = await afterFault(left, error)
      }
    }
  }

  /** What is left to try after a group failed. */
  async function afterFault(group: Queued[], error: unknown): Promise<Queued[]> {
    if (isRetryable(error)) return group
    if (isConnectionFault(error)) {
      log.warn({ err: error }, 'storage is away, trying again')
      await pause(pauseAfterFaultMs)
      return group
    }
    if (group.length > 1 && isDataFault(error)) {
      // One by one, so that a bad entry takes no other down.
      for (const queued of group) await runGroup([queued])
      return []
    }
    for (const queued of group)
      fail(queued, error instanceof Error ? error : new Error('the ledger failed', { cause: error }))
    return []
  }

  async function commitOnce(entries: readonly Entry[], maybeDone: boolean): Promise<GroupResult> {
    const first = entries[0]
    if (first === undefined) throw new Error('an empty group')
    const account = await options.account(first.accountId)
    if (account === null) throw new Error('no such account')
    const client = await options.pool.connect()
    let broken: Error | undefined
    try {
      return await commitGroup(client, account, entries, { ...commit, maybeDone })
    } catch (error) {
      if (isConnectionFault(error)) broken = error as Error
      throw error
    } finally {
      release(client, broken)
    }
  }

  function withoutLate(group: Queued[]): Queued[] {
    const now = clock.now()
    const over = group.filter((queued) => queued.deadline <= now)
    for (const queued of over) fail(queued, late())
    return over.length === 0 ? group : group.filter((queued) => queued.deadline > now)
  }

  function settle(queued: Queued, outcome: Outcome | undefined): void {
    waiting -= 1
    clearTimeout(queued.giveUp)
    if (outcome === undefined) queued.reject(new Error('an entry without an outcome'))
    else queued.resolve(outcome)
  }

  function fail(queued: Queued, error: Error): void {
    waiting -= 1
    clearTimeout(queued.giveUp)
    queued.reject(error)
  }

  function tell(committed: Committed): void {
    for (const listener of listeners) {
      try {
        listener(committed)
      } catch (error) {
        log.error({ err: error }, 'a listener of the ledger failed')
      }
    }
  }

  async function idle(): Promise<void> {
    for (;;) {
      for (const lane of lanes) if (lane.queue.length > 0) now(lane)
      const running = lanes.map((lane) => lane.running).filter((each) => each !== null)
      if (running.length === 0) return
      await Promise.all(running)
    }
  }

  return {
    submit: (entry, deadline = clock.now() + defaultPatienceMs) => put(entry, deadline, true),
    submitSoon: (entry, deadline = clock.now() + defaultPatienceMs) => put(entry, deadline, false),
    onCommitted(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    idle,
    async stop() {
      stopping = true
      await idle()
    },
  }
}

/** Always the same lane for a customer: their order is kept, and lanes don't wait for each other's locks. */
function laneOf(entry: Entry, lanes: number): number {
  let hash = 0
  for (let index = 0; index < entry.openid.length; index += 1)
    hash = (hash * 31 + entry.openid.charCodeAt(index)) | 0
  return Math.abs(hash) % lanes
}

function late(): StorageUnavailableError {
  return new StorageUnavailableError('storage did not take it in time')
}

function release(client: PoolClient, broken: Error | undefined): void {
  client.release(broken)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
