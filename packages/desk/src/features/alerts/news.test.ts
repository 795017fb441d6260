import type { ConversationRow } from '@duokefu/contract'
import { expect, it } from 'vitest'
import {
  aLast,
  aRow,
  aServed,
  aWaiting,
  colleague,
  known,
  me,
  noon,
} from '../../realtime/testing/builders.ts'
import { newsBetween } from './news.ts'

const between = (before: ConversationRow, after: ConversationRow) =>
  newsBetween(known([before]), known([after])).map(({ kind, by, count }) => ({ kind, by, count }))
const ended = (endReason: string, lastAgentId: string) => ({ endedAt: noon, endReason, lastAgentId })
const mine = aServed('o')
const theirs = aServed('o', { agentId: colleague })

it('[L14] a customer who is transferred to me comes with the name of who did it', () => {
  const received = [{ kind: 'received', by: colleague, count: 0 }]
  expect(between(theirs, aServed('o', ended('transferred', colleague)))).toEqual(received)
  const reservedFor = { kind: 'agent', agent: me } as const
  expect(between(theirs, aWaiting('o', noon, { reservedFor, ...ended('transferred', colleague) }))).toEqual(
    received,
  )
})

it('[L14] a transfer is told also to a desk that was opened after the colleague had accepted', () => {
  const told = (row: ConversationRow) =>
    newsBetween(known([]), known([row])).map(({ kind, by }) => ({ kind, by }))
  expect(told(aServed('o', ended('transferred', colleague)))).toEqual([{ kind: 'received', by: colleague }])
  expect(told(aServed('o'))).toEqual([])
  expect(told({ ...theirs, ...ended('transferred', me) })).toEqual([])
})

it('[L14] who takes a conversation over or back from me is named', () => {
  expect(between(mine, { ...theirs, ...ended('taken_over', me) })).toMatchObject([
    { kind: 'takenOver', by: colleague },
  ])
  expect(between(mine, { ...theirs, ...ended('taken_back', me) })).toMatchObject([
    { kind: 'takenBack', by: colleague },
  ])
})

it('[L14] what I do myself is no news: accept, transfer, take over, take back, end', () => {
  expect(between(aWaiting('o', noon), mine)).toEqual([])
  expect(between(mine, { ...theirs, ...ended('transferred', me) })).toEqual([])
  expect(between(theirs, { ...mine, ...ended('taken_over', colleague) })).toEqual([])
  expect(between(theirs, { ...mine, ...ended('taken_back', colleague) })).toEqual([])
  expect(between(mine, aRow('o', ended('closed', me)))).toEqual([])
})

it('[L9] held replies that go out as the customer writes are told, cancelled ones are not', () => {
  const held = aServed('o', { held: 2, last: aLast(3, noon, 'out') })
  expect(between(held, aServed('o', { last: aLast(4, noon) }))).toMatchObject([
    { kind: 'released', count: 2 },
  ])
  expect(between(held, aServed('o', { held: 1, last: aLast(3, noon, 'out') }))).toEqual([])
})

it('[L14] a customer of mine who unfollows does not go without a word', () => {
  expect(between(mine, aRow('o', ended('unsubscribed', me)))).toMatchObject([{ kind: 'unfollowed' }])
  expect(between(theirs, aRow('o', ended('unsubscribed', colleague)))).toEqual([])
})
