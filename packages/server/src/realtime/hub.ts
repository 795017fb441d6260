import type { Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type ClientFrame, clientFrameSchema } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { WebSocket } from 'ws'
import type { Presence } from '../agents/presence.ts'
import type { Context } from '../context.ts'
import type { Asker } from '../login/login.ts'
import type { Bus, BusMessage } from './bus.ts'
import { createDeskSocket, type DeskSocket } from './desk-socket.ts'
import { frameText } from './frames.ts'
import { createRoom, type Room } from './room.ts'
import { createTurns } from './turns.ts'

/** Desks ask for a sign of life every 15 s; one that is silent for longer is gone. */
const silenceMs = 60_000
const sweepEveryMs = 20_000
/** How long a stopping server waits for browsers to close. */
const goodbyeMs = 1_000
/** So many lists are written (half a millisecond or so), then what else has come in has a millisecond for itself. */
const listsPerTurn = 4
const betweenTurnsMs = 1

/** All open desks of this process. */
export interface Hub {
  /** Follows the ledger and the other processes from now on. */
  start(): Promise<void>
  /** Takes a connection in: presence, room, then `hello`. `stream` is what the socket writes to. */
  connect(socket: WebSocket, stream: Writable, asker: Asker): Promise<void>
  /** An agent's settings, load or presence changed: tells the desks here and the other processes. */
  agentsChanged(accountId: AccountId, agentIds: readonly AgentId[]): Promise<void>
  /** A group was made, renamed or deleted, or who is in it changed. */
  groupsChanged(accountId: AccountId): Promise<void>
  /** The account's name or its switch 多客服接口 changed: every desk hears what is true now. */
  accountChanged(accountId: AccountId): Promise<void>
  /** Says goodbye to the desks of an agent who left the account, here and elsewhere, and tells the others. */
  agentLeft(accountId: AccountId, agentId: AgentId): Promise<void>
  /** Ends the sockets of a login, here and elsewhere. */
  loginEnded(loginId: string): Promise<void>
  /** The database is away, or back: every desk here hears of it. */
  storageChanged(isAway: boolean): void
  socketCount(): number
  /** Resolves when nothing is being read or about to be sent. */
  idle(): Promise<void>
  stop(): Promise<void>
}

