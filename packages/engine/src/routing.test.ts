import { describe, expect, it } from 'vitest'
import { asKeyword } from './keyword.ts'
import { type RuleFacts, tryRules } from './match-rule.ts'
import type { FanAct } from './routing.ts'
import type { RoutingRule, RuleAction, RuleCondition } from './rule.ts'
import { defaultSettings } from './settings.ts'
import {
  allowed,
  context,
  event,
  gone,
  lines,
  names,
  serving,
  subject,
  text,
  textAct,
  waiting,
  wu,
} from './testing/builders.ts'

const handOver: RuleAction = { type: 'hand_over', to: null }

function rule(when: readonly RuleCondition[], action: RuleAction = handOver, enabled = true): RoutingRule {
  return { id: 'r1', name: '规则', enabled, when, action }
}

function eventAct(type: string, key: string | null = null): FanAct {
  return { kind: 'event', type, text: null, key }
}

/** What made the rule act, or null; the fan wrote before. */
function matched(condition: RuleCondition, act: FanAct, isFirst = false): string | null {
  return decidedBy([rule([condition])], act, { isFirstMessage: isFirst })?.matched ?? null
}

/** The rule that decides, by a fan without tags who wrote before, at noon on a Monday. */
function decidedBy(rules: readonly RoutingRule[], act: FanAct, facts: Partial<RuleFacts> = {}) {
  return tryRules(rules, act, {
    settings: defaultSettings,
    isFirstMessage: false,
    unansweredBefore: 0,
    tags: [],
    localTime: () => ({ date: '2026-03-02', weekday: 1, minute: 12 * 60 }),
    matchPattern: context().matchPattern,
    ...facts,
  }).decided
}

describe('the default keywords', () => {
  it.each([
    '客服',
    '你好',
    '在吗',
    ' 在吗 ',
    '在吗？',
    '在吗~',
    '「客服」',
    '你好！！！',
    '\u3000你好。\u3000',
    '你好，',
    '...在吗...',
    '\u200b客服\u200b',
    '客服\n',
  ])('[S20] %j is handed over', (words) => {
    expect(allowed(subject(), text(words), context())).toMatchObject({
      next: { conversation: { state: 'waiting' } },
      route: { toDesk: true, toDeveloper: false, reason: { kind: 'rule', ruleId: 'default-keywords' } },
    })
  })

  it.each(['你好，我的订单到哪了', '人工客服', '客服客服', '你 好', '', '！！', '你好👍'])(
    '[S20] %j is not',
    (words) => {
      const decision = allowed(subject(), text(words), context())
      expect(decision).toMatchObject({
        next: { conversation: { state: 'none' } },
        route: { toDesk: false, toDeveloper: true, reason: { kind: 'no_rule' } },
      })
    },
  )
})

describe('conditions', () => {
  it.each([
    ['full width is half width', { type: 'text_equals', words: ['VIP'] }, textAct('ＶＩＰ！'), 'VIP'],
    ['capitals don’t count', { type: 'text_equals', words: ['VIP'] }, textAct('vip'), 'VIP'],
    ['a word of punctuation alone', { type: 'text_equals', words: ['？'] }, textAct('?'), '？'],
    [
      'punctuation alone is no other punctuation',
      { type: 'text_equals', words: ['？'] },
      textAct('！'),
      null,
    ],
    ['the second word', { type: 'text_equals', words: ['退货', '退款'] }, textAct('退款'), '退款'],
    ['contains', { type: 'text_contains', words: ['退款'] }, textAct('我要退款，谢谢'), '退款'],
    ['an empty word is in no text', { type: 'text_contains', words: ['', ' '] }, textAct('在'), null],
    ['starts with', { type: 'text_starts_with', words: ['#'] }, textAct('＃1024'), '#'],
    ['starts with, elsewhere', { type: 'text_starts_with', words: ['#'] }, textAct('1#'), null],
    ['a pattern', { type: 'text_matches', pattern: '^\\d{6}$' }, textAct('123456'), '^\\d{6}$'],
    [
      'a message type',
      { type: 'message_type', types: ['image', 'voice'] },
      { kind: 'message', type: 'voice', text: null, key: null },
      'voice',
    ],
    [
      'a message type is no event',
      { type: 'message_type', types: ['CLICK'] },
      eventAct('CLICK', 'help'),
      null,
    ],
    ['a menu key', { type: 'menu_key', keys: ['help'] }, eventAct('CLICK', 'help'), 'help'],
    ['another key', { type: 'menu_key', keys: ['help'] }, eventAct('CLICK', 'news'), null],
    ['a menu link of the same name', { type: 'menu_key', keys: ['help'] }, eventAct('VIEW', 'help'), null],
    ['a scene scanned', { type: 'qr_scene', scenes: ['shop1'] }, eventAct('SCAN', 'shop1'), 'shop1'],
    ['a scene followed', { type: 'qr_scene', scenes: ['shop1'] }, eventAct('subscribe', 'shop1'), 'shop1'],
    ['a follow', { type: 'follow' }, eventAct('subscribe'), 'follow'],
  ] as const satisfies readonly (readonly [string, RuleCondition, FanAct, string | null])[])(
    '[L2] %s',
    (_name, condition, act, what) => {
      expect(matched(condition, act)).toBe(what)
    },
  )

  it('[L2] the first message is the first one, not the follow before it', () => {
    const first = {
      ...context(),
      settings: { ...defaultSettings, rules: [rule([{ type: 'first_message' }])] },
    }
    const followed = allowed(subject({ fanWroteAt: null }), event('subscribe'), first).next
    const wrote = allowed(followed, text('这个还有吗'), first)
    expect(wrote.next.conversation.state).toBe('waiting')
    const later = allowed({ ...wrote.next, conversation: followed.conversation }, text('有吗'), first)
    expect(later.next.conversation.state).toBe('none')
  })

  it('[L2] all conditions of a rule must hold', () => {
    const both = rule([{ type: 'text_contains', words: ['退款'] }, { type: 'first_message' }])
    expect(decidedBy([both], textAct('退款'))).toBeNull()
    expect(decidedBy([both], textAct('退款'), { isFirstMessage: true })?.matched).toBe('退款 + first_message')
  })

  it('[L2] a rule without conditions takes every message and no event', () => {
    expect(decidedBy([rule([])], textAct('?'))).not.toBeNull()
    expect(decidedBy([rule([])], eventAct('LOCATION'))).toBeNull()
  })

  it('[L2] the first rule that is on decides', () => {
    const any: RuleCondition = { type: 'text_contains', words: ['退'] }
    const rules = [
      rule([any], handOver, false),
      { ...rule([any], { type: 'forward' }), id: 'r2' },
      rule([any]),
    ]
    expect(decidedBy(rules, textAct('退款'))?.rule.id).toBe('r2')
  })

  it('[S20] a text of a hundred thousand spaces is compared in no time', () => {
    expect(asKeyword(`客${' '.repeat(100_000)}服${' '.repeat(100_000)}`)).toHaveLength(100_002)
  })
})

