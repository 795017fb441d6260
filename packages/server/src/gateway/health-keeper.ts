import type { DeveloperFailure } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { Committed } from '../conversations/entries.ts'
import type { MessageRecord } from '../conversations/records.ts'
import type { Timers } from '../delivery/timers.ts'
import type { Breakers } from './breakers.ts'
import type { Said } from './forwarder.ts'
import { createHealthStore, type Minute } from './health-store.ts'
import { bucketOf, count } from './latency.ts'
import type { Sighting } from './sightings.ts'

/** What became of a message without the developer URL's answer being the fan's passive reply. */
export type Missed = 'late_sent' | 'late_not_sent' | 'spared'

/** Counts what happens at an account's door, in memory on the callback's path, and shares it with the other processes. */
export interface HealthKeeper {
  seen(accountId: AccountId, sighting: Sighting): void
  said(accountId: AccountId, said: Said, isLate: boolean): void
  missed(accountId: AccountId, what: Missed): void
  /** Counts the messages of programs that failed: whoever sent one may have heard that it was queued. */
  committed(committed: CommittedMessages): void
  /** Writes what was counted. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** What of a commit is looked at. */
export interface CommittedMessages extends Pick<Committed, 'accountId'> {
  readonly changes: readonly {
    readonly messages: readonly Pick<MessageRecord, 'origin' | 'delivery'>[]
  }[]
}

const flushEveryMs = 5_000
const minuteMs = 60_000
/** Of an account between two flushes; the page shows twenty. */
const failuresKept = 20

export function createHealthKeeper(
  ctx: Pick<Context, 'pool' | 'clock' | 'log' | 'processId'>,
  { breakers, timers }: { readonly breakers: Breakers; readonly timers: Timers },
): HealthKeeper {
  const { clock, log } = ctx
  const store = createHealthStore(ctx.pool, ctx)
  /** Of each account the present minute, and those before it that are not written yet. */
  const minutes = new Map<AccountId, Minute[]>()
  const failures = new Map<AccountId, DeveloperFailure[]>()
  let running: Promise<void> = Promise.resolve()
  let stopTimer = () => {}

  function minuteOf(accountId: AccountId): Minute {
    const at = Math.floor(clock.now() / minuteMs) * minuteMs
    const known = minutes.get(accountId) ?? []
    const last = known.at(-1)
    if (last?.at === at) {
      last.isWritten = false
      return last
    }
    const begun = newMinute(at)
    minutes.set(accountId, [...known.filter(({ isWritten }) => !isWritten), begun])
    return begun
  }

  function failed(accountId: AccountId, failure: DeveloperFailure): void {
    const known = failures.get(accountId) ?? []
    failures.set(accountId, [...known.slice(1 - failuresKept), failure])
  }

  async function flush(): Promise<void> {
    const told = [...minutes].flatMap(([accountId, known]) =>
      known.filter(({ isWritten }) => !isWritten).map((minute) => ({ accountId, minute })),
    )
    // Whatever is counted while this is written makes its minute unwritten again.
    for (const { minute } of told) minute.isWritten = true
    const failing = [...failures]
    failures.clear()
    try {
      await store.write(told, failing, breakers.standings())
    } catch (error) {
      for (const { minute } of told) minute.isWritten = false
      throw error
    }
  }

  function flushInTurn(): void {
    running = running
      .then(flush)
      .catch((error: unknown) => log.warn({ err: error }, 'the health of accounts could not be kept'))
  }

  return {
    seen(accountId, sighting) {
      if (sighting.kind === 'called') minuteOf(accountId).callbacks += 1
      else if (sighting.kind === 'hung_up') minuteOf(accountId).hungUp += 1
      else if (sighting.kind === 'refused') {
        const { refused } = minuteOf(accountId)
        refused.set(sighting.why, (refused.get(sighting.why) ?? 0) + 1)
      }
    },
    said(accountId, said, isLate) {
      if (said.ok) count(minuteOf(accountId).latency, bucketOf(said.tookMs))
      const { tookMs } = said
      const at = clock.now()
      if (!said.ok) failed(accountId, { at, ...said.fault, tookMs })
      else if (isLate) failed(accountId, { at, reason: 'late', status: null, tookMs })
    },
    missed(accountId, what) {
      const minute = minuteOf(accountId)
      if (what === 'spared') minute.spared += 1
      else if (what === 'late_sent') minute.lateSent += 1
      else minute.lateNotSent += 1
    },
    committed({ accountId, changes }) {
      for (const { messages } of changes) {
        const failed = messages.filter(({ origin, delivery }) => origin === 'api' && delivery === 'failed')
        if (failed.length > 0) minuteOf(accountId).programsFailed += failed.length
      }
    },
    flush,
    start() {
      stopTimer = timers.every(flushEveryMs, flushInTurn)
    },
    async stop() {
      stopTimer()
      flushInTurn()
      await running
    },
  }
}

function newMinute(at: number): Minute {
  return {
    at,
    isWritten: false,
    callbacks: 0,
    hungUp: 0,
    spared: 0,
    lateSent: 0,
    lateNotSent: 0,
    programsFailed: 0,
    refused: new Map(),
    latency: new Map(),
  }
}
