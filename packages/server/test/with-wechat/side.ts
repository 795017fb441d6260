import type { Fan } from './wechat.ts'

/** One of the two that answer WeChat's calls: the simulated WeChat itself, or our server in front of it. */
export interface Side {
  /** What takes the place of https://api.weixin.qq.com. */
  readonly url: string
  /** kf accounts of two agents who are bound: one at the desk, one away. */
  readonly lin: string
  readonly wu: string
  /** A fan who has just written; nobody serves them and nobody was asked to. */
  fan(): Promise<Fan>
  /** A fan who waits for somebody to take them. */
  waiting(): Promise<Fan>
  says(fan: Fan, text: string): Promise<void>
  /** 小林 takes this fan who waits, at the desk and not by a call, and answers them. */
  answers(fan: Fan, text: string): Promise<void>
  /** What the account said on this fan's phone, once nothing is on its way. */
  heard(fan: Fan): Promise<string[]>
  /** Moves all clocks on. */
  pass(ms: number): void
  stop(): Promise<void>
}
