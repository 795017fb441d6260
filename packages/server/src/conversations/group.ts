import type {
  AgentFacts,
  AgentId,
  DecisionContext,
  MatchPattern,
  Reservation,
  SessionId,
  Subject,
} from '@duokefu/engine'
import { pickAgent } from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Entry, Outcome, Payload } from './entries.ts'
import type { ConversationRecord, MessageRecord, Preview } from './records.ts'

/** What one transaction of the ledger works on: everything read, the decisions made, and what is to be written. */
export interface Group {
  readonly account: Account
  /** The database's time of this transaction, in milliseconds. */
  readonly at: number
  readonly processId: string
  readonly newId: () => string
  readonly matchPattern: MatchPattern
  readonly works: ReadonlyMap<string, Work>
  readonly agents: ReadonlyMap<AgentId, GroupAgent>
  /** Receipts by key: those that were there, and those of this group. */
  readonly receipts: Map<string, ReceiptState>
  /** Outcomes of commands by id: of those carried out before, and of this group's. */
  readonly outcomes: Map<string, StoredOutcome>
  /** Records asked for by seq, by `recordKey`. */
  readonly records: ReadonlyMap<string, MessageRecord>
  /** Open outbox rows of the customers that need them, in order of seq. */
  readonly outbox: ReadonlyMap<string, OutboxRow[]>
  readonly writes: Writes
}

/** One customer in a group. `record` is changed in place as entries are applied. */
export interface Work {
  readonly record: ConversationRecord
  readonly since: number
  readonly agentBefore: AgentId | null
  /** New and changed records, for the screens. */
  readonly changed: Map<number, MessageRecord>
  /** `state`: columns that only decisions change must be written too. */
  dirty: 'nothing' | 'traffic' | 'state'
  /** True once the entry being applied has a version of its own. */
  versioned: boolean
}

export interface GroupAgent {
  facts: AgentFacts
  /** Set while WeChat knows the binding, so that fans see who answers (L18). */
  readonly kfAccount: string | null
  /** As the developer URL names them, bound or not. */
  readonly kfName: string | null
}

export interface ReceiptState {
  readonly attemptId: string
  /** null = closed. */
  readonly leaseUntil: number | null
  readonly toDeveloper: boolean
  readonly answer: string | null
  readonly seq: number | null
}

export interface StoredOutcome {
  readonly refusal: Extract<Outcome, { type: 'refused' }>['refusal'] | null
  readonly seq: number | null
}

export interface OutboxRow {
  readonly seq: number
  readonly at: number
  readonly passive: boolean
  readonly attempts: number
  /** Of a held one: when it is given up. */
  expiresAt: number | null
  state: 'pending' | 'sending' | 'held'
}

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
  readonly closedReceipts: { readonly key: string; readonly day: string; readonly answer: string | null }[]
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
  readonly outboxStates: {
    readonly openid: string
    readonly seq: number
    readonly state: 'pending' | 'held'
    readonly at: number
    readonly attempt: boolean
    readonly expiresAt: number | null
  }[]
  readonly outboxGone: { readonly openid: string; readonly seq: number }[]
  readonly developerEvents: DeveloperEventWrite[]
  readonly developerEventsWithdrawn: {
    readonly openid: string
    readonly session: SessionId
    readonly event: string
  }[]
  readonly customers: { readonly openid: string; readonly at: number }[]
  readonly subscriptions: { readonly openid: string; readonly at: number; readonly source: string | null }[]
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

export const recordKey = (openid: string, seq: number) => `${openid}/${seq}`

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
    outboxStates: [],
    outboxGone: [],
    developerEvents: [],
    developerEventsWithdrawn: [],
    customers: [],
    subscriptions: [],
    media: [],
    loads: new Map(),
    agentReplies: [],
  }
}

export function workOf(record: ConversationRecord): Work {
  return {
    record,
    since: record.version,
    agentBefore: servingAgent(record.subject),
    changed: new Map(),
    dirty: 'nothing',
    versioned: false,
  }
}

export function servingAgent({ conversation }: Subject): AgentId | null {
  return conversation.state === 'serving' ? conversation.agent : null
}

export function sessionOf({ conversation }: Subject): SessionId | null {
  return conversation.state === 'serving' ? conversation.session : null
}

/** Time as this customer's records see it: never before their last one (L16). */
export function timeOf(work: Work, group: Group): number {
  return Math.max(group.at, work.record.lastAt ?? 0)
}

