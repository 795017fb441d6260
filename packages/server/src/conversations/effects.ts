import type { Content } from '@duokefu/contract'
import type { AgentId, Decision, Effect, Subject } from '@duokefu/engine'
import type { Payload } from './entries.ts'
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
import type { MessageRecord } from './records.ts'

/** What `queue_reply` puts into the outbox: the reply that the decided command brought. */
export interface ReplyToQueue {
  readonly agentId: AgentId
  readonly content: Content
  readonly payload: Payload
  readonly clientId: string | null
}

/**
 * Carries a decision out on the group: the new state, its records, and everything that must be written with it.
 * Returns the record of the reply, if the decision queued one.
 */
export function carryOut(
  work: Work,
  group: Group,
  decision: Decision,
  reply: ReplyToQueue | null = null,
): MessageRecord | null {
  const before = work.record.subject
  setSubject(work, group, decision.next)
  let queued: MessageRecord | null = null
  for (const effect of decision.effects) queued = carryOutEffect(work, group, effect, before, reply) ?? queued
  return queued
}

function setSubject(work: Work, group: Group, next: Subject): void {
  const { record } = work
  const before = record.subject
  if (before === next) return
  record.subject = next
  const stateChanged = before.conversation !== next.conversation
  const isAwayTold = before.awayRepliedAt !== next.awayRepliedAt
  if (isAwayTold || (stateChanged && !sameButForClock(before, next))) work.dirty = 'state'
  else if (work.dirty === 'nothing') work.dirty = 'traffic'
  moveLoad(group, servingAgent(before), servingAgent(next), timeOf(work, group))
  if (before.conversation.state === next.conversation.state) return
  bump(work)
  if (next.conversation.state === 'none') {
    // What nobody answered stays noted, for a close that is undone or a customer who is taken up again.
    record.reason = null
    return
  }
  record.endReason = null
  if (before.conversation.state === 'none' && next.conversation.state === 'waiting') {
    record.unread = 0
    record.unansweredSince = null
  }
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

function carryOutEffect(
  work: Work,
  group: Group,
  effect: Effect,
  before: Subject,
  reply: ReplyToQueue | null,
): MessageRecord | null {
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
      })
      return null
    }
    case 'open_session':
      writes.sessionsOpened.push({
        id: effect.session,
        openid: record.openid,
        agent: effect.agent,
        kind: effect.kind,
        at,
        waitingSince: before.conversation.state === 'waiting' ? before.conversation.since : null,
      })
      return null
    case 'close_session':
      record.endReason = effect.reason
      writes.sessionsEnded.set(effect.session, { reason: effect.reason, by: effect.by, at })
      return null
    case 'restore_session':
      writes.sessionsEnded.set(effect.session, null)
      return null
    case 'queue_reply':
      return reply === null ? null : queueReply(work, group, reply, effect.held)
    // The last effect of its command, whose message apply-api.ts has.
    case 'queue_api_reply':
      return null
    case 'auto_text':
      queueAutoText(work, group, effect)
      return null
    case 'release_held':
      releaseHeld(work, group, effect.count)
      return null
    case 'cancel_held':
      cancelHeld(work, group, effect.count)
      return null
    case 'developer_event':
      if (group.account.developer !== null) {
        writes.developerEvents.push({
          id: group.newId(),
          openid: record.openid,
          event: effect.event,
          fields: developerFields(group, effect),
          session: effect.session,
          at,
          notBefore: effect.notBefore,
        })
      }
      return null
    case 'withdraw_developer_event':
      writes.developerEventsWithdrawn.push({
        openid: record.openid,
        session: effect.session,
        event: effect.event,
      })
      return null
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

function queueReply(work: Work, group: Group, reply: ReplyToQueue, held: boolean): MessageRecord {
  const { record } = work
  const session = sessionOf(record.subject)
  const message = addRecord(work, group, {
    direction: 'out',
    origin: 'agent',
    agentId: reply.agentId,
    content: reply.content,
    clientId: reply.clientId,
    delivery: held ? 'held' : 'sending',
  })
  record.unansweredSince = null
  putInOutbox(work, group, message, reply.payload, group.agents.get(reply.agentId)?.kfAccount ?? null)
  if (session !== null) {
    const replies = group.writes.sessionReplies.get(session) ?? { count: 0, at: message.at }
    replies.count += 1
    group.writes.sessionReplies.set(session, replies)
  }
  return message
}

function queueAutoText(
  work: Work,
  group: Group,
  { text, agent, purpose }: Extract<Effect, { type: 'auto_text' }>,
): void {
  const message = addRecord(work, group, {
    direction: 'out',
    origin: 'auto',
    purpose,
    agentId: agent,
    content: { type: 'text', text, menuId: null },
    delivery: 'sending',
  })
  const kfAccount = agent === null ? null : (group.agents.get(agent)?.kfAccount ?? null)
  putInOutbox(work, group, message, { type: 'text', text }, kfAccount)
}

/** Writes the outbox row of an outgoing record, as held when the record says so. */
export function putInOutbox(
  work: Work,
  group: Group,
  message: MessageRecord,
  payload: Payload,
  kfAccount: string | null,
): void {
  const held = message.delivery === 'held'
  const expiresAt = held ? message.at + group.account.settings.heldLimitMs : null
  group.writes.outboxNew.push({
    openid: message.openid,
    seq: message.seq,
    at: message.at,
    state: held ? 'held' : 'pending',
    passive: false,
    payload,
    kfAccount,
    leaseUntil: null,
    expiresAt,
  })
  group.outbox.get(work.record.openid)?.push({
    seq: message.seq,
    at: message.at,
    passive: false,
    attempts: 0,
    expiresAt,
    state: held ? 'held' : 'pending',
  })
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
      at: timeOf(work, group),
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
