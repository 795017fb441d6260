import { fork } from 'node:child_process'
import { once } from 'node:events'

/** What the mall's process is told: how long it takes from now on. It answers with what it saw until now. */
export interface MallWord {
  readonly takesMs: number
}

export interface Seen {
  /** Milliseconds from a request's head to the end of its answer, by MsgId. */
  readonly ownTimes: ReadonlyMap<string, number>
  /** TCP connections since it was started. */
  readonly connections: number
}

/** A developer URL in a process of its own. */
export interface Mall {
  readonly url: string
  /** WeChat's API, as far as messages are sent. */
  readonly apiBase: string
  /** What it saw since it was asked last. */
  takeNotes(): Promise<Seen>
  stop(): void
}

export async function startMall(takesMs: number): Promise<Mall> {
  const child = fork(new URL('./slow-mall.ts', import.meta.url))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const mall: Mall = {
    url: `http://127.0.0.1:${port}/wechat`,
    apiBase: `http://127.0.0.1:${port}`,
    async takeNotes() {
      child.send({ takesMs } satisfies MallWord)
      const [{ ownTimes, connections }] = (await once(child, 'message')) as [
        { ownTimes: [string, number][]; connections: number },
      ]
      return { ownTimes: new Map(ownTimes), connections }
    },
    stop: () => child.disconnect(),
  }
  await mall.takeNotes()
  return mall
}
