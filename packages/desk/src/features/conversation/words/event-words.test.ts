import { expect, it } from 'vitest'
import en from '../../../locales/en/conversation.json' with { type: 'json' }
import zh from '../../../locales/zh-CN/conversation.json' with { type: 'json' }
import { fanEventWords, matchedWords, reasonWords, timelineWords } from './event-words.ts'

const nameOf = (id: string | null) => (id === null ? '' : `agent ${id}`)
const groupOf = (id: string | null) => `group ${id}`
const agent = { kind: 'agent', agent: '8' }
const group = { kind: 'group', group: '3' }

const lines = [
  { kind: 'handed_over', by: 'rule', ruleName: '关键词', to: null },
  { kind: 'handed_over', by: 'rule', ruleName: '关键词', to: agent },
  { kind: 'handed_over', by: 'rule', ruleName: '关键词', to: group },
  { kind: 'handed_over', by: 'developer', ruleName: null, to: null },
  { kind: 'handed_over', by: 'developer', ruleName: null, to: agent },
  { kind: 'handed_over', by: 'developer', ruleName: null, to: group },
  { kind: 'handed_over', by: 'api', ruleName: null, to: null },
  { kind: 'handed_over', by: 'api', ruleName: null, to: agent },
  { kind: 'handed_over', by: 'api', ruleName: null, to: group },
  { kind: 'handed_over', by: 'developer_down', ruleName: null, to: null },
  { kind: 'accepted', agent: '7', auto: false },
  { kind: 'accepted', agent: '7', auto: true },
  { kind: 'reopened', agent: '7' },
  { kind: 'transferred', from: '7', to: agent, note: null, atOnce: true },
  { kind: 'transferred', from: '7', to: agent, note: '要补发票', atOnce: false },
  { kind: 'transferred', from: '7', to: group, note: null, atOnce: false },
  { kind: 'transferred', from: '7', to: group, note: '要补发票', atOnce: false },
  { kind: 'transferred', from: '7', to: { kind: 'everybody' }, note: null, atOnce: false },
  { kind: 'transferred', from: '7', to: { kind: 'everybody' }, note: '要补发票', atOnce: false },
  { kind: 'taken_back', agent: '7', from: null },
  { kind: 'taken_back', agent: '7', from: '8' },
  { kind: 'taken_over', agent: '7', from: null },
  { kind: 'taken_over', agent: '7', from: '8' },
  { kind: 'closed', agent: '7' },
  { kind: 'close_undone', agent: '7' },
  { kind: 'dismissed', agent: '7', reason: null },
  { kind: 'dismissed', agent: '7', reason: '广告' },
  { kind: 'timed_out', agent: '7', after: 'idle' },
  { kind: 'timed_out', agent: '7', after: 'accepted' },
  { kind: 'timed_out', agent: '7', after: 'reopened' },
  { kind: 'timed_out', agent: null, after: 'waiting' },
  { kind: 'reservation_lapsed', from: agent, waitedMs: 120_000 },
  { kind: 'reservation_lapsed', from: agent, waitedMs: 0 },
  { kind: 'reservation_lapsed', from: group, waitedMs: 120_000 },
  { kind: 'reservation_lapsed', from: agent, waitedMs: 120_000, to: group },
  { kind: 'reservation_lapsed', from: agent, waitedMs: 0, to: group },
  { kind: 'reservation_lapsed', from: group, waitedMs: 0, to: null },
  { kind: 'agent_unknown', name: 'kf2001@shop', to: null },
  { kind: 'agent_unknown', name: 'kf2001@shop', to: group },
  { kind: 'nobody_took', waitedMs: 0, told: true },
  { kind: 'nobody_took', waitedMs: 0, told: false },
  { kind: 'nobody_took', waitedMs: 180_000, told: true },
  { kind: 'nobody_took', waitedMs: 180_000, told: false },
  { kind: 'tagged', ruleName: '问价', tags: ['老客户', '问价'] },
  { kind: 'wechat_desk' },
  { kind: 'handed_to_wechat', ruleName: '转客服', agent: null },
  { kind: 'handed_to_wechat', ruleName: '找小林', agent: '7' },
  { kind: 'opened_by_api', agent: '7', text: null },
  { kind: 'opened_by_api', agent: '7', text: '要补发票' },
  { kind: 'closed_by_api', agent: '7' },
  { kind: 'held_expired', count: 2 },
  { kind: 'agent_left', agent: '7' },
  { kind: 'unsubscribed' },
  { kind: 'interface_off' },
  { kind: 'hand_over_ignored', by: 'developer' },
  { kind: 'hand_over_ignored', by: 'api' },
  { kind: 'something_new' },
]

const words = [
  ...lines.map((line) => timelineWords(line, nameOf, groupOf)),
  ...['subscribe', 'unsubscribe', 'SCAN', 'CLICK', 'VIEW', 'LOCATION', 'card_pass_check'].map((event) =>
    fanEventWords(event, 'a'),
  ),
  fanEventWords('subscribe', null),
  reasonWords({ kind: 'rule', ruleId: '1', ruleName: '关键词', matched: '客服' }),
  ...(
    ['served', 'waiting', 'transferred', 'no_rule', 'developer_down', 'interface_off', 'wechat_desk'] as const
  ).map((kind) => reasonWords({ kind })),
  ...matchedWords(
    '客服 + first_message + follow + business_hours.open + business_hours.closed + unanswered.3',
  ),
]

it.each(words.map((word) => [word.key, word] as const))('[S1] %s is said in both languages', (_key, word) => {
  for (const table of [zh, en]) {
    const sentence = lookUp(table, word.key)
    for (const [, name] of sentence.matchAll(/\{\{(\w+)\}\}/g)) {
      expect(word.values[name ?? '']).not.toBe('')
      expect(word.values).toHaveProperty(name ?? '')
    }
  }
})

it("names the fan's QR scene without WeChat's prefix", () => {
  expect(fanEventWords('subscribe', 'qrscene_门店A')).toEqual({
    key: 'event.subscribeByScan',
    values: { scene: '门店A' },
  })
})

function lookUp(table: unknown, key: string): string {
  let value = table
  for (const name of key.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  }
  if (typeof value !== 'string') throw new Error(`no sentence for ${key}`)
  return value
}
