/** How many messages the account may still send to a fan, and until when (ms). */
export type ReplyWindow = { left: number | 'unlimited'; until: number }
export type FanAction = 'message' | 'menu' | 'follow' | 'scan' | 'payment'
export type Spending = { ok: true; window: ReplyWindow } | { ok: false; errcode: 45015 | 45047 }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const ALLOWANCE: Record<FanAction, { messages: ReplyWindow['left']; lastsMs: number }> = {
  message: { messages: 5, lastsMs: 48 * HOUR_MS },
  menu: { messages: 3, lastsMs: MINUTE_MS },
  follow: { messages: 3, lastsMs: MINUTE_MS },
  scan: { messages: 3, lastsMs: MINUTE_MS },
  payment: { messages: 'unlimited', lastsMs: 48 * HOUR_MS },
}

/** What a fan's action opens. Not additive: the count is reset to the larger of both, the end to the later. */
export function openWindow(before: ReplyWindow | null, action: FanAction, at: number): ReplyWindow {
  const { messages, lastsMs } = ALLOWANCE[action]
  const alive = before !== null && at < before.until ? before : { left: 0, until: 0 }
  return { left: larger(alive.left, messages), until: Math.max(alive.until, at + lastsMs) }
}

/** One message out of the window: 45015 when no window is open, 45047 when it is used up. */
export function spendOne(window: ReplyWindow | null, at: number): Spending {
  if (window === null || at >= window.until) return { ok: false, errcode: 45015 }
  if (window.left === 0) return { ok: false, errcode: 45047 }
  if (window.left === 'unlimited') return { ok: true, window }
  return { ok: true, window: { left: window.left - 1, until: window.until } }
}

function larger(one: ReplyWindow['left'], other: ReplyWindow['left']): ReplyWindow['left'] {
  return one === 'unlimited' || other === 'unlimited' ? 'unlimited' : Math.max(one, other)
}
