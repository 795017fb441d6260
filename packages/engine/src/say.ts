import type { DecisionContext, Effect, Say } from './command.ts'
import type { Subject } from './conversation.ts'
import type { Change } from './decision.ts'
import { sending } from './in-flight.ts'
import { quotaLeftAt, spend } from './quota.ts'

/**
 * How a text of ours may leave: `passive` in the answer to the callback that caused it, `outbox` as a message of its
 * own, `after_developer` once it is known whether the developer URL wants the answer for itself (L15).
 */
export type Slot = Extract<Effect, { type: 'auto_reply' }>['how']

/**
 * Says texts of ours in their order: the first that can takes the answer to the callback, the rest go behind it. A
 * greeting lets the developer URL speak first, where that was `asked` (L15).
 */
export function speak(
  subject: Subject,
  says: readonly Say[],
  slot: Slot,
  context: DecisionContext,
  asked = context.asked,
): Change {
  const effects: Effect[] = []
  let next: Subject = subject
  let isTaken = false
  for (const say of says) {
    if (say.purpose === 'greeting' && asked.length > 0) {
      next = postpone(next, say, asked)
      continue
    }
    // An answer would overtake what is on its way already.
    const canAnswer: boolean = !isTaken && next.inFlight === 0 && fitsAnswer(say)
    const how: Slot = slot === 'passive' && !canAnswer ? 'outbox' : slot
    const said: Subject | null = sayOne(next, say, how, context)
    if (said === null) continue
    next = said
    effects.push({ type: 'auto_reply', say, how })
    isTaken ||= how === 'passive'
  }
  return { next, effects }
}

function postpone(subject: Subject, { reply }: Say, asked: DecisionContext['asked']): Subject {
  const { conversation } = subject
  if (conversation.state !== 'serving' || reply.type !== 'text') return subject
  const behind = asked.map(({ key }) => key)
  const until = Math.max(...asked.map((callback) => callback.until))
  return { ...subject, greeting: { session: conversation.session, text: reply.text, behind, until } }
}

/** A text as what is said; nothing when there is none. */
export function textSay(purpose: Say['purpose'], text: string | null, agent: Say['agent'] = null): Say[] {
  return text === null || text.trim() === '' ? [] : [{ purpose, agent, reply: { type: 'text', text } }]
}

/** Files have to be uploaded first, and the answer can't wait for that. */
function fitsAnswer({ reply }: Say): boolean {
  return reply.type === 'text' || reply.type === 'link'
}

/** The subject once it was said, or null: never before held replies, never as the fan's last message (L9). */
function sayOne(subject: Subject, say: Say, how: Slot, context: DecisionContext): Subject | null {
  const { at, settings } = context
  if (!subject.subscribed || subject.held > 0) return null
  const awayRepliedAt = say.purpose === 'away' ? at : subject.awayRepliedAt
  // What it costs, and whether it answers the fan, is known with the developer URL's answer.
  if (how === 'after_developer') return { ...subject, awayRepliedAt }
  const isFree = how === 'passive' && settings.passiveFree
  const left = quotaLeftAt(subject.quota, at)
  const hasSpare = left === 'unlimited' || (typeof left === 'number' && left > 1)
  if (!isFree && !hasSpare) return null
  const unanswered = say.purpose === 'queue_notice' ? subject.unanswered : 0
  if (how === 'outbox') return { ...sending(subject), awayRepliedAt, unanswered }
  const quota = isFree ? subject.quota : spend(subject.quota)
  return { ...subject, quota, awayRepliedAt, unanswered }
}
