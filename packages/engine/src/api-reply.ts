import { extend } from './clock.ts'
import type { CommandOf, Decision, DecisionContext, Refusal } from './command.ts'
import type { Subject } from './conversation.ts'
import { decided, refused } from './decision.ts'
import { sending } from './in-flight.ts'

/**
 * message/custom/send: a program writes to the fan, whoever has them. It is no answer of a person; in the name of the
 * agent who serves it keeps the conversation alive as their own words would.
 */
export function apiReply(
  subject: Subject,
  { agent }: CommandOf<'api_reply'>,
  context: DecisionContext,
): Decision {
  const refusal = refuse(subject, context.at)
  if (refusal !== null) return refused(subject, refusal)
  const { conversation } = subject
  const isOfServing = conversation.state === 'serving' && conversation.agent === agent
  const next = isOfServing ? extend(conversation, context) : conversation
  return decided({ ...sending(subject), conversation: next, unanswered: 0 }, [
    { type: 'queue_api_reply', agent },
  ])
}

/**
 * Only what is certain: what WeChat itself said of this window, that the fan left, and that it could not overtake replies
 * that wait for the fan (L9). Where our own count alone says no, WeChat is asked: somebody else may know of a payment.
 */
function refuse({ subscribed, held, quota }: Subject, at: number): Refusal | null {
  if (!subscribed) return { code: 'unsubscribed' }
  if (quota.kind === 'known' && quota.saidByWechat && quota.left === 0)
    return { code: at >= quota.until ? 'reply_window_closed' : 'quota_used', final: true }
  return held > 0 ? { code: 'quota_used', final: false } : null
}
