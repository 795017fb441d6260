import { isOpen } from './business-hours.ts'
import { asKeyword, foldText } from './keyword.ts'
import { type LocalTime, minuteOf } from './local-time.ts'
import type { FanAct } from './routing.ts'
import type { RoutingRule, RuleCondition } from './rule.ts'
import type { Settings } from './settings.ts'
import { unreachable } from './unreachable.ts'

export type MatchPattern = (pattern: string, text: string) => boolean

/** What conditions look at. Functions are asked only by rules that need them. */
export interface RuleFacts {
  readonly settings: Pick<Settings, 'businessHours'>
  readonly isFirstMessage: boolean
  /** The fan's messages in a row before this one that nobody has answered. */
  readonly unansweredBefore: number
  readonly tags: readonly string[]
  readonly localTime: () => LocalTime
  readonly matchPattern: MatchPattern
}

/** Which rule acted, and on what: the word, pattern, type, key, scene, tag or time that fitted. */
export interface RuleMatch {
  readonly rule: RoutingRule
  readonly matched: string
}

/** What an act of the fan comes to by the rules: tags on the way, and the rule that decides. */
export interface RulesTried {
  readonly decided: RuleMatch | null
  /** Rules that gave the customer tags that they did not have. */
  readonly tagged: readonly { readonly rule: RoutingRule; readonly tags: readonly string[] }[]
}

/** Tries the rules in their order: the first that holds and does not only tag decides. Later ones see the tags of earlier ones. */
export function tryRules(rules: readonly RoutingRule[], act: FanAct, facts: RuleFacts): RulesTried {
  const tagged: { rule: RoutingRule; tags: readonly string[] }[] = []
  let { tags } = facts
  for (const rule of rules) {
    const matched = matchRule(rule, act, { ...facts, tags })
    if (matched === null) continue
    if (rule.action.type !== 'tag') return { decided: { rule, matched }, tagged }
    const known = tags
    const added = [...new Set(rule.action.tags)].filter((tag) => !known.includes(tag))
    if (added.length === 0) continue
    tags = [...tags, ...added]
    tagged.push({ rule, tags: added })
  }
  return { decided: null, tagged }
}

/** What made all conditions of an enabled rule hold, else null. A rule without words of an event is about messages alone. */
function matchRule(rule: RoutingRule, act: FanAct, facts: RuleFacts): string | null {
  if (!rule.enabled) return null
  if (act.kind === 'event' && !isAboutEvents(rule)) return null
  const parts: string[] = []
  for (const condition of rule.when) {
    const part = matchCondition(condition, act, facts)
    if (part === null) return null
    parts.push(part)
  }
  return parts.join(' + ')
}

/** Conditions that can name an event; the others only narrow them down (「关注，并且在营业时间」). */
const ofEvents: ReadonlySet<RuleCondition['type']> = new Set(['menu_key', 'qr_scene', 'follow'])

/** A rule without words of an event is about messages alone. */
export function isAboutEvents({ when }: RoutingRule): boolean {
  return when.some(({ type }) => ofEvents.has(type))
}

/** Whether an event is of that type; WeChat's documents write some of them in two ways. */
export function isEvent(act: FanAct, ...types: readonly string[]): boolean {
  return act.kind === 'event' && types.includes(act.type.toLowerCase())
}

/** The part of the act or of the rule that made the condition true; null = it doesn't hold. */
export function matchCondition(condition: RuleCondition, act: FanAct, facts: RuleFacts): string | null {
  switch (condition.type) {
    case 'text_equals':
      return matchWord(act, condition.words, asKeyword, (text, word) => text === word)
    case 'text_contains':
      return matchWord(act, condition.words, foldText, (text, word) => text.includes(word))
    case 'text_starts_with':
      return matchWord(act, condition.words, foldText, (text, word) => text.startsWith(word))
    case 'text_matches':
      return act.text !== null && facts.matchPattern(condition.pattern, act.text) ? condition.pattern : null
    case 'message_type':
      return act.kind === 'message' && condition.types.includes(act.type) ? act.type : null
    case 'menu_key':
      return isEvent(act, 'click') ? oneOf(condition.keys, act.key) : null
    case 'qr_scene':
      return isEvent(act, 'scan', 'subscribe') ? oneOf(condition.scenes, act.key) : null
    case 'first_message':
      return act.kind === 'message' && facts.isFirstMessage ? condition.type : null
    case 'follow':
      return isEvent(act, 'subscribe') ? condition.type : null
    case 'business_hours': {
      const open = isOpen(facts.settings.businessHours, facts.localTime())
      return open === condition.open ? `business_hours.${open ? 'open' : 'closed'}` : null
    }
    case 'time_of_day':
      return isWithin(condition, facts.localTime()) ? `${condition.from}–${condition.to}` : null
    case 'tagged':
      return condition.tags.find((tag) => facts.tags.includes(tag)) ?? null
    case 'unanswered': {
      const count = facts.unansweredBefore + 1
      return act.kind === 'message' && count >= condition.messages ? `unanswered.${count}` : null
    }
    default:
      return unreachable(condition)
  }
}

/** A span that goes past midnight belongs to the day on which it began; one from a time to itself is the whole day. */
function isWithin(
  { days, from, to }: Extract<RuleCondition, { readonly type: 'time_of_day' }>,
  { weekday, minute }: LocalTime,
): boolean {
  const start = minuteOf(from)
  const end = minuteOf(to)
  if (start < end) return days.includes(weekday) && minute >= start && minute < end
  const dayBefore = weekday === 1 ? 7 : weekday - 1
  return (days.includes(weekday) && minute >= start) || (days.includes(dayBefore) && minute < end)
}

function matchWord(
  act: FanAct,
  words: readonly string[],
  fold: (text: string) => string,
  fits: (text: string, word: string) => boolean,
): string | null {
  if (act.kind !== 'message' || act.text === null) return null
  const text = fold(act.text)
  // An empty word is contained in every text.
  return words.find((word) => word.trim() !== '' && fits(text, fold(word))) ?? null
}

function oneOf(candidates: readonly string[], key: string | null): string | null {
  return key !== null && candidates.includes(key) ? key : null
}
