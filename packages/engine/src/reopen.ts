import { refuseReserved, takeWaiting } from './accept.ts'
import type { AgentFacts, Decision, DecisionContext } from './command.ts'
import type { Subject } from './conversation.ts'
import { decided, refused, timeline } from './decision.ts'
import { beginSession } from './session.ts'
import { unreachable } from './unreachable.ts'

/** 重新接入 (S25): the agent's own wish, so neither a greeting nor their maximum comes into it. */
export function reopen(subject: Subject, agent: AgentFacts, context: DecisionContext): Decision {
  const { conversation } = subject
  if (!subject.subscribed) return refused(subject, { code: 'unsubscribed' })
  switch (conversation.state) {
    case 'none': {
      const started = beginSession(subject, { agent: agent.id, kind: 'reopened', transfer: null }, context)
      return decided(started.next, [timeline({ kind: 'reopened', agent: agent.id }), ...started.effects])
    }
    case 'waiting': {
      const refusal = refuseReserved(conversation, agent, true)
      if (refusal !== null) return refused(subject, refusal)
      const taken = takeWaiting(subject, conversation, agent, context)
      return decided(taken.next, [
        timeline({ kind: 'accepted', agent: agent.id, auto: false }),
        ...taken.effects,
      ])
    }
    case 'serving':
      return refused(subject, { code: 'already_served', by: conversation.agent })
    default:
      return unreachable(conversation)
  }
}
