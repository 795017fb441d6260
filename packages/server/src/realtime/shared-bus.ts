import type { Context } from '../context.ts'
import type { Bus, BusMessage } from './bus.ts'
import { createNatsBus } from './nats-bus.ts'
import { createPostgresBus } from './postgres-bus.ts'

/** The bus of this installation: NATS where NATS_URL names it, else PostgreSQL's own. */
export function createBus(ctx: Pick<Context, 'config' | 'log' | 'pool' | 'processId'>): Bus {
  const { natsServers } = ctx.config
  return shareBus(
    natsServers === null ? createPostgresBus(ctx) : createNatsBus({ ...ctx, servers: natsServers }),
  )
}

/** One bus for several listeners of a process, on the one connection that it keeps. */
export function shareBus(bus: Bus): Bus {
  const listeners = new Set<(message: BusMessage) => void>()
  let listening: Promise<() => Promise<void>> | null = null
  return {
    publish: (message) => bus.publish(message),
    async listen(listener) {
      listeners.add(listener)
      listening ??= bus.listen((message) => {
        for (const each of listeners) each(message)
      })
      await listening
      return async () => {
        listeners.delete(listener)
        if (listeners.size > 0 || listening === null) return
        const ending = listening
        listening = null
        await (await ending)()
      }
    },
  }
}
