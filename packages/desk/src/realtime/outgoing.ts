import { type CommandAnswer, type ReplyContent, withRows } from '@duokefu/contract'
import type { Api } from './api.ts'
import { asApiError } from './api-error.ts'
import type { Cell } from './cell.ts'
import type { StoreState } from './desk-state.ts'
import {
  nextToPost,
  type PendingReplies,
  type PendingReply,
  whenBack,
  whenLost,
  withoutReplies,
  withReply,
} from './pending.ts'
import { withMessage } from './rebase.ts'

export interface NewReply {
  readonly content: ReplyContent
  readonly mode: 'send' | 'hold' | 'force'
}

/** Replies on their way to the server: one at a time per customer, so that their order holds. */
export interface Outgoing {
  /** Shows the reply at once; answers its id, or null when the conversation isn't served any more. */
  reply(openid: string, reply: NewReply): string | null
  /** The agent's word for refused and unsent ones: try (again), with the same id. */
  resend(clientIds: readonly string[]): void
  /** Takes them off the screen and answers what they said, for 「放回输入框」. */
  discard(clientIds: readonly string[]): readonly PendingReply[]
  lost(): void
  back(lostAt: number | null): void
}

export interface OutgoingOptions {
  readonly api: Api
  readonly cell: Cell<StoreState>
  readonly newId: () => string
  readonly now: () => number
  readonly later: (run: () => void, ms: number) => void
}

/** A busy server is asked again after this long, as long as the connection stands. */
const BUSY_MS = 3_000

export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { api, cell } = options

  function change(edit: (all: PendingReplies) => PendingReplies): void {
    cell.set((now) => {
      const pending = edit(now.pending)
      return pending === now.pending ? now : { ...now, pending }
    })
  }

  function pump(openid: string): void {
    const { pending, connection, ended } = cell.get()
    const next = nextToPost(pending, openid)
    if (next === null || connection.status !== 'online' || ended !== null) return
    void post(next)
  }

  async function post(reply: PendingReply): Promise<void> {
    const { clientId, openid, session, mode, content } = reply
    change((all) => withReply(all, clientId, { state: 'posting', error: null }))
    try {
      take(await api.command(openid, { id: clientId, type: 'reply', session, mode, content }), clientId)
    } catch (thrown) {
      settle(reply, thrown)
    }
    pump(openid)
  }

  function take(answer: CommandAnswer, clientId: string): void {
    cell.set((now) => ({
      ...withAnswer(now, answer),
      pending: withoutReplies(now.pending, new Set([clientId])),
    }))
  }

  function settle({ clientId, openid }: PendingReply, thrown: unknown): void {
    const error = asApiError(thrown)
    const passing =
      error.code === 'unavailable' || error.code === 'rate_limited' || error.code === 'not_logged_in'
    if (!passing) {
      const { code, by, count, final } = error
      change((all) => withReply(all, clientId, { state: 'refused', error: { code, by, count, final } }))
      return
    }
    change((all) => withReply(all, clientId, { state: 'offline' }))
    options.later(() => {
      const { connection, ended, pending } = cell.get()
      if (connection.status !== 'online' || ended !== null) return
      // Meanwhile the connection may have been lost and back, or the agent asked.
      if (pending.find((kept) => kept.clientId === clientId)?.state !== 'offline') return
      change((all) => withReply(all, clientId, { state: 'queued' }))
      pump(openid)
    }, BUSY_MS)
  }

  function pumpAll(): void {
    for (const openid of new Set(cell.get().pending.map((reply) => reply.openid))) pump(openid)
  }

  return {
    reply(openid, { content, mode }) {
      const { desk, connection } = cell.get()
      const session = desk?.conversations.get(openid)?.session ?? null
      if (session === null) return null
      const clientId = options.newId()
      const state = connection.status === 'online' ? 'queued' : 'offline'
      const at = options.now()
      change((all) => [...all, { clientId, openid, session, at, mode, content, state, error: null }])
      pump(openid)
      return clientId
    },
    resend(clientIds) {
      const state = cell.get().connection.status === 'online' ? 'queued' : 'offline'
      change((all) => clientIds.reduce((rest, id) => withReply(rest, id, { state, error: null }), all))
      pumpAll()
    },
    discard(clientIds) {
      const ids = new Set(clientIds)
      const gone = cell.get().pending.filter((reply) => ids.has(reply.clientId))
      change((all) => withoutReplies(all, ids))
      return gone
    },
    lost() {
      change(whenLost)
    },
    back(lostAt) {
      change((all) => whenBack(all, lostAt, options.now()))
      pumpAll()
    },
  }
}

/** What a command's answer says: the row, and the record it made where its thread is open. */
export function withAnswer(now: StoreState, { conversation, message }: CommandAnswer): StoreState {
  if (now.desk === null) return now
  const { desk } = now
  const thread = message === null ? undefined : desk.threads.get(message.openid)
  return {
    ...now,
    desk: {
      ...desk,
      conversations: withRows(desk.conversations, [conversation]),
      threads:
        message === null || thread === undefined
          ? desk.threads
          : new Map([...desk.threads, [message.openid, withMessage(thread, message)]]),
    },
  }
}
