import { describe, expect, it } from 'vitest'
import { explainRules } from './explain-rules.ts'
import { type RuleFacts, tryRules } from './match-rule.ts'
import type { FanAct } from './routing.ts'
import type { RoutingRule, RuleAction, RuleCondition } from './rule.ts'

const facts: RuleFacts = {
  settings: { businessHours: null },
  isFirstMessage: false,
  unansweredBefore: 0,
  tags: [],
  localTime: () => ({ date: '2026-09-28', weekday: 1, minute: 600 }),
  matchPattern: () => false,
}
const rule = (id: string, when: RuleCondition[], action: RuleAction, enabled = true): RoutingRule => ({
  id,
  name: id,
  enabled,
  when,
  action,
})
const says = (text: string): FanAct => ({ kind: 'message', type: 'text', text, key: null })
const contains = (word: string): RuleCondition => ({ type: 'text_contains', words: [word] })

const rules = [
  rule('off', [], { type: 'nothing' }, false),
  rule('vip', [contains('退')], { type: 'tag', tags: ['售后'] }),
  rule('both', [contains('退'), { type: 'business_hours', open: false }], { type: 'nothing' }),
  rule('tagged', [{ type: 'tagged', tags: ['售后'] }], { type: 'hand_over', to: null }),
  rule('last', [], { type: 'forward' }),
]

describe('what the dry run tells of each rule', () => {
  it('[L2] why it acts or not, condition by condition, with the tags of the rules before it', () => {
    expect(explainRules(rules, says('我要退款'), facts)).toEqual([
      { ruleId: 'off', outcome: 'off', conditions: [] },
      { ruleId: 'vip', outcome: 'tagged', conditions: [true] },
      { ruleId: 'both', outcome: 'no', conditions: [true, false] },
      { ruleId: 'tagged', outcome: 'decided', conditions: [true] },
      { ruleId: 'last', outcome: 'not_reached', conditions: [] },
    ])
  })

  it('[L2] an event is not about rules that name none', () => {
    const follow: FanAct = { kind: 'event', type: 'subscribe', text: null, key: null }
    expect(explainRules(rules, follow, facts).map(({ outcome }) => outcome)).toEqual([
      'off',
      'not_for_events',
      'not_for_events',
      'not_for_events',
      'not_for_events',
    ])
  })

  it.each(['我要退款', '发货了吗', ''])('[L2] names the rule that decides: 「%s」', (text) => {
    const decided = tryRules(rules, says(text), facts).decided?.rule.id ?? null
    const told = explainRules(rules, says(text), facts).find(({ outcome }) => outcome === 'decided')
    expect(told?.ruleId ?? null).toBe(decided)
  })
})
