import { takeWaiting } from './accept.ts'
import { awayText } from './away.ts'
import { isOpen } from './business-hours.ts'
import type {
  AgentFacts,
  CommandOf,
  Decision,
  DecisionContext,
  Effect,
  Say,
  TimelineLine,
} from './command.ts'
import type { Reservation, Subject, Waiting } from './conversation.ts'
import { type Change, decided, refused, timeline } from './decision.ts'
import { type Kept, keepFor, keepForUnknown } from './fallback.ts'
import { localTimeAt } from './local-time.ts'
import { fillQueueNotice } from './queue-notice.ts'
import { speak, textSay } from './say.ts'
import { unreachable } from './unreachable.ts'
import { reserve, startWaiting } from './waiting.ts'

export interface HandOver {
  readonly by: Extract<TimelineLine, { kind: 'handed_over' }>['by']
  readonly ruleName: string | null
  readonly to: Reservation | null
  /** The name of a kf account that was asked for and is nobody's here. */
  readonly unknownAgent: string | null
}

/** A change, and what is to be said because of it. */
export interface Handed extends Change {
  readonly says: readonly Say[]
}

/** The API, or a transfer_customer_service that came too late for its callback. */
export function handOver(
  subject: Subject,
  command: CommandOf<'hand_over'>,
  context: DecisionContext,
): Decision {
  const { by, to, unknownAgent = null } = command
  if (!context.interfaceOn) return refused(subject, { code: 'interface_off' })
  if (!subject.subscribed) return refused(subject, { code: 'unsubscribed' })
  const handed = takeHandOver(subject, { by, ruleName: null, to, unknownAgent }, context)
  const said = speak(handed.next, handed.says, 'outbox', context)
  return decided(said.next, [...handed.effects, ...said.effects])
}

/** transfer_customer_service, or the API, in any state (L14). */
export function takeHandOver(subject: Subject, how: HandOver, context: DecisionContext): Handed {
  const { conversation } = subject
  switch (conversation.state) {
    case 'none':
      return putInQueue(subject, how, context)
    case 'waiting':
      return nameAnother(subject, conversation, how, context)
    case 'serving': {
      const by = how.by === 'api' ? 'api' : 'developer'
      return { next: subject, effects: [timeline({ kind: 'hand_over_ignored', by })], says: [] }
    }
    default:
      return unreachable(conversation)
  }
}

/** A customer whom nobody has is with a free agent at once, or begins to wait, and hears so if nobody is free (L3). */
export function putInQueue(subject: Subject, how: HandOver, context: DecisionContext): Handed {
  const { kept, effects } = noteHandOver(how, context)
  const conversation = startWaiting(subject, { cause: 'new', to: kept, transfer: null }, context)
  const waits = { ...subject, conversation }
  // Who hears that the agent is away needs no second text about waiting.
  const away = awayText(waits, context)
  const taker = away.length > 0 ? null : context.takerAtOnce(kept)
  if (taker !== null) return giveAtOnce(waits, conversation, effects, taker, context)
  if (away.length > 0 || context.someoneFree(kept)) return { next: waits, effects, says: away }
  const told = tellAboutWaiting(waits, conversation, context)
  return { ...told, effects: [...effects, ...told.effects] }
}

/** Who takes customers by themselves greets with the answer to the callback that brought this one (L3, L15). */
function giveAtOnce(
  subject: Subject,
  waiting: Waiting,
  effects: readonly Effect[],
  agent: AgentFacts,
  context: DecisionContext,
): Handed {
  const taken = takeWaiting(subject, waiting, agent, context)
  const line = timeline({ kind: 'accepted', agent: agent.id, auto: true })
  return {
    next: taken.next,
    effects: [...effects, line, ...taken.effects],
    says: textSay('greeting', agent.greeting, agent.id),
  }
}

/** One text at most: the shop is closed, nobody is there at all, or there is a queue. */
function tellAboutWaiting(subject: Subject, waiting: Waiting, context: DecisionContext): Handed {
  const { at, settings, timeZone } = context
  const { offHoursText, businessHours, leaveMessage, queueNotice } = settings
  const isAsked: Subject = { ...subject, conversation: { ...waiting, leaveMessageAt: null } }
  const off = textSay('off_hours', offHoursText)
  if (off.length > 0 && !isOpen(businessHours, localTimeAt(at, timeZone)))
    return { next: isAsked, effects: [], says: off }
  if (leaveMessage !== null && waiting.reservedFor === null && !context.someoneOnline(null)) {
    const line = timeline({ kind: 'nobody_took', waitedMs: 0, told: true })
    return { next: isAsked, effects: [line], says: textSay('leave_message', leaveMessage.text) }
  }
  const notice = queueNotice === null ? null : fillQueueNotice(queueNotice, context.queue)
  return { next: subject, effects: [], says: textSay('queue_notice', notice) }
}

/** Whoever waits already can be kept for somebody who is named; nobody named changes nothing. */
function nameAnother(subject: Subject, waiting: Waiting, how: HandOver, context: DecisionContext): Handed {
  if (how.to === null && how.unknownAgent === null) return { next: subject, effects: [], says: [] }
  const { kept, effects } = noteHandOver(how, context)
  return {
    next: { ...subject, conversation: { ...waiting, ...reserve(kept, context) } },
    effects,
    says: [],
  }
}

function noteHandOver(
  { by, ruleName, to, unknownAgent }: HandOver,
  context: DecisionContext,
): { readonly kept: Reservation | null; readonly effects: readonly Effect[] } {
  const line: TimelineLine = { kind: 'handed_over', by, ruleName, to }
  const kept: Kept = unknownAgent === null ? keepFor(to, context) : keepForUnknown(unknownAgent, context)
  return { kept: kept.reservedFor, effects: [line, ...kept.lines].map(timeline) }
}
