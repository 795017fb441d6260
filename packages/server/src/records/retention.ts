import type { OlderAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Timers } from '../delivery/timers.ts'
import { AppError } from '../http/errors.ts'
import type { FileStore } from '../media/file-store.ts'
import { settleDays } from '../reports/roll-up.ts'
import { inTime } from './in-time.ts'
import * as store from './retention-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts' | 'log'>

/** So many rows in one statement, and then a rest: nobody's message waits for a deletion. */
const recordsAtOnce = 500
const filesAtOnce = 200
const customersAtOnce = 500
/** A rest is so many times as long as the work before it: deleting takes a twentieth of one of the database's cores. */
const restShare = 19
const shortestRestMs = 10
const longestRestMs = 5_000
const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const firstSpanMs = hourMs
const shortestSpanMs = 1_000
const everyMs = hourMs

/** Deletes records and files after the account's days (L12). Sessions and daily figures stay (L19). */
export interface Retention {
  /** Deletes what is due now, of every account. */
  runOnce(): Promise<void>
  start(): void
  idle(): Promise<void>
  stop(): Promise<void>
}

export interface RetentionParts {
  readonly files: Pick<FileStore, 'remove'>
  readonly timers: Timers
  /** Milliseconds of a clock that no correction moves. */
  readonly steady?: () => number
}

