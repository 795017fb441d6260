import type { Team } from '../product/agents.ts'
import type { Served } from '../product/serving.ts'

export interface ReplyLoad {
  readonly port: number
  readonly team: Team
  readonly served: readonly Served[]
  readonly rate: number
  readonly seconds: number
}

export interface ReplyLoadResult {
  /** Replies that the server took, each with a 200. */
  readonly taken: number
  /** When each was to be sent, by its text. Milliseconds since 1970, with fractions. */
  readonly plannedAt: readonly (readonly [text: string, at: number])[]
  readonly generatorMicros: number
  readonly problems: readonly string[]
}

/** What the simulated WeChat saw since it was asked last. */
export interface WechatNotes {
  /** When each message began to be taken, by its text, in the same milliseconds. */
  readonly calls: readonly (readonly [text: string, at: number])[]
  /** The most calls at one time, of all fans together. */
  readonly mostAtOnce: number
  readonly problems: readonly string[]
}
