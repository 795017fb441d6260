import type { DecisionContext, Say } from './command.ts'
import type { Subject } from './conversation.ts'
import type { Change } from './decision.ts'
import { speak, textSay } from './say.ts'

/** The greeting once the developer URL has answered one more of the callbacks before it, if that was the last (L15). */
export function greetingBehind(
  subject: Subject,
  callback: string | null,
  { at }: DecisionContext,
): { readonly next: Subject; readonly says: readonly Say[] } {
  const { greeting } = subject
  if (greeting === null) return { next: subject, says: [] }
  const behind = greeting.behind.filter((key) => key !== callback)
  if (behind.length > 0 && at < greeting.until)
    return { next: { ...subject, greeting: { ...greeting, behind } }, says: [] }
  return takeGreeting(subject)
}

/** The agent writes: their greeting waits for nobody any more. */
export function greetFirst(subject: Subject, context: DecisionContext): Change {
  const { next, says } = takeGreeting(subject)
  return speak(next, says, 'outbox', context, [])
}

/** Said at last, where nobody told what the developer URL answered (the process that asked it is gone). */
export function greetAtLast(subject: Subject, context: DecisionContext): Change {
  const isOver = subject.greeting !== null && context.at >= subject.greeting.until
  return isOver ? greetFirst(subject, context) : { next: subject, effects: [] }
}

/** Nothing once the session that it belongs to is over. */
function takeGreeting(subject: Subject): { readonly next: Subject; readonly says: readonly Say[] } {
  const { greeting, conversation } = subject
  if (greeting === null) return { next: subject, says: [] }
  const isCurrent = conversation.state === 'serving' && conversation.session === greeting.session
  return {
    next: { ...subject, greeting: null },
    says: isCurrent ? textSay('greeting', greeting.text, conversation.agent) : [],
  }
}