describe('which way an act goes', () => {
  const word = (action: RuleAction) => ({
    settings: { ...defaultSettings, rules: [rule([{ type: 'text_equals', words: ['退款'] }], action)] },
  })
  const key = (action: RuleAction) => ({
    settings: { ...defaultSettings, rules: [rule([{ type: 'menu_key', keys: ['help'] }], action)] },
  })
  const order = text('我的订单')
  const click = event('CLICK', 'help')

  it.each([
    ['[S9] served → desk only', serving(), order, {}, 'desk', 'served'],
    [
      '[L2] waiting after a transfer → desk only',
      waiting({ cause: 'transfer' }),
      order,
      {},
      'desk',
      'transferred',
    ],
    [
      '[L2] waiting because the agent left → desk only',
      waiting({ cause: 'agent_left' }),
      order,
      {},
      'desk',
      'transferred',
    ],
    ['[S11] waiting as new → both', waiting(), order, {}, 'both', 'waiting'],
    ['[L2] waiting as new, a keyword does nothing', waiting(), text('客服'), {}, 'both', 'waiting'],
    ['[L2] nobody, no rule → developer', subject(), order, {}, 'developer', 'no_rule'],
    ['[L2] nobody, a rule hands over', subject(), text('退款'), word(handOver), 'desk', 'rule'],
    [
      '[L2] nobody, a rule answers',
      subject(),
      text('退款'),
      word({ type: 'answer', text: '请看这里' }),
      'nowhere',
      'rule',
    ],
    ['[L2] nobody, a rule forwards', subject(), text('退款'), word({ type: 'forward' }), 'developer', 'rule'],
    [
      '[L2] nobody, a rule does nothing',
      subject(),
      text('退款'),
      word({ type: 'nothing' }),
      'nowhere',
      'rule',
    ],
    ['[L2] an event of a served fan → both', serving(), click, {}, 'both', 'served'],
    [
      '[L2] an event of one who waits after a transfer → both',
      waiting({ cause: 'transfer' }),
      click,
      {},
      'both',
      'transferred',
    ],
    ['[L2] an event of nobody’s → developer', subject(), click, {}, 'developer', 'no_rule'],
    ['[L2] an event that a rule hands over → both', subject(), click, key(handOver), 'both', 'rule'],
    [
      '[L2] an event that a rule answers → developer too',
      subject(),
      click,
      key({ type: 'answer', text: '您好' }),
      'developer',
      'rule',
    ],
    ['[L2] an unfollow of a served fan → both', serving(), event('unsubscribe'), {}, 'both', 'served'],
    [
      '[L17] the switch is off: a served fan → developer',
      serving(),
      order,
      { interfaceOn: false },
      'developer',
      'interface_off',
    ],
    [
      '[S13] the switch is off: a keyword → developer',
      subject(),
      text('客服'),
      { interfaceOn: false },
      'developer',
      'interface_off',
    ],
  ])('%s', (_name, before, command, about, way, reason) => {
    expect(allowed(before, command, context(about)).route).toMatchObject({
      toDesk: way === 'desk' || way === 'both',
      toDeveloper: way === 'developer' || way === 'both',
      reason: { kind: reason },
    })
  })

  it('[L2] an answer is the passive reply', () => {
    const { route } = allowed(subject(), text('退款'), context(word({ type: 'answer', text: '请看这里' })))
    expect(route).toMatchObject({ answer: '请看这里', reason: { ruleName: '规则', matched: '退款' } })
  })

  it('[L2] a rule that hands over to a named agent reserves the customer and says its name', () => {
    const to = { kind: 'agent', agent: wu } as const
    const { next, effects } = allowed(subject(), text('退款'), context(word({ type: 'hand_over', to })))
    expect(next.conversation).toMatchObject({ state: 'waiting', reservedFor: to })
    expect(lines(effects)).toEqual([{ kind: 'handed_over', by: 'rule', ruleName: '规则', to }])
  })

  it('[L3] a rule that names somebody who left hands over to everybody', () => {
    const to = { kind: 'agent', agent: gone } as const
    const { next, effects } = allowed(subject(), text('退款'), context(word({ type: 'hand_over', to })))
    expect(next.conversation).toMatchObject({ state: 'waiting', reservedFor: null })
    expect(names(effects)).toEqual(['timeline:handed_over', 'timeline:reservation_lapsed'])
  })
})
