import type { Agent } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'

/** A browser that somebody is logged in with. */
export interface Login {
  readonly id: string
  readonly personId: string
  readonly personName: string
}

/** How a login began: by a one-time link, a scanned QR, in WeChat's own browser, a password, or a demo's click. */
export type LoginWay = 'link' | 'scan' | 'wechat' | 'password' | 'demo'

/** What a person is in an account. */
export interface Membership {
  readonly accountId: AccountId
  readonly appid: string
  readonly accountName: string
  readonly agentId: AgentId
  readonly role: Agent['role']
}

/** Who asks, in the account that they ask about. */
export interface Asker {
  readonly login: Login
  readonly accountId: AccountId
  readonly agentId: AgentId
  readonly role: Agent['role']
}
