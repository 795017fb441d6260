import type { AgentId, Say, SessionId } from '@duokefu/engine'
import type { Payload } from './entries.ts'
import type { StoredOutcome } from './group.ts'
import type { MessageRecord } from './records.ts'

/** What a group has decided and not written yet. */
export interface Writes {
  readonly messages: MessageRecord[]
  readonly messageChanges: Map<string, MessageRecord>
  readonly receipts: ReceiptWrite[]
  readonly takenOver: {
    readonly key: string
    readonly day: string
    readonly attemptId: string
    readonly leaseUntil: number
  }[]
  readonly closedReceipts: {
    readonly key: string
    readonly day: string
    readonly answer: string | null
    readonly awaited: boolean
  }[]
  readonly commandIds: { readonly id: string; readonly openid: string; readonly outcome: StoredOutcome }[]
  readonly sessionsOpened: {
    readonly id: SessionId
    readonly openid: string
    readonly agent: AgentId
    readonly kind: string
    readonly at: number
    readonly waitingSince: number | null
  }[]
  readonly sessionsEnded: Map<
    SessionId,
    { readonly reason: string; readonly by: AgentId | null; readonly at: number } | null
  >
  readonly sessionReplies: Map<SessionId, { count: number; readonly at: number }>
  readonly outboxNew: OutboxWrite[]
  /** By `recordKey`: a reply that is held and let go in one group has one state at its end. */
  readonly outboxStates: Map<string, OutboxStateWrite>
  readonly outboxGone: { readonly openid: string; readonly seq: number }[]
  readonly developerEvents: DeveloperEventWrite[]
  readonly developerEventsWithdrawn: {
    readonly openid: string
    readonly session: SessionId
    readonly event: string
  }[]
  /** Ids of those that the developer URL has answered. */
  readonly developerEventsTold: string[]
  readonly customers: { readonly openid: string; readonly at: number }[]
  readonly subscriptions: { readonly openid: string; readonly at: number; readonly source: string | null }[]
  /** Tags that rules gave to customers. */
  readonly tags: { readonly openid: string; readonly tags: readonly string[] }[]
  readonly media: MediaWrite[]
  readonly loads: Map<AgentId, { change: number; assignedAt: number | null }>
  /** What agents wrote and WeChat accepted, or may have (L19). */
  readonly agentReplies: {
    readonly agent: AgentId
    readonly figure: 'replies' | 'uncertain'
    readonly at: number
  }[]
}

export interface ReceiptWrite {
  readonly key: string
  readonly day: string
  readonly openid: string
  readonly attemptId: string
  readonly leaseUntil: number | null
  readonly toDeveloper: boolean
  readonly answer: string | null
  readonly seq: number | null
  readonly says: readonly Say[]
}

export interface OutboxWrite {
  readonly openid: string
  readonly seq: number
  readonly at: number
  readonly state: 'pending' | 'held' | 'sending'
  readonly passive: boolean
  readonly payload: Payload
  readonly kfAccount: string | null
  readonly leaseUntil: number | null
  readonly expiresAt: number | null
}

/** Back to pending, or held until the fan writes. */
export interface OutboxStateWrite {
  readonly openid: string
  readonly seq: number
  readonly state: 'pending' | 'held'
  readonly at: number
  readonly attempt: boolean
  readonly expiresAt: number | null
}

export interface DeveloperEventWrite {
  readonly id: string
  readonly openid: string
  readonly event: string
  readonly fields: Record<string, string>
  readonly session: SessionId
  readonly at: number
  readonly notBefore: number
}

export interface MediaWrite {
  readonly key: string
  readonly source: unknown
  readonly openid: string
  readonly seq: number
  readonly at: number
}

/** Nothing to write. */
export function emptyWrites(): Writes {
  return {
    messages: [],
    messageChanges: new Map(),
    receipts: [],
    takenOver: [],
    closedReceipts: [],
    commandIds: [],
    sessionsOpened: [],
    sessionsEnded: new Map(),
    sessionReplies: new Map(),
    outboxNew: [],
    outboxStates: new Map(),
    outboxGone: [],
    developerEvents: [],
    developerEventsWithdrawn: [],
    developerEventsTold: [],
    customers: [],
    subscriptions: [],
    tags: [],
    media: [],
    loads: new Map(),
    agentReplies: [],
  }
}
