import type { Rule } from '@duokefu/contract'
import { put, removed } from '../rules/rule-list.ts'

/** Two texts of this page are rules with names of their own: what a follower hears first, and what comes when nothing else fits. */
export const autoRuleIds = { follow: 'follow-text', fallback: 'default-text' } as const
export type AutoRule = keyof typeof autoRuleIds

/** The text of one, null when there is none or it is off. */
export function autoTextOf(rules: readonly Rule[], which: AutoRule): string | null {
  const rule = rules.find(({ id }) => id === autoRuleIds[which])
  return rule?.enabled === true && rule.action.type === 'answer' ? rule.action.text : null
}

/** Writes one. The fallback has no condition, so it stays behind every other rule. */
export function withAutoText(
  rules: readonly Rule[],
  which: AutoRule,
  text: string | null,
  name: string,
): readonly Rule[] {
  const id = autoRuleIds[which]
  if (text === null) return removed(rules, id)
  const rule: Rule = {
    id,
    name,
    enabled: true,
    when: which === 'follow' ? [{ type: 'follow' }] : [],
    action: { type: 'answer', text },
  }
  return which === 'follow' ? put(rules, rule) : [...removed(rules, id), rule]
}
