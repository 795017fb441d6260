import { decide, type Route } from '@duokefu/engine'
import { carryOut } from './effects.ts'
import type { Outcome, PassiveAnswer } from './entries.ts'
import {
  addRecord,
  bump,
  contextOf,
  type EntryOf,
  type Group,
  type ReceiptState,
  type Work,
} from './group.ts'
import type { AskedReceipt, MessageRecord } from './records.ts'

/** How long the first attempt may take before a repeat of WeChat's takes its place (L6). */
const leaseMs = 6_000
/** Of one customer at a time; of those before nobody asks any more. */
const mostAsked = 8

/** Commit A of a callback: receipt, record and decision. */
export function applyInbound(entry: EntryOf<'inbound'>, work: Work | null, group: Group): Outcome {
  const known = group.receipts.get(entry.key)
  if (known !== undefined) return repeated(entry, known, group)
  if (work === null || entry.content === null) return receiveOnly(entry, group)

  const asked = { key: entry.key, day: entry.day, until: group.at + leaseMs }
  const about = contextOf(work, group, { developerDown: entry.developerDown === true, asked: [asked] })
  const decision = decide(work.record.subject, { type: 'fan_act', act: entry.act }, about)
  if (!decision.ok || decision.route === null) throw new Error('a fan is never refused')
  const { route } = decision
  const wasNobodys = work.record.subject.conversation.state === 'none'
  if (route.toDeveloper) noteAsked(work, group, asked)
  const message = recordMessage(entry, work, group, route)
  // New in this group; its first record may be of an event that makes no customer. Before the tags that it may bring.
  if (entry.createsCustomer && work.since === 0)
    group.writes.customers.push({ openid: entry.openid, at: message.at })
  if (isEventOf(entry, 'subscribe'))
    group.writes.subscriptions.push({ openid: entry.openid, at: message.at, source: entry.act.key })
  const { passive, says } = carryOut(work, group, decision, entry)
  if (wasNobodys && work.record.subject.conversation.state === 'waiting') work.record.reason = route.reason
  noteUnanswered(entry, work, route)

  const { toDeveloper, spared } = route
  const answer = passive ?? transferOf(entry, route, group)
  receive(entry, group, { toDeveloper, answer: answer?.clear ?? null, seq: answer?.seq ?? null, says })
  return { type: 'taken', route, seq: message.seq, answer, spared, waits: says.length > 0 }
}

/** Handed over to WeChat's own desk: to one agent there while it knows the binding, else to all of them (L3). */
function transferOf(
  { encodeAnswer }: EntryOf<'inbound'>,
  { transfer }: Route,
  group: Group,
): PassiveAnswer | null {
  if (transfer === null) return null
  const { kfAgent } = transfer
  const kfAccount = kfAgent === null ? null : (group.agents.get(kfAgent)?.kfAccount ?? null)
  return { clear: encodeAnswer({ type: 'transfer', kfAccount }), seq: null }
}

function recordMessage(entry: EntryOf<'inbound'>, work: Work, group: Group, route: Route): MessageRecord {
  if (entry.content === null) throw new Error('nothing to record')
  const isMessage = entry.act.kind === 'message'
  const message = addRecord(work, group, {
    direction: isMessage ? 'in' : 'event',
    origin: 'fan',
    content: entry.content,
    msgId: entry.msgId,
    sentAt: entry.sentAt,
    reason: route.reason,
  })
  const { openid, seq, at } = message
  for (const file of [entry.media, entry.thumb])
    if (file) group.writes.media.push({ key: file.key, source: file.source, openid, seq, at })
  return message
}

function noteAsked({ record }: Work, { at }: Group, asked: AskedReceipt): void {
  const open = record.asked.filter(({ until }) => until > at)
  record.asked = [...open.slice(1 - mostAsked), asked]
}

/** Only what somebody at the desk has to answer counts as unread. */
function noteUnanswered(entry: EntryOf<'inbound'>, work: Work, route: Route): void {
  const { record } = work
  const atDesk = route.toDesk || record.subject.conversation.state !== 'none'
  if (entry.act.kind !== 'message' || !atDesk) return
  record.unread += 1
  record.unansweredSince ??= record.lastAt
  bump(work)
}

function mayForward({ developerDown }: EntryOf<'inbound'>, { account }: Group): boolean {
  return account.developer !== null && developerDown !== true
}

function isEventOf({ act }: EntryOf<'inbound'>, type: string): boolean {
  return act.kind === 'event' && act.type === type
}

/** An event that makes no record here: it only passes through to the developer URL. */
function receiveOnly(entry: EntryOf<'inbound'>, group: Group): Outcome {
  const toDeveloper = mayForward(entry, group)
  const spared = group.account.developer !== null && !toDeveloper
  receive(entry, group, { toDeveloper, answer: null, seq: null, says: [] })
  const reason = { kind: group.account.interfaceOn ? 'no_rule' : 'interface_off' } as const
  return {
    type: 'taken',
    route: { toDesk: false, toDeveloper, spared, answer: null, send: null, transfer: null, reason },
    seq: null,
    answer: null,
    spared,
    waits: false,
  }
}

function receive(
  entry: EntryOf<'inbound'>,
  group: Group,
  taken: Pick<ReceiptState, 'toDeveloper' | 'answer' | 'seq' | 'says'>,
): void {
  const receipt = {
    attemptId: entry.attemptId,
    leaseUntil: taken.toDeveloper || entry.told ? group.at + leaseMs : null,
    awaited: false,
    ...taken,
  }
  group.writes.receipts.push({ key: entry.key, day: entry.day, openid: entry.openid, ...receipt })
  group.receipts.set(entry.key, receipt)
}

/** A repeat of WeChat's, or this very attempt again after a commit whose outcome was lost. */
function repeated(entry: EntryOf<'inbound'>, known: ReceiptState, group: Group): Outcome {
  const own = known.attemptId === entry.attemptId
  const lapsed = known.leaseUntil !== null && known.leaseUntil <= group.at
  if (lapsed && !own)
    group.writes.takenOver.push({
      key: entry.key,
      day: entry.day,
      attemptId: entry.attemptId,
      leaseUntil: group.at + leaseMs,
    })
  return {
    type: 'duplicate',
    closed: known.leaseUntil === null,
    answer: known.answer,
    toDeveloper: known.toDeveloper,
    takenOver: known.leaseUntil !== null && (lapsed || own),
  }
}
