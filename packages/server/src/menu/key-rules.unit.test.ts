import type { Menu, Rule } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { clickKeys, keysOf, withActions, withoutUnused } from './key-rules.ts'

const rule = (part: Partial<Rule>): Rule => ({
  id: 'r',
  name: '规则',
  enabled: true,
  when: [{ type: 'menu_key', keys: ['HELP'] }],
  action: { type: 'hand_over', to: null },
  ...part,
})
const answer = (text: string): Rule['action'] => ({ type: 'answer', text })
let made = 0
const newId = () => String(++made)

describe('[L2] what a key of the menu does', () => {
  const menu: Menu = {
    buttons: [
      { name: '联系客服', act: { type: 'click', key: 'HELP' }, entries: [] },
      {
        name: '花束',
        act: null,
        entries: [
          { name: '营业时间', act: { type: 'click', key: 'HOURS' } },
          { name: '扫一扫', act: { type: 'scancode_push', key: 'SCAN' } },
        ],
      },
    ],
  }

  it('[L2] is asked of entries that click alone, with the name that a rule gets', () => {
    expect([...clickKeys(menu)]).toEqual([
      ['HELP', '联系客服'],
      ['HOURS', '营业时间'],
    ])
  })

  it('[L2] is said by the rule about it alone; rules that look at more are named', () => {
    const off = rule({ id: 'off', enabled: false, action: answer('旧的') })
    const wide = rule({ id: 'wide', name: '两个按钮', when: [{ type: 'menu_key', keys: ['HELP', 'HOURS'] }] })
    expect(keysOf([off, wide, rule({})], ['HELP', 'HOURS'])).toEqual({
      HELP: { action: { type: 'hand_over', to: null }, otherRules: ['两个按钮'] },
      HOURS: { action: null, otherRules: ['两个按钮'] },
    })
  })

  it('[L2] changes in its place, comes last when it is new, and goes', () => {
    const first = rule({ id: 'keyword', when: [{ type: 'text_equals', words: ['客服'] }] })
    const own = rule({ id: 'help' })
    const rules = withActions(
      [own, first],
      { HELP: answer('请稍等'), HOURS: answer('9 点') },
      clickKeys(menu),
      newId,
    )
    expect(rules.map(({ id, name, action }) => [id, name, action.type])).toEqual([
      ['help', '规则', 'answer'],
      ['keyword', '规则', 'hand_over'],
      ['menu-1', '菜单「营业时间」', 'answer'],
    ])
    expect(withActions(rules, { HELP: null }, clickKeys(menu), newId).map(({ id }) => id)).toEqual([
      'keyword',
      'menu-1',
    ])
    expect(withActions(rules, { NONE: null }, clickKeys(menu), newId)).toEqual(rules)
  })

  it('[L2] goes with its entry when the page wrote it, never when a person did', () => {
    const rules = [
      rule({ id: 'menu-1' }),
      rule({ id: 'menu-2', when: [{ type: 'menu_key', keys: ['GONE'] }] }),
      rule({ id: 'by-hand', when: [{ type: 'menu_key', keys: ['GONE'] }] }),
    ]
    expect(withoutUnused(rules, clickKeys(menu)).map(({ id }) => id)).toEqual(['menu-1', 'by-hand'])
  })
})
