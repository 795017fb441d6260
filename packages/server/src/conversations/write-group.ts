import { dueAt } from '@duokefu/engine'
import type { ClientBase } from 'pg'
import type { Group } from './group.ts'
import type { ConversationRecord, MessageRecord } from './records.ts'

const at = (parameter: string) => `to_timestamp(${parameter} / 1000.0)`

/** Writes what a group decided, a statement per table, none where there is nothing. */
export async function writeGroup(client: ClientBase, group: Group): Promise<void> {
  const { writes } = group
  await writeConversations(client, group)
  if (writes.messages.length > 0) await insertMessages(client, group, writes.messages)
  if (writes.messageChanges.size > 0) await updateMessages(client, group, [...writes.messageChanges.values()])
  if (writes.receipts.length > 0) await insertReceipts(client, group)
  if (writes.takenOver.length > 0 || writes.closedReceipts.length > 0) await updateReceipts(client, group)
  if (writes.outboxNew.length > 0) await insertOutbox(client, group)
  if (writes.outboxStates.length > 0) await updateOutbox(client, group)
  if (writes.outboxGone.length > 0) await deleteOutbox(client, group)
  if (writes.commandIds.length > 0) await insertCommandIds(client, group)
  await writeSessions(client, group)
  await writeDeveloperEvents(client, group)
  await writeCustomers(client, group)
  if (writes.media.length > 0) await insertMedia(client, group)
  await writeAgents(client, group)
}

// The updates below name their customers twice: a plan that PostgreSQL made while the table was small, and keeps, would
// else read all of it for each group. Measured with 2,000 customers: six times as long.
async function writeConversations(client: ClientBase, group: Group): Promise<void> {
  const traffic: ConversationRecord[] = []
  const state: ConversationRecord[] = []
  for (const { dirty, record } of group.works.values()) {
    if (dirty === 'traffic') traffic.push(record)
    if (dirty === 'state') state.push(record)
  }
  // The state first: its columns must agree with each other in every statement.
  if (state.length > 0) await updateState(client, group, state)
  if (traffic.length + state.length > 0) await updateTraffic(client, group, [...traffic, ...state])
}

/** What every message changes: few columns, none of them in an index but the minute of the clock. */
async function updateTraffic(
  client: ClientBase,
  group: Group,
  records: readonly ConversationRecord[],
): Promise<void> {
  await client.query({
    name: 'ledger.traffic',
    text: `update conversation c set version = w.version, next_seq = w.next_seq, expires_at = ${at('w.expires_at')},
        wake_at = ${at('w.wake_at')}, fan_wrote_at = ${at('w.fan_wrote_at')}, last_at = ${at('w.last_at')}, preview = w.preview,
        unanswered_since = ${at('w.unanswered_since')}, unread = w.unread, read_seq = w.read_seq, failed = w.failed, held = w.held,
        quota_left = w.quota_left, quota_until = ${at('w.quota_until')}, quota_final = w.quota_final
      from unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::jsonb[],
        $10::float8[], $11::int[], $12::bigint[], $13::int[], $14::int[], $15::int[], $16::float8[], $17::bool[])
        as w(openid, version, next_seq, expires_at, wake_at, fan_wrote_at, last_at, preview, unanswered_since, unread, read_seq,
          failed, held, quota_left, quota_until, quota_final)
      where c.account_id = $1 and c.openid = any($2::text[]) and c.openid = w.openid`,
    values: [group.account.id, ...trafficColumns(records)],
  })
}

function trafficColumns(records: readonly ConversationRecord[]): unknown[][] {
  return [
    records.map((record) => record.openid),
    records.map((record) => record.version),
    records.map((record) => record.nextSeq),
    records.map((record) => expiryOf(record)),
    records.map((record) => wakeOf(record)),
    records.map((record) => record.subject.fanWroteAt),
    records.map((record) => record.lastAt),
    records.map((record) => json(record.preview)),
    records.map((record) => record.unansweredSince),
    records.map((record) => record.unread),
    records.map((record) => record.readSeq),
    records.map((record) => record.failed),
    records.map((record) => record.subject.held),
    records.map(({ subject: { quota } }) =>
      quota.kind === 'unknown' || quota.left === 'unlimited' ? null : quota.left,
    ),
    records.map(({ subject: { quota } }) => (quota.kind === 'unknown' ? null : quota.until)),
    records.map(({ subject: { quota } }) => quota.kind === 'known' && quota.saidByWechat),
  ]
}

