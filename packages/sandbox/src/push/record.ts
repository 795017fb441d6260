import type { Content } from '../world/entry.ts'
import type { PushNodes } from '../world/fan-acts.ts'

/** One HTTP request of a callback. */
export type PushTry = {
  startedAt: number
  ms: number
  /** A copy made by the misbehaviour panel or on demand; its answer counts for nothing. */
  duplicate: boolean
  outcome: 'answered' | 'timeout' | 'no_connection' | 'bad_status'
  status: number | null
  /** The first characters of the answer as it came, or what went wrong. */
  answer: string
}

/**
 * What became of a callback: `accepted` = nothing to say, `handed_over` = to WeChat's own desk, `answered_by_ai` = to
 * WeChat's own AI, `failed` = the fan sees a line.
 */
export type PushOutcome =
  | 'pending'
  | 'accepted'
  | 'replied'
  | 'handed_over'
  | 'answered_by_ai'
  | 'failed'
  | 'no_server'

export type Push = {
  id: number
  appid: string
  personId: string
  /** MsgType, or the event's name. */
  what: string
  msgId: string | null
  /** The clear nodes as they were sent. */
  nodes: PushNodes
  createdAt: number
  settledAt: number | null
  outcome: PushOutcome
  /** What the fan saw of the answer; null when nothing. */
  reply: Content | null
  tries: PushTry[]
}
