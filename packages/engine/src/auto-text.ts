import type { DecisionContext, Effect } from './command.ts'
import type { Subject } from './conversation.ts'
import type { Change } from './decision.ts'
import { quotaLeftAt, spend } from './quota.ts'

type AutoText = Omit<Extract<Effect, { type: 'auto_text' }>, 'type' | 'text'> & {
  readonly text: string | null
}

/** Sends a text of ours if there is one: never before held replies, never as the fan's last message (L9). */
export function autoText(
  subject: Subject,
  { text, purpose, agent }: AutoText,
  { at }: DecisionContext,
): Change {
  const left = quotaLeftAt(subject.quota, at)
  const hasSpare = left === 'unlimited' || (typeof left === 'number' && left > 1)
  if (text === null || text.trim() === '' || subject.held > 0 || !hasSpare)
    return { next: subject, effects: [] }
  return {
    next: { ...subject, quota: spend(subject.quota) },
    effects: [{ type: 'auto_text', purpose, text, agent }],
  }
}