export function createRetention(ctx: Ctx, parts: RetentionParts): Retention {
  let running: Promise<void> = Promise.resolve()
  let stopping = false
  let stopTimer = () => {}
  const steady = parts.steady ?? (() => performance.now())

  /** Carries some of the work out, then rests in proportion. */
  async function gently<Value>(work: () => Promise<Value>): Promise<Value> {
    const began = steady()
    const value = await work()
    const restMs = restShare * (steady() - began)
    await parts.timers.wait(Math.min(longestRestMs, Math.max(shortestRestMs, restMs)))
    return value
  }

  async function run(): Promise<void> {
    let earliest = Number.POSITIVE_INFINITY
    for (const accountId of await store.allAccounts(ctx.pool)) {
      const account = await ctx.accounts.byId(accountId)
      if (account === null || stopping) continue
      const { timeZone, settings } = account
      const cutoff = await store.cutoffOf(ctx.pool, timeZone, settings.retentionDays, ctx.clock.skewMs)
      earliest = Math.min(earliest, cutoff.at)
      await inTurn(account, cutoff)
    }
    await sweepFiles()
    if (!Number.isFinite(earliest)) return
    for (const name of await store.pastPartitions(ctx.pool, earliest)) {
      await inTransaction(ctx.pool, (client) => store.dropIfEmpty(client, name)).catch((error: unknown) =>
        ctx.log.info({ err: error, name }, 'a partition was busy, the next hour drops it'),
      )
    }
  }

  /** What was written and never got its row, since the process died in between, is deleted after a day. */
  async function sweepFiles(): Promise<void> {
    const before = ctx.clock.now() - dayMs
    let swept = filesAtOnce
    while (swept === filesAtOnce && !stopping) {
      swept = await gently(async () => {
        const digests = await store.announcedBefore(ctx.pool, before, filesAtOnce)
        const removed = await removeFiles(ctx.pool, digests, null)
        if (removed.length > 0) ctx.log.info({ files: removed.length }, 'files without a record were deleted')
        await store.forgetAnnounced(ctx.pool, before, digests)
        return digests.length
      })
    }
  }

  async function inTurn(account: Account, cutoff: Cutoff): Promise<void> {
    // Once a day; also when the setting grew, so that what an import brings from then on has its turn.
    if ((await store.deletedBefore(ctx.pool, account.id)) === cutoff.at) return
    const client = await ctx.pool.connect()
    try {
      if (!(await store.takeTurn(client, account.id))) return
      try {
        await deleteOlder(client, account, cutoff)
      } finally {
        await store.endTurn(client, account.id)
      }
    } finally {
      client.release()
    }
  }

  async function deleteOlder(client: PoolClient, { id, timeZone }: Account, cutoff: Cutoff): Promise<void> {
    // Figures first: afterwards nobody can count any more.
    await settleDays(ctx, { accountId: id, timeZone }, cutoff.day)
    const records = await deleteRecords(client, id, cutoff.at)
    await clearPreviews(id, cutoff.at)
    await store.deleteImported(client, id, cutoff.at, cutoff.day)
    const files = await deleteFiles(client, id, cutoff.at)
    if (stopping) return
    await store.saveDeletedBefore(client, id, cutoff.at)
    if (records + files > 0) ctx.log.info({ account: id, records, files }, 'old records were deleted')
  }

  async function deleteRecords(client: PoolClient, id: AccountId, end: number): Promise<number> {
    const oldest = (await store.oldestPartition(client)) ?? end
    // From the very beginning each time: what waited to be sent, and what an import brought since, lies behind the last end.
    let from = 0
    let count = 0
    let spanMs = firstSpanMs
    while (from < end && !stopping) {
      // What lies before every partition first; then by times, and not a day from its beginning again and again: what is
      // deleted lies in the way of who looks, until PostgreSQL tidies up.
      const to = Math.min(end, from < oldest ? oldest : from + spanMs)
      const span = { from, to }
      const deleted = await gently(() => store.deleteRecords(client, id, span, recordsAtOnce))
      count += deleted
      if (deleted < recordsAtOnce) from = to
      spanMs = spanAfter(spanMs, deleted)
    }
    return count
  }

  async function clearPreviews(id: AccountId, before: number): Promise<void> {
    let after = ''
    while (!stopping) {
      const from = after
      const looked = await gently(async () => {
        const found = await store.lookAtCustomers(ctx.pool, id, before, from, customersAtOnce)
        if (found === null || found.stale.length === 0) return found
        await inTransaction(ctx.pool, (client) => store.clearPreviews(client, id, before, found.stale))
        return found
      })
      if (looked === null) return
      after = looked.last
    }
  }

  async function deleteFiles(client: PoolClient, id: AccountId, before: number): Promise<number> {
    let count = 0
    for (let deleted = filesAtOnce; deleted === filesAtOnce && !stopping; count += deleted)
      deleted = await gently(() => deleteSomeFiles(client, id, before))
    return count
  }

  async function deleteSomeFiles(client: PoolClient, id: AccountId, before: number): Promise<number> {
    const old = await store.oldMedia(client, id, before, filesAtOnce)
    const keys = old.map(({ key }) => key)
    const contained = new Set(old.flatMap(({ digest }) => digest ?? []))
    // The file before its rows: where the store is away they stay, and with them the only word of what is left to delete.
    const removed = await removeFiles(client, [...contained], { accountId: id, keys })
    await store.deleteMedia(client, id, keys)
    // Another process may have spared a file for our rows while we spared it for its own.
    const spared = [...contained].filter((digest) => !removed.includes(digest))
    await removeFiles(client, spared, { accountId: id, keys: [] })
    return old.length
  }

  /** Those that nobody needs but the rows that are going; which they were. */
  async function removeFiles(
    db: Pick<PoolClient, 'query'>,
    digests: readonly string[],
    going: store.Going | null,
  ): Promise<readonly string[]> {
    const isUnneeded = async (digest: string) =>
      (await store.unneeded(db, [digest], going, ctx.clock.skewMs)).length === 1
    const removable = await store.unneeded(db, digests, going, ctx.clock.skewMs)
    for (const digest of removable) await parts.files.remove(digest, () => isUnneeded(digest))
    return removable
  }

  function runOnce(): Promise<void> {
    running = running.then(run)
    return running
  }

  function runQuietly(): void {
    running = runOnce().catch((error: unknown) =>
      ctx.log.warn({ err: error }, 'deleting old records stumbled, the next hour tries again'),
    )
  }

  return {
    runOnce,
    start() {
      stopTimer = parts.timers.every(everyMs, runQuietly)
      runQuietly()
    },
    idle: () => running.catch(() => undefined),
    async stop() {
      stopping = true
      stopTimer()
      await running.catch(() => undefined)
    },
  }
}

/** Spans of time that hold some hundred records each: halved where there are too many, doubled where there are few. */
function spanAfter(spanMs: number, deleted: number): number {
  if (deleted === recordsAtOnce) return Math.max(shortestSpanMs, spanMs / 2)
  return deleted < recordsAtOnce / 4 ? Math.min(dayMs, spanMs * 2) : spanMs
}

interface Cutoff {
  readonly at: number
  readonly day: string
}

/** How many records so short a retention would delete, asked before it is set. */
export async function olderRecords(
  ctx: Pick<Context, 'pool' | 'clock' | 'accounts'>,
  accountId: AccountId,
  days: number,
): Promise<OlderAnswer> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const { at, day } = await store.cutoffOf(ctx.pool, account.timeZone, days, ctx.clock.skewMs)
  const records = await inTime(ctx.pool, (client) => store.countOlder(client, accountId, at))
  return { records, before: day }
}
