import type { Bus } from '../realtime/bus.ts'

/** Lets the requests of waiting login pages hear of their ticket, at whichever process the phone's request ended. */
export interface TicketWatch {
  start(): Promise<void>
  /** Watches from now on, so that what happens between a reading and the wait is not missed. */
  watch(ticketId: string): Watched
  /** The ticket moved: tells who watches here, and the other processes. */
  moved(ticketId: string): Promise<void>
  /** Ends every wait. */
  stop(): Promise<void>
}

export interface Watched {
  /** Resolves when the ticket moves, after `ms`, when `signal` aborts, or when the server stops. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** No longer. Always to be called. */
  end(): void
}

export function createTicketWatch(bus: Bus): TicketWatch {
  const watchers = new Map<string, Set<() => void>>()
  let unlisten: (() => Promise<void>) | null = null
  let stopped = false

  function wake(ticketId: string): void {
    for (const each of watchers.get(ticketId) ?? []) each()
  }

  function wakeAll(): void {
    for (const ticketId of watchers.keys()) wake(ticketId)
  }

  return {
    async start() {
      unlisten = await bus.listen((message) => {
        if (message.type === 'login_ticket') wake(message.ticketId)
        // Something may have been missed: everybody looks again.
        else if (message.type === 'resync') wakeAll()
      })
    },
    watch(ticketId) {
      let resolve: () => void = () => undefined
      const moved = new Promise<void>((fulfil) => {
        resolve = fulfil
      })
      const others = watchers.get(ticketId) ?? new Set()
      watchers.set(ticketId, others.add(resolve))
      if (stopped) resolve()
      return {
        async wait(ms, signal) {
          const timer = setTimeout(resolve, ms)
          const onAbort = () => resolve()
          signal.addEventListener('abort', onAbort)
          if (signal.aborted) resolve()
          await moved
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        },
        end() {
          others.delete(resolve)
          if (others.size === 0 && watchers.get(ticketId) === others) watchers.delete(ticketId)
        },
      }
    },
    async moved(ticketId) {
      wake(ticketId)
      await bus.publish({ type: 'login_ticket', ticketId })
    },
    async stop() {
      stopped = true
      wakeAll()
      await unlisten?.()
    },
  }
}
