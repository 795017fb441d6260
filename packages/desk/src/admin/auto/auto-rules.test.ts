import type { Rule } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { followTextOf, withFollowText } from './auto-rules.ts'

const keyword: Rule = {
  id: 'k',
  name: '关键词',
  enabled: true,
  when: [{ type: 'text_equals', words: ['客服'] }],
  action: { type: 'hand_over', to: null },
}

describe('[S5] the text for followers is a rule', () => {
  it('[S5] comes back as it was written, and goes when there is no text', () => {
    const rules = withFollowText([keyword], '欢迎', '关注回复')
    expect(followTextOf(rules)).toBe('欢迎')
    expect(withFollowText(rules, null, '关注回复')).toEqual([keyword])
  })

  it('[S5] one that was switched off among the rules is none', () => {
    const rules = withFollowText([], '欢迎', '关注回复').map((rule) => ({ ...rule, enabled: false }))
    expect(followTextOf(rules)).toBeNull()
  })

  it('[S5] stays where it is among the rules when its text changes', () => {
    const rules = withFollowText([keyword, ...withFollowText([], '欢迎', '关注回复')], '你好', '关注回复')
    expect(rules.map(({ id }) => id)).toEqual(['k', 'follow-text'])
  })
})
