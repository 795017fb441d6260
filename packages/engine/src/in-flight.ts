import type { Subject } from './conversation.ts'
import { grant, type QuotaRefusal, saidByWechat, spend } from './quota.ts'
import type { Allowance } from './settings.ts'

/** The subject once messages are on their way to WeChat: each costs one of the allowance (L9). */
export function sending(subject: Subject, count = 1): Subject {
  return { ...subject, quota: spend(subject.quota, count), inFlight: subject.inFlight + count }
}

/**
 * The subject once WeChat has answered one of them: what it refused for another reason than the count cost nothing.
 * What is uncertain may have arrived, so it counts as spent (L8).
 */
export function settled(subject: Subject, outcome: 'spent' | 'refused', at: number): Subject {
  const inFlight = Math.max(0, subject.inFlight - 1)
  const { quota } = subject
  const isCounted =
    quota.kind === 'known' && quota.left !== 'unlimited' && !quota.saidByWechat && at < quota.until
  if (outcome === 'spent' || !isCounted || typeof quota.left !== 'number') return { ...subject, inFlight }
  return { ...subject, inFlight, quota: { ...quota, left: quota.left + 1 } }
}

/** The subject once WeChat has said that nothing more goes: these come back from their way, to wait for the fan. */
export function heldBack(subject: Subject, count: number, refusal: QuotaRefusal, at: number): Subject {
  return {
    ...subject,
    held: subject.held + count,
    inFlight: Math.max(0, subject.inFlight - count),
    quota: saidByWechat(subject.quota, refusal, at),
  }
}

/** The subject after an act of the fan. What is still on its way will be taken off the new allowance. */
export function allowMore(subject: Subject, allowance: Allowance, at: number): Subject {
  const { quota, inFlight } = subject
  const isCounted = quota.kind === 'known' && typeof quota.left === 'number'
  const whole = isCounted ? { ...quota, left: Number(quota.left) + inFlight } : quota
  return { ...subject, subscribed: true, quota: spend(grant(whole, allowance, at), inFlight) }
}
