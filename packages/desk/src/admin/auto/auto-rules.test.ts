import type { Rule } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { autoTextOf, withAutoText } from './auto-rules.ts'

const keyword: Rule = {
  id: 'k',
  name: '关键词',
  enabled: true,
  when: [{ type: 'text_equals', words: ['客服'] }],
  action: { type: 'hand_over', to: null },
}

describe('[S5] texts that are rules', () => {
  it('[S5] come back as they were written, and go when there is no text', () => {
    const rules = withAutoText([keyword], 'follow', '欢迎', '关注回复')
    expect(autoTextOf(rules, 'follow')).toBe('欢迎')
    expect(autoTextOf(rules, 'fallback')).toBeNull()
    expect(withAutoText(rules, 'follow', null, '关注回复')).toEqual([keyword])
  })

  it('[S5] the default reply stays behind every other rule', () => {
    const first = withAutoText([], 'fallback', '稍后回复', '默认回复')
    const rules = withAutoText([...first, keyword], 'fallback', '请留言', '默认回复')
    expect(rules.map(({ id }) => id)).toEqual(['k', 'default-text'])
  })

  it('[S5] one that was switched off among the rules is none', () => {
    const rules = withAutoText([], 'follow', '欢迎', '关注回复').map((rule) => ({ ...rule, enabled: false }))
    expect(autoTextOf(rules, 'follow')).toBeNull()
  })
})
