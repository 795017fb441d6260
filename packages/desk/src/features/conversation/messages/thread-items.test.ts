import type { Message } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { firstUnread, looksSame, threadItems } from './thread-items.ts'

const noon = new Date(2026, 10, 20, 12, 0, 0).getTime()
const minute = 60_000

function record(seq: number, at: number, over: Partial<Message> = {}): Message {
  return {
    openid: 'o1',
    seq,
    at,
    version: seq,
    direction: 'in',
    origin: 'fan',
    agentId: null,
    sessionId: null,
    content: { type: 'text', text: String(seq), menuId: null },
    delivery: null,
    clientId: null,
    lateFrom: null,
    purpose: null,
    reason: null,
    ...over,
  }
}

const itemsOf = (messages: Message[], newFrom: number | null = null) =>
  threadItems(messages, [], newFrom, '7')

describe('[S1] the lines of a conversation', () => {
  it('the first has its day above', () => {
    expect(itemsOf([record(1, noon)])).toMatchObject([{ above: 'day', first: true }])
  })

  it.each([
    ['three minutes later, same sender: one group', 3 * minute, { first: false, above: null }],
    ['a moment more: a new group', 3 * minute + 1, { first: true, above: null }],
    ['five minutes: no time line', 5 * minute, { first: true, above: null }],
    ['more than five: a time line', 5 * minute + 1, { first: true, above: 'time' }],
    ['past midnight: a day line', 12 * 60 * minute, { first: true, above: 'day' }],
  ])('%s', (_name, wait, expected) => {
    expect(itemsOf([record(1, noon), record(2, noon + wait)])[1]).toMatchObject(expected)
  })

  it('another sender opens a group', () => {
    const reply = record(2, noon + 1, { direction: 'out', origin: 'agent', agentId: '7' })
    const colleague = record(3, noon + 2, { direction: 'out', origin: 'agent', agentId: '8' })
    expect(itemsOf([record(1, noon), reply, colleague]).map((item) => item.first)).toEqual([true, true, true])
  })

  it('a line about what happened stands alone and parts two groups', () => {
    const event = record(2, noon + 1, { direction: 'event', origin: 'system' })
    expect(itemsOf([record(1, noon), event, record(3, noon + 2)]).map((item) => item.first)).toEqual([
      true,
      true,
      true,
    ])
  })

  it('a line about what happened needs no time above it', () => {
    const event = record(2, noon + 9 * minute, { direction: 'event', origin: 'system' })
    expect(itemsOf([record(1, noon), event])[1]).toMatchObject({ above: null })
  })

  it('「以下是新消息」 opens a group', () => {
    const items = itemsOf([record(1, noon), record(2, noon + 1), record(3, noon + 2)], 2)
    expect(items.map((item) => item.startsNew)).toEqual([false, true, false])
    expect(items[1]?.first).toBe(true)
  })

  it('[L8] what is on its way stands last, and once', () => {
    const sent = record(2, noon, { direction: 'out', origin: 'agent', agentId: '7', clientId: 'a' })
    const items = threadItems(
      [record(1, noon), sent],
      [
        { clientId: 'a', at: noon },
        { clientId: 'b', at: noon - minute },
      ],
      null,
      '7',
    )
    expect(items.map((item) => item.key)).toEqual(['seq-1', 'a', 'b'])
    expect(items[2]).toMatchObject({ first: false, at: noon })
  })

  it('older records before it leave the line of a record alone', () => {
    const newest = itemsOf([record(3, noon + 1), record(4, noon + 2)])
    const all = itemsOf([record(1, noon - 1), record(2, noon), record(3, noon + 1), record(4, noon + 2)])
    expect(all.slice(3)).toEqual(newest.slice(1))
  })
})

describe('firstUnread', () => {
  const thread = [
    record(1, noon),
    record(2, noon),
    record(3, noon, { direction: 'event', origin: 'system' }),
    record(4, noon),
  ]
  it.each([
    [0, null],
    [1, 4],
    [2, 2],
    [3, 1],
    [9, 1],
  ])('%i unread', (unread, seq) => {
    expect(firstUnread(thread, unread)).toBe(seq)
  })
})

describe('[S4] a page of older records', () => {
  const shown = [record(3, noon), record(4, noon + 10 * minute)]

  it('leaves every line as it was but the first, which loses its day', () => {
    const before = itemsOf(shown)
    const after = itemsOf([record(1, noon - 2 * minute), ...shown]).slice(1)
    const looks = after.map((item, index) => looksSame(item, before[index] ?? item))
    expect(looks).toEqual([false, true])
  })

  it('a record that changed is another line', () => {
    const [, last] = itemsOf(shown)
    const [, changed] = itemsOf([record(3, noon), record(4, noon + 10 * minute, { version: 9 })])
    if (last === undefined || changed === undefined) throw new Error('no lines')
    expect(looksSame(last, changed)).toBe(false)
  })
})
