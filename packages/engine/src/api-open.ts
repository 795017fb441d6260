import { takeWaiting } from './accept.ts'
import type { CommandOf, Decision, DecisionContext } from './command.ts'
import type { Subject } from './conversation.ts'
import { decided, refused, timeline } from './decision.ts'
import { beginSession } from './session.ts'

/**
 * kfsession/create: the agent has the customer at once, reserved for somebody else or not; without a greeting, since
 * nobody here knows what the program has told them. Again for the same agent is no mistake (WeChat answers 0).
 */
export function apiOpen(
  subject: Subject,
  { agent: id, text }: CommandOf<'api_open'>,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (!context.interfaceOn) return refused(subject, { code: 'interface_off' })
  if (!subject.subscribed) return refused(subject, { code: 'unsubscribed' })
  const agent = context.agent(id)
  if (agent === null) return refused(subject, { code: 'agent_unknown' })
  if (conversation.state === 'serving') {
    if (conversation.agent === id) return decided(subject, [])
    return refused(subject, { code: 'already_served', by: conversation.agent })
  }
  if (agent.status === 'offline') return refused(subject, { code: 'agent_offline' })

  const opened =
    conversation.state === 'waiting'
      ? takeWaiting(subject, conversation, agent, context)
      : beginSession(subject, { agent: id, kind: 'accepted', transfer: null }, context)
  return decided(opened.next, [timeline({ kind: 'opened_by_api', agent: id, text }), ...opened.effects])
}
