import type { RuleTrial, TryRulesAnswer } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { outcomeOf } from './trial-outcome.ts'

const answer: TryRulesAnswer = {
  reason: 'rule',
  ruleId: 'help',
  matched: '客服',
  toDesk: true,
  toDeveloper: false,
  toWechatDesk: false,
  answer: null,
  steps: [],
  tried: [],
}
const trial = (ruleId: string, outcome: RuleTrial['outcome']): RuleTrial => ({
  ruleId,
  outcome,
  conditions: [],
})

it.each<[string, Partial<TryRulesAnswer>, RuleTrial, string]>([
  ['acts as ever', {}, trial('tag', 'tagged'), 'tagged'],
  ['does nothing', { reason: 'wechat_desk', ruleId: null }, trial('price', 'decided'), 'idle'],
  ['gives no tags', { toWechatDesk: true }, trial('tag', 'tagged'), 'idle'],
  ['hands over to WeChat', { toWechatDesk: true }, trial('help', 'decided'), 'decided'],
  ['that doesn’t fit', { reason: 'wechat_desk', ruleId: null }, trial('price', 'no'), 'no'],
])('[L2] a rule, with or without WeChat’s own desk, %s', (_name, part, tried, outcome) => {
  expect(outcomeOf(tried, { ...answer, ...part })).toBe(outcome)
})
