import type { DecisionContext } from './command.ts'
import {
  type Conversation,
  type Idle,
  idle,
  type Serving,
  type Subject,
  type Waiting,
} from './conversation.ts'
import { type Change, cancelHeld, timeline } from './decision.ts'
import { askForMessage, lapse } from './fallback.ts'
import { endSession } from './session.ts'
import { unreachable } from './unreachable.ts'

/** When the clock has something to do next (ms), null = never; the moment itself counts as over. */
export function dueAt(conversation: Conversation): number | null {
  switch (conversation.state) {
    case 'none':
      return null
    case 'waiting':
      return Math.min(
        conversation.expiresAt,
        conversation.reservedUntil ?? Number.POSITIVE_INFINITY,
        conversation.leaveMessageAt ?? Number.POSITIVE_INFINITY,
      )
    case 'serving':
      return conversation.expiresAt
    default:
      return unreachable(conversation)
  }
}

/** What the time alone has changed; every command is decided after it (L14). */
export function expire(subject: Subject, context: DecisionContext): Change {
  if (context.clockStands) return { next: subject, effects: [] }
  const state = expireState(subject, context)
  const held = expireHeld(state.next, context)
  return { next: held.next, effects: [...state.effects, ...held.effects] }
}

function expireState(subject: Subject, context: DecisionContext): Change {
  const { conversation } = subject
  switch (conversation.state) {
    case 'none':
      return expireUndo(subject, conversation, context)
    case 'waiting':
      return expireWaiting(subject, conversation, context)
    case 'serving':
      return expireServing(subject, conversation, context)
    default:
      return unreachable(conversation)
  }
}

/** A served conversation after a message of either side (L4): only the idle clock moves. */
export function extend(serving: Serving, { at, settings }: DecisionContext): Serving {
  const isFixed = serving.kind === 'reopened' || settings.endsAfter === 'accepted'
  return isFixed ? serving : { ...serving, expiresAt: at + settings.idleLimitMs }
}

/** A reply that waited for the fan for a week has nothing to say any more (L9). */
function expireHeld(subject: Subject, { heldOver }: DecisionContext): Change {
  const count = Math.min(heldOver, subject.held)
  if (count === 0) return { next: subject, effects: [] }
  return {
    next: { ...subject, held: subject.held - count },
    effects: [timeline({ kind: 'held_expired', count }), { type: 'cancel_held', count }],
  }
}

function expireUndo(subject: Subject, { closed }: Idle, { at, settings }: DecisionContext): Change {
  const isOver =
    closed !== null && (at >= closed.closedAt + settings.undoCloseLimitMs || at >= closed.expiresAt)
  return { next: isOver ? { ...subject, conversation: idle } : subject, effects: [] }
}

function expireWaiting(subject: Subject, waiting: Waiting, context: DecisionContext): Change {
  if (context.at >= waiting.expiresAt) {
    const ended = cancelHeld({ ...subject, conversation: idle })
    return {
      next: ended.next,
      effects: [timeline({ kind: 'timed_out', agent: null, after: 'waiting' }), ...ended.effects],
    }
  }
  const kept = expireReservation(subject, waiting, context)
  const { conversation } = kept.next
  if (
    conversation.state !== 'waiting' ||
    context.at < (conversation.leaveMessageAt ?? Number.POSITIVE_INFINITY)
  )
    return kept
  const asked = askForMessage(kept.next, conversation, context)
  return { next: asked.next, effects: [...kept.effects, ...asked.effects] }
}

function expireReservation(subject: Subject, waiting: Waiting, context: DecisionContext): Change {
  const { reservedFor, reservedUntil } = waiting
  if (reservedFor === null || reservedUntil === null || context.at < reservedUntil)
    return { next: subject, effects: [] }
  if (context.settings.reservationFallback === 'keep')
    return { next: { ...subject, conversation: { ...waiting, reservedUntil: null } }, effects: [] }
  return lapse(subject, waiting, context)
}

function expireServing(subject: Subject, serving: Serving, context: DecisionContext): Change {
  const { at, settings } = context
  if (at < serving.expiresAt) return { next: subject, effects: [] }
  const limit = settings.endsAfter === 'accepted' ? 'accepted' : 'idle'
  const after = serving.kind === 'reopened' ? 'reopened' : limit
  const ended = endSession(subject, serving, { reason: 'timeout', by: null }, context)
  const cancelled = cancelHeld(ended.next)
  return {
    next: cancelled.next,
    effects: [
      timeline({ kind: 'timed_out', agent: serving.agent, after }),
      ...ended.effects,
      ...cancelled.effects,
    ],
  }
}
