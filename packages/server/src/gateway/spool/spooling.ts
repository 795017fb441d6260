import path from 'node:path'
import type { Pool } from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Context } from '../../context.ts'
import type { Entry, Ledger } from '../../conversations/entries.ts'
import { StorageUnavailableError } from '../../conversations/entries.ts'
import type { Timers } from '../../delivery/timers.ts'
import { limits } from '../limits.ts'
import { createDeskOnly, type DeskOnly } from './desk-only.ts'
import { readDeskOnly } from './desk-only-store.ts'
import { createSpool, type Spool } from './spool.ts'
import { createStorageWatch, type StorageWatch } from './storage-watch.ts'

/** Everything that a server has for the time without storage. */
export interface Spooling {
  /** null: SPOOL_MB is 0, and callbacks are held and hung up instead. */
  readonly spool: Spool | null
  readonly deskOnly: DeskOnly
  readonly watch: StorageWatch
  /** Once callbacks can be replayed; before new ones are taken. */
  start(): Promise<void>
  /** Once no callback is under way any more. */
  stop(): Promise<void>
}

type Ctx = Pick<Context, 'config' | 'secrets' | 'clock' | 'log' | 'processId' | 'ledger'>

/** `pool`: the ledger's, which no reader keeps busy. */
export function createSpooling(
  ctx: Ctx,
  { pool, timers, metrics }: { readonly pool: Pool; readonly timers: Timers; readonly metrics: Registry },
): Spooling {
  const { config, log } = ctx
  const deskOnly = createDeskOnly()
  const watch = createStorageWatch({
    ask: () => pool.query('select 1'),
    timers,
    monotonic: () => performance.now(),
    awayAfterMs: limits.spoolMs,
  })
  const folder = path.join(config.dataDir, 'spool')
  const spool =
    config.spoolBytes === 0 ? null : createSpool({ ...ctx, folder, limitBytes: config.spoolBytes, timers })
  watch.onChange((isAway) => {
    if (isAway) log.error('storage is away: callbacks go into the spool, and desks can only look')
    else log.info('storage is back')
  })
  if (spool !== null) measure(spool, metrics)
  new Gauge({
    name: 'duokefu_storage_away',
    help: '1 while the database has not answered for three seconds',
    registers: [metrics],
    collect() {
      this.set(Number(watch.isAway()))
    },
  })
  let unfollow = () => {}

  return {
    spool,
    deskOnly,
    watch,
    async start() {
      unfollow = ctx.ledger.onCommitted(({ changes }) => deskOnly.note(changes))
      await readDeskOnly(pool, deskOnly)
      await spool?.start()
      watch.start()
    },
    async stop() {
      unfollow()
      watch.stop()
      await spool?.stop()
    },
  }
}

/** The ledger as the desk has it: who clicks while storage is away is told so at once, and not after ten seconds. */
export function tellingAtOnce(ledger: Ledger, isStorageAway: () => boolean): Ledger {
  return {
    ...ledger,
    submit(entry: Entry, deadline?: number) {
      if (entry.type === 'desk' && isStorageAway())
        return Promise.reject(new StorageUnavailableError('storage is away'))
      return ledger.submit(entry, deadline)
    },
  }
}

function measure(spool: Spool, metrics: Registry): void {
  const figures = { records: 'Callbacks', bytes: 'Bytes' } as const
  for (const [figure, what] of Object.entries(figures)) {
    new Gauge({
      name: `duokefu_spool_${figure}`,
      help: `${what} in this process's spool`,
      registers: [metrics],
      collect() {
        this.set(spool.figures()[figure === 'bytes' ? 'bytes' : 'records'])
      },
    })
  }
  const spooled = new Counter({
    name: 'duokefu_callbacks_spooled_total',
    help: 'Callbacks that were spooled, or taken over from a process that is gone',
    registers: [metrics],
  })
  spool.onKept((callbacks) => spooled.inc(callbacks))
}
