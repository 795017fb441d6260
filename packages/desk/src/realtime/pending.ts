import type { ErrorCode, ReplyContent } from '@duokefu/contract'

/**
 * `queued`: behind another one · `posting`: on its way · `offline`: kept until the connection is
 * back · `unsent`: the connection was away for too long, the agent is asked · `refused`: see `error`.
 */
export type PendingState = 'queued' | 'posting' | 'offline' | 'unsent' | 'refused'

export interface PendingError {
  readonly code: ErrorCode
  readonly by: string | null
  readonly count: number | null
  readonly final: boolean
}

/** A reply that the server hasn't stored yet, as far as this browser knows. */
export interface PendingReply {
  /** The command's id; the stored `Message` carries it as `clientId`. */
  readonly clientId: string
  readonly openid: string
  readonly session: string
  /** When it was written, server time. */
  readonly at: number
  readonly mode: 'send' | 'hold' | 'force'
  readonly content: ReplyContent
  readonly state: PendingState
  readonly error: PendingError | null
}

/** All pending replies in the order they were written. */
export type PendingReplies = readonly PendingReply[]

/** A connection that is back within this time sends by itself; later the agent is asked (§3 States). */
export const SEND_BY_ITSELF_MS = 2 * 60_000

/** The first of a customer's that is still to be posted, or null when one is on its way or all wait. */
export function nextToPost(all: PendingReplies, openid: string): PendingReply | null {
  for (const reply of all) {
    if (reply.openid !== openid) continue
    if (reply.state === 'posting') return null
    if (reply.state === 'queued') return reply
    // What was kept goes first, or order would be lost.
    if (reply.state === 'offline') return null
  }
  return null
}

export function withReply(
  all: PendingReplies,
  clientId: string,
  change: Partial<Pick<PendingReply, 'state' | 'error'>>,
): PendingReplies {
  return all.map((reply) => (reply.clientId === clientId ? { ...reply, ...change } : reply))
}

export function withoutReplies(all: PendingReplies, clientIds: ReadonlySet<string>): PendingReplies {
  return all.some((reply) => clientIds.has(reply.clientId))
    ? all.filter((reply) => !clientIds.has(reply.clientId))
    : all
}

/** Everything that isn't settled waits for the connection. */
export function whenLost(all: PendingReplies): PendingReplies {
  return all.map((reply) =>
    reply.state === 'queued' || reply.state === 'posting' ? { ...reply, state: 'offline' } : reply,
  )
}

/**
 * What was kept, when the connection is back at `now`: queued again if it was lost, or the reply
 * written, less than two minutes ago; else the agent is asked.
 */
export function whenBack(all: PendingReplies, lostAt: number | null, now: number): PendingReplies {
  return all.map((reply) => {
    if (reply.state !== 'offline') return reply
    const since = lostAt ?? reply.at
    return { ...reply, state: now - since <= SEND_BY_ITSELF_MS ? 'queued' : 'unsent' }
  })
}
