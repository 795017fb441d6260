import type { ConversationRow, Message } from '@duokefu/contract'
import type { Quota } from '@duokefu/engine'
import { aliasOf } from './alias.ts'
import type { ConversationRecord, MessageRecord } from './records.ts'

/** A fan's message that took longer than this to reach us shows its own time (延迟, L16). */
const lateAfterMs = 60_000

/** One customer as lists show them. */
export function presentConversation(record: ConversationRecord): ConversationRow {
  const { subject } = record
  const { conversation, lastServed } = subject
  const alias = aliasOf(record.openid)
  const waiting = conversation.state === 'waiting' ? conversation : null
  const serving = conversation.state === 'serving' ? conversation : null
  return {
    openid: record.openid,
    version: record.version,
    alias: alias.name,
    hue: alias.hue,
    remark: record.remark,
    state: conversation.state,
    cause: waiting?.cause ?? null,
    reason: waiting === null ? null : record.reason,
    reservedFor: waiting?.reservedFor ?? null,
    waitingSince: waiting?.since ?? null,
    agentId: serving?.agent ?? null,
    session: serving?.session ?? null,
    kind: serving?.kind ?? null,
    acceptedAt: serving?.acceptedAt ?? null,
    expiresAt: (waiting ?? serving)?.expiresAt ?? null,
    lastAgentId: lastServed?.agent ?? null,
    endedAt: lastServed?.endedAt ?? null,
    endReason: record.endReason,
    last: record.preview,
    unansweredSince: conversation.state === 'none' ? null : record.unansweredSince,
    unread: conversation.state === 'none' ? 0 : record.unread,
    failed: record.failed,
    held: subject.held,
    quota: presentQuota(subject.quota),
    subscribed: subject.subscribed,
    pinned: serving !== null && record.pinnedBy === serving.agent,
  }
}

/** What is on its way beyond the allowance shows as nothing left. */
function presentQuota(quota: Quota): Quota {
  return quota.kind === 'unknown' || quota.left === 'unlimited' || quota.left >= 0
    ? quota
    : { ...quota, left: 0 }
}

/** One record as the screen shows it. What WeChat called it stays here. */
export function presentMessage(record: MessageRecord): Message {
  const { sentAt, at, seq } = record
  // An imported one may stand with another time than its own, since it never goes above ours (L16).
  const isTimed = record.origin === 'fan' || seq <= 0
  const cameLate = isTimed && sentAt !== null && Math.abs(at - sentAt) > lateAfterMs
  return {
    openid: record.openid,
    seq: record.seq,
    at,
    version: record.version,
    direction: record.direction,
    origin: record.origin,
    agentId: record.agentId,
    sessionId: record.sessionId,
    purpose: record.purpose,
    content: record.content,
    delivery:
      record.delivery === null
        ? null
        : {
            state: record.delivery,
            errcode: record.errcode,
            errmsg: record.errmsg,
            sentAt: record.delivery === 'sent' ? record.deliveredAt : null,
            retriedAs: record.retriedAs,
          },
    clientId: record.clientId,
    lateFrom: cameLate ? sentAt : null,
    reason: record.reason,
  }
}
