import { hasRoom } from './assignment.ts'
import type {
  AgentFacts,
  CommandOf,
  Decision,
  DecisionContext,
  Refusal,
  TimelineLine,
  TransferTarget,
} from './command.ts'
import type { Reservation, Serving, Subject, Transfer, Waiting } from './conversation.ts'
import { decided, isSupervisor, refused, timeline } from './decision.ts'
import type { AgentId } from './ids.ts'
import { endSession, switchSession } from './session.ts'
import { unreachable } from './unreachable.ts'
import { reserve, startWaiting } from './waiting.ts'

/** 转接 (S23): to an online agent with room at once, else into the queue; of a waiting customer by a supervisor. */
export function transfer(
  subject: Subject,
  command: CommandOf<'transfer'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  switch (conversation.state) {
    case 'none':
      return refused(subject, { code: 'session_ended' })
    case 'waiting':
      return reserveAgain(subject, conversation, command, agent, context)
    case 'serving':
      return giveAway(subject, conversation, command, agent, context)
    default:
      return unreachable(conversation)
  }
}

function reserveAgain(
  subject: Subject,
  waiting: Waiting,
  command: CommandOf<'transfer'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const { to } = command
  if (command.session !== null) return refused(subject, { code: 'session_ended' })
  if (!isSupervisor(agent)) return refused(subject, { code: 'not_allowed' })
  if (to.kind === 'agent' && context.agent(to.agent) === null)
    return refused(subject, { code: 'agent_unknown' })
  // The supervisor's word stands: an earlier transfer can't be taken back any more.
  const conversation = { ...waiting, ...reserve(reservationOf(to), context), transfer: null }
  return decided({ ...subject, conversation }, [timeline(lineOf(command, agent.id, false))])
}

function giveAway(
  subject: Subject,
  serving: Serving,
  command: CommandOf<'transfer'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const { to } = command
  const isOwn = serving.agent === agent.id
  const target = to.kind === 'agent' ? context.agent(to.agent) : null
  const refusal = refuseGiveAway(serving, command, agent, target)
  if (refusal !== null) return refused(subject, refusal)

  // A move by a supervisor is theirs to change, not the agent's to take back.
  const given: Transfer | null = isOwn ? { from: agent.id, at: context.at, kind: serving.kind } : null
  const end = { reason: 'transferred', by: agent.id } as const
  if (target !== null && target.status === 'online' && hasRoom(target)) {
    const start = { agent: target.id, kind: 'accepted', transfer: given } as const
    const switched = switchSession(subject, serving, end, start, context)
    return decided(switched.next, [timeline(lineOf(command, serving.agent, true)), ...switched.effects])
  }
  const waiting = startWaiting(
    subject,
    { cause: 'transfer', to: reservationOf(to), transfer: given },
    context,
  )
  const ended = endSession(subject, serving, { ...end, to: waiting }, context)
  return decided(ended.next, [timeline(lineOf(command, serving.agent, false)), ...ended.effects])
}

function refuseGiveAway(
  serving: Serving,
  { session, to }: CommandOf<'transfer'>,
  agent: AgentFacts,
  target: AgentFacts | null,
): Refusal | null {
  if (serving.agent !== agent.id && !isSupervisor(agent)) return { code: 'not_yours', by: serving.agent }
  if (serving.session !== session)
    return serving.agent === agent.id
      ? { code: 'session_ended' }
      : { code: 'already_served', by: serving.agent }
  if (to.kind !== 'agent') return null
  if (target === null) return { code: 'agent_unknown' }
  return target.id === serving.agent ? { code: 'transfer_to_self' } : null
}

function reservationOf(to: TransferTarget): Reservation | null {
  return to.kind === 'everybody' ? null : to
}

function lineOf({ to, note }: CommandOf<'transfer'>, from: AgentId, atOnce: boolean): TimelineLine {
  return { kind: 'transferred', from, to, note, atOnce }
}
