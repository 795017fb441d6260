import type { AccountId, Command } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { databaseTime } from '../db/time.ts'
import { afterJump } from './after-jump.ts'
import type { Ledger } from './entries.ts'
import { leftOpen } from './store.ts'

export interface Sweeper {
  /** Ends what the clock has ended; returns how many customers were looked at. */
  runOnce(): Promise<number>
  start(): void
  stop(): Promise<void>
}

interface Due {
  readonly accountId: AccountId
  readonly openid: string
  readonly command: Command
}

const everyMs = 1_000
const pageSize = 500

/**
 * Carries out what nobody's command does: the clocks of conversations, reservations and held replies (L4, L9), and ends
 * that a process left half done. Every decision checks the clock itself, so a late sweep only delays what screens show.
 * A database whose time jumps by more than a minute ends nothing by it, until the time agrees again or has stood for ten
 * minutes.
 */
export function createSweeper(options: {
  pool: Pool
  ledger: Ledger
  clock: Clock
  log: Logger
  /** Called for each account with waiting customers: the slow way to the allocator, should a wake-up be lost. */
  drain: (accountId: AccountId) => void
}): Sweeper {
  const { pool, ledger, clock, log } = options
  let timer: NodeJS.Timeout | null = null
  let running: Promise<unknown> = Promise.resolve()
  let isPaused = false

  async function runOnce(): Promise<number> {
    const due = [
      ...((await clockIsBelieved()) ? await dueCustomers() : []),
      ...(await leftOpen(pool, pageSize)).map(endOf),
    ]
    const ended = await Promise.allSettled(due.map((each) => ledger.submit({ type: 'engine', ...each })))
    // One customer whose clock can't be carried out keeps nobody else from being looked at.
    const failed = ended.find((each) => each.status === 'rejected')
    if (failed !== undefined) log.warn({ err: failed.reason }, 'a clock could not be carried out')
    for (const accountId of await accountsWithWaiting()) options.drain(accountId)
    return due.length
  }

  /** Of a clock that jumped every decision leaves everything as it is; here it is only said. */
  async function clockIsBelieved(): Promise<boolean> {
    const { watch } = clock
    if (watch === undefined) return true
    const believed = watch.hear(await databaseTime(pool))
    if (isPaused && believed) log.warn('the time of the database is believed again: what is over ends')
    const jump = watch.jump()
    if (!isPaused && jump !== null) {
      const { byMs, believedInMs } = jump
      log.error(
        { byMs, believedInMs },
        'the time of the database jumped: nothing expires until it is believed',
      )
    }
    if (isPaused === believed) await afterJump(pool)
    isPaused = !believed
    return believed
  }

  async function dueCustomers(): Promise<Due[]> {
    const found = await pool.query<{ account_id: AccountId; openid: string }>(
      `(select c.account_id, c.openid from conversation c
        where c.wake_at <= now() + $1 * interval '1 millisecond'
          and least(c.expires_at, c.reserved_until, c.leave_message_at) <= now() + $1 * interval '1 millisecond'
        order by c.wake_at limit $2)
       union
       (select o.account_id, o.openid from outbox o
        where o.state = 'held' and o.expires_at <= now() + $1 * interval '1 millisecond'
        order by o.expires_at limit $2)`,
      [clock.skewMs, pageSize],
    )
    const command = { type: 'clock' } as const
    return found.rows.map((row) => ({ accountId: row.account_id, openid: row.openid, command }))
  }

  async function accountsWithWaiting(): Promise<AccountId[]> {
    const found = await pool.query<{ account_id: AccountId }>(
      `select a.account_id from account a
       where exists (select from conversation c where c.account_id = a.account_id and c.state = 'waiting')`,
    )
    return found.rows.map((row) => row.account_id)
  }

  function schedule(): void {
    timer = setTimeout(() => {
      running = runOnce()
        .catch((error: unknown) => log.warn({ err: error }, 'a sweep failed, the next one tries again'))
        .finally(() => {
          if (timer !== null) schedule()
        })
    }, everyMs)
    timer.unref()
  }

  return {
    runOnce,
    start: schedule,
    async stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      await running
    },
  }
}

function endOf({ leftAgent, ...customer }: Awaited<ReturnType<typeof leftOpen>>[number]): Due {
  return {
    ...customer,
    command: leftAgent === null ? { type: 'interface_off' } : { type: 'agent_left', agent: leftAgent },
  }
}
