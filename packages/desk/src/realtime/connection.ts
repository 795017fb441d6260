import type { ClientFrame, ServerFrame } from '@duokefu/contract'
import { retryDelayMs } from './retry-delay.ts'
import type { ServerClock } from './server-clock.ts'
import type { OpenSocket, Socket } from './socket.ts'

const PING_EVERY_MS = 15_000
const SILENCE_MS = 10_000

export interface ConnectionState {
  /** `connecting` only before the first success; afterwards a lost connection is `offline`. */
  readonly status: 'connecting' | 'online' | 'offline'
  /** When the next try begins, in server time; null while one is under way or none is needed. */
  readonly retryAt: number | null
  /** Since when there has been none, in server time; null while online. */
  readonly lostAt: number | null
}

export interface Timers {
  set(run: () => void, ms: number): number
  clear(timer: number): void
}

export interface ConnectionOptions {
  readonly openSocket: OpenSocket
  readonly clock: ServerClock
  readonly timers: Timers
  readonly random: () => number
  /** Milliseconds that only go forward, for round trips. */
  readonly monotonic: () => number
  /** Fetches what the frames build on; the connection counts as online when this is done. */
  readonly catchUp: () => Promise<void>
  readonly onFrame: (frame: ServerFrame) => void
  readonly onState: (state: ConnectionState) => void
  /** An attempt that never got to hello: perhaps the login is over. */
  readonly onFailedAttempt: () => void
}

export interface Connection {
  start(): void
  stop(): void
  /** 立即重连: no waiting for the next try. */
  retryNow(): void
  /** Asks for a sign of life at once, as when a laptop wakes up. */
  probe(): void
  send(frame: ClientFrame): void
}

/** One socket's life after another: hello, pings, silence, back-off. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, timers } = options
  let socket: Socket | null = null
  let state: ConnectionState = { status: 'connecting', retryAt: null, lostAt: null }
  let running = false
  let attempt = 0
  let greeted = false
  let retryTimer: number | null = null
  let pingTimer: number | null = null
  let silenceTimer: number | null = null
  let pings = 0
  let pingedAt: number | null = null

  function show(next: ConnectionState): void {
    state = next
    options.onState(next)
  }

  function connect(): void {
    retryTimer = clear(retryTimer)
    greeted = false
    show({ ...state, retryAt: null })
    const mine = options.openSocket({
      onFrame: (frame) => {
        if (socket === mine) hear(frame)
      },
      onLost: () => {
        if (socket === mine) lose()
      },
    })
    socket = mine
    awaitSign()
  }

  function hear(frame: ServerFrame): void {
    silenceTimer = clear(silenceTimer)
    if (frame.type === 'hello') void greet(frame.serverTime)
    if (frame.type === 'pong') pong(frame)
    if (frame.type === 'goodbye' && frame.reason === 'server_stopping') lose()
    options.onFrame(frame)
  }

  async function greet(serverTime: number): Promise<void> {
    greeted = true
    clock.learn(serverTime, null)
    const mine = socket
    schedulePing(1_000)
    try {
      await options.catchUp()
    } catch {
      if (socket === mine) lose()
      return
    }
    if (socket !== mine) return
    attempt = 0
    show({ status: 'online', retryAt: null, lostAt: null })
  }

  function schedulePing(ms: number): void {
    pingTimer = clear(pingTimer)
    pingTimer = timers.set(ping, ms)
  }

  function ping(): void {
    pings += 1
    pingedAt = options.monotonic()
    awaitSign()
    socket?.send({ type: 'ping', n: pings })
    schedulePing(PING_EVERY_MS)
  }

  function pong(frame: Extract<ServerFrame, { type: 'pong' }>): void {
    if (frame.n === pings && pingedAt !== null) {
      clock.learn(frame.serverTime, options.monotonic() - pingedAt)
    }
    pingedAt = null
  }

  function awaitSign(): void {
    silenceTimer = clear(silenceTimer)
    silenceTimer = timers.set(lose, SILENCE_MS)
  }

  function lose(): void {
    close()
    if (!greeted) options.onFailedAttempt()
    if (!running) return
    const delay = retryDelayMs(attempt, options.random())
    attempt += 1
    retryTimer = timers.set(connect, delay)
    const now = clock.now()
    show({
      status: state.status === 'connecting' && attempt < 2 ? 'connecting' : 'offline',
      retryAt: now + delay,
      lostAt: state.lostAt ?? now,
    })
  }

  function close(): void {
    pingTimer = clear(pingTimer)
    silenceTimer = clear(silenceTimer)
    retryTimer = clear(retryTimer)
    socket?.close()
    socket = null
  }

  function clear(timer: number | null): null {
    if (timer !== null) timers.clear(timer)
    return null
  }

  return {
    start() {
      if (running) return
      running = true
      // In a turn of its own: a start that is stopped at once opens nothing.
      retryTimer = timers.set(connect, 0)
    },
    stop() {
      running = false
      close()
    },
    retryNow() {
      if (!running || retryTimer === null) return
      connect()
    },
    probe() {
      if (!running) return
      if (retryTimer !== null) connect()
      else if (greeted) ping()
    },
    send(frame) {
      socket?.send(frame)
    },
  }
}
