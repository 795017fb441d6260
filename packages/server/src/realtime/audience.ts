import type { AgentId } from '@duokefu/engine'
import type { DeskSocket } from './desk-socket.ts'
import type { Holder } from './standings.ts'

/** What is looked at of a socket. */
type Desk = Pick<DeskSocket, 'agentId' | 'role' | 'views'>

/** What a change means for the screens: who had the customer, and who has them now. */
export interface Movement {
  readonly openid: string
  readonly before: readonly Holder[]
  readonly after: Holder
  /** Who served last, before the change and after it: the customer stands in their 最近, or did. */
  readonly last: readonly (AgentId | null)[]
}

/**
 * A row concerns everybody while the customer waits or has just stopped waiting, else those who serve or served them,
 * those who have it open, and supervisors. Customers whom nobody serves talk with the mall's bot: that is a thousand
 * rows a second that belong on no list.
 */
export function wantsRow(socket: Desk, movement: Movement): boolean {
  const { openid, before, after, last } = movement
  if (socket.views.has(openid)) return true
  const holders = [...before, after]
  if (holders.includes('queue') || holders.includes(socket.agentId)) return true
  const isLive = holders.some((holder) => holder !== null)
  return isLive && (socket.role !== 'agent' || last.includes(socket.agentId))
}

/** Records go to whoever serves or has just served, and to open viewers; nobody else's browser gets them. */
export function wantsMessages(socket: Desk, { openid, before, after }: Movement): boolean {
  return socket.views.has(openid) || after === socket.agentId || before.includes(socket.agentId)
}
