import type { AccountId, AgentId } from '@duokefu/engine'
import type { Standing } from '../conversations/standing.ts'

/** What processes tell each other: names and versions, never contents. Whoever listens reads again. */
export type BusMessage =
  | { readonly type: 'changes'; readonly accountId: AccountId; readonly changes: readonly ChangeNotice[] }
  /** Their settings, their load or their presence. */
  | { readonly type: 'agents'; readonly accountId: AccountId; readonly agentIds: readonly AgentId[] }
  /** A group was made, renamed or deleted, or who is in it changed. */
  | { readonly type: 'groups'; readonly accountId: AccountId }
  /** The account's name or its switch 多客服接口. */
  | { readonly type: 'account'; readonly accountId: AccountId }
  | { readonly type: 'agent_left'; readonly accountId: AccountId; readonly agentId: AgentId }
  | { readonly type: 'login_ended'; readonly loginId: string }
  /** A QR of a login page was scanned, confirmed or cancelled on a phone. */
  | { readonly type: 'login_ticket'; readonly ticketId: string }
  /** Something may have been missed: of one account, or (null) of all. */
  | { readonly type: 'resync'; readonly accountId: AccountId | null }

export interface ChangeNotice {
  readonly openid: string
  /** The version before, and how they stood then. */
  readonly since: number
  readonly before: Standing
}

/** How server processes hear of each other: by PostgreSQL's LISTEN and NOTIFY, or by NATS. */
export interface Bus {
  /** To every other process. By NOTIFY the ledger tells its changes itself, inside its transaction. */
  publish(message: BusMessage): Promise<void>
  /** Resolves once listening; what other processes say afterwards is heard. Returns a function that ends it. */
  listen(listener: (message: BusMessage) => void): Promise<() => Promise<void>>
}
