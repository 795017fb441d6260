import type { Media } from '@duokefu/contract'
import type {
  AgentFacts,
  AgentId,
  DecisionContext,
  MatchPattern,
  Say,
  SessionId,
  Subject,
} from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import { decisionContext } from './decision-context.ts'
import type { Entry, Outcome } from './entries.ts'
import { previewOf } from './preview.ts'
import type { ConversationRecord, MessageRecord } from './records.ts'
import { type Standing, standingOf } from './standing.ts'
import type { OutboxStateWrite, Writes } from './writes.ts'

/** What one transaction of the ledger works on: everything read, the decisions made, and what is to be written. */
export interface Group {
  readonly account: Account
  /** The database's time of this transaction, in milliseconds. */
  readonly at: number
  /** That time is not believed: nothing ends by it. */
  readonly clockStands: boolean
  readonly processId: string
  readonly newId: () => string
  readonly matchPattern: MatchPattern
  readonly works: ReadonlyMap<string, Work>
  readonly agents: ReadonlyMap<AgentId, GroupAgent>
  /** Agents to whom a customer can be given at once: their loads are locked, and nobody waits in front. */
  readonly takers: ReadonlySet<AgentId>
  /** Tags of customers, where rules look at them. */
  readonly tags: Map<string, readonly string[]>
  /** The common queue, where a notice tells of it; `ahead` follows the group's own decisions. */
  readonly queue: { ahead: number; readonly meanWaitMs: number | null }
  /** Files of rules by key, where rules send some. */
  readonly files: ReadonlyMap<string, Media>
  /** Receipts by key: those that were there, and those of this group. */
  readonly receipts: Map<string, ReceiptState>
  /** Outcomes of commands by id: of those carried out before, and of this group's. */
  readonly outcomes: Map<string, StoredOutcome>
  /** kf_* events that this group's `told` entries name and that are not settled yet. */
  readonly untold: Set<string>
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
  readonly before: Standing
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
  /** Closed, and a late answer may still come. */
  readonly awaited: boolean
  readonly toDeveloper: boolean
  readonly answer: string | null
  readonly seq: number | null
  /** What of ours waits for the developer URL's answer (L15). */
  readonly says: readonly Say[]
}

export interface StoredOutcome {
  readonly refusal: Extract<Outcome, { type: 'refused' }>['refusal'] | null
  readonly seq: number | null
}

export interface OutboxRow {
  readonly seq: number
  readonly at: number
  readonly passive: boolean
  /** Whether it costs one of the fan's allowance: every message, and an answer that came too late to be one. */
  counted: boolean
  readonly attempts: number
  /** Of a held one: when it is given up. */
  expiresAt: number | null
  state: 'pending' | 'sending' | 'held'
}

export const recordKey = (openid: string, seq: number) => `${openid}/${seq}`

export function workOf(record: ConversationRecord): Work {
  return {
    record,
    since: record.version,
    before: standingOf(record.subject),
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

/** What only a callback knows of its decision. */
export interface AboutCallback {
  /** The developer URL is left alone for now, since it keeps failing. */
  readonly developerDown?: boolean
  /** Callbacks that it is still to answer, where the receipts don't say. */
  readonly asked?: DecisionContext['asked']
}

export function contextOf(work: Work, group: Group, about: AboutCallback = {}): DecisionContext {
  // Named one by one: spreading the group costs as much as deciding.
  const { account, agents, takers, queue, newId, matchPattern, clockStands } = group
  return decisionContext({
    account,
    agents,
    takers,
    queue,
    newId,
    matchPattern,
    clockStands,
    at: timeOf(work, group),
    tags: group.tags.get(work.record.openid) ?? [],
    developerDown: about.developerDown ?? false,
    asked: about.asked ?? askedOf(work, group),
    heldOver: work.record.subject.held === 0 ? 0 : heldOver(work, group),
  })
}

/** Replies that wait for the fan, in order. Read for customers who have any, or may get some in this group. */
export function heldRows({ record }: Work, group: Group): OutboxRow[] {
  return (group.outbox.get(record.openid) ?? []).filter((row) => row.state === 'held')
}

/** Callbacks of the customer that the developer URL is still to answer, but for `except`. */
export function askedOf({ record }: Work, { receipts, at }: Group, except: string | null = null) {
  return record.asked.filter(({ key, until }) => {
    const receipt = receipts.get(key)
    return key !== except && until > at && receipt !== undefined && receipt.leaseUntil !== null
  })
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

/** What the mall, a program or a text of ours says does not hide the question that a person still has to answer. */
function isShownInLists({ direction, origin }: MessageRecord, record: ConversationRecord): boolean {
  if (direction === 'in') return true
  const isAutomatic = origin === 'mall' || origin === 'auto' || origin === 'api'
  const isAsked = record.subject.conversation.state !== 'none' && record.unansweredSince !== null
  return direction === 'out' && !(isAutomatic && isAsked)
}

/** The state of an open outbox row after this group; the last one said is the one that holds. */
export function putOutboxState(group: Group, state: OutboxStateWrite): void {
  group.writes.outboxStates.set(recordKey(state.openid, state.seq), state)
}

/** An outcome of nothing to tell. */
export const nothing: Outcome = { type: 'nothing' }

export type EntryOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>
