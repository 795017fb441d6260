import type { Agent, Group, Message } from '@duokefu/contract'
import type { GroupNameOf, NameOf } from './event-words.ts'

/** Names by agent id; one who is unknown here is 「客服」 (`fallback`). */
export function namesOf(agents: ReadonlyMap<string, Agent>, fallback: string): NameOf {
  return (agentId) => (agentId === null ? fallback : (agents.get(agentId)?.name ?? fallback))
}

/** Names of groups by id; one that was deleted is 「分组」 (`fallback`). */
export function groupNamesOf(groups: readonly Group[], fallback: string): GroupNameOf {
  return (groupId) => groups.find((group) => group.id === groupId)?.name ?? fallback
}

/** Whose message it is, as the label above a bubble says it: nothing for the fan and for oneself. */
export type SenderLabel = 'mall' | 'api' | 'auto' | 'colleague' | null

export function senderLabel(
  message: Pick<Message, 'direction' | 'origin' | 'agentId'>,
  me: string,
): SenderLabel {
  if (message.direction !== 'out') return null
  switch (message.origin) {
    case 'mall':
    case 'api':
      return message.origin
    case 'auto':
    case 'system':
      return 'auto'
    case 'agent':
    case 'fan':
      return message.agentId === me ? null : 'colleague'
    default:
      return null
  }
}
