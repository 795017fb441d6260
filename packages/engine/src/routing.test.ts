import { describe, expect, it } from 'vitest'
import { asKeyword } from './keyword.ts'
import { minuteOf } from './local-time.ts'
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

describe('conditions about when, whom and how often', () => {
  const at = (weekday: number, time: string) => ({
    localTime: () => ({ date: '2026-03-02', weekday, minute: minuteOf(time) }),
  })
  const evening: RuleCondition = { type: 'time_of_day', days: [1, 2], from: '18:00', to: '22:00' }
  const night: RuleCondition = { type: 'time_of_day', days: [7], from: '22:00', to: '06:00' }
  const wholeDay: RuleCondition = { type: 'time_of_day', days: [3], from: '00:00', to: '00:00' }

  it.each<[string, RuleCondition, Partial<RuleFacts>, string | null]>([
    ['in the evening', evening, at(1, '18:00'), '18:00–22:00'],
    ['a minute before', evening, at(1, '17:59'), null],
    ['at its end', evening, at(2, '22:00'), null],
    ['on another day', evening, at(3, '20:00'), null],
    ['at night', night, at(7, '23:00'), '22:00–06:00'],
    ['past midnight it is still Sunday’s night', night, at(1, '05:59'), '22:00–06:00'],
    ['the night before is Saturday’s', night, at(7, '05:00'), null],
    ['by day', night, at(7, '12:00'), null],
    ['a whole day', wholeDay, at(3, '13:00'), '00:00–00:00'],
    ['the day after', wholeDay, at(4, '00:00'), null],
    ['a tag', { type: 'tagged', tags: ['VIP', '老客户'] }, { tags: ['老客户'] }, '老客户'],
    ['another tag', { type: 'tagged', tags: ['VIP'] }, { tags: ['老客户'] }, null],
    ['the third unanswered', { type: 'unanswered', messages: 3 }, { unansweredBefore: 2 }, 'unanswered.3'],
    ['the second', { type: 'unanswered', messages: 3 }, { unansweredBefore: 1 }, null],
    ['the fourth, too', { type: 'unanswered', messages: 3 }, { unansweredBefore: 3 }, 'unanswered.4'],
  ])('[L2] %s', (_name, condition, facts, fits) => {
    expect(decidedBy([rule([condition])], textAct('在'), facts)?.matched ?? null).toBe(fits)
  })

  it.each([
    [true, 'business_hours.closed'],
    [false, null],
  ])('[L2] business hours: a shop that never opens, asked whether it is closed: %s', (isClosed, fits) => {
    const never = { week: [[], [], [], [], [], [], []], special: [] }
    const settings = { ...defaultSettings, businessHours: never }
    const closed = rule([{ type: 'business_hours', open: !isClosed }])
    expect(decidedBy([closed], textAct('在'), { settings })?.matched ?? null).toBe(fits)
  })

  it('[L2] narrow an event down and take none by themselves', () => {
    const open: RuleCondition = { type: 'business_hours', open: true }
    expect(decidedBy([rule([open])], eventAct('CLICK', 'help'))).toBeNull()
    expect(decidedBy([rule([{ type: 'follow' }, open])], eventAct('subscribe'))?.matched).toBe(
      'follow + business_hours.open',
    )
  })

  it('[L2] a rule that tags lets the next ones decide, which see the tag; what is there is not added again', () => {
    const tag = {
      ...rule([{ type: 'text_contains', words: ['价'] }], { type: 'tag', tags: ['问价', 'VIP'] }),
      id: 'tag',
    }
    const byTag = rule([{ type: 'tagged', tags: ['问价'] }])
    const about = context({ tags: ['VIP'], settings: { ...defaultSettings, rules: [tag, byTag] } })
    const { effects, route } = allowed(subject(), text('什么价'), about)
    expect(route?.reason).toMatchObject({ kind: 'rule', ruleId: 'r1', matched: '问价' })
    expect(names(effects)).toEqual(['timeline:tagged', 'tag', 'timeline:handed_over'])
    expect(effects).toContainEqual({ type: 'tag', tags: ['问价'] })
    const known = { ...about, tags: ['VIP', '问价'] }
    expect(names(allowed(subject(), text('什么价'), known).effects)).toEqual(['timeline:handed_over'])
  })
})

describe('a developer URL that is down', () => {
  const down = (handOverWhenDeveloperDown: boolean) =>
    context({ developer: 'down', settings: { ...defaultSettings, handOverWhenDeveloperDown } })

  it('[L2] the desk takes what no rule decided, by setting, and the line says why', () => {
    const { route, effects } = allowed(subject(), text('我的订单'), down(true))
    expect(route).toMatchObject({ toDesk: true, toDeveloper: false, reason: { kind: 'developer_down' } })
    expect(lines(effects)).toEqual([{ kind: 'handed_over', by: 'developer_down', ruleName: null, to: null }])
  })

  it.each([
    ['without the setting', text('我的订单'), false],
    ['an event', event('CLICK', 'help'), true],
  ])('[L2] leaves it unforwarded: %s', (_name, act, setting) => {
    const { route, next } = allowed(subject(), act, down(setting))
    expect(route).toMatchObject({
      toDesk: false,
      toDeveloper: false,
      spared: true,
      reason: { kind: 'no_rule' },
    })
    expect(next.conversation.state).toBe('none')
  })
})

describe('WeChat’s own desk has the customers', () => {
  const handedBack = (rules: readonly RoutingRule[]) =>
    context({ interfaceOn: false, wechatDesk: true, settings: { ...defaultSettings, rules } })
  const toWu = rule([{ type: 'text_equals', words: ['小吴'] }], {
    type: 'hand_over',
    to: { kind: 'agent', agent: wu },
  })

  it.each([
    ['whom a rule hands over', text('客服'), { kfAgent: null }, 'rule'],
    ['whom a rule hands over by name', text('小吴'), { kfAgent: wu }, 'rule'],
    ['everybody else', text('我的订单'), null, 'wechat_desk'],
    ['who only taps the menu', event('CLICK', 'help'), null, 'wechat_desk'],
  ])('[L3] %s', (_name, act, transfer, reason) => {
    const rules = [...defaultSettings.rules, toWu, rule([{ type: 'menu_key', keys: ['help'] }])]
    const { route, next, effects } = allowed(subject(), act, handedBack(rules))
    expect(route).toMatchObject({
      toDesk: false,
      toDeveloper: transfer === null,
      transfer,
      reason: { kind: reason },
    })
    expect(next.conversation.state).toBe('none')
    const line = { kind: 'handed_to_wechat', ruleName: expect.any(String), agent: transfer?.kfAgent ?? null }
    expect(lines(effects)).toEqual(transfer === null ? [] : [line])
  })

  it('[L17] whom somebody served or who waited is let go', () => {
    const ended = allowed(serving(), text('在吗'), handedBack(defaultSettings.rules))
    expect(names(ended.effects)).toContain('timeline:wechat_desk')
    expect(ended.effects).toContainEqual(
      expect.objectContaining({ type: 'close_session', reason: 'wechat_desk' }),
    )
    expect(ended.route).toMatchObject({ transfer: { kfAgent: null } })
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
