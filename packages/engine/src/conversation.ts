import type { AgentId, GroupId, SessionId } from './ids.ts'
import type { Quota } from './quota.ts'

/** All times are milliseconds since 1970, taken from the database. */
export type Conversation = Idle | Waiting | Serving

export interface Idle {
  readonly state: 'none'
  /** The session that was closed by hand last, for as long as the close can be undone (L14). */
  readonly closed: ClosedSession | null
}

export interface Waiting {
  readonly state: 'waiting'
  readonly since: number
  /** `new` is forwarded to the developer URL as well; the others are the desk's alone (L2). */
  readonly cause: WaitingCause
  readonly reservedFor: Reservation | null
  /** When the reservation falls back to everybody (L3); null when nothing is reserved or it is kept. */
  readonly reservedUntil: number | null
  /** When the customer is asked to leave a message (L3); null once they were, or never. */
  readonly leaveMessageAt: number | null
  /** 48 h after the fan's last message (L4). */
  readonly expiresAt: number
  readonly transfer: Transfer | null
}

export interface Serving {
  readonly state: 'serving'
  readonly agent: AgentId
  readonly session: SessionId
  readonly kind: SessionKind
  readonly acceptedAt: number
  readonly expiresAt: number
  /** How the conversation came to this agent, while it can be taken back; gone once they wrote. */
  readonly transfer: Transfer | null
}

export const idle: Idle = { state: 'none', closed: null }

export type WaitingCause = 'new' | 'transfer' | 'agent_left'
export type SessionKind = 'accepted' | 'reopened'
export type Reservation =
  | { readonly kind: 'agent'; readonly agent: AgentId }
  | { readonly kind: 'group'; readonly group: GroupId }

/** A hand-over between agents that its author may still take back (L14: two minutes). */
export interface Transfer {
  readonly from: AgentId
  readonly at: number
  readonly kind: SessionKind
}

export interface ClosedSession {
  readonly session: SessionId
  readonly agent: AgentId
  readonly kind: SessionKind
  readonly acceptedAt: number
  readonly expiresAt: number
  readonly closedAt: number
}

/** Everything about one customer that a decision reads and changes. */
export interface Subject {
  readonly conversation: Conversation
  readonly quota: Quota
  /** Replies that wait for the fan's next message (待发, L9). */
  readonly held: number
  /** Messages on their way to WeChat, queued or being sent; answers to callbacks are none of them. */
  readonly inFlight: number
  /** False after `unsubscribe`: WeChat takes no more messages for this fan (L13). */
  readonly subscribed: boolean
  /** Who may be asked to reopen: the agent of the latest session, and when it ended. */
  readonly lastServed: { readonly agent: AgentId; readonly endedAt: number } | null
  /** When the fan's latest message came (events don't count, L4); null before their first one. */
  readonly fanWroteAt: number | null
  /** When the fan last heard the text of an agent who is away (S18). */
  readonly awayRepliedAt: number | null
  /** The fan's messages in a row that nobody has answered: no agent, no mall, no text of ours but the queue notice. */
  readonly unanswered: number
  /** What the agent's greeting waits for; null when there is none, or it was said. */
  readonly greeting: WaitingGreeting | null
}

/** A greeting that lets the developer URL speak first (L15). */
export interface WaitingGreeting {
  readonly session: SessionId
  readonly text: string
  /** The callbacks that the developer URL is still to answer. */
  readonly behind: readonly string[]
  /** When it waits no longer (ms). */
  readonly until: number
}

/** A callback that the developer URL was asked about, and when nobody waits for its answer any more (ms). */
export interface AskedCallback {
  readonly key: string
  readonly until: number
}
