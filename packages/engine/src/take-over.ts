import type { AgentFacts, CommandOf, Decision, DecisionContext } from './command.ts'
import type { Subject } from './conversation.ts'
import { decided, isSupervisor, refused, timeline } from './decision.ts'
import { beginSession, switchSession } from './session.ts'
import { unreachable } from './unreachable.ts'

/** 接管: a supervisor takes a customer from the queue or from an agent; no greeting (L14). */
export function takeOver(
  subject: Subject,
  { session }: CommandOf<'take_over'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (!isSupervisor(agent)) return refused(subject, { code: 'not_allowed' })
  const start = { agent: agent.id, kind: 'accepted', transfer: null } as const
  switch (conversation.state) {
    case 'none':
      return refused(subject, { code: session === null ? 'nobody_waiting' : 'session_ended' })
    case 'waiting': {
      if (session !== null) return refused(subject, { code: 'session_ended' })
      const begun = beginSession(subject, start, context)
      return decided(begun.next, [
        timeline({ kind: 'taken_over', agent: agent.id, from: null }),
        ...begun.effects,
      ])
    }
    case 'serving': {
      const from = conversation.agent
      if (session !== conversation.session || from === agent.id)
        return refused(subject, { code: 'already_served', by: from })
      const end = { reason: 'taken_over', by: agent.id } as const
      const switched = switchSession(subject, conversation, end, start, context)
      return decided(switched.next, [
        timeline({ kind: 'taken_over', agent: agent.id, from }),
        ...switched.effects,
      ])
    }
    default:
      return unreachable(conversation)
  }
}
