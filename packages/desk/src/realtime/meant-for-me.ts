import type { ConversationRow, DeskState } from '@duokefu/contract'

/** Whether a waiting customer is left to me: reserved for nobody, for me, or for a group that I am in (L3). */
export function meantForMe(
  { reservedFor }: Pick<ConversationRow, 'reservedFor'>,
  { me, agents }: Pick<DeskState, 'me' | 'agents'>,
): boolean {
  if (reservedFor === null) return true
  return reservedFor.kind === 'agent'
    ? reservedFor.agent === me.agentId
    : agents.get(me.agentId)?.groups.includes(reservedFor.group) === true
}
