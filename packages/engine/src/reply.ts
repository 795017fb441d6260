import { extend } from './clock.ts'
import type { CommandOf, Decision, DecisionContext, Refusal } from './command.ts'
import type { Serving, Subject } from './conversation.ts'
import { decided, refused } from './decision.ts'
import { greetFirst } from './greeting.ts'
import { sending } from './in-flight.ts'
import { type Quota, quotaLeftAt } from './quota.ts'

/** The agent writes: to the outbox, or behind the replies that wait for the fan (L9). */
export function reply(subject: Subject, command: CommandOf<'reply'>, context: DecisionContext): Decision {
  const { conversation } = subject
  if (!subject.subscribed) return refused(subject, { code: 'unsubscribed' })
  if (conversation.state !== 'serving') return refused(subject, { code: 'session_ended' })
  if (conversation.agent !== command.by)
    return refused(subject, { code: 'not_yours', by: conversation.agent })
  if (conversation.session !== command.session) return refused(subject, { code: 'session_ended' })

  const written: Serving = { ...extend(conversation, context), transfer: null }
  // Also with 「仍然发送」: a reply never overtakes the ones before it.
  if (command.mode === 'hold' || subject.held > 0) {
    return decided({ ...subject, conversation: written, held: subject.held + 1, unanswered: 0 }, [
      { type: 'queue_reply', held: true },
    ])
  }
  const refusal = refuseByQuota(subject.quota, context.at)
  if (refusal !== null && (command.mode === 'send' || refusal.final)) return refused(subject, refusal)
  const greeted = greetFirst(subject, context)
  return decided({ ...sending(greeted.next), conversation: written, unanswered: 0 }, [
    ...greeted.effects,
    { type: 'queue_reply', held: false },
  ])
}

type QuotaRefused = Extract<Refusal, { readonly final: boolean }>

/** `final` when WeChat said so; our own count can be wrong, since the mall may send with its own token (L9). */
function refuseByQuota(quota: Quota, at: number): QuotaRefused | null {
  const left = quotaLeftAt(quota, at)
  const final = quota.kind === 'known' && quota.saidByWechat
  if (left === 'closed') return { code: 'reply_window_closed', final }
  return left === 0 ? { code: 'quota_used', final } : null
}
