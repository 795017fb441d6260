import type { AgentFacts } from './command.ts'
import type { Reservation, Transfer } from './conversation.ts'
import type { AgentId } from './ids.ts'

/**
 * Who gets a waiting customer at once, or null (L3): online, auto-accepting and below their maximum; the one with
 * the fewest conversations, then the one idle longest. Whoever gave the customer away comes last.
 */
export function pickAgent(
  agents: readonly AgentFacts[],
  waiting: { readonly reservedFor: Reservation | null; readonly transfer?: Transfer | null },
): AgentId | null {
  const giver = waiting.transfer?.from ?? null
  const [best] = agents
    .filter((agent) => takesByItself(agent) && hasRoom(agent) && isMeantFor(waiting.reservedFor, agent))
    .sort(
      (a, b) =>
        Number(a.id === giver) - Number(b.id === giver) ||
        a.serving - b.serving ||
        a.lastAssignedAt - b.lastAssignedAt ||
        compareIds(a.id, b.id),
    )
  return best?.id ?? null
}

/** Whether customers may be given to the agent without a click. */
export function takesByItself(agent: AgentFacts): boolean {
  return agent.status === 'online' && agent.autoAccept
}

/** Whether the agent is below their maximum of simultaneous conversations (S8). */
export function hasRoom(agent: AgentFacts): boolean {
  return agent.serving < agent.maximum
}

/** Whether a reservation leaves the customer to this agent; no reservation leaves them to everybody. */
export function isMeantFor(reservedFor: Reservation | null, agent: AgentFacts): boolean {
  if (reservedFor === null) return true
  return reservedFor.kind === 'agent'
    ? reservedFor.agent === agent.id
    : agent.groups.includes(reservedFor.group)
}

// Ids are decimal texts of any length: the shorter one is the smaller number.
function compareIds(a: AgentId, b: AgentId): number {
  return a.length - b.length || (a < b ? -1 : 1)
}
