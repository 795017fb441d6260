import type { Writable } from 'node:stream'
import type { Agent, ServerFrame } from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { WebSocket } from 'ws'
import { frameText, type RowText, rowsFrame } from './frames.ts'
import { createPacer } from './pacer.ts'
import type { Turns } from './turns.ts'

/** List frames go out four times a second at most. */
export const listIntervalMs = 250
/** A browser that does not read fast enough is cut; it comes back and fetches what it missed. */
const bufferLimit = 1024 * 1024
/** Lists wait while so much is on its way: later they are newer and shorter. */
const calmLimit = 128 * 1024
const rowsPerFrame = 500

/** One open desk, as the room sees it. */
export interface DeskSocket {
  readonly loginId: string
  readonly agentId: AgentId
  readonly role: Agent['role']
  /** Says hello. Before that nothing is sent: whatever is committed earlier is in what the desk fetches then. */
  greet(serverTime: number): void
  send(text: string): void
  /** Sends what every desk hears, when it is this one's turn. */
  sendInTurn(text: string): void
  /** Sends a row with the next list frame; of two the newer one goes. */
  sendRow(row: RowText): void
  /** Says why and closes. */
  leave(reason: Extract<ServerFrame, { type: 'goodbye' }>['reason']): void
  /** True after a logout, or when they left the account: whoever says goodbye is offline at once. */
  loggedOut(): boolean
  /** No more timers; called when the connection is gone. */
  dispose(): void
}

/** `stream` is the connection that the socket writes to; list frames of all desks take their `turns`. */
export function createDeskSocket(
  { socket, stream }: { readonly socket: WebSocket; readonly stream: Writable },
  turns: Turns,
  who: Pick<DeskSocket, 'loginId' | 'agentId' | 'role'>,
): DeskSocket {
  const rows = new Map<string, RowText>()
  let greeted = false
  let ended = false
  let corked = false
  const pacer = createPacer(listIntervalMs, () => turns.take(tellRows))

  function tellRows(): void {
    if (socket.bufferedAmount <= calmLimit) sendRows()
    if (rows.size > 0) pacer.ask()
  }

  function sendRows(): void {
    const next = [...rows.values()].slice(0, rowsPerFrame)
    if (next.length === 0) return
    for (const row of next) rows.delete(row.openid)
    send(rowsFrame(next))
  }

  function send(text: string): void {
    if (!greeted || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > bufferLimit) {
      socket.terminate()
      return
    }
    writeTogether()
    socket.send(text)
  }

  /** What is said in one go leaves in one write: the system call is most of what a frame costs. */
  function writeTogether(): void {
    if (corked) return
    corked = true
    stream.cork()
    process.nextTick(() => {
      corked = false
      stream.uncork()
    })
  }

  return {
    ...who,
    greet(serverTime) {
      greeted = true
      send(frameText({ type: 'hello', serverTime }))
    },
    send,
    sendInTurn(text) {
      void turns.take(() => send(text))
    },
    sendRow(row) {
      if (!greeted) return
      const known = rows.get(row.openid)
      if (known === undefined || known.version < row.version) rows.set(row.openid, row)
      pacer.ask()
    },
    loggedOut: () => ended,
    leave(reason) {
      ended = reason !== 'server_stopping'
      send(frameText({ type: 'goodbye', reason }))
      socket.close(1000, reason)
    },
    dispose() {
      rows.clear()
      pacer.stop()
    },
  }
}
