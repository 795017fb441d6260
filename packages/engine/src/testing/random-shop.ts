import type { BusinessHours } from '../business-hours.ts'
import type { RoutingRule } from '../rule.ts'
import { defaultSettings, type Settings } from '../settings.ts'
import { minute, sales, wu } from './builders.ts'
import { chance, oneOf } from './random.ts'

/** The settings of a shop that uses everything, or nothing. */
export function anySettings(random: () => number): Settings {
  return {
    ...defaultSettings,
    endsAfter: oneOf(random, ['last-activity', 'accepted']),
    reservationFallback: oneOf(random, ['everybody', 'keep']),
    queueNotice: chance(random, 0.7) ? '前面还有 {position} 位，约 {minutes} 分钟' : null,
    defaultReply: chance(random, 0.5) ? '已收到' : null,
    offHoursText: chance(random, 0.4) ? '我们九点上班' : null,
    businessHours: chance(random, 0.5) ? nineToSix : null,
    leaveMessage: chance(random, 0.5) ? { text: '请留言', afterMs: 3 * minute } : null,
    fallbackGroup: chance(random, 0.5) ? sales : null,
    handOverWhenDeveloperDown: chance(random, 0.5),
    passiveFree: chance(random, 0.7),
    rules,
  }
}

const nineToSix: BusinessHours = {
  week: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 18 * 60 }]),
  special: [{ date: '2026-03-03', name: '盘点', spans: [] }],
}

/** Every kind of action and of condition that a random customer can meet. */
const rules: readonly RoutingRule[] = [
  rule('tag', [{ type: 'text_contains', words: ['价格'] }], { type: 'tag', tags: ['问价', '老客户'] }),
  rule('follow', [{ type: 'follow' }, { type: 'business_hours', open: true }], {
    type: 'answer',
    text: '欢迎',
  }),
  rule('price', [{ type: 'tagged', tags: ['问价'] }], { type: 'answer', text: '看这里' }),
  rule('picture', [{ type: 'text_equals', words: ['图片'] }], {
    type: 'send',
    reply: { type: 'image', mediaKey: 'price-list' },
  }),
  rule('tap', [{ type: 'menu_key', keys: ['help'] }], { type: 'hand_over', to: null }),
  rule('answer a tap', [{ type: 'menu_key', keys: ['price'] }], { type: 'answer', text: '看这里' }),
  rule('named', [{ type: 'text_equals', words: ['小吴'] }], {
    type: 'hand_over',
    to: { kind: 'agent', agent: wu },
  }),
  rule(
    'refund at night',
    [{ type: 'time_of_day', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }],
    {
      type: 'hand_over',
      to: { kind: 'group', group: sales },
    },
  ),
  rule('thrice', [{ type: 'unanswered', messages: 3 }], { type: 'hand_over', to: null }),
  ...defaultSettings.rules,
]

function rule(id: string, when: RoutingRule['when'], action: RoutingRule['action']): RoutingRule {
  return { id, name: id, enabled: true, when, action }
}
