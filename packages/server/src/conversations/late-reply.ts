import type { Content } from '@duokefu/contract'
import { decide, type Effect } from '@duokefu/engine'
import { carryOut } from './effects.ts'
import type { Payload } from './entries.ts'
import { contextOf, type Group, type Work } from './group.ts'
import type { MessageRecord } from './records.ts'

/** A reply of the mall that could not leave in the answer to WeChat's request. */
export interface LateReply {
  readonly content: Content
  readonly payload: Payload
}

/**
 * Records it and puts it into the outbox, where it costs one message of the fan's quota; where WeChat is known to take
 * none, the record says so with WeChat's own code. True when it is on its way.
 */
export function sendLate(work: Work, group: Group, reply: LateReply): boolean {
  const command = {
    type: 'developer_answer',
    callback: null,
    reply: 'late',
    handOver: null,
    open: false,
    says: [],
  } as const
  const decision = decide(work.record.subject, command, contextOf(work, group))
  carryOut(work, group, decision, { mall: { ...reply, clear: null } })
  return isSent(decision.effects)
}

/** Whether the mall's reply went out at all. */
export function isSent(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.type === 'developer_reply' && effect.how !== 'unsent')
}

/** Codes of custom/send: nobody there, outside of the window, too many. */
export function unsentPart(
  why: Extract<Effect, { type: 'developer_reply' }>['why'],
): Pick<MessageRecord, 'errcode' | 'errmsg'> {
  switch (why) {
    case 'unsubscribed':
      return { errcode: 43004, errmsg: 'late: the fan has left' }
    case 'reply_window_closed':
      return { errcode: 45015, errmsg: 'late: outside of the reply window' }
    case 'held_before':
      return { errcode: 45047, errmsg: 'late: other replies wait before it' }
    default:
      return { errcode: 45047, errmsg: 'late: no message is left' }
  }
}
