import type { RuleTrial, TryRulesAnswer } from '@duokefu/contract'

/** With everything handed back to WeChat's own desk only a rule that hands over acts, and that hands over to WeChat. */
export function isHandedBack({ reason, toWechatDesk }: TryRulesAnswer): boolean {
  return toWechatDesk || reason === 'wechat_desk'
}

/** What became of a rule; `idle`: it fits, and does nothing while WeChat's own desk has the customers. */
export function outcomeOf(
  { ruleId, outcome }: RuleTrial,
  result: TryRulesAnswer,
): RuleTrial['outcome'] | 'idle' {
  const fits = outcome === 'decided' || outcome === 'tagged'
  return fits && isHandedBack(result) && ruleId !== result.ruleId ? 'idle' : outcome
}
