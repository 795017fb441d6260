import type { AgentFacts, DecisionContext, Say } from './command.ts'
import type { Subject } from './conversation.ts'
import { textSay } from './say.ts'

/**
 * The text of an agent who is away, to a customer who is theirs or kept for them: once in each period of being away
 * (S18). What the fan does in between, and who else serves them, makes it no second time.
 */
export function awayText(subject: Subject, context: DecisionContext): Say[] {
  const agent = holderOf(subject, context)
  const since = agent?.awaySince ?? 0
  if (agent === null || (subject.awayRepliedAt ?? -1) >= since) return []
  return textSay('away', agent.awayReply, agent.id)
}

function holderOf({ conversation }: Subject, { agent }: DecisionContext): AgentFacts | null {
  if (conversation.state === 'serving') return agent(conversation.agent)
  if (conversation.state === 'none' || conversation.reservedFor?.kind !== 'agent') return null
  return agent(conversation.reservedFor.agent)
}
