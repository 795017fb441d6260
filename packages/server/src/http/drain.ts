import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** How long a proxy's idle connections stay open, so that each is used up and not cut under a request that is on its way. */
const idleMs = 1_000
/** Longer than the longest callback: whoever still has no answer then is cut. */
const answerMs = 6_000
const lookEveryMs = 20

/**
 * Takes no new connection from now on: a proxy goes on to the next process. Those that are open are answered as ever and
 * told to close. The function that it answers resolves when nobody waits for an answer any more.
 */
export function drain(server: Server): () => Promise<void> {
  const since = performance.now()
  // The HTTP server's own close would cut idle connections at once, also those that a request is just being written to.
  NetServer.prototype.close.call(server)
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false
  })
  return async () => {
    for (;;) {
      const passedMs = performance.now() - since
      if (passedMs > idleMs) server.closeIdleConnections()
      if (passedMs > answerMs || (await connectionsOf(server)) === 0) return
      await wait(lookEveryMs)
    }
  }
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.getConnections((error, count) => resolve(error === null ? count : 0)),
  )
}