/** Everything, after a decision that moved the customer. */
async function updateState(
  client: ClientBase,
  group: Group,
  records: readonly ConversationRecord[],
): Promise<void> {
  const rows = records.map((record) => ({
    openid: record.openid,
    reason: record.reason,
    subscribed: record.subject.subscribed,
    remark: record.remark,
    end_reason: record.endReason,
    last_agent_id: record.subject.lastServed?.agent ?? null,
    ended_at: record.subject.lastServed?.endedAt ?? null,
    away_replied_at: record.subject.awayRepliedAt,
    ...stateColumns(record),
  }))
  await client.query({
    name: 'ledger.state',
    text: `update conversation c set state = w.state, cause = w.cause, reason = w.reason, reserved_agent = w.reserved_agent,
        reserved_group = w.reserved_group, reserved_until = ${at('w.reserved_until')}, waiting_since = ${at('w.waiting_since')},
        agent_id = w.agent_id, session_id = w.session_id, kind = w.kind, accepted_at = ${at('w.accepted_at')},
        expires_at = ${at('w.expires_at')}, wake_at = ${at('w.wake_at')}, transfer = w.transfer, closed = w.closed,
        last_agent_id = w.last_agent_id, ended_at = ${at('w.ended_at')}, end_reason = w.end_reason, subscribed = w.subscribed,
        remark = w.remark, away_replied_at = ${at('w.away_replied_at')}
      from jsonb_to_recordset($2) as w(openid text, state text, cause text, reason jsonb, reserved_agent bigint,
        reserved_group bigint, reserved_until float8, waiting_since float8, agent_id bigint, session_id uuid, kind text,
        accepted_at float8, expires_at float8, wake_at float8, transfer jsonb, closed jsonb, last_agent_id bigint,
        ended_at float8, end_reason text, subscribed bool, remark text, away_replied_at float8)
      where c.account_id = $1 and c.openid = any($3::text[]) and c.openid = w.openid`,
    values: [group.account.id, JSON.stringify(rows), records.map((record) => record.openid)],
  })
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

async function insertMessages(
  client: ClientBase,
  group: Group,
  messages: readonly MessageRecord[],
): Promise<void> {
  await client.query({
    name: 'ledger.insertMessages',
    text: `insert into message (account_id, openid, seq, at, version, direction, origin, agent_id, session_id, content, msg_id,
        sent_at, reason, client_id, delivery, purpose)
      select $1, openid, seq, ${at('at')}, version, direction, origin, agent_id, session_id, content, msg_id, ${at('sent_at')},
        reason, client_id, delivery, purpose
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::uuid[],
        $10::jsonb[], $11::text[], $12::float8[], $13::jsonb[], $14::uuid[], $15::text[], $16::text[])
        as w(openid, seq, at, version, direction, origin, agent_id, session_id, content, msg_id, sent_at, reason, client_id,
          delivery, purpose)`,
    values: [
      group.account.id,
      messages.map((message) => message.openid),
      messages.map((message) => message.seq),
      messages.map((message) => message.at),
      messages.map((message) => message.version),
      messages.map((message) => message.direction),
      messages.map((message) => message.origin),
      messages.map((message) => message.agentId),
      messages.map((message) => message.sessionId),
      messages.map((message) => json(message.content)),
      messages.map((message) => message.msgId),
      messages.map((message) => message.sentAt),
      messages.map((message) => json(message.reason)),
      messages.map((message) => message.clientId),
      messages.map((message) => message.delivery),
      messages.map((message) => message.purpose),
    ],
  })
}

async function updateMessages(
  client: ClientBase,
  group: Group,
  messages: readonly MessageRecord[],
): Promise<void> {
  await client.query({
    name: 'ledger.updateMessages',
    text: `update message m set version = w.version, content = w.content, delivery = w.delivery, errcode = w.errcode,
        errmsg = w.errmsg, retried_as = w.retried_as, delivered_at = ${at('w.delivered_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::jsonb[], $7::text[], $8::int[], $9::text[],
        $10::bigint[], $11::float8[])
        as w(openid, seq, at, version, content, delivery, errcode, errmsg, retried_as, delivered_at)
      where m.account_id = $1 and m.openid = w.openid and m.seq = w.seq and m.at = ${at('w.at')}`,
    values: [
      group.account.id,
      messages.map((message) => message.openid),
      messages.map((message) => message.seq),
      messages.map((message) => message.at),
      messages.map((message) => message.version),
      messages.map((message) => json(message.content)),
      messages.map((message) => message.delivery),
      messages.map((message) => message.errcode),
      messages.map((message) => message.errmsg),
      messages.map((message) => message.retriedAs),
      messages.map((message) => message.deliveredAt),
    ],
  })
}

async function insertReceipts(client: ClientBase, group: Group): Promise<void> {
  const { receipts } = group.writes
  const inserted = await client.query({
    name: 'ledger.insertReceipts',
    text: `insert into receipt (account_id, key, day, openid, attempt_id, lease_until, to_developer, answer, seq)
      select $1, key, day, openid, attempt_id, ${at('lease_until')}, to_developer, answer, seq
      from unnest($2::text[], $3::date[], $4::text[], $5::uuid[], $6::float8[], $7::bool[], $8::text[], $9::bigint[])
        as w(key, day, openid, attempt_id, lease_until, to_developer, answer, seq)
      on conflict do nothing`,
    values: [
      group.account.id,
      receipts.map((receipt) => receipt.key),
      receipts.map((receipt) => receipt.day),
      receipts.map((receipt) => receipt.openid),
      receipts.map((receipt) => receipt.attemptId),
      receipts.map((receipt) => receipt.leaseUntil),
      receipts.map((receipt) => receipt.toDeveloper),
      receipts.map((receipt) => receipt.answer),
      receipts.map((receipt) => receipt.seq),
    ],
  })
  // Another process took the same event of nobody's customer in between (there is no row to lock then).
  if (inserted.rowCount !== receipts.length) throw new ReceiptTakenError()
}

/** The group is decided again: the receipt is there now. */
export class ReceiptTakenError extends Error {
  override readonly name = 'ReceiptTakenError'
}

async function updateReceipts(client: ClientBase, group: Group): Promise<void> {
  const { takenOver, closedReceipts } = group.writes
  for (const { key, day, attemptId, leaseUntil } of takenOver) {
    await client.query({
      name: 'ledger.takeReceiptOver',
      text: `update receipt r set attempt_id = $4, lease_until = ${at('$5::float8')} where r.account_id = $1 and r.key = $2 and r.day = $3`,
      values: [group.account.id, key, day, attemptId, leaseUntil],
    })
  }
  if (closedReceipts.length === 0) return
  await client.query({
    name: 'ledger.closeReceipts',
    text: `update receipt r set lease_until = null, answer = w.answer
      from unnest($2::text[], $3::date[], $4::text[]) as w(key, day, answer)
      where r.account_id = $1 and r.key = w.key and r.day = w.day`,
    values: [
      group.account.id,
      closedReceipts.map((receipt) => receipt.key),
      closedReceipts.map((receipt) => receipt.day),
      closedReceipts.map((receipt) => receipt.answer),
    ],
  })
}

async function insertOutbox(client: ClientBase, group: Group): Promise<void> {
  const { outboxNew } = group.writes
  await client.query({
    name: 'ledger.insertOutbox',
    text: `insert into outbox (account_id, openid, seq, at, state, passive, counted, payload, kf_account, next_try_at, process_id,
        lease_until, expires_at)
      select $1, openid, seq, ${at('at')}, state, passive, not passive, payload, kf_account, ${at('at')},
        case when passive then $11::uuid end, ${at('lease_until')}, ${at('expires_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::text[], $6::bool[], $7::jsonb[], $8::text[], $9::float8[],
        $10::float8[]) as w(openid, seq, at, state, passive, payload, kf_account, lease_until, expires_at)`,
    values: [
      group.account.id,
      outboxNew.map((row) => row.openid),
      outboxNew.map((row) => row.seq),
      outboxNew.map((row) => row.at),
      outboxNew.map((row) => row.state),
      outboxNew.map((row) => row.passive),
      outboxNew.map((row) => json(row.payload)),
      outboxNew.map((row) => row.kfAccount),
      outboxNew.map((row) => row.leaseUntil),
      outboxNew.map((row) => row.expiresAt),
      group.processId,
    ],
  })
}

/** Back to pending (at a time), or held until the fan writes. */
async function updateOutbox(client: ClientBase, group: Group): Promise<void> {
  const { outboxStates } = group.writes
  await client.query({
    name: 'ledger.updateOutbox',
    text: `update outbox o set state = w.state, next_try_at = ${at('w.at')}, process_id = null, lease_until = null,
        attempts = case when w.attempt then o.attempts + 1 else 0 end,
        expires_at = ${at('w.expires_at')}
      from unnest($2::text[], $3::bigint[], $4::text[], $5::float8[], $6::bool[], $7::float8[])
        as w(openid, seq, state, at, attempt, expires_at)
      where o.account_id = $1 and o.openid = w.openid and o.seq = w.seq`,
    values: [
      group.account.id,
      outboxStates.map((row) => row.openid),
      outboxStates.map((row) => row.seq),
      outboxStates.map((row) => row.state),
      outboxStates.map((row) => row.at),
      outboxStates.map((row) => row.attempt),
      outboxStates.map((row) => row.expiresAt),
    ],
  })
}

async function deleteOutbox(client: ClientBase, group: Group): Promise<void> {
  const { outboxGone } = group.writes
  await client.query({
    name: 'ledger.deleteOutbox',
    text: `delete from outbox o using unnest($2::text[], $3::bigint[]) as w(openid, seq)
      where o.account_id = $1 and o.openid = w.openid and o.seq = w.seq`,
    values: [group.account.id, outboxGone.map((row) => row.openid), outboxGone.map((row) => row.seq)],
  })
}

async function insertCommandIds(client: ClientBase, group: Group): Promise<void> {
  const { commandIds } = group.writes
  await client.query({
    name: 'ledger.insertCommandIds',
    text: `insert into command_id (account_id, command_id, openid, outcome, at)
      select $1, id, openid, outcome, ${at('$5::float8')} from unnest($2::uuid[], $3::text[], $4::jsonb[]) as w(id, openid, outcome)`,
    values: [
      group.account.id,
      commandIds.map((command) => command.id),
      commandIds.map((command) => command.openid),
      commandIds.map((command) => json(command.outcome)),
      group.at,
    ],
  })
}

async function writeSessions(client: ClientBase, group: Group): Promise<void> {
  const { sessionsOpened, sessionsEnded, sessionReplies } = group.writes
  if (sessionsOpened.length > 0) {
    await client.query({
      name: 'ledger.openSessions',
      text: `insert into session (account_id, session_id, openid, agent_id, kind, started_at, waiting_since)
        select $1, w.id, w.openid, w.agent, w.kind, ${at('w.at')}, ${at('w."waitingSince"')}
        from jsonb_to_recordset($2) as w(id uuid, openid text, agent bigint, kind text, at float8, "waitingSince" float8)`,
      values: [group.account.id, JSON.stringify(sessionsOpened)],
    })
  }
  if (sessionsEnded.size > 0) {
    const rows = [...sessionsEnded].map(([id, end]) => ({ id, ...end }))
    await client.query({
      name: 'ledger.endSessions',
      text: `update session s set ended_at = ${at('w.at')}, end_reason = w.reason, ended_by = w.by
        from jsonb_to_recordset($2) as w(id uuid, at float8, reason text, by bigint)
        where s.account_id = $1 and s.session_id = w.id`,
      values: [group.account.id, JSON.stringify(rows)],
    })
  }
  if (sessionReplies.size > 0) {
    const rows = [...sessionReplies].map(([id, replies]) => ({ id, ...replies }))
    await client.query({
      name: 'ledger.countReplies',
      text: `update session s set replies = s.replies + w.count, first_reply_at = coalesce(s.first_reply_at, ${at('w.at')})
        from jsonb_to_recordset($2) as w(id uuid, count int, at float8)
        where s.account_id = $1 and s.session_id = w.id`,
      values: [group.account.id, JSON.stringify(rows)],
    })
  }
}

async function writeDeveloperEvents(client: ClientBase, group: Group): Promise<void> {
  const { developerEvents, developerEventsWithdrawn } = group.writes
  if (developerEvents.length > 0) {
    await client.query({
      name: 'ledger.developerEvents',
      text: `insert into developer_event (account_id, event_id, openid, event, fields, session_id, created_at, not_before)
        select $1, w.id, w.openid, w.event, w.fields, w.session, ${at('w.at')}, ${at('w."notBefore"')}
        from jsonb_to_recordset($2) as w(id uuid, openid text, event text, fields jsonb, session uuid, at float8, "notBefore" float8)`,
      values: [group.account.id, JSON.stringify(developerEvents)],
    })
  }
  for (const { openid, session, event } of developerEventsWithdrawn) {
    await client.query({
      name: 'ledger.withdrawDeveloperEvent',
      text: `delete from developer_event e
        where e.account_id = $1 and e.openid = $2 and e.session_id = $3 and e.event = $4 and e.attempts = 0`,
      values: [group.account.id, openid, session, event],
    })
  }
}

async function writeCustomers(client: ClientBase, group: Group): Promise<void> {
  const { customers, subscriptions } = group.writes
  if (customers.length > 0) {
    await client.query({
      name: 'ledger.customers',
      text: `insert into customer (account_id, openid, first_seen_at)
        select $1, openid, ${at('at')} from unnest($2::text[], $3::float8[]) as w(openid, at) on conflict do nothing`,
      values: [group.account.id, customers.map((row) => row.openid), customers.map((row) => row.at)],
    })
  }
  for (const { openid, at: subscribedAt, source } of subscriptions) {
    await client.query({
      name: 'ledger.subscription',
      text: `update customer c set subscribed_at = ${at('$3::float8')}, source = coalesce($4, c.source)
        where c.account_id = $1 and c.openid = $2`,
      values: [group.account.id, openid, subscribedAt, source],
    })
  }
}

async function insertMedia(client: ClientBase, group: Group): Promise<void> {
  await client.query({
    name: 'ledger.media',
    text: `insert into media (account_id, media_key, source, state, next_try_at, created_at, openid, seq, at)
      select $1, w.key, w.source, 'fetching', ${at('w.at')}, ${at('w.at')}, w.openid, w.seq, ${at('w.at')}
      from jsonb_to_recordset($2) as w(key text, source jsonb, openid text, seq bigint, at float8)
      on conflict do nothing`,
    values: [group.account.id, JSON.stringify(group.writes.media)],
  })
}

async function writeAgents(client: ClientBase, group: Group): Promise<void> {
  const { loads, agentReplies } = group.writes
  const changed = [...loads].filter(([, load]) => load.change !== 0 || load.assignedAt !== null)
  if (changed.length > 0) {
    // In key order, as everybody locks loads.
    const rows = changed
      .map(([id, load]) => ({ id, ...load }))
      .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
    await client.query({
      name: 'ledger.loads',
      text: `insert into agent_load as l (account_id, agent_id, serving, last_assigned_at)
        select $1, w.id, greatest(w.change, 0), ${at('w."assignedAt"')}
        from jsonb_to_recordset($2) as w(id bigint, change int, "assignedAt" float8)
        on conflict (account_id, agent_id) do update set
          serving = l.serving + (select x.change from jsonb_to_recordset($2) as x(id bigint, change int) where x.id = l.agent_id),
          last_assigned_at = coalesce(excluded.last_assigned_at, l.last_assigned_at)`,
      values: [group.account.id, JSON.stringify(rows)],
    })
  }
  if (agentReplies.length > 0) {
    await client.query({
      name: 'ledger.agentReplies',
      text: `insert into agent_hour as d (account_id, agent_id, day, hour, replies, uncertain)
        select $1, w.agent, l.at::date, date_part('hour', l.at), count(*) filter (where w.figure = 'replies'),
          count(*) filter (where w.figure = 'uncertain')
        from jsonb_to_recordset($2) as w(agent bigint, figure text, at float8),
          lateral (select ${at('w.at')} at time zone $3 as at) as l
        group by 2, 3, 4 order by 3, 2, 4
        on conflict (account_id, day, agent_id, hour) do update set
          replies = d.replies + excluded.replies, uncertain = d.uncertain + excluded.uncertain`,
      values: [group.account.id, JSON.stringify(agentReplies), group.account.timeZone],
    })
  }
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** Tells the other processes which customers changed: keys and versions, never contents. */
export async function notifyOthers(client: ClientBase, group: Group): Promise<void> {
  for (const payload of notifications(group)) {
    await client.query({ name: 'ledger.notify', text: `select pg_notify('duokefu', $1)`, values: [payload] })
  }
}

/** PostgreSQL takes at most 8,000 bytes in one notification. */
const notifyBytes = 7_500

function notifications(group: Group): string[] {
  const changed = [...group.works.values()].filter((work) => work.record.version > work.since)
  const payloads: string[] = []
  let part: [string, number, number][] = []
  let bytes = 0
  for (const { record, since } of changed) {
    const cost = Buffer.byteLength(record.openid) + 48
    if (bytes + cost > notifyBytes) {
      payloads.push(payloadOf(group, part))
      part = []
      bytes = 0
    }
    part.push([record.openid, record.version, since])
    bytes += cost
  }
  if (part.length > 0) payloads.push(payloadOf(group, part))
  return payloads
}

function payloadOf(group: Group, changes: [string, number, number][]): string {
  return JSON.stringify({ p: group.processId, a: group.account.id, c: changes })
}
