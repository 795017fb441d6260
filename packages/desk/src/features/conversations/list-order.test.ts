import { expect, it } from 'vitest'
import {
  aLast,
  anAgent,
  aRow,
  aServed,
  aWaiting,
  colleague,
  known,
  me,
  noon,
} from '../../realtime/testing/builders.ts'
import { countLists, type ListChoice, listOrder } from './list-order.ts'
import { longestWaiting } from './longest-waiting.ts'

const minute = 60_000
const hour = 60 * minute
const until = (ms: number) => ({ kind: 'known', left: 5, until: noon + ms, saidByWechat: false }) as const
const forAgent = (agent: string) => ({ kind: 'agent', agent }) as const

const plain: ListChoice = { tab: 'serving', servingSort: 'wait', waitingSort: 'wait', unansweredOnly: false }

const served = known([
  aServed('answered-long-ago', {
    last: aLast(1, noon - 9 * hour),
    acceptedAt: noon - 9 * hour,
    quota: until(hour),
  }),
  aServed('answered-just-now', {
    last: aLast(1, noon - 1),
    acceptedAt: noon - 8 * hour,
    quota: until(40 * hour),
  }),
  aServed('waits-longest', {
    last: aLast(1, noon - 2 * minute),
    unansweredSince: noon - 5 * minute,
    acceptedAt: noon - 7 * hour,
    quota: until(-hour),
  }),
  aServed('waits-a-little', {
    last: aLast(1, noon - minute),
    unansweredSince: noon - minute,
    acceptedAt: noon - 10 * hour,
    quota: until(2 * hour),
  }),
])

it.each<[string, Partial<ListChoice>, string[]]>([
  [
    'unanswered by waiting time, then answered by last message',
    {},
    ['waits-longest', 'waits-a-little', 'answered-just-now', 'answered-long-ago'],
  ],
  [
    'latest message',
    { servingSort: 'latest' },
    ['answered-just-now', 'waits-a-little', 'waits-longest', 'answered-long-ago'],
  ],
  [
    'accepted first',
    { servingSort: 'accepted' },
    ['waits-a-little', 'answered-long-ago', 'answered-just-now', 'waits-longest'],
  ],
  [
    'the window that closes first; a closed one is past hurrying',
    { servingSort: 'expiring' },
    ['answered-long-ago', 'waits-a-little', 'answered-just-now', 'waits-longest'],
  ],
  ['only those without an answer', { unansweredOnly: true }, ['waits-longest', 'waits-a-little']],
])('[S3] my customers are ordered by %s', (_name, choice, order) => {
  expect(listOrder(served, { ...plain, ...choice }, noon)).toEqual(order)
})

const waitingTab = { ...plain, tab: 'waiting' } as const
const waiting = [
  aWaiting('long', noon - 9 * minute),
  aWaiting('short', noon - minute),
  aWaiting('named-me', noon - 2, { reservedFor: forAgent(me) }),
  aWaiting('named-colleague', noon - hour, { reservedFor: forAgent(colleague) }),
  aWaiting('group', noon - 5 * minute, { reservedFor: { kind: 'group', group: '7' } }),
]

it('[S7] who is meant for me waits first, then who waits longest', () => {
  expect(listOrder(known(waiting), waitingTab, noon)).toEqual(['named-me', 'long', 'short'])
})

it('[S23] who is left to a group of mine comes with those who are left to me', () => {
  const agents = new Map([[me, { ...anAgent(me, '小林'), groups: ['7'] }]])
  const order = listOrder({ ...known(waiting), agents }, waitingTab, noon)
  expect(order).toEqual(['group', 'named-me', 'long', 'short'])
})

it('[S7] a supervisor sees who waits for another too, at the end', () => {
  const order = listOrder(known(waiting, { role: 'supervisor' }), waitingTab, noon)
  expect(order.slice(3)).toEqual(['named-colleague', 'group'])
  expect(longestWaiting(known(waiting, { role: 'supervisor' }))).toBe('named-me')
})

it('[S25] recent ones are those I served last, the last ended first', () => {
  const rows = [
    aRow('before', { lastAgentId: me, endedAt: noon - hour }),
    aRow('last', { lastAgentId: me, endedAt: noon }),
    aRow('of a colleague', { lastAgentId: colleague, endedAt: noon }),
    aServed('handed over', { agentId: colleague, lastAgentId: me, endedAt: noon - minute }),
    aServed('mine again', { lastAgentId: me, endedAt: noon - minute }),
  ]
  expect(listOrder(known(rows), { ...plain, tab: 'recent' }, noon)).toEqual(['last', 'handed over', 'before'])
})

it('rows of one instant keep one order, whatever order they came in', () => {
  const rows = ['b', 'c', 'a'].map((openid) => aWaiting(openid, noon))
  const choice = { ...plain, tab: 'waiting' } as const
  expect(listOrder(known(rows), choice, noon)).toEqual(['a', 'b', 'c'])
  expect(listOrder(known([...rows].reverse()), choice, noon)).toEqual(['a', 'b', 'c'])
})

it('counts what each tab shows', () => {
  const rows = [...waiting, ...served.conversations.values(), aServed('other', { agentId: colleague })]
  expect(countLists(known(rows))).toEqual({ waiting: 3, serving: 4, unanswered: 2 })
})

it('[L9] those who wait can be ordered by the window that closes first', () => {
  const waiting = known([
    aWaiting('waits-longest', noon - hour, { quota: until(40 * hour) }),
    aWaiting('closes-first', noon - minute, { quota: until(hour) }),
    aWaiting('over', noon - 2 * minute, { quota: until(-minute) }),
  ])
  const order = listOrder(waiting, { ...plain, tab: 'waiting', waitingSort: 'expiring' }, noon)
  expect(order).toEqual(['closes-first', 'waits-longest', 'over'])
})
