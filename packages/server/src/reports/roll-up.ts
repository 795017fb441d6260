import type { AccountId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import type { Context } from '../context.ts'
import { run } from '../db/statement.ts'
import type { Timers } from '../delivery/timers.ts'
import { addDays, daysIn, earlierDay, laterDay } from './days.ts'
import * as store from './roll-up-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>
type Zone = Pick<store.Days, 'accountId' | 'timeZone'>

/** Figures of today may be this old; whoever looks makes them anew. */
const live: store.Freshness = { liveMs: 2_000, changing: null }
/** Held replies end after seven days (L9); two more for whoever was not running. */
const changingDays = 9
const changingMs = 20 * 60 * 60_000
const everyMs = 5 * 60_000

/** Makes the figures of these days true; those that stand already cost one look. Returns today and the first day there is. */
export async function rollUp(ctx: Ctx, days: store.Days, freshness = live): Promise<store.Calendar> {
  const calendar = await store.calendarOf(ctx.pool, days, ctx.clock.skewMs)
  const wanted = {
    ...days,
    from: laterDay(days.from, calendar.first),
    to: earlierDay(days.to, calendar.today),
  }
  if (wanted.from > wanted.to) return calendar
  const { accountId, timeZone } = days
  const { skewMs } = ctx.clock
  // A day to a transaction: however large the shop, none is long.
  for (const day of await store.staleDays(ctx.pool, wanted, freshness, skewMs))
    await inTransaction(ctx, accountId, (client) =>
      store.countDay(client, { accountId, timeZone, day }, freshness, skewMs),
    )
  return calendar
}

/**
 * Before records are deleted: counts every day before `before` (an ISO date) a last time and makes it final, so that its
 * figures stay as they are. Today and later days can't be final.
 */
export async function settleDays(ctx: Ctx, zone: Zone, before: string): Promise<void> {
  const { first, today } = await store.calendarOf(ctx.pool, zone, ctx.clock.skewMs)
  const end = earlierDay(before, today)
  if (daysIn(first, end) <= 1) return
  const days = { ...zone, from: first, to: addDays(end, -1) }
  const all: store.Freshness = { liveMs: 0, changing: { from: addDays(today, -changingDays), ms: 0 } }
  await rollUp(ctx, days, all)
  await inTransaction(ctx, zone.accountId, (client) => store.makeFinal(client, zone.accountId, end))
}

/**
 * For the rest of the transaction. A day is counted by indexes, however many fall into it; to plan that anew over all
 * partitions, which PostgreSQL would do each time, takes a third as long as counting it.
 */
const plannedOnce = { text: 'set local plan_cache_mode = force_generic_plan' }

/** Begins, locks and asks what `work` asks first in one flight. */
async function inTransaction(
  { pool }: Ctx,
  accountId: AccountId,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect()
  try {
    await Promise.all([
      run(client, { text: 'begin' }),
      run(client, plannedOnce),
      store.lockReports(client, accountId),
      work(client),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** Keeps reports up while nobody looks: yesterday soon after midnight, and the days that may still change once a day. */
export interface ReportKeeper {
  runOnce(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createReportKeeper(
  ctx: Pick<Context, 'pool' | 'clock' | 'log'>,
  timers: Timers,
): ReportKeeper {
  let running: Promise<void> = Promise.resolve()
  let stopTimer = () => {}

  async function runOnce(): Promise<void> {
    await store.noteOnline(ctx.pool, ctx.clock.skewMs)
    for (const zone of await store.reportedAccounts(ctx.pool)) {
      const { first, today } = await store.calendarOf(ctx.pool, zone, ctx.clock.skewMs)
      const changing = { from: addDays(today, -changingDays), ms: changingMs }
      const freshness = { liveMs: everyMs, changing }
      await rollUp(ctx, { ...zone, from: first, to: addDays(today, -1) }, freshness)
    }
  }

  const run = () => {
    running = running
      .then(runOnce)
      .catch((error: unknown) =>
        ctx.log.warn({ err: error }, 'reports not rolled up, tried again in minutes'),
      )
  }
  return {
    runOnce,
    start() {
      stopTimer = timers.every(everyMs, run)
      run()
    },
    stop() {
      stopTimer()
      return running
    },
  }
}
