import type { AgentFacts, Decision, Effect, Refusal, TimelineLine } from './command.ts'
import type { Subject } from './conversation.ts'
import type { Route } from './routing.ts'

/** A subject after a rule, and what follows from the change. Rules build decisions out of these. */
export interface Change {
  readonly next: Subject
  readonly effects: readonly Effect[]
}

export function decided(next: Subject, effects: readonly Effect[], route: Route | null = null): Decision {
  return { ok: true, next, effects, route }
}

export function refused(subject: Subject, refusal: Refusal): Decision {
  return { ok: false, refusal, next: subject, effects: [] }
}

export function timeline(line: TimelineLine): Effect {
  return { type: 'timeline', line }
}

/** Supervisors, admins and owners move other agents' conversations. */
export function isSupervisor(agent: AgentFacts): boolean {
  return agent.role !== 'agent'
}

/** Gives up the replies that wait for the fan; nothing when there are none. */
export function cancelHeld(subject: Subject): Change {
  return subject.held === 0
    ? { next: subject, effects: [] }
    : { next: { ...subject, held: 0 }, effects: [{ type: 'cancel_held', count: 'all' }] }
}
