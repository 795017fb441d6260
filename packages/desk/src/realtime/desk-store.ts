import {
  applyEvent,
  type CommandAnswer,
  type Customer,
  type DeskCommandBody,
  type MySettings,
  type ServerFrame,
  stateOf,
  withRows,
} from '@duokefu/contract'
import type { Api, CustomerPatch } from './api.ts'
import { asApiError } from './api-error.ts'
import { createCell } from './cell.ts'
import { createConnection, type Timers } from './connection.ts'
import type { StoreState } from './desk-state.ts'
import { createOutgoing, type NewReply, withAnswer } from './outgoing.ts'
import { withoutPassersBy } from './passers-by.ts'
import type { PendingReply } from './pending.ts'
import { createPendingStorage, type PendingStorage } from './pending-storage.ts'
import { rebase, withServing } from './rebase.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'
import type { OpenSocket } from './socket.ts'
import { createThreads } from './threads.ts'

/** A command as the screen says it; the store makes its id. */
export type DeskCommand = WithoutId<DeskCommandBody>
type WithoutId<T> = T extends { id: string } ? Omit<T, 'id'> : never

/** What the desk knows of one account, kept true by one socket, and what an agent can do there. */
export interface DeskStore {
  readonly api: Api
  readonly clock: ServerClock
  getSnapshot(): StoreState
  subscribe(listener: () => void): () => void
  start(): void
  stop(): void
  retryNow(): void
  /** Asks for a sign of life: the page became visible, the network changed. */
  probe(): void
  /** Puts the newest records on the screen, or with `at` those around that `seq`. */
  openThread(openid: string, at?: number | null): void
  closeThread(openid: string): void
  /** The newest page again, after it failed. */
  reloadThread(openid: string): void
  loadOlder(openid: string): void
  loadNewer(openid: string): void
  loadRecent(): void
  /** For supervisors: puts everybody who is being served beside what frames keep true. Throws `ApiError`. */
  loadServing(): Promise<void>
  /** Sends a command; its answer is on the screen when this resolves. Throws `ApiError`. */
  send(openid: string, command: DeskCommand): Promise<CommandAnswer>
  /** Sends a reply in order; its id, or null when the conversation isn't served any more. */
  reply(openid: string, reply: NewReply): string | null
  resend(clientIds: readonly string[]): void
  discard(clientIds: readonly string[]): readonly PendingReply[]
  patchMe(patch: Partial<MySettings>): Promise<MySettings>
  /** Name and description of a customer; the row is on the screen when this resolves. */
  patchCustomer(openid: string, patch: CustomerPatch): Promise<Customer>
}

export interface DeskStoreOptions {
  readonly storage: PendingStorage
  readonly newId: () => string
  readonly timers: Timers
  readonly random: () => number
  readonly monotonic: () => number
  readonly clock: ServerClock
}

