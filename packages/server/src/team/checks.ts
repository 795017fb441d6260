import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { KfDesk } from './kf.ts'
import { claimChecks } from './kf-store.ts'

const everyMs = 60_000

/** Looks from time to time who has answered WeChat's own invitations, so that replies carry kf_account soon (S15). */
export interface KfChecks {
  start(): void
  runOnce(): Promise<void>
  idle(): Promise<void>
  stop(): Promise<void>
}

export function createKfChecks(
  ctx: Pick<Context, 'pool' | 'clock' | 'log'>,
  { kf, timers }: { readonly kf: KfDesk; readonly timers: Timers },
): KfChecks {
  let stopTimer: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()

  async function run(): Promise<void> {
    for (const accountId of await claimChecks(ctx.pool, ctx.clock.skewMs)) await kf.check(accountId)
  }

  function runOnce(): Promise<void> {
    running = running.then(run).catch((error: unknown) => {
      ctx.log.warn({ err: error }, "WeChat's list of kf accounts could not be looked at")
    })
    return running
  }

  return {
    start() {
      stopTimer = timers.every(everyMs, () => void runOnce())
    },
    runOnce,
    idle: () => running,
    async stop() {
      stopTimer?.()
      await running
    },
  }
}
