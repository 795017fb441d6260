import type { AccountId } from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { DeliveryResult } from '../conversations/entries.ts'
import { type AttemptParts, createAttempt } from './attempt.ts'
import { type ClaimedReply, claimLeaseMs, createClaims } from './claims.ts'
import { createLane, type Lane } from './lane.ts'
import type { Timers } from './timers.ts'

/** Sends what the outbox holds: in order per customer, many customers at once (L8). */
export interface Sender {
  wake(accountId: AccountId): void
  /** Settles what was left behind, sends what is due now, and waits for it; how many replies that were. */
  runOnce(): Promise<number>
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  /** From now on: after each commit with replies, and every second for those whose time has come. */
  start(): void
  /** Claims nothing any more and waits for what is on its way, as long as one call may take. */
  stop(): Promise<void>
}

export interface SenderParts extends AttemptParts {
  readonly timers: Timers
}

/**
 * A reply is under way from its claim until its result is stored: at a tenth of a second for WeChat's call and a quarter
 * for the storage of a busy machine, so many at once make a thousand replies per second.
 */
const inFlightPerAccount = 384
const leastRoom = 48
const sweepMs = 1_000
const expiredAtOnce = 200
/** How long a result is offered to a storage that is away, before the reply is left to be called uncertain. */
const settleAgainMs = 500
const stopMs = 15_000

type SenderContext = Pick<Context, 'accounts' | 'clock' | 'ledger' | 'log' | 'pool' | 'processId'>

export function createSender(ctx: SenderContext, parts: SenderParts): Sender {
  const { timers } = parts
  const claims = createClaims(ctx.pool, ctx.processId, ctx.clock)
  const attempt = createAttempt(ctx, parts)
  const settle = createSettler(ctx, timers)
  const lanes = new Map<AccountId, Lane>()
  let sweeping: Promise<unknown> | null = null
  let stopped = false
  let unsubscribe = () => {}
  let stopTimer = () => {}

  function laneOf(accountId: AccountId): Lane {
    const known = lanes.get(accountId)
    if (known !== undefined) return known
    const lane = createLane<{ reply: ClaimedReply; account: Account | null }>({
      async claim(limit) {
        // Asked before the claim: what fails here has claimed nothing.
        const account = await ctx.accounts.byId(accountId)
        return (await claims.claimDue(accountId, limit)).map((reply) => ({ reply, account }))
      },
      work: async ({ reply, account }) => {
        const result = await attempt(reply, account)
        if (result !== null) await settle(reply, result)
      },
      width: inFlightPerAccount,
      leastRoom,
      onFault: (error) => ctx.log.warn({ account: accountId, err: error }, 'sending stumbled'),
    })
    lanes.set(accountId, lane)
    return lane
  }

  /** What a process left in the middle of sending: WeChat may have it, so it is never sent again by itself. */
  async function settleExpired(accountId: AccountId): Promise<number> {
    const left = await claims.claimExpired(accountId, expiredAtOnce)
    await Promise.all(left.map((row) => settle({ accountId, ...row }, interrupted)))
    return left.length
  }

  async function sweep(): Promise<void> {
    for (const { accountId, due, expired } of await claims.accountsWithWork()) {
      if (stopped) return
      if (expired) await settleExpired(accountId)
      if (due || expired) wake(accountId)
    }
  }

  function wake(accountId: AccountId): void {
    if (!stopped) laneOf(accountId).wake()
  }

  async function idle(): Promise<void> {
    await sweeping
    await Promise.all([...lanes.values()].map((lane) => lane.idle()))
  }

  return {
    wake,
    async runOnce() {
      const work = await claims.accountsWithWork()
      const counts = work.map(async ({ accountId, expired }) => {
        const left = expired ? await settleExpired(accountId) : 0
        return left + (await laneOf(accountId).runOnce())
      })
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    },
    idle,
    start() {
      unsubscribe = ctx.ledger.onCommitted(({ accountId, outbox }) => {
        if (outbox) wake(accountId)
      })
      stopTimer = timers.every(sweepMs, () => {
        sweeping ??= sweep()
          .catch((error: unknown) => ctx.log.warn({ err: error }, 'the outbox could not be looked through'))
          .finally(() => {
            sweeping = null
          })
      })
    },
    async stop() {
      stopped = true
      unsubscribe()
      stopTimer()
      await sweeping
      const ended = Promise.all([...lanes.values()].map((lane) => lane.stop()))
      let stopWaiting = () => {}
      const late = new Promise<void>((resolve) => {
        stopWaiting = timers.every(stopMs, resolve)
      })
      await Promise.race([ended, late])
      stopWaiting()
    },
  }
}

const interrupted: DeliveryResult = {
  state: 'uncertain',
  errcode: null,
  errmsg: 'the process that was sending it stopped',
}

/** Tells the ledger what became of a reply, until it has it or the claim is over and others will call it uncertain. */
function createSettler(ctx: Pick<Context, 'clock' | 'ledger' | 'log'>, timers: Timers) {
  return async (
    { accountId, openid, seq, attempts }: Pick<ClaimedReply, 'accountId' | 'openid' | 'seq' | 'attempts'>,
    result: DeliveryResult,
  ): Promise<void> => {
    const giveUpAt = ctx.clock.now() + claimLeaseMs
    for (;;) {
      try {
        await ctx.ledger.submit({ type: 'delivered', accountId, openid, seq, attempts, result })
        return
      } catch (error) {
        if (ctx.clock.now() > giveUpAt) {
          ctx.log.error({ account: accountId, seq, err: error }, 'what became of a reply could not be stored')
          return
        }
        await timers.wait(settleAgainMs)
      }
    }
  }
}
