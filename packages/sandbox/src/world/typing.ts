const TYPING_MS = 15_000
const EXCHANGE_MS = 30_000

/** `until`: the end of the typing state (ms), 0 when none. `exchangedAt`: the last message in either direction. */
export type Typing = { until: number; exchangedAt: number }

/** Starts the typing state. 45080: no message within 30 s; 45081: it is still shown. */
export function startTyping(typing: Typing, at: number): { until: number } | { errcode: 45080 | 45081 } {
  if (at - typing.exchangedAt > EXCHANGE_MS) return { errcode: 45080 }
  if (at < typing.until) return { errcode: 45081 }
  return { until: at + TYPING_MS }
}
