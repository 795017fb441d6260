import { answerForAway } from './away.ts'
import { extend } from './clock.ts'
import type { CommandOf, Decision, DecisionContext, Effect } from './command.ts'
import type { Subject } from './conversation.ts'
import { type Change, decided } from './decision.ts'
import { putInQueue } from './hand-over.ts'
import { unsubscribed } from './leaving.ts'
import { grant, quotaLeftAt, spend } from './quota.ts'
import { type FanAct, isEvent, type Routing, routeFanAct } from './routing.ts'
import type { Allowance, QuotaRules } from './settings.ts'
import { unreachable } from './unreachable.ts'

/** A message or event of the fan: where it goes (L2), what it allows us to send (L9), what it keeps alive (L4). */
export function fanAct(subject: Subject, { act }: CommandOf<'fan_act'>, context: DecisionContext): Decision {
  const routing = routeFanAct(subject, act, context)
  if (isEvent(act, 'unsubscribe')) {
    const ended = unsubscribed(subject, context)
    return decided(ended.next, ended.effects, routing.route)
  }
  const allowed = allow(subject, act, context)
  const heard = act.kind === 'message' ? hearMessage(allowed, context) : { next: allowed, effects: [] }
  const handed = followRule(heard.next, routing, context)
  const told =
    act.kind === 'message' ? answerForAway(handed.next, context) : { next: handed.next, effects: [] }
  return decided(told.next, [...heard.effects, ...handed.effects, ...told.effects], routing.route)
}

/** Whoever writes, taps or scans follows the account, even if we missed the event. */
function allow(subject: Subject, act: FanAct, { at, settings }: DecisionContext): Subject {
  const allowance = allowanceOf(act, settings.quota)
  if (allowance === null) return subject
  return { ...subject, subscribed: true, quota: grant(subject.quota, allowance, at) }
}

// Nothing that WeChat calls us with says that the fan paid, so no act grants `payment`.
function allowanceOf(act: FanAct, rules: QuotaRules): Allowance | null {
  if (act.kind === 'message') return rules.message
  if (isEvent(act, 'click', 'scancode_push', 'scancode_waitmsg')) return rules.menu
  if (isEvent(act, 'subscribe')) return rules.follow
  if (isEvent(act, 'scan')) return rules.scan
  return null
}

function hearMessage(subject: Subject, context: DecisionContext): Change {
  const { conversation } = subject
  const { at, settings } = context
  const released = releaseHeld({ ...subject, fanWroteAt: at }, at)
  switch (conversation.state) {
    case 'none':
      return released
    case 'waiting': {
      const expiresAt = at + settings.waitingLimitMs
      return { ...released, next: { ...released.next, conversation: { ...conversation, expiresAt } } }
    }
    case 'serving':
      return { ...released, next: { ...released.next, conversation: extend(conversation, context) } }
    default:
      return unreachable(conversation)
  }
}

/** As many held replies as the quota allows go out, in order (L9). */
function releaseHeld(subject: Subject, at: number): Change {
  const left = quotaLeftAt(subject.quota, at)
  const count = typeof left === 'number' ? Math.min(left, subject.held) : subject.held
  if (count === 0) return { next: subject, effects: [] }
  const release: Effect = { type: 'release_held', count: count === subject.held ? 'all' : count }
  return {
    next: { ...subject, held: subject.held - count, quota: spend(subject.quota, count) },
    effects: [release],
  }
}

function followRule(subject: Subject, { route, action }: Routing, context: DecisionContext): Change {
  if (action?.type !== 'hand_over') return { next: subject, effects: [] }
  const ruleName = route.reason.kind === 'rule' ? route.reason.ruleName : null
  return putInQueue(subject, { by: 'rule', ruleName, to: action.to }, context)
}
