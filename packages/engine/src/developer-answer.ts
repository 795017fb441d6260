import type { Decision, DecisionContext, DeveloperAnswer, Effect, Say } from './command.ts'
import type { Subject } from './conversation.ts'
import { type Change, decided } from './decision.ts'
import { greetingBehind } from './greeting.ts'
import { type Handed, takeHandOver } from './hand-over.ts'
import { sending } from './in-flight.ts'
import { quotaLeftAt, spend } from './quota.ts'
import { type Slot, speak } from './say.ts'

/**
 * The developer URL has answered a callback, or has not: its message, its hand-over, then whatever of ours waited for
 * it, in the callback's answer if that is still free (L15).
 */
export function developerAnswer(
  subject: Subject,
  command: DeveloperAnswer,
  context: DecisionContext,
): Decision {
  const replied = sendReply(subject, command, context)
  const handed = hand(replied.next, command, context)
  const slot: Slot = command.open ? 'passive' : 'outbox'
  const isSilent = command.open && command.handOver === null
  const waited = command.says.filter((say) => isStillTrue(say, isSilent, handed.next, context))
  const greeted = greetingBehind(handed.next, command.callback, context)
  const said = speak(greeted.next, [...waited, ...greeted.says, ...handed.says], slot, context)
  return decided(said.next, [...replied.effects, ...handed.effects, ...said.effects])
}

/** A reply that missed the callback costs a message of the allowance; ours or WeChat's no leaves it in the record alone. */
function sendReply(subject: Subject, { reply }: DeveloperAnswer, { at, settings }: DecisionContext): Change {
  if (reply === 'none') return { next: subject, effects: [] }
  if (reply === 'passive') {
    const quota = settings.passiveFree ? subject.quota : spend(subject.quota)
    const effects: Effect[] = [{ type: 'developer_reply', how: 'passive' }]
    return { next: { ...subject, quota, unanswered: 0 }, effects }
  }
  const why = whyUnsent(subject, at)
  if (why !== null) return { next: subject, effects: [{ type: 'developer_reply', how: 'unsent', why }] }
  return {
    next: { ...sending(subject), unanswered: 0 },
    effects: [{ type: 'developer_reply', how: 'outbox' }],
  }
}

type Unsent = NonNullable<Extract<Effect, { type: 'developer_reply' }>['why']>

function whyUnsent({ subscribed, held, quota }: Subject, at: number): Unsent | null {
  if (!subscribed) return 'unsubscribed'
  const left = quotaLeftAt(quota, at)
  if (left === 'closed') return 'reply_window_closed'
  if (left === 0) return 'quota_used'
  // It never overtakes what waits for the fan.
  return held > 0 ? 'held_before' : null
}

function hand(subject: Subject, { handOver }: DeveloperAnswer, context: DecisionContext): Handed {
  if (handOver === null || !context.interfaceOn || !subject.subscribed)
    return { next: subject, effects: [], says: [] }
  return takeHandOver(subject, { by: 'developer', ruleName: null, ...handOver }, context)
}

/** Between a message and the developer URL's answer an agent may have come. */
function isStillTrue(
  { purpose }: Say,
  isSilent: boolean,
  { conversation }: Subject,
  { interfaceOn }: DecisionContext,
): boolean {
  if (!interfaceOn) return false
  switch (purpose) {
    case 'default':
      return isSilent && conversation.state === 'none'
    case 'queue_notice':
    case 'off_hours':
    case 'leave_message':
      return conversation.state === 'waiting'
    default:
      return true
  }
}
