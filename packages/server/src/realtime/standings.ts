import type { AgentId, Conversation } from '@duokefu/engine'

/** With whom a customer is: an agent, the queue, or nobody. */
export type Holder = AgentId | 'queue' | null

export function holderOf(conversation: Conversation): Holder {
  switch (conversation.state) {
    case 'none':
      return null
    case 'waiting':
      return 'queue'
    case 'serving':
      return conversation.agent
  }
}

interface Standing {
  readonly version: number
  readonly holder: Holder
  /** Who served before: the customer stands in their 最近. */
  readonly last: AgentId | null
}

/** Who has whom, as the sockets of a room were last told: whoever lost a customer has to hear of it as well. */
export class Standings {
  readonly #known = new Map<string, Standing>()

  holder(openid: string): Holder {
    return this.#known.get(openid)?.holder ?? null
  }

  last(openid: string): AgentId | null {
    return this.#known.get(openid)?.last ?? null
  }

  /** Takes a newer state in; an older one changes nothing. */
  set(openid: string, { version, holder, last }: Standing): void {
    const known = this.#known.get(openid)
    if (known !== undefined && known.version > version) return
    if (holder === null) this.#known.delete(openid)
    else this.#known.set(openid, { version, holder, last })
  }

  clear(): void {
    this.#known.clear()
  }
}
