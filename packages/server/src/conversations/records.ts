import type { Content, DeliveryState, Purpose } from '@duokefu/contract'
import type { AccountId, AgentId, AskedCallback, RouteReason, SessionId, Subject } from '@duokefu/engine'

/** What the ledger keeps of one customer besides what decisions read. All times in milliseconds. */
export interface ConversationRecord {
  readonly accountId: AccountId
  readonly openid: string
  version: number
  nextSeq: number
  subject: Subject
  /** Why they wait, shown in their row. */
  reason: RouteReason | null
  endReason: string | null
  /** Callbacks that the developer URL was asked about last; whether it has answered, their receipts say. */
  asked: readonly AskedReceipt[]
  lastAt: number | null
  preview: Preview | null
  unansweredSince: number | null
  unread: number
  readSeq: number
  failed: number
  remark: string | null
  /** Who wants the customer on top of their list; nothing once somebody else serves. */
  pinnedBy: AgentId | null
}

/** `key` and `day` name the receipt. */
export interface AskedReceipt extends AskedCallback {
  readonly day: string
}

export interface Preview {
  readonly seq: number
  readonly at: number
  readonly direction: MessageRecord['direction']
  readonly origin: MessageRecord['origin']
  readonly agentId: AgentId | null
  readonly type: string
  readonly text: string
  readonly delivery: DeliveryState | null
}

/** One row of `message`. */
export interface MessageRecord {
  readonly openid: string
  readonly seq: number
  readonly at: number
  readonly version: number
  readonly direction: 'in' | 'out' | 'event' | 'note'
  readonly origin: 'fan' | 'agent' | 'mall' | 'auto' | 'api' | 'system'
  readonly agentId: AgentId | null
  readonly sessionId: SessionId | null
  /** What an automatic text was for. */
  readonly purpose: Purpose | null
  readonly content: Content
  readonly msgId: string | null
  /** WeChat's CreateTime of a fan's message. */
  readonly sentAt: number | null
  readonly reason: RouteReason | null
  readonly clientId: string | null
  readonly delivery: DeliveryState | null
  readonly errcode: number | null
  readonly errmsg: string | null
  readonly retriedAs: number | null
  /** When WeChat took it. */
  readonly deliveredAt: number | null
}
