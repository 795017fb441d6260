import type { AgentId, Decision, Effect, Route, Say, Subject } from '@duokefu/engine'
import type { PassiveAnswer } from './entries.ts'
import {
  addRecord,
  bump,
  changeRecord,
  findRecord,
  type Group,
  heldRows,
  putOutboxState,
  servingAgent,
  sessionOf,
  timeOf,
  type Work,
} from './group.ts'
import {
  type MallReply,
  queueReply,
  type ReplyToQueue,
  recordMallReply,
  type Saying,
  say,
} from './outgoing.ts'
import type { ConversationRecord, MessageRecord } from './records.ts'

/** What the decided command brought with it, for the effects that send it. */
export interface Brought {
  readonly reply?: ReplyToQueue | null
  readonly mall?: MallReply
  /** Of a callback: makes its passive reply. */
  readonly encodeAnswer?: NonNullable<Saying['encodeAnswer']>
}

/** What came of a decision besides what is written. */
export interface Carried {
  /** The record of the reply that was queued. */
  readonly message: MessageRecord | null
  /** What leaves in the answer to the callback. */
  readonly passive: PassiveAnswer | null
  /** Texts of ours that wait for the developer URL's answer. */
  readonly says: readonly Say[]
}

/** Carries a decision out on the group: the new state, its records, and everything that must be written with it. */
export function carryOut(work: Work, group: Group, decision: Decision, brought: Brought = {}): Carried {
  const before = work.record.subject
  setSubject(work, group, decision.next)
  const { encodeAnswer = null } = brought
  let message: MessageRecord | null = null
  let passive: PassiveAnswer | null = null
  const says: Say[] = []
  for (const effect of decision.effects) {
    switch (effect.type) {
      case 'queue_reply':
        if (brought.reply) message = queueReply(work, group, brought.reply, effect.held)
        break
      case 'developer_reply':
        if (brought.mall) passive = recordMallReply(work, group, brought.mall, effect)
        break
      case 'auto_reply':
        if (effect.how === 'after_developer') says.push(effect.say)
        else passive = say(work, group, { say: effect.say, how: effect.how, encodeAnswer }) ?? passive
        break
      // The last effect of its command, whose message apply-api.ts has.
      case 'queue_api_reply':
        break
      default:
        carryOutEffect(work, group, effect, before, decision.ok ? decision.route : null)
    }
  }
  return { message, passive, says }
}

function setSubject(work: Work, group: Group, next: Subject): void {
  const { record } = work
  const before = record.subject
  if (before === next) return
  record.subject = next
  const stateChanged = before.conversation !== next.conversation
  const isTextNoted = before.awayRepliedAt !== next.awayRepliedAt || before.greeting !== next.greeting
  if (isTextNoted || (stateChanged && !sameButForClock(before, next))) work.dirty = 'state'
  else if (work.dirty === 'nothing') work.dirty = 'traffic'
  moveLoad(group, servingAgent(before), servingAgent(next), timeOf(work, group))
  group.queue.ahead +=
    Number(next.conversation.state === 'waiting') - Number(before.conversation.state === 'waiting')
  if (before.conversation.state === next.conversation.state) return
  bump(work)
  if (next.conversation.state === 'none') {
    // What nobody answered stays noted, for a close that is undone or a customer who is taken up again.
    record.reason = null
    return
  }
  record.endReason = null
  if (before.conversation.state === 'none' && next.conversation.state === 'waiting') nothingUnread(record)
}

function nothingUnread(record: ConversationRecord): void {
  record.unread = 0
  record.unansweredSince = null
}

/** True when only `expiresAt` moved: what every message of a served fan does. */
function sameButForClock(before: Subject, next: Subject): boolean {
  const a = before.conversation
  const b = next.conversation
  if (a.state === 'serving' && b.state === 'serving')
    return (
      a.session === b.session &&
      a.kind === b.kind &&
      a.transfer === b.transfer &&
      before.subscribed === next.subscribed
    )
  if (a.state === 'waiting' && b.state === 'waiting')
    return (
      a.since === b.since &&
      a.reservedFor === b.reservedFor &&
      a.reservedUntil === b.reservedUntil &&
      a.leaveMessageAt === b.leaveMessageAt &&
      a.transfer === b.transfer
    )
  return false
}

function moveLoad(group: Group, from: AgentId | null, to: AgentId | null, at: number): void {
  if (from === to) return
  if (from !== null) changeLoad(group, from, -1, null)
  if (to !== null) changeLoad(group, to, 1, at)
}

