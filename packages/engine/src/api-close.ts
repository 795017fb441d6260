import type { CommandOf, Decision, DecisionContext } from './command.ts'
import type { Subject } from './conversation.ts'
import { cancelHeld, decided, refused, timeline } from './decision.ts'
import { endSession } from './session.ts'

/**
 * kfsession/close: the session of this agent ends. Nobody is there to be asked, or to take it back, so that held replies
 * end as with the clock (L9), and the developer URL hears of it at once.
 */
export function apiClose(
  subject: Subject,
  { agent }: CommandOf<'api_close'>,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (conversation.state !== 'serving') return refused(subject, { code: 'session_ended' })
  if (conversation.agent !== agent) return refused(subject, { code: 'not_yours', by: conversation.agent })
  const ended = endSession(subject, conversation, { reason: 'closed', by: null }, context)
  const cancelled = cancelHeld(ended.next)
  return decided(cancelled.next, [
    timeline({ kind: 'closed_by_api', agent }),
    ...ended.effects,
    ...cancelled.effects,
  ])
}
