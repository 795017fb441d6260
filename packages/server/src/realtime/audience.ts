import type { AgentId } from '@duokefu/engine'
import type { Holder } from '../conversations/standing.ts'
import type { DeskSocket } from './desk-socket.ts'

/** What is looked at of a socket. */
type Desk = Pick<DeskSocket, 'agentId' | 'role'>

/** What a change means for the screens: who had the customer, and who has them now. */
export interface Movement {
  readonly openid: string
  readonly before: readonly Holder[]
  readonly after: Holder
  /** Who served last, before the change and after it: the customer stands in their 最近, or did. */
  readonly last: readonly (AgentId | null)[]
}

/** The open desks of a room, found by what they want to hear: with a thousand of them, asking each takes longer than telling. */
export class Audience<Member extends Desk> {
  readonly #views = new Map<Member, ReadonlySet<string>>()
  readonly #byAgent = new Map<AgentId, Set<Member>>()
  readonly #byView = new Map<string, Set<Member>>()
  readonly #overseers = new Set<Member>()

  join(member: Member): void {
    this.#views.set(member, new Set())
    addTo(this.#byAgent, member.agentId, member)
    if (member.role !== 'agent') this.#overseers.add(member)
  }

  /** Returns what was open on its screen. */
  leave(member: Member): string[] {
    const { closed } = this.view(member, [])
    this.#views.delete(member)
    removeFrom(this.#byAgent, member.agentId, member)
    this.#overseers.delete(member)
    return closed
  }

  /** From now on these conversations, and no others, are open on its screen. */
  view(member: Member, openids: readonly string[]): { readonly opened: string[]; readonly closed: string[] } {
    const before = this.#views.get(member)
    if (before === undefined) return { opened: [], closed: [] } // it has left
    const after = new Set(openids)
    const closed = [...before].filter((openid) => !after.has(openid))
    const opened = [...after].filter((openid) => !before.has(openid))
    for (const openid of closed) removeFrom(this.#byView, openid, member)
    for (const openid of opened) addTo(this.#byView, openid, member)
    this.#views.set(member, after)
    return { opened, closed }
  }

  get size(): number {
    return this.#views.size
  }

  everybody(): Iterable<Member> {
    return this.#views.keys()
  }

  desksOf(agentId: AgentId): Iterable<Member> {
    return this.#byAgent.get(agentId) ?? []
  }

  viewersOf(openid: string): Iterable<Member> {
    return this.#byView.get(openid) ?? []
  }

  /**
   * A row concerns everybody while the customer waits or has just stopped waiting, else those who serve or served them,
   * those who have it open, and supervisors. Customers whom nobody serves talk with the mall's bot: that is a thousand
   * rows a second that belong on no list.
   */
  forRow({ openid, before, after, last }: Movement): Iterable<Member> {
    const holders = [...before, after]
    if (holders.includes('queue')) return this.everybody()
    const found = new Set(this.viewersOf(openid))
    if (holders.every((holder) => holder === null)) return found
    this.#addDesksOf([...holders, ...last], found)
    for (const member of this.#overseers) found.add(member)
    return found
  }

  /** Records go to whoever serves or has just served, and to open viewers; nobody else's browser gets them. */
  forMessages({ openid, before, after }: Movement): ReadonlySet<Member> {
    const found = new Set(this.viewersOf(openid))
    this.#addDesksOf([...before, after], found)
    return found
  }

  #addDesksOf(holders: readonly Holder[], found: Set<Member>): void {
    for (const holder of holders)
      if (holder !== null && holder !== 'queue') for (const member of this.desksOf(holder)) found.add(member)
  }
}

function addTo<Key, Member>(index: Map<Key, Set<Member>>, key: Key, member: Member): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([member]))
  else known.add(member)
}

function removeFrom<Key, Member>(index: Map<Key, Set<Member>>, key: Key, member: Member): void {
  const known = index.get(key)
  known?.delete(member)
  if (known?.size === 0) index.delete(key)
}
