import type { Logger } from 'pino'
import type { Account } from '../../accounts/account.ts'
import type { Accounts } from '../../accounts/accounts.ts'
import type { Clock } from '../../clock.ts'
import type {
  AnswerEntry,
  DeliveryResult,
  InboundEntry,
  Ledger,
  Outcome,
} from '../../conversations/entries.ts'
import { entryOf, targetOf } from '../answer-entry.ts'
import type { Breakers } from '../breakers.ts'
import type { Mall } from '../mall.ts'
import type { CallbackRecord, Kept, Spool } from './spool.ts'
import { isStorageFault } from './storage-fault.ts'

export interface ReplayParts {
  readonly spool: Spool
  readonly ledger: Ledger
  readonly accounts: Accounts
  readonly mall: Mall
  readonly breakers: Breakers
  readonly isStorageAway: () => boolean
  readonly clock: Clock
  readonly log: Logger
  readonly wait: (ms: number) => Promise<void>
  readonly onSpared: (accountId: Account['id']) => void
}

/** Takes spooled callbacks through the ledger, in order; receipts know those that were taken before. */
export interface Replay {
  wake(): void
  /** Resolves when nothing is under way. With storage away that may be with callbacks left. */
  stop(): Promise<void>
}

/** One callback tries whether storage is back, then more and more of them share a group. */
const firstBatch = 1
const largestBatch = 400
const patienceMs = 5_000
const pauseMs = 250
/** A request is over by then, whatever became of it. */
const requestMs = 6_000

interface Prepared {
  readonly kept: Kept
  readonly account: Account
  readonly record: CallbackRecord
  readonly entry: InboundEntry
}

export function createReplay(parts: ReplayParts): Replay {
  const { spool, ledger, accounts, mall, breakers, clock, log, wait } = parts
  let running: Promise<void> | null = null
  let stopping = false

  async function run(): Promise<void> {
    let size = firstBatch
    let replayed = 0
    while (!stopping) {
      const oldest = spool.oldest(size)
      if (oldest.length === 0) break
      const batch = settledOnes(oldest)
      const isDone = batch.length > 0 && !parts.isStorageAway() && (await replay(batch))
      if (isDone) replayed += batch.length
      else await wait(pauseMs)
      size = isDone ? Math.min(size * 4, largestBatch) : firstBatch
    }
    if (replayed > 0) log.info({ callbacks: replayed }, 'spooled callbacks are in the database')
  }

  /** Those from the beginning whose requests are over. */
  function settledOnes(batch: readonly Kept[]): readonly Kept[] {
    const over = clock.now() - requestMs
    const end = batch.findIndex(({ isSettled, arrivedAt }) => !isSettled && arrivedAt > over)
    return end < 0 ? batch : batch.slice(0, end)
  }

  /** True when all of them are in the database, or never will be. */
  async function replay(batch: readonly Kept[]): Promise<boolean> {
    const prepared = await Promise.allSettled(batch.map(prepare))
    // Handed over in one turn, so that each fan's are in order; the second of a fan is never taken without the first.
    const results = await Promise.allSettled(
      prepared.map((each) =>
        each.status === 'fulfilled' ? carryOver(each.value) : Promise.reject(each.reason),
      ),
    )
    const done: Kept[] = []
    for (const [index, result] of results.entries()) {
      const kept = batch[index]
      if (kept === undefined || (result.status === 'rejected' && isStorageFault(result.reason))) continue
      if (result.status === 'rejected') await giveUp(kept, result.reason)
      done.push(kept)
    }
    await spool.done(done)
    return done.length === results.length
  }

  async function giveUp(kept: Kept, reason: unknown): Promise<void> {
    try {
      await spool.setAside(kept)
      log.error({ err: reason }, 'a spooled callback cannot be stored, and is set aside')
    } catch (error) {
      log.error({ err: error }, 'a spooled callback cannot be read, and its file is left')
      spool.leave(kept)
    }
  }

  async function prepare(kept: Kept): Promise<Prepared> {
    const record = await spool.read(kept)
    const account = accounts.known(kept.accountId) ?? (await accounts.byId(kept.accountId))
    if (account === null) throw new Error('its account is gone')
    const { arrivedAt, spared, attemptId, callback } = record
    const entry: InboundEntry = {
      ...entryOf(account, callback, { arrivedAt, developerDown: spared }),
      attemptId,
      told: kept.told.length > 0,
    }
    return { kept, account, record, entry }
  }

  function carryOver({ kept, account, record, entry }: Prepared): Promise<void> {
    const deadline = clock.now() + patienceMs
    const taken = ledger.submit(entry, deadline)
    const answered = kept.told.map((told) => {
      const answer: AnswerEntry = { ...targetOf(entry), ...told }
      return ledger.submit(answer, deadline).then((outcome) => ({ told, outcome }))
    })
    return finish(taken, Promise.all(answered))

    async function finish(
      taking: Promise<Outcome>,
      answering: Promise<{ told: Kept['told'][number]; outcome: Outcome }[]>,
    ): Promise<void> {
      const [outcome, answers] = await Promise.all([taking, answering])
      // What we say by ourselves goes out as a message: WeChat has had its answer.
      if (outcome.type === 'taken') {
        await settle(entry, outcome.answer?.seq, tooLate)
        if (outcome.spared) parts.onSpared(account.id)
      }
      for (const { told, outcome: said } of answers)
        if (said.type === 'answered')
          await settle(entry, said.answer?.seq, told.reply === null ? tooLate : resultOf(kept))
      if (kept.told.length === 0 && isUnasked(outcome)) await askNow({ kept, account, record, entry })
    }
  }

  /** The developer URL has not heard of it: the fan was served when it came, or the process died before. */
  async function askNow({ account, record, entry }: Prepared): Promise<void> {
    const { callback } = record
    const way = breakers.ask(account)
    const errand = { account, callback, entry, waits: true, arrivedAt: clock.now(), way }
    const { seq } = await mall.ask(errand)
    await settle(entry, seq, tooLate)
  }

  async function settle(
    { accountId, openid }: InboundEntry,
    seq: number | null | undefined,
    result: (now: number) => DeliveryResult,
  ): Promise<void> {
    if (seq == null) return
    await ledger.submit({ type: 'delivered', accountId, openid, seq, result: result(clock.now()) })
  }

  function wake(): void {
    if (stopping) return
    running ??= run()
      .catch(async (error: unknown) => {
        log.error({ err: error }, 'the spool could not be replayed')
        await wait(pauseMs)
      })
      .finally(() => {
        running = null
        // What came while it was ending.
        if (spool.oldest(1).length > 0) wake()
      })
  }

  return {
    wake,
    async stop() {
      stopping = true
      await running
    },
  }
}

function isUnasked(outcome: Outcome): boolean {
  if (outcome.type === 'taken') return outcome.route.toDeveloper
  return outcome.type === 'duplicate' && !outcome.closed && outcome.takenOver && outcome.toDeveloper
}

/** What became of the developer URL's passive reply (L15). */
function resultOf({ answered }: Kept): (now: number) => DeliveryResult {
  switch (answered) {
    case 'written':
      return () => ({ state: 'sent' })
    case 'unsent':
      return tooLate
    case 'lost':
    case null:
      return () => ({
        state: 'uncertain',
        errcode: null,
        errmsg: 'the connection closed before the answer was written',
      })
  }
}

function tooLate(now: number): DeliveryResult {
  return { state: 'again', at: now, errcode: null, errmsg: 'too late for the answer' }
}
