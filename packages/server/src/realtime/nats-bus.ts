import { setTimeout as wait } from 'node:timers/promises'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Context } from '../context.ts'
import type { Bus } from './bus.ts'
import { beatEveryMs, createHearing, type Saying } from './bus-hearing.ts'
import { decodePayload, encodePayload } from './bus-payload.ts'
import { natsAddresses, natsLogin } from './nats-login.ts'

const subject = 'duokefu'
/** One server of the list is given up after this. */
const connectWithinMs = 2_000
const longestPauseMs = 5_000
/** While no server can be reached, the desks fetch for themselves so often. */
const deafBeats = 10

/**
 * The bus by NATS, which keeps nothing: words that are lost with a server, a connection or a process are noticed by their
 * numbers and told as `resync`. Which server of the list it uses is left to chance, so that a cluster shares the load.
 */
export function createNatsBus({
  servers,
  processId,
  log,
}: Pick<Context, 'processId' | 'log'> & { readonly servers: readonly string[] }): Bus {
  let connection: NatsConnection | null = null
  let words = 0

  function say(kind: Saying['kind'], payload = ''): void {
    // Said into the void, it is missed by its number once we are back.
    if (connection !== null && !connection.isClosed())
      connection.publish(subject, `${processId} ${kind} ${words} ${payload}`)
  }

  return {
    async publish(message) {
      words += 1
      say('word', encodePayload(message, processId))
    },
    async listen(listener) {
      const stopping = new AbortController()
      const { signal } = stopping
      const hearing = createHearing()
      const resync = () => listener({ type: 'resync', accountId: null })
      let beats = 0
      /** Said once for each time that it is away. */
      let isToldAway = false

      function hear(text: string): void {
        const heard = parse(text)
        if (heard === null) return
        if (hearing.note(heard, performance.now())) resync()
        const message = heard.kind === 'word' ? decodePayload(heard.payload, processId) : null
        if (message !== null) listener(message)
      }

      async function open(): Promise<NatsConnection> {
        const opened = await connect({
          servers: natsAddresses(servers),
          ...natsLogin(servers),
          name: 'duokefu',
          noEcho: true,
          reconnect: false,
          timeout: connectWithinMs,
          pingInterval: 5 * beatEveryMs,
          maxPingOut: 2,
        })
        opened.subscribe(subject, { callback: (_error, message) => hear(message.string()) })
        // Answered: the server has the subscription.
        await opened.flush()
        return opened
      }

      async function tryToOpen(): Promise<boolean> {
        try {
          connection = await open()
          isToldAway = false
          say('beat')
          return true
        } catch (error) {
          if (!isToldAway)
            log.error(
              { err: error },
              'no server of NATS_URL can be reached: desks hear late of other processes',
            )
          isToldAway = true
          return false
        }
      }

      async function keep(): Promise<void> {
        let pauseMs = 50
        while (!signal.aborted) {
          if (connection !== null) {
            await untilClosed(connection, signal)
            connection = signal.aborted ? connection : null
            pauseMs = 50
            if (!signal.aborted) log.warn('the connection to NATS was lost')
          } else if (await tryToOpen()) resync()
          else {
            await pause(pauseMs, signal)
            pauseMs = Math.min(2 * pauseMs, longestPauseMs)
          }
        }
      }

      await tryToOpen()
      const running = keep()
      const beat = setInterval(() => {
        beats += 1
        say('beat')
        if (hearing.someoneVanished(performance.now())) resync()
        if (connection === null && beats % deafBeats === 0) resync()
      }, beatEveryMs)
      return async () => {
        clearInterval(beat)
        stopping.abort()
        await running
        say('bye')
        await connection?.drain().catch(() => undefined)
        connection = null
      }
    },
  }
}

function parse(text: string): (Saying & { readonly payload: string }) | null {
  const [, sender = '', kind, number, payload = ''] = /^(\S+) (word|beat|bye) (\d+) (.*)$/s.exec(text) ?? []
  if (kind === undefined) return null
  return { sender, kind: kind as Saying['kind'], number: Number(number), payload }
}

async function untilClosed(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  await Promise.race([connection.closed(), aborted])
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined)
}
