import type { AgentId, Subject } from '@duokefu/engine'

/** With whom a customer is: an agent, the queue, or nobody. */
export type Holder = AgentId | 'queue' | null

/** On whose lists a customer stands. */
export interface Standing {
  readonly holder: Holder
  /** Who served last: the customer stands in their 最近. */
  readonly last: AgentId | null
}

export function standingOf({ conversation, lastServed }: Subject): Standing {
  return { holder: holderOf(conversation), last: lastServed?.agent ?? null }
}

function holderOf(conversation: Subject['conversation']): Holder {
  switch (conversation.state) {
    case 'none':
      return null
    case 'waiting':
      return 'queue'
    case 'serving':
      return conversation.agent
  }
}
