import { heldBack, sending, settled } from '@duokefu/engine'
import { forgetOutboxRow } from './effects.ts'
import type { DeliveryResult, Outcome } from './entries.ts'
import {
  bump,
  changeRecord,
  type EntryOf,
  findRecord,
  type Group,
  nothing,
  type OutboxRow,
  putOutboxState,
  timeOf,
  type Work,
} from './group.ts'
import type { MessageRecord } from './records.ts'

/** What became of a message that was claimed for sending (L8). Told twice, it counts once. */
export function applyDelivered(entry: EntryOf<'delivered'>, work: Work, group: Group): Outcome {
  const row = group.outbox.get(entry.openid)?.find((each) => each.seq === entry.seq)
  const message = findRecord(work, group, entry.seq)
  if (row === undefined || row.state !== 'sending' || message === null) return nothing
  if (entry.attempts !== undefined && entry.attempts !== row.attempts) return nothing
  settle(entry.result, row, message, work, group)
  return nothing
}

function settle(
  result: DeliveryResult,
  row: OutboxRow,
  message: MessageRecord,
  work: Work,
  group: Group,
): void {
  const { openid, seq } = message
  const { record } = work
  switch (result.state) {
    case 'sent':
      if (row.counted) record.subject = settled(record.subject, 'spent', timeOf(work, group))
      group.writes.outboxGone.push({ openid, seq })
      forgetOutboxRow(work, group, seq)
      changeRecord(work, group, message, {
        delivery: 'sent',
        errcode: null,
        errmsg: null,
        deliveredAt: timeOf(work, group),
      })
      count(message, group, 'replies', timeOf(work, group))
      return
    case 'failed':
    case 'uncertain':
      if (row.counted) {
        const cost = result.state === 'failed' ? 'refused' : 'spent'
        record.subject = settled(record.subject, cost, timeOf(work, group))
      }
      group.writes.outboxGone.push({ openid, seq })
      forgetOutboxRow(work, group, seq)
      changeRecord(work, group, message, {
        delivery: result.state,
        errcode: result.errcode,
        errmsg: result.errmsg,
        // Settled, as well as one that was sent: the day in which it counts.
        deliveredAt: result.state === 'uncertain' ? timeOf(work, group) : null,
      })
      if (message.origin === 'agent') record.failed += 1
      if (result.state === 'uncertain') count(message, group, 'uncertain', timeOf(work, group))
      return
    case 'no_quota':
      hold(result, message, work, group)
      return
    case 'again':
      // An answer that came too late for its callback goes out as a message, and costs one.
      if (!row.counted) {
        record.subject = sending(record.subject)
        bump(work)
      }
      row.counted = true
      row.state = 'pending'
      putOutboxState(group, {
        openid,
        seq,
        state: 'pending',
        at: result.at,
        attempt: true,
        expiresAt: null,
      })
      if (message.errcode !== result.errcode)
        changeRecord(work, group, message, { errcode: result.errcode, errmsg: result.errmsg })
      return
  }
}

/**
 * WeChat says that nothing more goes: this one and those behind it wait for the fan's next message (L9). What a person
 * wrote, that is: a program hears the no itself and does what it will, and a text of ours would come at the wrong time.
 */
function hold(
  result: Extract<DeliveryResult, { state: 'no_quota' }>,
  message: MessageRecord,
  work: Work,
  group: Group,
): void {
  const { record } = work
  const rows = group.outbox.get(record.openid) ?? []
  const at = timeOf(work, group)
  const expiresAt = at + group.account.settings.heldLimitMs
  let held = 0
  for (const row of [...rows]) {
    const own = row.seq === message.seq
    if (row.seq < message.seq || (!own && row.state !== 'pending')) continue
    const behind = own ? message : findRecord(work, group, row.seq)
    if (behind !== null && behind.origin !== 'agent') {
      settle({ ...result, state: 'failed' }, row, behind, work, group)
      continue
    }
    row.state = 'held'
    row.expiresAt = expiresAt
    held += 1
    const { seq } = row
    putOutboxState(group, { openid: record.openid, seq, state: 'held', at, attempt: own, expiresAt })
    const trouble = own ? { errcode: result.errcode, errmsg: result.errmsg } : {}
    if (behind !== null) changeRecord(work, group, behind, { delivery: 'held', ...trouble })
  }
  const kind = result.errcode === 45015 ? 'reply_window_closed' : 'quota_used'
  record.subject = heldBack(record.subject, held, kind, at)
  bump(work)
}

/** 回复消息数: what an agent wrote and WeChat accepted; uncertain ones apart (L19). */
function count(message: MessageRecord, group: Group, figure: 'replies' | 'uncertain', at: number): void {
  if (message.origin !== 'agent' || message.agentId === null) return
  group.writes.agentReplies.push({ agent: message.agentId, figure, at })
}
