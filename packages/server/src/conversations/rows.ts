import type {
  AccountId,
  AgentId,
  ClosedSession,
  Conversation,
  GroupId,
  Quota,
  Reservation,
  SessionId,
  SessionKind,
  Transfer,
  WaitingCause,
  WaitingGreeting,
} from '@duokefu/engine'
import type { ConversationRecord, MessageRecord } from './records.ts'

const ms = (column: string) => `date_part('epoch', ${column}) * 1000 as ${column.replace(/^.*\./, '')}`

/** What `conversationOf` reads, of the table under the alias `c`. Times come as milliseconds, ids as text also in JSON. */
export const conversationColumns = `c.account_id::text, c.openid, c.version::float8, c.next_seq::float8, c.state, c.cause, c.reason,
  c.reserved_agent::text, c.reserved_group::text, ${ms('c.reserved_until')}, ${ms('c.waiting_since')}, c.agent_id::text, c.session_id, c.kind,
  ${ms('c.accepted_at')}, ${ms('c.expires_at')}, c.transfer, c.closed, c.last_agent_id::text, ${ms('c.ended_at')}, c.end_reason,
  ${ms('c.fan_wrote_at')}, ${ms('c.last_at')}, c.preview, ${ms('c.unanswered_since')}, c.unread, c.read_seq::float8, c.failed,
  c.held, c.quota_left, ${ms('c.quota_until')}, c.quota_final, c.subscribed, c.remark,
  ${ms('c.away_replied_at')}, c.pinned_by::text, ${ms('c.leave_message_at')}, c.unanswered, c.in_flight,
  c.asked, c.greeting`

export interface ConversationRow {
  readonly account_id: string
  readonly openid: string
  readonly version: number
  readonly next_seq: number
  readonly state: Conversation['state']
  readonly cause: WaitingCause | null
  readonly reason: ConversationRecord['reason']
  readonly reserved_agent: string | null
  readonly reserved_group: string | null
  readonly reserved_until: number | null
  readonly waiting_since: number | null
  readonly agent_id: string | null
  readonly session_id: string | null
  readonly kind: SessionKind | null
  readonly accepted_at: number | null
  readonly expires_at: number | null
  readonly transfer: Transfer | null
  readonly closed: ClosedSession | null
  readonly last_agent_id: string | null
  readonly ended_at: number | null
  readonly end_reason: string | null
  readonly fan_wrote_at: number | null
  readonly last_at: number | null
  readonly preview: ConversationRecord['preview']
  readonly unanswered_since: number | null
  readonly unread: number
  readonly read_seq: number
  readonly failed: number
  readonly held: number
  /** null with a quota_until = unlimited; both null = unknown. */
  readonly quota_left: number | null
  readonly quota_until: number | null
  readonly quota_final: boolean
  readonly subscribed: boolean
  readonly remark: string | null
  readonly away_replied_at: number | null
  readonly leave_message_at: number | null
  readonly unanswered: number
  readonly in_flight: number
  readonly asked: ConversationRecord['asked'] | null
  readonly greeting: WaitingGreeting | null
  readonly pinned_by: string | null
}

export function conversationOf(row: ConversationRow): ConversationRecord {
  return {
    accountId: row.account_id as AccountId,
    openid: row.openid,
    version: row.version,
    nextSeq: row.next_seq,
    subject: {
      conversation: stateOf(row),
      quota: quotaOf(row),
      held: row.held,
      inFlight: row.in_flight,
      subscribed: row.subscribed,
      lastServed:
        row.last_agent_id === null
          ? null
          : { agent: row.last_agent_id as AgentId, endedAt: time(row.ended_at) ?? 0 },
      fanWroteAt: time(row.fan_wrote_at),
      awayRepliedAt: time(row.away_replied_at),
      unanswered: row.unanswered,
      greeting: row.greeting,
    },
    asked: row.asked ?? [],
    reason: row.reason,
    endReason: row.end_reason,
    lastAt: time(row.last_at),
    preview: row.preview,
    unansweredSince: time(row.unanswered_since),
    unread: row.unread,
    readSeq: row.read_seq,
    failed: row.failed,
    remark: row.remark,
    pinnedBy: row.pinned_by as AgentId | null,
  }
}

// The table's check constraints promise what the assertions below rely on.
function stateOf(row: ConversationRow): Conversation {
  switch (row.state) {
    case 'none':
      return { state: 'none', closed: row.closed }
    case 'waiting':
      return {
        state: 'waiting',
        since: time(row.waiting_since) ?? 0,
        cause: row.cause as WaitingCause,
        reservedFor: reservationOf(row),
        reservedUntil: time(row.reserved_until),
        leaveMessageAt: time(row.leave_message_at),
        expiresAt: time(row.expires_at) ?? 0,
        transfer: row.transfer,
      }
    case 'serving':
      return {
        state: 'serving',
        agent: row.agent_id as AgentId,
        session: row.session_id as SessionId,
        kind: row.kind as SessionKind,
        acceptedAt: time(row.accepted_at) ?? 0,
        expiresAt: time(row.expires_at) ?? 0,
        transfer: row.transfer,
      }
  }
}

function reservationOf(row: ConversationRow): Reservation | null {
  if (row.reserved_agent !== null) return { kind: 'agent', agent: row.reserved_agent as AgentId }
  return row.reserved_group === null ? null : { kind: 'group', group: row.reserved_group as GroupId }
}

function quotaOf(row: ConversationRow): Quota {
  const until = time(row.quota_until)
  if (until === null) return { kind: 'unknown' }
  return { kind: 'known', left: row.quota_left ?? 'unlimited', until, saidByWechat: row.quota_final }
}

/** date_part gives seconds as a double: whole milliseconds again. */
function time(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

/** What `messageOf` reads, of the table under the alias `m`. */
export const messageColumns = `m.openid, m.seq::float8, ${ms('m.at')}, m.version::float8, m.direction, m.origin, m.agent_id,
  m.session_id, m.content, m.msg_id, ${ms('m.sent_at')}, m.reason, m.client_id, m.delivery, m.errcode, m.errmsg,
  m.retried_as::float8, m.purpose, ${ms('m.delivered_at')}`

export interface MessageRow {
  readonly openid: string
  readonly seq: number
  readonly at: number
  readonly version: number
  readonly direction: MessageRecord['direction']
  readonly origin: MessageRecord['origin']
  readonly agent_id: string | null
  readonly session_id: string | null
  readonly content: MessageRecord['content']
  readonly msg_id: string | null
  readonly sent_at: number | null
  readonly reason: MessageRecord['reason']
  readonly client_id: string | null
  readonly delivery: MessageRecord['delivery']
  readonly errcode: number | null
  readonly errmsg: string | null
  readonly retried_as: number | null
  readonly purpose: MessageRecord['purpose']
  readonly delivered_at: number | null
}

export function messageOf(row: MessageRow): MessageRecord {
  return {
    openid: row.openid,
    seq: row.seq,
    at: Math.round(row.at),
    version: row.version,
    direction: row.direction,
    origin: row.origin,
    agentId: row.agent_id as AgentId | null,
    sessionId: row.session_id as SessionId | null,
    content: row.content,
    msgId: row.msg_id,
    sentAt: time(row.sent_at),
    reason: row.reason,
    clientId: row.client_id,
    delivery: row.delivery,
    errcode: row.errcode,
    errmsg: row.errmsg,
    retriedAs: row.retried_as,
    purpose: row.purpose,
    deliveredAt: time(row.delivered_at),
  }
}
