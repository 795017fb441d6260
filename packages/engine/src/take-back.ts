import type { CommandOf, Decision, DecisionContext, Refusal } from './command.ts'
import type { Serving, Subject, Waiting } from './conversation.ts'
import { decided, refused, timeline } from './decision.ts'
import type { AgentId } from './ids.ts'
import { beginSession, switchSession } from './session.ts'

/** 收回: the author of a transfer takes the customer back while the other has not written (L14). */
export function takeBack(
  subject: Subject,
  { by }: CommandOf<'take_back'>,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (conversation.state === 'none') return refused(subject, { code: 'session_ended' })
  const { transfer } = conversation
  if (transfer?.from !== by) return refused(subject, whyNot(subject, conversation, by))
  if (context.at >= transfer.at + context.settings.takeBackLimitMs)
    return refused(subject, { code: 'too_late' })

  const start = { agent: by, kind: transfer.kind, transfer: null }
  const taken =
    conversation.state === 'waiting'
      ? beginSession(subject, start, context)
      : switchSession(subject, conversation, { reason: 'taken_back', by }, start, context)
  const from = conversation.state === 'serving' ? conversation.agent : null
  return decided(taken.next, [timeline({ kind: 'taken_back', agent: by, from }), ...taken.effects])
}

function whyNot(subject: Subject, conversation: Waiting | Serving, by: AgentId): Refusal {
  if (conversation.state === 'waiting') return { code: 'not_yours', by: null }
  const { agent, transfer } = conversation
  if (agent === by) return { code: 'already_served', by }
  // A reply is what ends a transfer that came straight from this agent.
  const wasTheirs = transfer === null && subject.lastServed?.agent === by
  return wasTheirs ? { code: 'already_written' } : { code: 'not_yours', by: agent }
}
