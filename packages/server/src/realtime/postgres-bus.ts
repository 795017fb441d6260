import { setTimeout as wait } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Context } from '../context.ts'
import type { Bus, BusMessage } from './bus.ts'
import { decodePayload, encodePayload } from './bus-payload.ts'

const channel = 'duokefu'
/** A connection that went silently is noticed by asking. */
const askEveryMs = 20_000
const longestPauseMs = 5_000

/** The bus by LISTEN and NOTIFY, on a connection of the pool that it keeps. A lost connection is made again and told as `resync`. */
export function createPostgresBus({
  pool,
  processId,
  log,
}: Pick<Context, 'pool' | 'processId' | 'log'>): Bus {
  return {
    async publish(message) {
      await pool.query('select pg_notify($1, $2)', [channel, encodePayload(message, processId)])
    },
    async listen(listener) {
      const stopping = new AbortController()
      const first = await connect()
      const running = keep(first)

      async function connect(): Promise<PoolClient> {
        const client = await pool.connect()
        try {
          client.on('notification', ({ payload = '' }) => hear(payload))
          await client.query(`listen ${channel}`)
          return client
        } catch (error) {
          client.release(true)
          throw error
        }
      }

      function hear(payload: string): void {
        const message = decodePayload(payload, processId)
        if (message !== null) listener(message)
      }

      async function keep(client: PoolClient): Promise<void> {
        let open: PoolClient | null = client
        while (open !== null) {
          await untilLost(open, stopping.signal)
          open.release(true)
          open = stopping.signal.aborted ? null : await reconnect()
        }
      }

      async function reconnect(): Promise<PoolClient | null> {
        log.warn('the connection that hears of other processes was lost')
        for (let pauseMs = 50; !stopping.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
          try {
            const client = await connect()
            listener({ type: 'resync', accountId: null } satisfies BusMessage)
            return client
          } catch {
            await pause(pauseMs, stopping.signal)
          }
        }
        return null
      }

      return async () => {
        stopping.abort()
        await running
      }
    },
  }
}

/** Resolves when the connection is gone, does not answer, or is not wanted any more. */
async function untilLost(client: PoolClient, stop: AbortSignal): Promise<void> {
  const lost = new AbortController()
  const note = () => lost.abort()
  client.on('error', note)
  client.on('end', note)
  const over = AbortSignal.any([lost.signal, stop])
  while (!over.aborted) {
    await pause(askEveryMs, over)
    if (!over.aborted && !(await answers(client))) return
  }
}

async function answers(client: PoolClient): Promise<boolean> {
  const late = wait(askEveryMs, false, { ref: false })
  const answer = client.query('select 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answer, late])
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
