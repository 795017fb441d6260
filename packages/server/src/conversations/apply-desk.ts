import { decide } from '@duokefu/engine'
import { carryOut, forgetOutboxRow } from './effects.ts'
import type { Outcome } from './entries.ts'
import {
  addRecord,
  bump,
  changeRecord,
  contextOf,
  type EntryOf,
  findRecord,
  type Group,
  servingAgent,
  type Work,
} from './group.ts'
import { once } from './once.ts'
import type { MessageRecord } from './records.ts'
import { payloadOf } from './reply-content.ts'

type Desk = EntryOf<'desk'>
type Command<Type extends Desk['command']['type']> = Extract<Desk['command'], { readonly type: Type }>

/** A person's command. What was seen is seen: said twice it changes nothing, so that its id need not be kept. */
export function applyDesk(entry: Desk, work: Work, group: Group): Outcome {
  const carryOut = () => carryOutCommand(entry, work, group)
  return entry.command.type === 'read' ? carryOut() : once(entry, work, group, carryOut)
}

function carryOutCommand(entry: Desk, work: Work, group: Group): Outcome {
  const { command } = entry
  switch (command.type) {
    case 'retry':
      return retry(entry, command, work, group)
    case 'discard':
      return discard(command, work, group)
    case 'note':
      return done(
        work,
        addRecord(work, group, {
          direction: 'note',
          origin: 'agent',
          agentId: command.by,
          content: { type: 'note', text: command.text },
        }),
      )
    case 'read':
      return read(command, work)
    case 'mark_unread':
      return markUnread(command, work)
    case 'pin':
      return pin(command, work)
    case 'set_remark':
      if (work.record.remark !== command.remark) {
        work.record.remark = command.remark
        bump(work)
        work.dirty = 'state'
      }
      return done(work, null)
    default: {
      const decision = decide(work.record.subject, command, contextOf(work, group))
      const reply =
        entry.reply === null ? null : { ...entry.reply, agentId: command.by, clientId: entry.commandId }
      const { message } = carryOut(work, group, decision, { reply })
      return decision.ok ? done(work, message) : refused(work, decision.refusal)
    }
  }
}

/** 重试, 再发一次: a new record at the end, linked to the old one (L8). */
function retry(entry: Desk, command: Command<'retry'>, work: Work, group: Group): Outcome {
  const old = findRecord(work, group, command.seq)
  if (old === null || !isOpenTrouble(old)) return refused(work, { code: 'not_found' })
  const payload = payloadOf(old.content)
  if (payload === null) return refused(work, { code: 'not_found' })
  const reply = { type: 'reply', by: command.by, session: command.session, mode: 'send' } as const
  const decision = decide(work.record.subject, reply, contextOf(work, group))
  const { by: agentId } = command
  const { message } = carryOut(work, group, decision, {
    reply: { agentId, content: old.content, payload, clientId: entry.commandId },
  })
  if (!decision.ok || message === null)
    return decision.ok ? done(work, null) : refused(work, decision.refusal)
  changeRecord(work, group, old, { retriedAs: message.seq })
  dealtWith(old, work)
  return done(work, message)
}

/** 删除, 不再发, 取消待发. An uncertain one stays uncertain: it may have arrived, so it only counts as dealt with. */
function discard(command: Command<'discard'>, work: Work, group: Group): Outcome {
  const { record } = work
  const message = findRecord(work, group, command.seq)
  if (message === null) return refused(work, { code: 'not_found' })
  const agent = servingAgent(record.subject)
  if (agent !== null && agent !== command.by && !isSupervisor(command.by, group))
    return refused(work, { code: 'not_yours', by: agent })
  if (message.delivery === 'held') {
    group.writes.outboxGone.push({ openid: record.openid, seq: message.seq })
    forgetOutboxRow(work, group, message.seq)
    record.subject = { ...record.subject, held: Math.max(0, record.subject.held - 1) }
    return done(work, changeRecord(work, group, message, { delivery: 'cancelled' }))
  }
  if (!isOpenTrouble(message)) return refused(work, { code: 'too_late' })
  dealtWith(message, work)
  const part =
    message.delivery === 'failed' ? ({ delivery: 'cancelled' } as const) : { retriedAs: message.seq }
  return done(work, changeRecord(work, group, message, part))
}

function isSupervisor(by: Desk['command']['by'], group: Group): boolean {
  const role = group.agents.get(by)?.facts.role
  return role !== undefined && role !== 'agent'
}

/** One trouble less on the list, which counts what agents wrote alone. */
function dealtWith({ origin }: MessageRecord, { record }: Work): void {
  if (origin === 'agent') record.failed = Math.max(0, record.failed - 1)
}

/** Failed or uncertain, and nobody dealt with it yet. */
function isOpenTrouble(message: MessageRecord): boolean {
  return (message.delivery === 'failed' || message.delivery === 'uncertain') && message.retriedAs === null
}

/** Seen by the agent who serves; somebody who only looks on changes nothing. */
function read(command: Command<'read'>, work: Work): Outcome {
  const { record } = work
  if (servingAgent(record.subject) === command.by && command.seq > record.readSeq) {
    record.readSeq = Math.min(command.seq, record.nextSeq - 1)
    if (record.unread > 0 && command.seq >= (record.preview?.seq ?? 0)) {
      record.unread = 0
      bump(work)
    } else if (work.dirty === 'nothing') {
      work.dirty = 'traffic'
    }
  }
  return done(work, null)
}

/** 标为未读: what was read last is not; reading it anew counts again. */
function markUnread({ by }: Command<'mark_unread'>, work: Work): Outcome {
  const { record } = work
  const agent = servingAgent(record.subject)
  if (agent !== by) return refused(work, { code: 'not_yours', by: agent })
  record.readSeq = Math.min(record.readSeq, (record.preview?.seq ?? record.nextSeq) - 1)
  if (record.unread === 0) {
    record.unread = 1
    bump(work)
  }
  return done(work, null)
}

/** 置顶 is the serving agent's; whoever has the customer next sees nothing of it. */
function pin({ by, on }: Command<'pin'>, work: Work): Outcome {
  const { record } = work
  const agent = servingAgent(record.subject)
  if (agent !== by) return refused(work, { code: 'not_yours', by: agent })
  const pinnedBy = on ? by : null
  if (record.pinnedBy !== pinnedBy) {
    record.pinnedBy = pinnedBy
    bump(work)
    work.dirty = 'state'
  }
  return done(work, null)
}

function done(work: Work, message: MessageRecord | null): Outcome {
  return { type: 'done', conversation: work.record, message }
}

function refused(work: Work, refusal: Extract<Outcome, { type: 'refused' }>['refusal']): Outcome {
  return { type: 'refused', refusal, conversation: work.record }
}
