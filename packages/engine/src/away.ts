import { autoText } from './auto-text.ts'
import type { AgentFacts, DecisionContext } from './command.ts'
import type { Subject } from './conversation.ts'
import type { Change } from './decision.ts'

/**
 * The text of an agent who is away, to a customer who is theirs or kept for them: once in each period of being away
 * (S18). What the fan does in between, and who else serves them, makes it no second time.
 */
export function answerForAway(subject: Subject, context: DecisionContext): Change {
  const agent = holderOf(subject, context)
  const since = agent?.awaySince ?? 0
  if (agent === null || agent.awayReply === null || (subject.awayRepliedAt ?? -1) >= since)
    return { next: subject, effects: [] }
  const said = autoText(subject, { purpose: 'away', text: agent.awayReply, agent: agent.id }, context)
  return said.effects.length === 0
    ? said
    : { next: { ...said.next, awayRepliedAt: context.at }, effects: said.effects }
}

function holderOf({ conversation }: Subject, { agent }: DecisionContext): AgentFacts | null {
  if (conversation.state === 'serving') return agent(conversation.agent)
  if (conversation.state === 'none' || conversation.reservedFor?.kind !== 'agent') return null
  return agent(conversation.reservedFor.agent)
}
