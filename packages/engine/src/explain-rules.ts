import { isAboutEvents, matchCondition, type RuleFacts } from './match-rule.ts'
import type { FanAct } from './routing.ts'
import type { RoutingRule } from './rule.ts'

/** What became of one rule when an act of the fan was tried, and which of its conditions held. */
export interface RuleTrial {
  readonly ruleId: string
  readonly outcome: 'decided' | 'tagged' | 'no' | 'not_for_events' | 'off' | 'not_reached'
  /** One for each condition; empty where none was looked at. */
  readonly conditions: readonly boolean[]
}

/** Every rule in its order with the reason why it acts or not: what `tryRules` decides, told for a person. */
export function explainRules(
  rules: readonly RoutingRule[],
  act: FanAct,
  facts: RuleFacts,
): readonly RuleTrial[] {
  let { tags } = facts
  let isDecided = false
  return rules.map((rule): RuleTrial => {
    const { id: ruleId, enabled, when, action } = rule
    if (!enabled) return { ruleId, outcome: 'off', conditions: [] }
    if (isDecided) return { ruleId, outcome: 'not_reached', conditions: [] }
    if (act.kind === 'event' && !isAboutEvents(rule))
      return { ruleId, outcome: 'not_for_events', conditions: [] }
    const conditions = when.map((condition) => matchCondition(condition, act, { ...facts, tags }) !== null)
    if (!conditions.every((holds) => holds)) return { ruleId, outcome: 'no', conditions }
    if (action.type !== 'tag') {
      isDecided = true
      return { ruleId, outcome: 'decided', conditions }
    }
    tags = [...tags, ...action.tags]
    return { ruleId, outcome: 'tagged', conditions }
  })
}