export function createHub(
  ctx: Pick<Context, 'pool' | 'clock' | 'accounts' | 'log' | 'ledger'>,
  bus: Bus,
  presence: Presence,
): Hub {
  const rooms = new Map<AccountId, Room>()
  const heardAt = new Map<DeskSocket, { at: number; readonly socket: WebSocket }>()
  const connections = new Set<Promise<void>>()
  const turns = createTurns(listsPerTurn, (turn) => setTimeout(turn, betweenTurnsMs))
  let unfollow: (() => void) | null = null
  let unlisten: (() => Promise<void>) | null = null
  let sweep: NodeJS.Timeout | null = null
  let stopping = false

  function hear(message: BusMessage): void {
    switch (message.type) {
      case 'changes':
        rooms.get(message.accountId)?.changedElsewhere(message.changes)
        break
      case 'agents':
        rooms.get(message.accountId)?.agentsChanged(message.agentIds)
        break
      case 'groups':
        rooms.get(message.accountId)?.groupsChanged()
        break
      case 'account':
        rooms.get(message.accountId)?.accountChanged()
        break
      case 'agent_left':
        endAgent(message.accountId, message.agentId)
        break
      case 'login_ended':
        endLogin(message.loginId)
        break
      case 'resync':
        for (const [accountId, room] of rooms)
          if (message.accountId === null || message.accountId === accountId) room.resync()
    }
  }

  function endLogin(loginId: string): void {
    for (const room of rooms.values())
      for (const desk of room.sockets()) if (desk.loginId === loginId) desk.leave('login_ended')
  }

  function endAgent(accountId: AccountId, agentId: AgentId): void {
    const room = rooms.get(accountId)
    for (const desk of room?.sockets() ?? []) if (desk.agentId === agentId) desk.leave('agent_left')
    room?.agentsChanged([agentId])
  }

  function roomOf(accountId: AccountId): Room {
    const known = rooms.get(accountId)
    if (known !== undefined) return known
    const room = createRoom(ctx, accountId)
    rooms.set(accountId, room)
    return room
  }

  function dropIfEmpty(accountId: AccountId, room: Room): void {
    if (!room.isEmpty() || rooms.get(accountId) !== room) return
    rooms.delete(accountId)
    room.stop()
  }

  async function connect(socket: WebSocket, stream: Writable, asker: Asker): Promise<void> {
    const connection = serve(socket, stream, asker)
    connections.add(connection)
    await connection
    connections.delete(connection)
  }

  async function serve(socket: WebSocket, stream: Writable, asker: Asker): Promise<void> {
    const { accountId, agentId, role, login } = asker
    const desk = createDeskSocket({ socket, stream }, turns, { loginId: login.id, agentId, role })
    // Listeners first: a browser may speak and go while its presence is being written.
    const gone = new Promise<number>((resolve) => socket.once('close', resolve))
    socket.on('error', () => socket.terminate())
    const room = roomOf(accountId)
    room.join(desk)
    heardAt.set(desk, { at: performance.now(), socket })
    socket.on('message', (data) => take(room, desk, socket, String(data)))
    try {
      await presence.opened({ accountId, agentId })
      desk.greet(ctx.clock.now())
      if (stopping) desk.leave('server_stopping')
    } catch (error) {
      ctx.log.warn({ err: error }, 'a desk could not be connected')
      socket.close(1013)
    }
    await gone
    heardAt.delete(desk)
    desk.dispose()
    room.leave(desk)
    dropIfEmpty(accountId, room)
    await presence.closed({ accountId, agentId }, desk.loggedOut()).catch((error: unknown) => {
      // The lease ends by itself.
      ctx.log.warn({ err: error }, 'a closed desk could not be noted')
    })
  }

  function take(room: Room, desk: DeskSocket, socket: WebSocket, text: string): void {
    const heard = heardAt.get(desk)
    if (heard !== undefined) heard.at = performance.now()
    const frame = parseFrame(text)
    if (frame === null) socket.close(1008)
    else if (frame.type === 'view') room.view(desk, frame.openids)
    else desk.send(frameText({ type: 'pong', n: frame.n, serverTime: ctx.clock.now() }))
  }

  function endSilent(): void {
    const since = performance.now() - silenceMs
    for (const { at, socket } of heardAt.values()) if (at < since) socket.terminate()
  }

  /** Until every browser has closed its side, or has had its time to. */
  async function goodbyes(): Promise<void> {
    const everybody = Promise.all(connections)
    const timeout = new AbortController()
    await Promise.race([
      everybody,
      wait(goodbyeMs, undefined, { signal: timeout.signal }).catch(() => undefined),
    ])
    timeout.abort()
    for (const { socket } of heardAt.values()) socket.terminate()
    await everybody
  }

  return {
    async start() {
      unlisten = await bus.listen(hear)
      unfollow = ctx.ledger.onCommitted(({ accountId, changes, unsure }) => {
        const room = rooms.get(accountId)
        if (unsure) room?.resync()
        else room?.changed(changes)
      })
      sweep = setInterval(endSilent, sweepEveryMs)
    },
    connect,
    async agentsChanged(accountId, agentIds) {
      rooms.get(accountId)?.agentsChanged(agentIds)
      await bus.publish({ type: 'agents', accountId, agentIds })
    },
    async groupsChanged(accountId) {
      rooms.get(accountId)?.groupsChanged()
      await bus.publish({ type: 'groups', accountId })
    },
    async accountChanged(accountId) {
      rooms.get(accountId)?.accountChanged()
      await bus.publish({ type: 'account', accountId })
    },
    async agentLeft(accountId, agentId) {
      endAgent(accountId, agentId)
      await bus.publish({ type: 'agent_left', accountId, agentId })
    },
    async loginEnded(loginId) {
      endLogin(loginId)
      await bus.publish({ type: 'login_ended', loginId })
    },
    storageChanged(isAway) {
      const frame = frameText({ type: 'storage', away: isAway })
      for (const desk of heardAt.keys()) desk.send(frame)
    },
    socketCount: () => heardAt.size,
    async idle() {
      await Promise.all([...rooms.values()].map((room) => room.idle()))
    },
    async stop() {
      stopping = true
      if (sweep !== null) clearInterval(sweep)
      unfollow?.()
      for (const room of rooms.values()) {
        for (const desk of room.sockets()) desk.leave('server_stopping')
        room.stop()
      }
      await goodbyes()
      await unlisten?.()
    },
  }
}

function parseFrame(text: string): ClientFrame | null {
  try {
    return clientFrameSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
