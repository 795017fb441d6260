import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type DeskState, type ServerFrame, serverFrameSchema } from '@duokefu/contract'
import { WebSocket } from 'ws'
import { createDeskMirror } from '../../packages/server/test/desk-mirror.ts'

/** An agent's desk as their browser keeps it: a lost connection is made again, and what was missed is fetched. */
export interface Desk {
  /** 接入, above the agent's maximum if need be; said again under the same id until it is answered. */
  accept(openid: string): Promise<void>
  /** Keeps this conversation open on the screen. */
  view(openid: string): Promise<void>
  state(): DeskState
  /** How often the connection was made. */
  connections(): number
  /** What this screen shows otherwise than one that was opened just now; waits until nothing. */
  wrongs(): Promise<string[]>
  close(): void
}

const againMs = 100
const patienceMs = 20_000
/** A desk that is silent for a minute is cut. */
const pingEveryMs = 15_000

/** `url` and `cookie`: of the proxy and a login. Resolves when the lists are there. */
export async function openDesk(url: string, accountId: string, cookie: string): Promise<Desk> {
  const path = `/api/accounts/${accountId}`
  let socket: WebSocket | null = null
  let connections = 0
  let closed = false
  const mirror = createDeskMirror(ask)
  const pinging = setInterval(() => send({ type: 'ping', n: 1 }), pingEveryMs)

  function send(frame: object): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }

  /** Until it is answered: a process that dies leaves its requests without an answer. */
  async function ask(wanted: string, body?: object): Promise<unknown> {
    for (const since = performance.now(); ; await wait(againMs)) {
      const answer = await fetch(url + path + wanted, {
        headers: { cookie, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      }).catch(() => null)
      const text = await answer?.text().catch(() => null)
      if (answer?.ok === true && typeof text === 'string') return JSON.parse(text)
      if (performance.now() - since > patienceMs || closed)
        throw new Error(`${wanted}: ${answer?.status} ${text}`)
    }
  }

  function connect(): void {
    if (closed) return
    const opened = new WebSocket(`${url.replace('http', 'ws')}/api/realtime?account=${accountId}`, {
      headers: { cookie, origin: url },
    })
    socket = opened
    opened.on('message', (data) => hear(serverFrameSchema.parse(JSON.parse(String(data)))))
    opened.on('error', () => undefined)
    opened.on('close', () => {
      if (!closed) setTimeout(connect, againMs)
    })
  }

  function hear(frame: ServerFrame): void {
    if (frame.type === 'hello') {
      connections += 1
      send({ type: 'view', openids: [...(mirror.state()?.threads.keys() ?? [])] })
      // What it could not fetch, `wrongs` tells.
      mirror.fetchAll().catch(() => undefined)
    } else mirror.hear(frame)
  }

  function known(): DeskState {
    const state = mirror.state()
    if (state === null) throw new Error('the desk has no lists yet')
    return state
  }

  /** Rows and threads that differ from fresh ones, by name. */
  async function differences(): Promise<string[]> {
    const failed = await mirror.settled().catch(String)
    if (typeof failed === 'string') return [failed]
    const [own, fresh] = [rowsOf(known()), rowsOf(await mirror.snapshot())]
    const openids = new Set([...own.keys(), ...fresh.keys()])
    const rows = [...openids].filter((openid) => !isDeepStrictEqual(own.get(openid), fresh.get(openid)))
    const threads: string[] = []
    for (const [openid, thread] of known().threads)
      if (!isDeepStrictEqual(thread, await mirror.page(openid))) threads.push(openid)
    return [
      ...rows.map((openid) => `the row of ${openid}`),
      ...threads.map((openid) => `the thread of ${openid}`),
    ]
  }

  connect()
  for (const since = performance.now(); mirror.state() === null; await wait(againMs / 5))
    if (performance.now() - since > patienceMs) throw new Error('a desk could not be opened')

  return {
    async accept(openid) {
      await ask(`/conversations/${openid}/commands`, { id: randomUUID(), type: 'accept', aboveMaximum: true })
    },
    async view(openid) {
      send({ type: 'view', openids: [...known().threads.keys(), openid] })
      await mirror.fetchThread(openid)
    },
    state: known,
    connections: () => connections,
    async wrongs() {
      const since = performance.now()
      let found = await differences()
      while (found.length > 0 && performance.now() - since < patienceMs) {
        await wait(againMs)
        found = await differences()
      }
      return found
    },
    close() {
      closed = true
      clearInterval(pinging)
      socket?.terminate()
    },
  }
}

/** What the lists show: those who wait, and the agent's own. */
function rowsOf({ conversations, me }: DeskState) {
  return new Map(
    [...conversations].filter(
      ([, row]) => row.state === 'waiting' || (row.state === 'serving' && row.agentId === me.agentId),
    ),
  )
}
