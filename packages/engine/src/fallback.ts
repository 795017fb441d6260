import type { DecisionContext, TimelineLine } from './command.ts'
import type { Reservation, Subject, Waiting } from './conversation.ts'
import { type Change, timeline } from './decision.ts'
import { speak, textSay } from './say.ts'
import { reserve } from './waiting.ts'

/** For whom a customer is kept in the end, and the line of each step on the way there (L3). */
export interface Kept {
  readonly reservedFor: Reservation | null
  readonly lines: readonly TimelineLine[]
}

/**
 * The fall-back chain: a named agent, the account's fall-back group, everybody. Whoever isn't there is passed over at
 * once (WeChat leaves the customer with them and tells nobody).
 */
export function keepFor(to: Reservation | null, context: DecisionContext): Kept {
  const lines: TimelineLine[] = []
  let reservedFor = to
  while (reservedFor !== null && !isThere(reservedFor, context)) {
    const next = nextOf(reservedFor, context)
    lines.push({ kind: 'reservation_lapsed', from: reservedFor, waitedMs: 0, to: next })
    reservedFor = next
  }
  return { reservedFor, lines }
}

/** For a kf account that is nobody's here: as for an agent who isn't there. */
export function keepForUnknown(name: string, context: DecisionContext): Kept {
  const next = fallbackGroup(context)
  const kept = keepFor(next, context)
  return { ...kept, lines: [{ kind: 'agent_unknown', name, to: next }, ...kept.lines] }
}

/** Nobody took the customer in the account's time: the next in the chain, and nobody online hears of a message to leave. */
export function lapse(subject: Subject, waiting: Waiting, context: DecisionContext): Change {
  const { reservedFor } = waiting
  if (reservedFor === null) return { next: subject, effects: [] }
  const { reservationLimitMs: waitedMs } = context.settings
  const to = nextOf(reservedFor, context)
  const kept = keepFor(to, context)
  const conversation = { ...waiting, ...reserve(kept.reservedFor, context) }
  const lapsed = timeline({ kind: 'reservation_lapsed', from: reservedFor, waitedMs, to })
  const isNobodys = kept.reservedFor === null && !context.someoneOnline(null)
  const moved = { ...subject, conversation }
  const asked = isNobodys ? askForMessage(moved, conversation, context) : { next: moved, effects: [] }
  return { next: asked.next, effects: [lapsed, ...kept.lines.map(timeline), ...asked.effects] }
}

/** The last step: the customer is asked, once, to leave a message, and goes on waiting. */
export function askForMessage(subject: Subject, waiting: Waiting, context: DecisionContext): Change {
  const { leaveMessage } = context.settings
  if (waiting.leaveMessageAt === null) return { next: subject, effects: [] }
  const asked: Subject = { ...subject, conversation: { ...waiting, leaveMessageAt: null } }
  // The setting may have gone while they waited.
  if (leaveMessage === null) return { next: asked, effects: [] }
  const said = speak(asked, textSay('leave_message', leaveMessage.text), 'outbox', context)
  const waitedMs = context.someoneOnline(null) ? context.at - waiting.since : 0
  const told = said.effects.length > 0
  return { next: said.next, effects: [timeline({ kind: 'nobody_took', waitedMs, told }), ...said.effects] }
}

/**
 * Whether a hand-over by name can be kept: not for somebody who left, and not for somebody offline when the account
 * lets others step in. An agent who is away is there: they come back, or don't take it in time.
 */
function isThere(to: Reservation, { agent, hasMembers, someoneOnline, settings }: DecisionContext): boolean {
  const keeps = settings.reservationFallback === 'keep'
  if (to.kind === 'group') return hasMembers(to.group) && (keeps || someoneOnline(to.group))
  const facts = agent(to.agent)
  return facts !== null && (facts.status !== 'offline' || keeps)
}

function nextOf(from: Reservation, context: DecisionContext): Reservation | null {
  return from.kind === 'agent' ? fallbackGroup(context) : null
}

function fallbackGroup({ settings }: DecisionContext): Reservation | null {
  const { fallbackGroup: group, reservationFallback } = settings
  return group === null || reservationFallback === 'keep' ? null : { kind: 'group', group }
}
