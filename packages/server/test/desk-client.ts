import { once } from 'node:events'
import { type ClientFrame, type DeskState, type ServerFrame, serverFrameSchema } from '@duokefu/contract'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createDeskMirror } from './desk-mirror.ts'
import { patient } from './patience.ts'

/** A desk as a browser has it: a snapshot, frames applied to it, and threads that were opened. */
export interface DeskClient {
  readonly frames: readonly ServerFrame[]
  state(): DeskState
  send(frame: ClientFrame): void
  /** Opens a conversation: tells the server, and fetches its newest page. */
  view(openid: string): Promise<void>
  /** The realtime law: what frames made of this desk is what a fresh one would fetch. Waits for it. */
  holdsTrue(): Promise<void>
  /** Waits until a frame like this has come. */
  frame<Type extends ServerFrame['type']>(
    type: Type,
    like?: (frame: Extract<ServerFrame, { type: Type }>) => boolean,
  ): Promise<Extract<ServerFrame, { type: Type }>>
  /** Stops reading, as a laptop does that has gone to sleep. */
  stall(): void
  /** 退出登录, of this browser. */
  logout(): Promise<void>
  /** Resolves with the close code. */
  closed(): Promise<number>
  close(): void
}

export async function openDesk(url: string, accountId: string, cookie: string): Promise<DeskClient> {
  const frames: ServerFrame[] = []
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime?account=${accountId}`, {
    headers: { cookie, origin: url },
  })
  const gone = once(socket, 'close').then(([code]) => code as number)
  socket.on('message', (data) => {
    // The contract's own schema: a frame that is not in it fails the test.
    const frame = serverFrameSchema.parse(JSON.parse(String(data)))
    frames.push(frame)
    mirror.hear(frame)
  })

  const mirror = createDeskMirror(get)

  async function get(path: string): Promise<unknown> {
    const response = await fetch(`${url}/api/accounts/${accountId}${path}`, { headers: { cookie } })
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return response.json()
  }

  function known(): DeskState {
    const state = mirror.state()
    if (state === null) throw new Error('the desk has no snapshot yet')
    return state
  }

  const client: DeskClient = {
    frames,
    state: known,
    send: (frame) => socket.send(JSON.stringify(frame)),
    async view(openid) {
      client.send({ type: 'view', openids: [...known().threads.keys(), openid] })
      await mirror.fetchThread(openid)
    },
    async holdsTrue() {
      await vi.waitFor(async () => {
        await mirror.settled()
        const fresh = await mirror.snapshot()
        expect(shown(known())).toEqual(shown(fresh))
        for (const [openid, thread] of known().threads) expect(thread).toEqual(await mirror.page(openid))
      }, patient)
    },
    async frame(type, like = () => true) {
      type Wanted = Extract<ServerFrame, { type: typeof type }>
      return vi.waitFor(() => {
        const found = frames.find((frame) => frame.type === type && like(frame as Wanted))
        if (found === undefined)
          throw new Error(`no such ${type} frame among ${frames.map((each) => each.type)}`)
        return found as Wanted
      }, patient)
    },
    stall: () => socket.pause(),
    async logout() {
      await fetch(`${url}/api/logout`, { method: 'POST', headers: { cookie } })
    },
    closed: () => gone,
    close: () => socket.close(),
  }

  await once(socket, 'open')
  await client.frame('hello')
  await mirror.fetchAll()
  return client
}

/** What the lists show: of the rows that a desk holds, those that a snapshot would have. */
function shown({ account, me, agents, groups, conversations }: DeskState) {
  const rows = [...conversations.values()].filter(
    (row) => row.state === 'waiting' || (row.state === 'serving' && row.agentId === me.agentId),
  )
  return {
    account,
    me,
    groups,
    agents: [...agents.values()].sort((a, b) => Number(a.id) - Number(b.id)),
    rows: rows.sort((a, b) => (a.openid < b.openid ? -1 : 1)),
  }
}
