import { saidByWechat } from '@duokefu/engine'
import { forgetOutboxRow } from './effects.ts'
import type { DeliveryResult, Outcome } from './entries.ts'
import {
  bump,
  changeRecord,
  type EntryOf,
  findRecord,
  type Group,
  nothing,
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
  settle(entry.result, message, work, group)
  return nothing
}

function settle(result: DeliveryResult, message: MessageRecord, work: Work, group: Group): void {
  const { openid, seq } = message
  switch (result.state) {
    case 'sent':
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
      group.writes.outboxGone.push({ openid, seq })
      forgetOutboxRow(work, group, seq)
      changeRecord(work, group, message, {
        delivery: result.state,
        errcode: result.errcode,
        errmsg: result.errmsg,
        // Settled, as well as one that was sent: the day in which it counts.
        deliveredAt: result.state === 'uncertain' ? timeOf(work, group) : null,
      })
      if (message.origin === 'agent') work.record.failed += 1
      if (result.state === 'uncertain') count(message, group, 'uncertain', timeOf(work, group))
      return
    case 'no_quota':
      hold(result, message, work, group)
      return
    case 'again': {
      putOutboxState(group, {
        openid,
        seq,
        state: 'pending',
        at: result.at,
        attempt: true,
        expiresAt: null,
      })
      const row = group.outbox.get(openid)?.find((each) => each.seq === seq)
      if (row !== undefined) row.state = 'pending'
      if (message.errcode !== result.errcode)
        changeRecord(work, group, message, { errcode: result.errcode, errmsg: result.errmsg })
      return
    }
  }
}

/**
 * WeChat says that nothing more goes: this one and those behind it wait for the fan's next message (L9). A program hears
 * the no itself and does what it will; sent by us later as well, its message could arrive twice.
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
    if (row.seq < message.seq || row.passive || row.state === 'held') continue
    const own = row.seq === message.seq
    if (!own && row.state !== 'pending') continue
    const behind = own ? message : findRecord(work, group, row.seq)
    if (behind?.origin === 'api') {
      settle({ ...result, state: 'failed' }, behind, work, group)
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
  record.subject = {
    ...record.subject,
    held: record.subject.held + held,
    quota: saidByWechat(record.subject.quota, kind, at),
  }
  bump(work)
}

/** 回复消息数: what an agent wrote and WeChat accepted; uncertain ones apart (L19). */
function count(message: MessageRecord, group: Group, figure: 'replies' | 'uncertain', at: number): void {
  if (message.origin !== 'agent' || message.agentId === null) return
  group.writes.agentReplies.push({ agent: message.agentId, figure, at })
}
