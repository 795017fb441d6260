import type { DecisionContext, EndReason } from './command.ts'
import {
  type Conversation,
  idle,
  type Serving,
  type SessionKind,
  type Subject,
  type Transfer,
} from './conversation.ts'
import type { Change } from './decision.ts'
import type { AgentId } from './ids.ts'

interface Start {
  readonly agent: AgentId
  readonly kind: SessionKind
  readonly transfer: Transfer | null
}

interface End {
  readonly reason: EndReason
  readonly by: AgentId | null
  /** The state after it; `none` if not said. */
  readonly to?: Conversation
  /** When the developer URL may hear of it (ms); at once if not said. */
  readonly notBefore?: number
}

/** An agent gets a customer whom nobody had: a session opens, kf_create_session (L5). */
export function beginSession(subject: Subject, start: Start, context: DecisionContext): Change {
  const opened = open(subject, start, context)
  return {
    next: opened.next,
    effects: [
      ...opened.effects,
      {
        type: 'developer_event',
        event: 'kf_create_session',
        agent: start.agent,
        toAgent: null,
        session: context.newSession,
        notBefore: context.at,
      },
    ],
  }
}

/** Nobody has the customer any more: the session closes, kf_close_session (L5). */
export function endSession(subject: Subject, serving: Serving, end: End, { at }: DecisionContext): Change {
  const closed = close(subject, serving, end, at)
  const { agent, session } = serving
  return {
    next: closed.next,
    effects: [
      ...closed.effects,
      {
        type: 'developer_event',
        event: 'kf_close_session',
        agent,
        toAgent: null,
        session,
        notBefore: end.notBefore ?? at,
      },
    ],
  }
}

/** From agent to agent without a wait: one session closes, the next opens, kf_switch_session (L5). */
export function switchSession(
  subject: Subject,
  serving: Serving,
  end: Pick<End, 'reason' | 'by'>,
  start: Start,
  context: DecisionContext,
): Change {
  const closed = close(subject, serving, end, context.at)
  const opened = open(closed.next, start, context)
  return {
    next: opened.next,
    effects: [
      ...closed.effects,
      ...opened.effects,
      {
        type: 'developer_event',
        event: 'kf_switch_session',
        agent: serving.agent,
        toAgent: start.agent,
        session: context.newSession,
        notBefore: context.at,
      },
    ],
  }
}

/** A session under the fresh id with a fresh clock: half an hour, or the fixed two hours of a reopened one (L4). */
function open(subject: Subject, { agent, kind, transfer }: Start, context: DecisionContext): Change {
  const { at, newSession: session, settings } = context
  const waitingSince = subject.conversation.state === 'waiting' ? subject.conversation.since : null
  const limitMs = kind === 'reopened' ? settings.reopenedLimitMs : settings.idleLimitMs
  return {
    next: {
      ...subject,
      conversation: {
        state: 'serving',
        agent,
        session,
        kind,
        acceptedAt: at,
        expiresAt: at + limitMs,
        transfer,
      },
    },
    effects: [{ type: 'open_session', session, agent, kind, waitingSince }],
  }
}

function close(subject: Subject, { agent, session }: Serving, end: End, at: number): Change {
  return {
    next: { ...subject, conversation: end.to ?? idle, lastServed: { agent, endedAt: at } },
    effects: [{ type: 'close_session', session, agent, reason: end.reason, by: end.by }],
  }
}
