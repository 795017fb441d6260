import type { Rule } from '@duokefu/contract'
import { put, removed } from '../rules/rule-list.ts'

/** What a follower hears first is a rule with a name of its own. */
export const followRuleId = 'follow-text'

/** Its text, null when there is none or it is off. */
export function followTextOf(rules: readonly Rule[]): string | null {
  const rule = rules.find(({ id }) => id === followRuleId)
  return rule?.enabled === true && rule.action.type === 'answer' ? rule.action.text : null
}

/** Writes it; null takes it away. */
export function withFollowText(rules: readonly Rule[], text: string | null, name: string): readonly Rule[] {
  if (text === null) return removed(rules, followRuleId)
  return put(rules, {
    id: followRuleId,
    name,
    enabled: true,
    when: [{ type: 'follow' }],
    action: { type: 'answer', text },
  })
}
