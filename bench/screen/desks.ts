import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Team } from '../product/agents.ts'

/** Open desks of many agents, one WebSocket each, that ping as browsers do. */
export interface Desks {
  close(): Promise<void>
}

/** A desk that is silent for a minute is cut. */
const pingEveryMs = 15_000
const openAtOnce = 25

/** Opens them, waits until each is greeted; `hear` gets every frame with the agent's index. Throws when one is cut. */
export async function openDesks(
  url: string,
  { accountId, agents }: Team,
  hear: (frame: string, agent: number) => void,
): Promise<Desks> {
  const address = `${url.replace('http', 'ws')}/api/realtime?account=${accountId}`
  const sockets: WebSocket[] = []
  const left = agents.entries()
  async function open(): Promise<void> {
    for (const [index, { cookie }] of left) {
      const socket = new WebSocket(address, { headers: { cookie, origin: url }, perMessageDeflate: false })
      sockets.push(socket)
      socket.on('message', (data) => hear(String(data), index))
      await once(socket, 'message')
    }
  }
  await Promise.all(Array.from({ length: openAtOnce }, open))

  // In turn, not all at the same moment.
  let next = 0
  const pinging = setInterval(() => {
    sockets[next % sockets.length]?.send('{"type":"ping","n":1}')
    next += 1
  }, pingEveryMs / agents.length)
  return {
    async close() {
      clearInterval(pinging)
      await Promise.all(
        sockets.map((socket) => {
          if (socket.readyState === socket.CLOSED) return undefined
          socket.close()
          return once(socket, 'close')
        }),
      )
    },
  }
}