function changeLoad(group: Group, id: AgentId, change: number, assignedAt: number | null): void {
  const load = group.writes.loads.get(id) ?? { change: 0, assignedAt: null }
  load.change += change
  load.assignedAt = assignedAt ?? load.assignedAt
  group.writes.loads.set(id, load)
  const agent = group.agents.get(id)
  if (agent === undefined) return
  const lastAssignedAt = assignedAt ?? agent.facts.lastAssignedAt
  agent.facts = { ...agent.facts, serving: Math.max(0, agent.facts.serving + change), lastAssignedAt }
}

type Written = Exclude<Effect['type'], 'queue_reply' | 'developer_reply' | 'auto_reply' | 'queue_api_reply'>

function carryOutEffect(
  work: Work,
  group: Group,
  effect: Extract<Effect, { readonly type: Written }>,
  before: Subject,
  route: Route | null,
): void {
  const { record } = work
  const { writes } = group
  const at = timeOf(work, group)
  switch (effect.type) {
    case 'timeline': {
      addRecord(work, group, {
        direction: 'event',
        origin: 'system',
        content: { type: 'timeline', line: { ...effect.line } },
        sessionId: sessionOf(record.subject) ?? sessionOf(before),
        reason: effect.line.kind === 'handed_over' ? (route?.reason ?? null) : null,
      })
      return
    }
    case 'open_session':
      writes.sessionsOpened.push({
        id: effect.session,
        openid: record.openid,
        agent: effect.agent,
        kind: effect.kind,
        at,
        waitingSince: effect.waitingSince,
      })
      // Given at once: what nobody answered is of this customer's last time here.
      if (before.conversation.state === 'none' && effect.waitingSince !== null) nothingUnread(record)
      return
    case 'close_session':
      record.endReason = effect.reason
      writes.sessionsEnded.set(effect.session, { reason: effect.reason, by: effect.by, at })
      return
    case 'restore_session':
      writes.sessionsEnded.set(effect.session, null)
      return
    case 'tag':
      writes.tags.push({ openid: record.openid, tags: effect.tags })
      group.tags.set(record.openid, [...(group.tags.get(record.openid) ?? []), ...effect.tags])
      return
    case 'release_held':
      releaseHeld(work, group, effect.count)
      return
    case 'cancel_held':
      cancelHeld(work, group, effect.count)
      return
    case 'developer_event':
      if (group.account.developer !== null) {
        writes.developerEvents.push({
          id: group.newId(),
          openid: record.openid,
          event: effect.event,
          fields: developerFields(group, effect),
          session: effect.session,
          at,
          notBefore: effect.notBefore - at + group.at,
        })
      }
      return
    case 'withdraw_developer_event':
      writes.developerEventsWithdrawn.push({
        openid: record.openid,
        session: effect.session,
        event: effect.event,
      })
      return
  }
}

/** The fields that WeChat's own kf_* events have (L5). */
function developerFields(
  group: Group,
  effect: Extract<Effect, { type: 'developer_event' }>,
): Record<string, string> {
  const name = (id: AgentId) => group.agents.get(id)?.kfName ?? `${id}@${group.account.appid}`
  return effect.event === 'kf_switch_session'
    ? { FromKfAccount: name(effect.agent), ToKfAccount: name(effect.toAgent ?? effect.agent) }
    : { KfAccount: name(effect.agent) }
}

/** The fan wrote: as many held replies as the quota allows go out, in their order (L9). */
function releaseHeld(work: Work, group: Group, count: number | 'all'): void {
  const held = heldRows(work, group)
  for (const row of count === 'all' ? held : held.slice(0, count)) {
    row.state = 'pending'
    putOutboxState(group, {
      openid: work.record.openid,
      seq: row.seq,
      state: 'pending',
      at: group.at,
      attempt: false,
      expiresAt: null,
    })
    const message = findRecord(work, group, row.seq)
    if (message !== null)
      changeRecord(work, group, message, { delivery: 'sending', errcode: null, errmsg: null })
  }
}

function cancelHeld(work: Work, group: Group, count: number | 'all'): void {
  const held = heldRows(work, group).sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0))
  for (const row of count === 'all' ? held : held.slice(0, count)) {
    group.writes.outboxGone.push({ openid: work.record.openid, seq: row.seq })
    const message = findRecord(work, group, row.seq)
    if (message !== null) changeRecord(work, group, message, { delivery: 'cancelled' })
    forgetOutboxRow(work, group, row.seq)
  }
}

/** The row is gone for the rest of this group. */
export function forgetOutboxRow(work: Work, group: Group, seq: number): void {
  const rows = group.outbox.get(work.record.openid) ?? []
  const index = rows.findIndex((row) => row.seq === seq)
  if (index >= 0) rows.splice(index, 1)
}
