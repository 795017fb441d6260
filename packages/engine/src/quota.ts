import type { Allowance } from './settings.ts'

/**
 * How many customer-service messages WeChat still takes for a fan, and until when (L9).
 * `unknown` until the fan first acts while we listen.
 */
export type Quota =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known'
      /** Read it by `quotaLeftAt`: it can be below zero. */
      readonly left: number | 'unlimited'
      readonly until: number
      /** True once WeChat itself answered 45015 or 45047: no 「仍然发送」 then. */
      readonly saidByWechat: boolean
    }

/** What may be sent at a moment; `closed` = the window of the fan's last act is over. */
export type QuotaLeft = number | 'unlimited' | 'unknown' | 'closed'

/** WeChat's own no: 45047 `quota_used`, 45015 `reply_window_closed`. */
export type QuotaRefusal = 'quota_used' | 'reply_window_closed'

/** What may still be sent at `at` (ms); the desk counts down with it. */
export function quotaLeftAt(quota: Quota, at: number): QuotaLeft {
  if (quota.kind === 'unknown') return 'unknown'
  if (at >= quota.until) return 'closed'
  return quota.left === 'unlimited' ? quota.left : Math.max(0, quota.left)
}

/**
 * The quota after an act of the fan. WeChat doesn't add allowances up: the count is reset to the larger one
 * and the window to the longer one (protocol of custom/send, "not additive").
 */
export function grant(quota: Quota, allowance: Allowance, at: number): Quota {
  const left = quotaLeftAt(quota, at)
  const until = at + allowance.windowMs
  return {
    kind: 'known',
    left: larger(left, allowance.messages),
    until: quota.kind === 'known' ? Math.max(quota.until, until) : until,
    saidByWechat: false,
  }
}

/** The quota after `count` messages went out. Below zero: WeChat will refuse some of what is on its way. */
export function spend(quota: Quota, count = 1): Quota {
  if (quota.kind === 'unknown' || quota.left === 'unlimited') return quota
  return { ...quota, left: quota.left - count }
}

/** The quota after WeChat refused a message at `at` (ms): its count is the one that holds (L9). */
export function saidByWechat(quota: Quota, refusal: QuotaRefusal, at: number): Quota {
  const windowIsOpen = refusal === 'quota_used' && quota.kind === 'known'
  return { kind: 'known', left: 0, until: windowIsOpen ? quota.until : at, saidByWechat: true }
}

function larger(left: QuotaLeft, messages: Allowance['messages']): number | 'unlimited' {
  if (left === 'unlimited' || messages === 'unlimited') return 'unlimited'
  return typeof left === 'number' ? Math.max(left, messages) : messages
}
