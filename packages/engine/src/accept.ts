import { hasRoom, isMeantFor, takesByItself } from './assignment.ts'
import type { AgentFacts, CommandOf, Decision, DecisionContext, Refusal } from './command.ts'
import type { Subject, Transfer, Waiting } from './conversation.ts'
import { type Change, decided, isSupervisor, refused, timeline } from './decision.ts'
import { speak, textSay } from './say.ts'
import { beginSession } from './session.ts'

/** 接入, by a click or by the allocator (S7, S8). Its view of the agents may be old, so everything is checked again. */
export function accept(
  subject: Subject,
  command: CommandOf<'accept'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  if (conversation.state === 'none') return refused(subject, { code: 'nobody_waiting' })
  if (conversation.state === 'serving')
    return refused(subject, { code: 'already_served', by: conversation.agent })
  const refusal = refuseAccept(conversation, command, agent)
  if (refusal !== null) return refused(subject, refusal)

  const taken = takeWaiting(subject, conversation, agent, context)
  const greeted = speak(taken.next, textSay('greeting', agent.greeting, agent.id), 'outbox', context)
  return decided(greeted.next, [
    timeline({ kind: 'accepted', agent: agent.id, auto: command.auto }),
    ...taken.effects,
    ...greeted.effects,
  ])
}

/** Why a reservation keeps the customer from this agent, or null; by hand a supervisor may overrule it. */
export function refuseReserved({ reservedFor }: Waiting, agent: AgentFacts, byHand: boolean): Refusal | null {
  if (isMeantFor(reservedFor, agent) || (byHand && isSupervisor(agent))) return null
  return { code: 'reserved_for_another', by: reservedFor?.kind === 'agent' ? reservedFor.agent : null }
}

/** From waiting to served; whoever transferred the customer can still take them back (L14). */
export function takeWaiting(
  subject: Subject,
  waiting: Waiting,
  agent: AgentFacts,
  context: DecisionContext,
): Change {
  const transfer: Transfer | null = waiting.transfer?.from === agent.id ? null : waiting.transfer
  return beginSession(subject, { agent: agent.id, kind: 'accepted', transfer }, context)
}

function refuseAccept(waiting: Waiting, command: CommandOf<'accept'>, agent: AgentFacts): Refusal | null {
  if (command.auto && !takesByItself(agent)) return { code: 'not_allowed' }
  const reserved = refuseReserved(waiting, agent, !command.auto)
  if (reserved !== null) return reserved
  const mayExceed = command.aboveMaximum && !command.auto
  return hasRoom(agent) || mayExceed ? null : { code: 'at_maximum', maximum: agent.maximum }
}
