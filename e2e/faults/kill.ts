import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/** `kill -9` of the server, which somebody starts again; its PostgreSQL lives on as an orphan. */
export const killServer: Fault = {
  long: { times: 100 },
  short: { times: 3 },
  perSecond: 200,
  prepare: async ({ times }) => ({
    async happens(stage) {
      const { product, tell } = stage
      for (let kill = 1; kill <= times; kill += 1) {
        await aWhile(stage)
        const killedAt = performance.now()
        await product.kill()
        await product.start()
        const ms = await stage.recovered(killedAt)
        tell(`Server killed ${kill} of ${times} times; all was well after ${ms} ms`)
      }
      stage.count('kills', times)
    },
  }),
}

/** `kill -9` of PostgreSQL, which the server starts again by itself. */
export const killPostgres: Fault = {
  long: { times: 20 },
  short: { times: 2 },
  perSecond: 200,
  prepare: async ({ times }) => ({
    async happens(stage) {
      const { product, tell } = stage
      for (let kill = 1; kill <= times; kill += 1) {
        await aWhile(stage)
        const server = product.pid()
        const killedAt = performance.now()
        process.kill(product.postmasterPid(), 'SIGKILL')
        // What was committed just before may still be answered after it.
        const ms = await stage.recovered(killedAt + 50)
        if (product.pid() !== server) stage.wrong('the server did not survive its database')
        tell(`PostgreSQL killed ${kill} of ${times} times; all was well after ${ms} ms`)
      }
      stage.count('kills', times)
    },
  }),
}

/** Between one and three seconds. */
function aWhile({ random }: Stage): Promise<void> {
  return wait(1_000 + 2_000 * random())
}
