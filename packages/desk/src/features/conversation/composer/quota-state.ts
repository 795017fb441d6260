import { type Quota, quotaLeftAt } from '@duokefu/engine'

/** What the composer may still send to the fan, as it is said to the agent (L9). */
export type QuotaState =
  | { readonly kind: 'unknown' }
  /** 45047 or our own count: the round's messages are used. */
  | { readonly kind: 'used'; readonly final: boolean }
  /** 45015 or our own clock: no message of the fan within the window. */
  | { readonly kind: 'closed'; readonly final: boolean }
  | { readonly kind: 'unlimited'; readonly remainingMs: number; readonly closing: boolean }
  | { readonly kind: 'left'; readonly left: number; readonly remainingMs: number; readonly closing: boolean }

/** From here on the meter warns of the window's end. */
const closingMs = 60 * 60_000

/**
 * `underway` are replies that the server has not counted yet: the browser's own, on their way.
 * `now` is server time in milliseconds.
 */
export function quotaState(quota: Quota, underway: number, now: number): QuotaState {
  const allowed = quotaLeftAt(quota, now)
  if (quota.kind === 'unknown' || allowed === 'unknown') return { kind: 'unknown' }
  if (allowed === 'closed') return { kind: 'closed', final: quota.saidByWechat }
  const remainingMs = quota.until - now
  const closing = remainingMs < closingMs
  if (allowed === 'unlimited') return { kind: 'unlimited', remainingMs, closing }
  const left = allowed - underway
  if (left <= 0) return { kind: 'used', final: quota.saidByWechat }
  return { kind: 'left', left, remainingMs, closing }
}

/** How 发送 sends: at once, or kept until the fan writes (待发); behind held ones everything is held (L9). */
export function sendMode(state: QuotaState, held: number): 'send' | 'hold' {
  return held > 0 || state.kind === 'used' || state.kind === 'closed' ? 'hold' : 'send'
}

/** How each of `count` messages goes that are written as one: what exceeds the round is held. */
export function sendModes(state: QuotaState, held: number, count: number): ('send' | 'hold')[] {
  const mode = sendMode(state, held)
  const left = state.kind === 'left' ? state.left : count
  return Array.from({ length: count }, (_, index) => (index < left ? mode : 'hold'))
}
