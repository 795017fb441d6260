import { awayText } from './away.ts'
import { extend } from './clock.ts'
import type { CommandOf, Decision, DecisionContext, Effect, Say } from './command.ts'
import type { Subject } from './conversation.ts'
import { type Change, decided, timeline } from './decision.ts'
import { type Handed, putInQueue } from './hand-over.ts'
import { allowMore, sending } from './in-flight.ts'
import { unsubscribed } from './leaving.ts'
import { isEvent } from './match-rule.ts'
import { quotaLeftAt } from './quota.ts'
import { type FanAct, type Route, type Routing, routeFanAct } from './routing.ts'
import { type Slot, speak, textSay } from './say.ts'
import type { Allowance, QuotaRules } from './settings.ts'
import { unreachable } from './unreachable.ts'

/** A message or event of the fan: where it goes (L2), what it allows us to send (L9), what it keeps alive (L4). */
export function fanAct(subject: Subject, { act }: CommandOf<'fan_act'>, context: DecisionContext): Decision {
  const routing = routeFanAct(subject, act, context)
  const { route } = routing
  if (isEvent(act, 'unsubscribe')) {
    const ended = unsubscribed(subject, context)
    return decided(ended.next, ended.effects, route)
  }
  const allowed = allow(subject, act, context)
  const heard = act.kind === 'message' ? hearMessage(allowed, context) : { next: allowed, effects: [] }
  const handed = followRule(heard.next, act, routing, context)
  const says = [...ruleSays(act, route), ...handed.says, ...defaultSays(act, route, context)]
  const asked = route.toDeveloper ? context.asked : []
  const said = speak(handed.next, says, slotOf(route), context, asked)
  return decided(
    said.next,
    [...heard.effects, ...tagEffects(routing), ...transferEffects(route), ...handed.effects, ...said.effects],
    route,
  )
}

/** Whoever writes, taps or scans follows the account, even if we missed the event. */
function allow(subject: Subject, act: FanAct, { at, settings }: DecisionContext): Subject {
  const allowance = allowanceOf(act, settings.quota)
  if (allowance === null) return subject
  return allowMore(subject, allowance, at)
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
  const written = { ...subject, fanWroteAt: at, unanswered: subject.unanswered + 1 }
  const released = releaseHeld(written, at)
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
    next: { ...sending(subject, count), held: subject.held - count },
    effects: [release],
  }
}

function followRule(
  subject: Subject,
  act: FanAct,
  { route, action }: Routing,
  context: DecisionContext,
): Handed {
  if (action?.type !== 'hand_over')
    return { next: subject, effects: [], says: act.kind === 'message' ? awayText(subject, context) : [] }
  const { reason } = route
  const by = reason.kind === 'developer_down' ? 'developer_down' : 'rule'
  const ruleName = reason.kind === 'rule' ? reason.ruleName : null
  return putInQueue(subject, { by, ruleName, to: action.to, unknownAgent: null }, context)
}

function tagEffects({ tagged }: Routing): Effect[] {
  return tagged.flatMap(({ rule, tags }): Effect[] => [
    timeline({ kind: 'tagged', ruleName: rule.name, tags }),
    { type: 'tag', tags },
  ])
}

function transferEffects({ transfer, reason }: Route): Effect[] {
  if (transfer === null) return []
  const ruleName = reason.kind === 'rule' ? reason.ruleName : null
  return [timeline({ kind: 'handed_to_wechat', ruleName, agent: transfer.kfAgent })]
}

function ruleSays(act: FanAct, { answer, send }: Route): Say[] {
  const purpose = isEvent(act, 'subscribe') ? 'follow' : 'rule'
  if (send !== null) return [{ purpose, agent: null, reply: send }]
  return textSay(purpose, answer)
}

/** What is said when nobody else has a word: a developer URL that is asked comes first. */
function defaultSays(act: FanAct, { reason }: Route, { settings }: DecisionContext): Say[] {
  return act.kind === 'message' && reason.kind === 'no_rule' ? textSay('default', settings.defaultReply) : []
}

function slotOf({ toDeveloper, transfer }: Route): Slot {
  if (toDeveloper) return 'after_developer'
  return transfer === null ? 'passive' : 'outbox'
}
