import type { Reservation, Subject } from './conversation.ts'
import { asKeyword, foldText } from './keyword.ts'
import type { Settings } from './settings.ts'
import { unreachable } from './unreachable.ts'

/** What the fan did, as far as rules look at it. */
export interface FanAct {
  readonly kind: 'message' | 'event'
  /** WeChat's MsgType, or its Event for events, as written on the wire. */
  readonly type: string
  /** Text of a text message, else null. */
  readonly text: string | null
  /** Menu key of CLICK, QR scene of SCAN or subscribe, else null. */
  readonly key: string | null
}

export interface RoutingRule {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  /** All conditions must hold. */
  readonly when: readonly RuleCondition[]
  readonly action: RuleAction
}

export type RuleCondition =
  /** Equal after trimming spaces and punctuation at both ends (S20). */
  | { readonly type: 'text_equals'; readonly words: readonly string[] }
  | { readonly type: 'text_contains'; readonly words: readonly string[] }
  | { readonly type: 'text_starts_with'; readonly words: readonly string[] }
  /** Tried by the matcher that the caller passes in, so that the engine needs no regex engine. */
  | { readonly type: 'text_matches'; readonly pattern: string }
  | { readonly type: 'message_type'; readonly types: readonly string[] }
  | { readonly type: 'menu_key'; readonly keys: readonly string[] }
  | { readonly type: 'qr_scene'; readonly scenes: readonly string[] }
  | { readonly type: 'first_message' }
  | { readonly type: 'follow' }

export type RuleAction =
  | { readonly type: 'hand_over'; readonly to: Reservation | null }
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'forward' }
  | { readonly type: 'nothing' }

/** Where a fan's message goes (L2) and why; kept with the message, shown as 「为什么？」. */
export interface Route {
  readonly toDesk: boolean
  readonly toDeveloper: boolean
  /** Text that answers the fan at once as the passive reply, else null. */
  readonly answer: string | null
  readonly reason: RouteReason
}

export type RouteReason =
  | { readonly kind: 'served' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'rule'; readonly ruleId: string; readonly ruleName: string; readonly matched: string }
  | { readonly kind: 'no_rule' }
  | { readonly kind: 'interface_off' }

export type MatchPattern = (pattern: string, text: string) => boolean

/** Which rule acted, and on what: the word, pattern, type, key or scene that fitted. */
export interface RuleMatch {
  readonly rule: RoutingRule
  readonly matched: string
}

/** What the rules may look at besides the act. */
export interface RoutingContext {
  readonly settings: Pick<Settings, 'rules'>
  readonly interfaceOn: boolean
  readonly matchPattern: MatchPattern
}

/** A route, and the rule that has to be carried out when one decided. */
export interface Routing {
  readonly route: Route
  readonly action: RuleAction | null
}

/** Where an act of the fan goes in the present state (L2); the clock has been applied before. */
export function routeFanAct(
  subject: Pick<Subject, 'conversation' | 'fanWroteAt'>,
  act: FanAct,
  context: RoutingContext,
): Routing {
  if (!context.interfaceOn) return { route: forwarded({ kind: 'interface_off' }), action: null }
  const { conversation } = subject
  switch (conversation.state) {
    case 'serving':
      return { route: shown(act.kind === 'event', { kind: 'served' }), action: null }
    case 'waiting':
      return conversation.cause === 'new'
        ? { route: shown(true, { kind: 'waiting' }), action: null }
        : { route: shown(act.kind === 'event', { kind: 'transferred' }), action: null }
    case 'none':
      return routeByRules(subject.fanWroteAt === null, act, context)
    default:
      return unreachable(conversation)
  }
}

/** The first enabled rule of which all conditions hold; a rule without conditions is about messages alone. */
export function matchRule(
  rules: readonly RoutingRule[],
  act: FanAct,
  isFirstMessage: boolean,
  matchPattern: MatchPattern,
): RuleMatch | null {
  for (const rule of rules) {
    if (!rule.enabled) continue
    if (rule.when.length === 0 && act.kind === 'event') continue
    const matched = rule.when.map((condition) => matchCondition(condition, act, isFirstMessage, matchPattern))
    if (matched.every((part) => part !== null)) return { rule, matched: matched.join(' + ') }
  }
  return null
}

/** Whether an event is of that type; WeChat's documents write some of them in two ways. */
export function isEvent(act: FanAct, ...types: readonly string[]): boolean {
  return act.kind === 'event' && types.includes(act.type.toLowerCase())
}

function routeByRules(neverWrote: boolean, act: FanAct, context: RoutingContext): Routing {
  const match = matchRule(context.settings.rules, act, neverWrote, context.matchPattern)
  if (match === null) return { route: forwarded({ kind: 'no_rule' }), action: null }
  const { rule, matched } = match
  return {
    route: {
      toDesk: rule.action.type === 'hand_over',
      // Events go to the developer URL whatever a rule does with them (L2).
      toDeveloper: act.kind === 'event' || rule.action.type === 'forward',
      answer: rule.action.type === 'answer' ? rule.action.text : null,
      reason: { kind: 'rule', ruleId: rule.id, ruleName: rule.name, matched },
    },
    action: rule.action,
  }
}

/** The part of the act or of the rule that made the condition true; null = it doesn't hold. */
function matchCondition(
  condition: RuleCondition,
  act: FanAct,
  isFirstMessage: boolean,
  matchPattern: MatchPattern,
): string | null {
  switch (condition.type) {
    case 'text_equals':
      return matchWord(act, condition.words, (text, word) => asKeyword(text) === asKeyword(word))
    case 'text_contains':
      return matchWord(act, condition.words, (text, word) => foldText(text).includes(foldText(word)))
    case 'text_starts_with':
      return matchWord(act, condition.words, (text, word) => foldText(text).startsWith(foldText(word)))
    case 'text_matches':
      return act.text !== null && matchPattern(condition.pattern, act.text) ? condition.pattern : null
    case 'message_type':
      return act.kind === 'message' && condition.types.includes(act.type) ? act.type : null
    case 'menu_key':
      return isEvent(act, 'click') ? oneOf(condition.keys, act.key) : null
    case 'qr_scene':
      return isEvent(act, 'scan', 'subscribe') ? oneOf(condition.scenes, act.key) : null
    case 'first_message':
      return act.kind === 'message' && isFirstMessage ? condition.type : null
    case 'follow':
      return isEvent(act, 'subscribe') ? condition.type : null
    default:
      return unreachable(condition)
  }
}

function matchWord(
  act: FanAct,
  words: readonly string[],
  fits: (text: string, word: string) => boolean,
): string | null {
  const { text } = act
  if (act.kind !== 'message' || text === null) return null
  // An empty word is contained in every text.
  return words.find((word) => word.trim() !== '' && fits(text, word)) ?? null
}

function oneOf(candidates: readonly string[], key: string | null): string | null {
  return key !== null && candidates.includes(key) ? key : null
}

function shown(toDeveloper: boolean, reason: RouteReason): Route {
  return { toDesk: true, toDeveloper, answer: null, reason }
}

function forwarded(reason: RouteReason): Route {
  return { toDesk: false, toDeveloper: true, answer: null, reason }
}
