import type { AgentFacts, CommandOf, Decision, DecisionContext, Refusal } from './command.ts'
import { idle, type Serving, type Subject } from './conversation.ts'
import { type Change, cancelHeld, decided, isSupervisor, refused, timeline } from './decision.ts'
import { endSession } from './session.ts'
import { unreachable } from './unreachable.ts'

/** 结束会话 (S22), or 移出等待 of a customer who waits. */
export function close(
  subject: Subject,
  command: CommandOf<'close'>,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  const refusal = refuseClose(subject, command, agent)
  if (refusal !== null) return refused(subject, refusal)
  const { conversation } = subject
  const cleared: Change = command.held === 'cancel' ? cancelHeld(subject) : { next: subject, effects: [] }
  if (conversation.state !== 'serving') {
    return decided({ ...cleared.next, conversation: idle }, [
      timeline({ kind: 'dismissed', agent: agent.id, reason: command.reason }),
      ...cleared.effects,
    ])
  }
  const ended = endByHand(cleared.next, conversation, agent, context)
  return decided(ended.next, [
    timeline({ kind: 'closed', agent: agent.id }),
    ...ended.effects,
    ...cleared.effects,
  ])
}

/** 撤销, for five seconds: the same session and clock as if nothing had been (L14). */
export function undoClose(
  subject: Subject,
  { session }: CommandOf<'undo_close'>,
  agent: AgentFacts,
): Decision {
  const { conversation } = subject
  if (conversation.state === 'serving')
    return refused(subject, { code: 'already_served', by: conversation.agent })
  const closed = conversation.state === 'none' ? conversation.closed : null
  if (closed === null || closed.session !== session) return refused(subject, { code: 'too_late' })
  if (closed.agent !== agent.id && !isSupervisor(agent))
    return refused(subject, { code: 'not_yours', by: closed.agent })

  const { closedAt: _, ...served } = closed
  return decided({ ...subject, conversation: { state: 'serving', ...served, transfer: null } }, [
    timeline({ kind: 'close_undone', agent: agent.id }),
    { type: 'restore_session', session, agent: closed.agent },
    { type: 'withdraw_developer_event', event: 'kf_close_session', session },
  ])
}

function refuseClose(
  { conversation, held }: Subject,
  command: CommandOf<'close'>,
  agent: AgentFacts,
): Refusal | null {
  const heldLeft: Refusal | null =
    held > 0 && command.held === 'ask' ? { code: 'held_left', count: held } : null
  switch (conversation.state) {
    case 'none':
      return { code: command.session === null ? 'nobody_waiting' : 'session_ended' }
    case 'waiting':
      return command.session === null ? heldLeft : { code: 'session_ended' }
    case 'serving':
      if (command.session === null) return { code: 'already_served', by: conversation.agent }
      if (conversation.agent !== agent.id && !isSupervisor(agent))
        return { code: 'not_yours', by: conversation.agent }
      return command.session === conversation.session ? heldLeft : { code: 'session_ended' }
    default:
      return unreachable(conversation)
  }
}

function endByHand(subject: Subject, serving: Serving, agent: AgentFacts, context: DecisionContext): Change {
  const { at, settings } = context
  const { session, kind, acceptedAt, expiresAt } = serving
  const closed = { session, agent: serving.agent, kind, acceptedAt, expiresAt, closedAt: at }
  const end = {
    reason: 'closed',
    by: agent.id,
    to: { state: 'none', closed },
    notBefore: at + settings.undoCloseLimitMs,
  } as const
  return endSession(subject, serving, end, context)
}