export function createDeskStore(
  api: Api,
  openSocket: OpenSocket,
  options: DeskStoreOptions = browserOptions(api.accountId),
): DeskStore {
  const { clock, timers, newId } = options
  const cell = createCell<StoreState>({
    desk: null,
    failed: null,
    connection: { status: 'connecting', retryAt: null, lostAt: null },
    ended: null,
    threads: new Map(),
    recent: { status: 'idle', before: null },
    pending: options.storage.read(),
  })
  /** Frames that came while the snapshot they build on was on its way. */
  let early: ServerFrame[] | null = null

  const later = (run: () => void, ms: number) => {
    timers.set(run, ms)
  }
  const threads = createThreads({
    api: api,
    cell,
    tellView: (openids) => connection.send({ type: 'view', openids }),
    later,
  })
  const outgoing = createOutgoing({
    api: api,
    cell,
    newId,
    now: () => clock.now(),
    later,
  })
  const connection = createConnection({
    openSocket,
    clock,
    timers,
    random: options.random,
    monotonic: options.monotonic,
    catchUp,
    onFrame: hear,
    onState: (next) => {
      const before = cell.get().connection
      cell.set((now) => ({ ...now, connection: next }))
      if (next.status === 'online') outgoing.back(before.lostAt)
      else if (before.status === 'online') outgoing.lost()
    },
    onFailedAttempt: () => {
      // A socket that is refused can't say why: a request can, and `onError` hears it.
      void api.checkLogin().catch(() => {})
    },
  })

  async function catchUp(): Promise<void> {
    const heard: ServerFrame[] = []
    early = heard
    try {
      const snapshot = await api.desk()
      if (early !== heard) return
      clock.learn(snapshot.serverTime, null)
      cell.set((now) => ({ ...now, desk: rebase(now.desk, stateOf(snapshot), threads.open), failed: null }))
    } catch (thrown) {
      cell.set((now) => ({ ...now, failed: asApiError(thrown).code }))
      throw thrown
    }
    early = null
    for (const frame of heard) hear(frame)
    threads.reopen()
    if (cell.get().recent.status !== 'idle') void loadRecent(null)
  }

  function hear(frame: ServerFrame): void {
    if (frame.type === 'goodbye' && frame.reason !== 'server_stopping') {
      end(frame.reason)
      return
    }
    if (early !== null) {
      early.push(frame)
      return
    }
    if (frame.type === 'messages') {
      threads.hear(frame)
      return
    }
    let resync = false
    cell.set((now) => {
      if (now.desk === null) return now
      const applied = applyEvent(now.desk, frame)
      resync = applied.resync
      if (applied.state === now.desk) return now
      return { ...now, desk: withoutPassersBy(applied.state, threads.open, now.recent.status !== 'idle') }
    })
    if (resync) void catchUp().catch(() => connection.probe())
    if (frame.type === 'conversations') for (const row of frame.rows) threads.checkBehind(row.openid)
  }

  function end(reason: 'login_ended' | 'agent_left'): void {
    connection.stop()
    cell.set((now) => ({ ...now, ended: reason }))
  }

  async function loadRecent(before: number | null): Promise<void> {
    cell.set((now) => ({ ...now, recent: { ...now.recent, status: 'loading' } }))
    try {
      const { conversations, nextBefore } = await api.recent(before)
      cell.set((now) => ({
        ...now,
        desk:
          now.desk === null
            ? null
            : { ...now.desk, conversations: withRows(now.desk.conversations, conversations) },
        recent: { status: 'ready', before: nextBefore },
      }))
    } catch {
      cell.set((now) => ({ ...now, recent: { ...now.recent, status: 'failed' } }))
    }
  }

  /** The same id twice has one effect: a lost answer is asked for once more. */
  async function sendCommand(openid: string, command: DeskCommandBody): Promise<CommandAnswer> {
    try {
      return await api.command(openid, command)
    } catch (thrown) {
      if (asApiError(thrown).reached) throw thrown
      return await api.command(openid, command)
    }
  }

  // Whatever settles a reply (its answer, a frame, a page): what is kept over a reload follows.
  let keptReplies = cell.get().pending
  cell.subscribe(() => {
    const { pending } = cell.get()
    if (pending === keptReplies) return
    keptReplies = pending
    options.storage.write(pending)
  })

  api.onError((error) => {
    if (error.code === 'not_logged_in') end('login_ended')
  })

  return {
    api,
    clock,
    getSnapshot: cell.get,
    subscribe: cell.subscribe,
    start: connection.start,
    stop: connection.stop,
    retryNow: connection.retryNow,
    probe: connection.probe,
    openThread: (openid, at = null) => threads.openThread(openid, at),
    closeThread: threads.closeThread,
    reloadThread: (openid) => threads.openThread(openid, null),
    loadOlder(openid) {
      void threads.loadOlder(openid)
    },
    loadNewer(openid) {
      void threads.loadNewer(openid)
    },
    loadRecent() {
      const { status, before } = cell.get().recent
      if (status === 'loading' || (status === 'ready' && before === null)) return
      void loadRecent(before)
    },
    async loadServing() {
      const before = cell.get().desk?.conversations ?? new Map()
      const { conversations } = await api.serving()
      cell.set((now) =>
        now.desk === null
          ? now
          : { ...now, desk: withServing(now.desk, conversations, before, threads.open) },
      )
    },
    async send(openid, command) {
      const answer = await sendCommand(openid, { ...command, id: newId() })
      cell.set((now) => withAnswer(now, answer))
      return answer
    },
    reply: outgoing.reply,
    resend: outgoing.resend,
    discard: outgoing.discard,
    async patchMe(patch) {
      const settings = await api.patchMe(patch)
      cell.set((now) =>
        now.desk === null ? now : { ...now, desk: { ...now.desk, me: { ...now.desk.me, settings } } },
      )
      return settings
    },
    async patchCustomer(openid, patch) {
      const { conversation, customer } = await api.patchCustomer(openid, patch)
      cell.set((now) => withAnswer(now, { conversation, message: null }))
      return customer
    },
  }
}

function browserOptions(accountId: string): DeskStoreOptions {
  return {
    storage: createPendingStorage(sessionStorage, accountId),
    newId: () => crypto.randomUUID(),
    timers: { set: (run, ms) => window.setTimeout(run, ms), clear: (timer) => window.clearTimeout(timer) },
    random: Math.random,
    monotonic: () => performance.now(),
    clock: createServerClock(),
  }
}
