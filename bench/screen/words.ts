import type { Team } from '../product/agents.ts'
import type { Shop } from '../product/callback.ts'

/** What the load process is told. It answers each word with a `Said`. */
export type Word =
  /** Opens a desk for each agent and waits until all are greeted. */
  | { readonly type: 'open'; readonly url: string; readonly team: Team }
  | { readonly type: 'close' }
  | ({ readonly type: 'load' } & ScreenLoad)

export interface ScreenLoad {
  readonly shop: Shop
  readonly port: number
  /** Fans who are being served, and by which agent (index). */
  readonly served: readonly { readonly openid: string; readonly agent: number }[]
  /** Fans who ask for 客服 one after the other meanwhile, evenly spread over the time. */
  readonly asking: readonly string[]
  readonly rate: number
  readonly leadInSeconds: number
  readonly seconds: number
  /** One for each load, so that no MsgId comes twice. */
  readonly series: number
}

export interface ScreenResult {
  /** Callbacks answered 200, of the lead-in and of those who ask as well. */
  readonly answered: number
  /** From a callback's planned time to the frame in its agent's socket, ascending, in milliseconds. */
  readonly toScreenMs: readonly number[]
  /** From the same to the 200. */
  readonly toAnswerMs: readonly number[]
  /** From the planned time of somebody's 客服 to the row on the first and on the last of all screens. */
  readonly waitingRows: readonly { readonly firstMs: number; readonly lastMs: number }[]
  /** Messages that came to their agent's screen, each exactly once. */
  readonly arrived: number
  /** Frames in all sockets, of every kind. */
  readonly frames: number
  readonly problems: readonly string[]
}
