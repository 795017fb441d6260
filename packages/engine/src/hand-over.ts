import { autoText } from './auto-text.ts'
import { answerForAway } from './away.ts'
import type { CommandOf, Decision, DecisionContext, Effect } from './command.ts'
import type { Reservation, Subject } from './conversation.ts'
import { type Change, decided, refused, timeline } from './decision.ts'
import { unreachable } from './unreachable.ts'
import { isThere, reserve, startWaiting } from './waiting.ts'

interface HandOver {
  readonly by: 'rule' | 'developer' | 'api'
  readonly ruleName: string | null
  readonly to: Reservation | null
}

/** The developer URL's transfer_customer_service, or the API. */
export function handOver(
  subject: Subject,
  { by, to }: CommandOf<'hand_over'>,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (!context.interfaceOn) return refused(subject, { code: 'interface_off' })
  if (!subject.subscribed) return refused(subject, { code: 'unsubscribed' })
  switch (conversation.state) {
    case 'none': {
      const change = putInQueue(subject, { by, ruleName: null, to }, context)
      return decided(change.next, change.effects)
    }
    case 'waiting': {
      if (to === null) return decided(subject, [])
      const { kept, effects } = noteHandOver({ by, ruleName: null, to }, context)
      return decided({ ...subject, conversation: { ...conversation, ...reserve(kept, context) } }, effects)
    }
    case 'serving':
      return decided(subject, [timeline({ kind: 'hand_over_ignored', by })])
    default:
      return unreachable(conversation)
  }
}

/** A customer whom nobody has begins to wait, and hears so if nobody is free (L3). */
export function putInQueue(subject: Subject, how: HandOver, context: DecisionContext): Change {
  const { kept, effects } = noteHandOver(how, context)
  const conversation = startWaiting(subject, { cause: 'new', to: kept, transfer: null }, context)
  // Who hears that the agent is away needs no second text about waiting.
  const away = answerForAway({ ...subject, conversation }, context)
  const isTold = away.effects.length > 0 || context.someoneFree(kept)
  const text = isTold ? null : context.settings.queueNotice
  const told = autoText(away.next, { purpose: 'queue_notice', text, agent: null }, context)
  return { next: told.next, effects: [...effects, ...away.effects, ...told.effects] }
}

function noteHandOver(
  { by, ruleName, to }: HandOver,
  context: DecisionContext,
): { readonly kept: Reservation | null; readonly effects: readonly Effect[] } {
  const line = timeline({ kind: 'handed_over', by, ruleName, to })
  if (to === null || isThere(to, context)) return { kept: to, effects: [line] }
  return { kept: null, effects: [line, timeline({ kind: 'reservation_lapsed', from: to, waitedMs: 0 })] }
}
