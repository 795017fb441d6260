import { dueAt } from '@duokefu/engine'
import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import type { ConversationRecord } from '../records.ts'
import { plain, texts } from './array.ts'
import { at, json } from './sql.ts'

// The updates below name their customers twice: a plan that PostgreSQL made while the table was small, and keeps, would
// else read all of it for each group. Measured with 2,000 customers: six times as long.
export function* writeConversations(group: Group): Generator<Statement> {
  const traffic: ConversationRecord[] = []
  const state: ConversationRecord[] = []
  for (const { dirty, record } of group.works.values()) {
    if (dirty === 'traffic') traffic.push(record)
    if (dirty === 'state') state.push(record)
  }
  // The state first: its columns must agree with each other in every statement.
  if (state.length > 0) yield updateState(group, state)
  if (traffic.length + state.length > 0) yield updateTraffic(group, [...traffic, ...state])
}

/** What every message changes: few columns, none of them in an index but the minute of the clock. */
function updateTraffic(group: Group, records: readonly ConversationRecord[]): Statement {
  return {
    name: 'ledger.traffic',
    text: `update conversation c set version = w.version, next_seq = w.next_seq, expires_at = ${at('w.expires_at')},
        wake_at = ${at('w.wake_at')}, fan_wrote_at = ${at('w.fan_wrote_at')}, last_at = ${at('w.last_at')}, preview = w.preview,
        unanswered_since = ${at('w.unanswered_since')}, unread = w.unread, read_seq = w.read_seq, failed = w.failed, held = w.held,
        quota_left = w.quota_left, quota_until = ${at('w.quota_until')}, quota_final = w.quota_final, unanswered = w.unanswered,
        in_flight = w.in_flight, asked = w.asked
      from unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::jsonb[],
        $10::float8[], $11::int[], $12::bigint[], $13::int[], $14::int[], $15::int[], $16::float8[], $17::bool[], $18::int[],
        $19::int[], $20::jsonb[])
        as w(openid, version, next_seq, expires_at, wake_at, fan_wrote_at, last_at, preview, unanswered_since, unread, read_seq,
          failed, held, quota_left, quota_until, quota_final, unanswered, in_flight, asked)
      where c.account_id = $1 and c.openid = any($2::text[]) and c.openid = w.openid`,
    values: [group.account.id, ...trafficColumns(records)],
  }
}

function trafficColumns(records: readonly ConversationRecord[]): string[] {
  return [
    texts(records, (record) => record.openid),
    plain(records, (record) => record.version),
    plain(records, (record) => record.nextSeq),
    plain(records, (record) => expiryOf(record)),
    plain(records, (record) => wakeOf(record)),
    plain(records, (record) => record.subject.fanWroteAt),
    plain(records, (record) => record.lastAt),
    texts(records, (record) => json(record.preview)),
    plain(records, (record) => record.unansweredSince),
    plain(records, (record) => record.unread),
    plain(records, (record) => record.readSeq),
    plain(records, (record) => record.failed),
    plain(records, (record) => record.subject.held),
    plain(records, ({ subject: { quota } }) =>
      quota.kind === 'unknown' || quota.left === 'unlimited' ? null : quota.left,
    ),
    plain(records, ({ subject: { quota } }) => (quota.kind === 'unknown' ? null : quota.until)),
    plain(records, ({ subject: { quota } }) => quota.kind === 'known' && quota.saidByWechat),
    plain(records, ({ subject }) => subject.unanswered),
    plain(records, ({ subject }) => subject.inFlight),
    texts(records, ({ asked }) => (asked.length === 0 ? null : json(asked))),
  ]
}

/** Everything, after a decision that moved the customer. */
function updateState(group: Group, records: readonly ConversationRecord[]): Statement {
  const rows = records.map((record) => ({
    openid: record.openid,
    reason: record.reason,
    subscribed: record.subject.subscribed,
    remark: record.remark,
    pinned_by: record.pinnedBy,
    end_reason: record.endReason,
    last_agent_id: record.subject.lastServed?.agent ?? null,
    ended_at: record.subject.lastServed?.endedAt ?? null,
    away_replied_at: record.subject.awayRepliedAt,
    greeting: record.subject.greeting,
    ...stateColumns(record),
  }))
  return {
    name: 'ledger.state',
    text: `update conversation c set state = w.state, cause = w.cause, reason = w.reason, reserved_agent = w.reserved_agent,
        reserved_group = w.reserved_group, reserved_until = ${at('w.reserved_until')}, waiting_since = ${at('w.waiting_since')},
        agent_id = w.agent_id, session_id = w.session_id, kind = w.kind, accepted_at = ${at('w.accepted_at')},
        expires_at = ${at('w.expires_at')}, wake_at = ${at('w.wake_at')}, transfer = w.transfer, closed = w.closed,
        last_agent_id = w.last_agent_id, ended_at = ${at('w.ended_at')}, end_reason = w.end_reason, subscribed = w.subscribed,
        remark = w.remark, away_replied_at = ${at('w.away_replied_at')}, pinned_by = w.pinned_by,
        leave_message_at = ${at('w.leave_message_at')}, greeting = w.greeting
      from jsonb_to_recordset($2) as w(openid text, state text, cause text, reason jsonb, reserved_agent bigint,
        reserved_group bigint, reserved_until float8, waiting_since float8, agent_id bigint, session_id uuid, kind text,
        accepted_at float8, expires_at float8, wake_at float8, transfer jsonb, closed jsonb, last_agent_id bigint,
        ended_at float8, end_reason text, subscribed bool, remark text, away_replied_at float8,
        pinned_by bigint, leave_message_at float8, greeting jsonb)
      where c.account_id = $1 and c.openid = any($3::text[]) and c.openid = w.openid`,
    values: [group.account.id, JSON.stringify(rows), records.map((record) => record.openid)],
  }
}

function stateColumns(record: ConversationRecord): Record<string, unknown> {
  const { conversation } = record.subject
  const shared = { state: conversation.state, expires_at: expiryOf(record), wake_at: wakeOf(record) }
  switch (conversation.state) {
    case 'none':
      return { ...shared, closed: conversation.closed }
    case 'waiting':
      return {
        ...shared,
        cause: conversation.cause,
        waiting_since: conversation.since,
        reserved_agent: conversation.reservedFor?.kind === 'agent' ? conversation.reservedFor.agent : null,
        reserved_group: conversation.reservedFor?.kind === 'group' ? conversation.reservedFor.group : null,
        reserved_until: conversation.reservedUntil,
        leave_message_at: conversation.leaveMessageAt,
        transfer: conversation.transfer,
      }
    case 'serving':
      return {
        ...shared,
        agent_id: conversation.agent,
        session_id: conversation.session,
        kind: conversation.kind,
        accepted_at: conversation.acceptedAt,
        transfer: conversation.transfer,
      }
  }
}

function expiryOf({ subject: { conversation } }: ConversationRecord): number | null {
  return conversation.state === 'none' ? null : conversation.expiresAt
}

/** By the minute, so that a busy conversation's index entry stays where it is. */
function wakeOf({ subject: { conversation } }: ConversationRecord): number | null {
  const due = dueAt(conversation)
  return due === null ? null : Math.floor(due / 60_000) * 60_000
}
