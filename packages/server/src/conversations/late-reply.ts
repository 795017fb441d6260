import type { Content } from '@duokefu/contract'
import { quotaLeftAt, spend } from '@duokefu/engine'
import { putInOutbox } from './effects.ts'
import type { Payload } from './entries.ts'
import { addRecord, bump, type Group, timeOf, type Work } from './group.ts'

/** A reply that could not leave in the answer to WeChat's request. */
export interface LateReply {
  readonly content: Content
  readonly origin: 'mall' | 'auto'
  readonly payload: Payload
}

/**
 * Records it and puts it into the outbox, where it costs one message of the fan's quota; where WeChat is known to take
 * none, the record says so with WeChat's own code. True when it is on its way.
 */
export function sendLate(work: Work, group: Group, { content, origin, payload }: LateReply): boolean {
  const refusal = refusalOf(work, group)
  const record = { direction: 'out', origin, content } as const
  if (refusal !== null) {
    addRecord(work, group, { ...record, delivery: 'failed', ...refusal })
    return false
  }
  const message = addRecord(work, group, { ...record, delivery: 'sending' })
  work.record.subject = { ...work.record.subject, quota: spend(work.record.subject.quota) }
  bump(work)
  putInOutbox(work, group, message, payload, null)
  return true
}

/** Codes of custom/send: nobody there, outside of the window, too many. */
function refusalOf(work: Work, group: Group): { readonly errcode: number; readonly errmsg: string } | null {
  const { subscribed, quota } = work.record.subject
  if (!subscribed) return { errcode: 43004, errmsg: 'late: the fan has left' }
  const left = quotaLeftAt(quota, timeOf(work, group))
  if (left === 'closed') return { errcode: 45015, errmsg: 'late: outside of the reply window' }
  return left === 0 ? { errcode: 45047, errmsg: 'late: no message is left' } : null
}