export function contextOf(work: Work, group: Group): DecisionContext {
  let newSession: SessionId | null = null
  return {
    at: timeOf(work, group),
    settings: group.account.settings,
    interfaceOn: group.account.interfaceOn,
    agent: (id) => group.agents.get(id)?.facts ?? null,
    someoneFree: (reservedFor: Reservation | null) =>
      pickAgent(
        [...group.agents.values()].map((agent) => agent.facts),
        { reservedFor },
      ) !== null,
    // Few decisions open a session, and an id costs more than deciding.
    get newSession() {
      newSession ??= group.newId() as SessionId
      return newSession
    },
    matchPattern: group.matchPattern,
    heldOver: work.record.subject.held === 0 ? 0 : heldOver(work, group),
  }
}

/** Replies that wait for the fan, in order. Read for customers who have any, or may get some in this group. */
export function heldRows({ record }: Work, group: Group): OutboxRow[] {
  return (group.outbox.get(record.openid) ?? []).filter((row) => row.state === 'held')
}

function heldOver(work: Work, group: Group): number {
  const at = timeOf(work, group)
  return heldRows(work, group).filter(({ expiresAt }) => expiresAt !== null && expiresAt <= at).length
}

/** The version of the entry being applied; the first visible change of an entry makes it. */
export function bump(work: Work): number {
  if (!work.versioned) {
    work.record.version += 1
    work.versioned = true
  }
  if (work.dirty === 'nothing') work.dirty = 'traffic'
  return work.record.version
}

type NewRecord = Pick<MessageRecord, 'direction' | 'origin' | 'content'> & Partial<MessageRecord>

/** Appends a record: its seq and time are given here, under the conversation's lock. */
export function addRecord(work: Work, group: Group, part: NewRecord): MessageRecord {
  const { record } = work
  const message: MessageRecord = {
    agentId: null,
    sessionId: sessionOf(record.subject),
    msgId: null,
    sentAt: null,
    reason: null,
    clientId: null,
    delivery: null,
    errcode: null,
    errmsg: null,
    retriedAs: null,
    purpose: null,
    deliveredAt: null,
    ...part,
    openid: record.openid,
    seq: record.nextSeq,
    at: timeOf(work, group),
    version: bump(work),
  }
  record.nextSeq += 1
  record.lastAt = message.at
  work.changed.set(message.seq, message)
  group.writes.messages.push(message)
  if (isShownInLists(message, record)) record.preview = previewOf(message)
  return message
}

/** Changes what may change of a record: its delivery, and a file that arrived. */
export function changeRecord(
  work: Work,
  group: Group,
  message: MessageRecord,
  part: Partial<MessageRecord>,
): MessageRecord {
  const next = { ...message, ...part, version: bump(work) }
  work.changed.set(next.seq, next)
  group.writes.messageChanges.set(recordKey(next.openid, next.seq), next)
  if (work.record.preview?.seq === next.seq) work.record.preview = previewOf(next)
  return next
}

/** A record of this customer, as the group sees it by now. */
export function findRecord(work: Work, group: Group, seq: number): MessageRecord | null {
  return work.changed.get(seq) ?? group.records.get(recordKey(work.record.openid, seq)) ?? null
}

/** What the mall or a text of ours says does not hide the question that a person still has to answer. */
function isShownInLists({ direction, origin }: MessageRecord, record: ConversationRecord): boolean {
  if (direction === 'in') return true
  const isAutomatic = origin === 'mall' || origin === 'auto'
  const isAsked = record.subject.conversation.state !== 'none' && record.unansweredSince !== null
  return direction === 'out' && !(isAutomatic && isAsked)
}

const previewLength = 80

function previewOf({ seq, at, direction, origin, agentId, content, delivery }: MessageRecord): Preview {
  return { seq, at, direction, origin, agentId, type: content.type, text: previewText(content), delivery }
}

function previewText(content: MessageRecord['content']): string {
  switch (content.type) {
    case 'text':
      return clip(content.text)
    case 'voice':
      return clip(content.recognition ?? '')
    case 'location':
      return clip(content.label)
    case 'link':
    case 'miniprogram':
    case 'music':
      return clip(content.title)
    case 'file':
      return clip(content.name)
    case 'menu':
      return clip(content.head)
    case 'fan_event':
      return content.event
    case 'unknown':
      return content.msgType
    case 'image':
    case 'video':
    case 'timeline':
    case 'note':
      return ''
  }
}

/** By code points, so that a face is never cut in half. */
function clip(text: string): string {
  if (text.length <= previewLength) return text
  return [...text.slice(0, previewLength * 2)].slice(0, previewLength).join('')
}

/** An outcome of nothing to tell. */
export const nothing: Outcome = { type: 'nothing' }

export type EntryOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>
