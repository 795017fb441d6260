import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** The mall's server takes every request and answers none. */
export const developerHangs: Fault = {
  long: { seconds: 60 },
  short: { seconds: 12 },
  perSecond: 100,
  async prepare({ seconds }) {
    const mall = await startMall()
    return {
      options: { developerUrl: mall.url },
      async happens(stage) {
        const before = mall.answered()
        if (before === 0) stage.wrong('nothing was forwarded before the fault')
        mall.hang()
        await wait(seconds * 1_000)
        const unanswered = mall.release()
        const endedAt = performance.now()
        const [ms, askedMs] = await Promise.all([stage.recovered(endedAt), mall.untilAnswered(endedAt)])
        if (askedMs > 10_000) stage.wrong(`the mall was asked again after ${askedMs} ms`)
        stage.count('hung', unanswered)
        stage.count('mall asked again after ms', askedMs)
        stage.tell(
          `The mall hung for ${seconds} s with ${unanswered} requests; all was well after ${ms} ms, and it was asked again after ${askedMs} ms`,
        )
      },
      close: mall.close,
    }
  },
}

/** A developer URL that says success, until it hangs. */
async function startMall() {
  let hangs = false
  let answered = 0
  let unanswered = 0
  const watchers = new Set<() => void>()
  const server = createServer((request, response) => {
    request.resume()
    request.on('error', () => undefined)
    if (hangs) {
      unanswered += 1
      return
    }
    answered += 1
    for (const watcher of watchers) watcher()
    response.end('success')
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`,
    answered: () => answered,
    hang() {
      hangs = true
    },
    /** How many requests it never answered. */
    release() {
      hangs = false
      return unanswered
    },
    untilAnswered: (since: number) =>
      new Promise<number>((resolve) => {
        const watcher = () => {
          watchers.delete(watcher)
          resolve(Math.round(performance.now() - since))
        }
        watchers.add(watcher)
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
