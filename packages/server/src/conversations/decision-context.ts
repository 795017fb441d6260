import {
  type AgentFacts,
  type AgentId,
  type DecisionContext,
  pickAgent,
  type SessionId,
} from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'

/** What a decision's context is made of. */
export interface ContextParts
  extends Pick<DecisionContext, 'at' | 'clockStands' | 'tags' | 'matchPattern' | 'heldOver' | 'asked'> {
  readonly account: Account
  readonly agents: ReadonlyMap<AgentId, { readonly facts: AgentFacts }>
  /** Those who may be given a customer by the decision itself; their loads are locked. */
  readonly takers: ReadonlySet<AgentId>
  readonly queue: ReturnType<DecisionContext['queue']>
  readonly developerDown: boolean
  readonly newId: () => string
}

/** The world as one decision sees it. */
export function decisionContext(parts: ContextParts): DecisionContext {
  const { account, agents } = parts
  const facts = () => [...agents.values()].map((agent) => agent.facts)
  let newSession: SessionId | null = null
  return {
    at: parts.at,
    clockStands: parts.clockStands,
    settings: account.settings,
    interfaceOn: account.interfaceOn,
    wechatDesk: account.wechatDesk,
    timeZone: account.timeZone,
    developer: account.developer === null ? 'none' : parts.developerDown ? 'down' : 'up',
    tags: parts.tags,
    agent: (id) => agents.get(id)?.facts ?? null,
    someoneFree: (reservedFor) => pickAgent(facts(), { reservedFor }) !== null,
    takerAtOnce: (reservedFor) => {
      const id = parts.takers.size === 0 ? null : pickAgent(facts(), { reservedFor })
      return id !== null && parts.takers.has(id) ? (agents.get(id)?.facts ?? null) : null
    },
    hasMembers: (group) => facts().some(({ groups }) => groups.includes(group)),
    someoneOnline: (group) =>
      facts().some(({ status, groups }) => status === 'online' && (group === null || groups.includes(group))),
    queue: () => parts.queue,
    asked: parts.asked,
    // Few decisions open a session, and an id costs more than deciding.
    get newSession() {
      newSession ??= parts.newId() as SessionId
      return newSession
    },
    matchPattern: parts.matchPattern,
    heldOver: parts.heldOver,
  }
}
