import type { Subject } from './conversation.ts'
import type { AgentId } from './ids.ts'
import { type LocalTime, localTimeAt } from './local-time.ts'
import { type MatchPattern, type RuleFacts, tryRules } from './match-rule.ts'
import type { RoutingRule, RuleAction, RuleReply } from './rule.ts'
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

/** Where a fan's message goes (L2) and why; kept with the message, shown as 「为什么？」. */
export interface Route {
  readonly toDesk: boolean
  readonly toDeveloper: boolean
  /** It would have gone to the developer URL, were that not down. */
  readonly spared: boolean
  /** Text of the rule that decided, else null. */
  readonly answer: string | null
  /** Material of the rule that decided, else null. */
  readonly send: RuleReply | null
  /** Handed over to WeChat's own desk, to one agent there or to everybody; null = not (L3). */
  readonly transfer: { readonly kfAgent: AgentId | null } | null
  readonly reason: RouteReason
}

export type RouteReason =
  | { readonly kind: 'served' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'rule'; readonly ruleId: string; readonly ruleName: string; readonly matched: string }
  | { readonly kind: 'no_rule' }
  /** No rule decided and the developer URL is down: the desk takes it, by setting. */
  | { readonly kind: 'developer_down' }
  | { readonly kind: 'interface_off' }
  /** WeChat's own desk has the customers, and no rule handed this one over. */
  | { readonly kind: 'wechat_desk' }

/** Whether the developer URL can be asked now: `down` while its breaker is open. */
export type DeveloperState = 'none' | 'up' | 'down'

/** What routing may look at besides the act. */
export interface RoutingContext {
  readonly at: number
  readonly settings: Pick<Settings, 'rules' | 'businessHours' | 'handOverWhenDeveloperDown'>
  readonly timeZone: string
  readonly interfaceOn: boolean
  /** WeChat's own desk has the customers; `interfaceOn` is false then. */
  readonly wechatDesk: boolean
  readonly developer: DeveloperState
  /** The customer's tags; empty where no rule looks at them. */
  readonly tags: readonly string[]
  readonly matchPattern: MatchPattern
}

/** A route, and what has to be carried out of the rules that made it. */
export interface Routing {
  readonly route: Route
  readonly action: RuleAction | null
  readonly tagged: readonly { readonly rule: RoutingRule; readonly tags: readonly string[] }[]
}

/** Where an act of the fan goes in the present state (L2); the clock has been applied before. */
export function routeFanAct(
  subject: Pick<Subject, 'conversation' | 'fanWroteAt' | 'unanswered'>,
  act: FanAct,
  context: RoutingContext,
): Routing {
  if (context.wechatDesk) return routeToWechatDesk(subject, act, context)
  if (!context.interfaceOn) return plain(forwarded({ kind: 'interface_off' }, context))
  const { conversation } = subject
  switch (conversation.state) {
    case 'serving':
      return plain(shown(act.kind === 'event', { kind: 'served' }, context))
    case 'waiting':
      return conversation.cause === 'new'
        ? plain(shown(true, { kind: 'waiting' }, context))
        : plain(shown(act.kind === 'event', { kind: 'transferred' }, context))
    case 'none':
      return routeByRules(subject, act, context)
    default:
      return unreachable(conversation)
  }
}

type Known = Pick<Subject, 'fanWroteAt' | 'unanswered'>

function routeByRules(subject: Known, act: FanAct, context: RoutingContext): Routing {
  const { decided, tagged } = tryRules(context.settings.rules, act, factsOf(subject, context))
  if (decided === null) {
    const goesToDesk =
      act.kind === 'message' && context.developer === 'down' && context.settings.handOverWhenDeveloperDown
    if (!goesToDesk) return { route: forwarded({ kind: 'no_rule' }, context), action: null, tagged }
    const route = shown(false, { kind: 'developer_down' }, context)
    return { route, action: { type: 'hand_over', to: null }, tagged }
  }
  const { rule, matched } = decided
  const { action } = rule
  // Events go to the developer URL whatever a rule does with them (L2).
  const isForwarded = act.kind === 'event' || action.type === 'forward'
  return {
    route: {
      toDesk: action.type === 'hand_over',
      ...developerPart(isForwarded, context),
      answer: action.type === 'answer' ? action.text : null,
      send: action.type === 'send' ? action.reply : null,
      transfer: null,
      reason: { kind: 'rule', ruleId: rule.id, ruleName: rule.name, matched },
    },
    action,
    tagged,
  }
}

/** WeChat's own desk has the customers: a rule's hand-over leads there; everything else is the developer URL's (L3). */
function routeToWechatDesk(subject: Known, act: FanAct, context: RoutingContext): Routing {
  const { rules } = context.settings
  const { decided } = tryRules(rules, act, factsOf(subject, context))
  const action = decided?.rule.action
  // WeChat shows its agents the transferred message, so it wants messages alone.
  if (decided === null || action?.type !== 'hand_over' || act.kind === 'event')
    return plain(forwarded({ kind: 'wechat_desk' }, context))
  const { rule, matched } = decided
  return plain({
    toDesk: false,
    toDeveloper: false,
    spared: false,
    answer: null,
    send: null,
    transfer: { kfAgent: action.to?.kind === 'agent' ? action.to.agent : null },
    reason: { kind: 'rule', ruleId: rule.id, ruleName: rule.name, matched },
  })
}

function factsOf({ fanWroteAt, unanswered }: Known, context: RoutingContext): RuleFacts {
  let local: LocalTime | null = null
  return {
    settings: context.settings,
    isFirstMessage: fanWroteAt === null,
    unansweredBefore: unanswered,
    tags: context.tags,
    matchPattern: context.matchPattern,
    localTime: () => {
      local ??= localTimeAt(context.at, context.timeZone)
      return local
    },
  }
}

function plain(route: Route): Routing {
  return { route, action: null, tagged: [] }
}

function shown(isForwarded: boolean, reason: RouteReason, context: RoutingContext): Route {
  return {
    toDesk: true,
    ...developerPart(isForwarded, context),
    answer: null,
    send: null,
    transfer: null,
    reason,
  }
}

function forwarded(reason: RouteReason, context: RoutingContext): Route {
  return {
    toDesk: false,
    ...developerPart(true, context),
    answer: null,
    send: null,
    transfer: null,
    reason,
  }
}

function developerPart(
  isForwarded: boolean,
  { developer }: RoutingContext,
): Pick<Route, 'toDeveloper' | 'spared'> {
  return { toDeveloper: isForwarded && developer === 'up', spared: isForwarded && developer === 'down' }
}
