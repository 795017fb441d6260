import type { QuickReply } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { findReplies } from './rank.ts'

const week = 7 * 24 * 3_600_000
const now = 100 * week

function reply(part: Partial<QuickReply> & { title: string }): QuickReply {
  const empty = { text: '', pictures: [], card: null, groupId: null, audience: null, initials: '' }
  return { ...empty, id: part.title, scope: 'own', score: 0, usedAt: null, ...part }
}
const titles = (replies: readonly QuickReply[]) => replies.map(({ title }) => title)

const delivery = reply({ title: '发货时间', text: '今天 18 点前发出', initials: 'fhsj jt18dqfc' })
const refund = reply({ title: '退款', text: '发货前可以退', initials: 'tk fhqkyt' })
const greeting = reply({ title: 'Hello', text: '您好', initials: 'hello nh' })
const all = [delivery, refund, greeting]

describe('[S19] finding a quick reply', () => {
  it.each([
    ['', ['发货时间', '退款', 'Hello']],
    ['发货', ['发货时间', '退款']],
    ['fh', ['发货时间', '退款']],
    ['sj', ['发货时间']],
    ['18', ['发货时间']],
    ['HEL', ['Hello']],
    ['nh', ['Hello']],
    ['没有', []],
  ])('「%s」 finds %j', (query, found) => {
    expect(titles(findReplies(all, query, now))).toEqual(found)
  })

  it('the one used lately and often comes first', () => {
    const often = reply({ title: '常用', score: 10, usedAt: now - 4 * week })
    const lately = reply({ title: '刚用', score: 1, usedAt: now })
    const never = reply({ title: '没用过' })
    expect(titles(findReplies([never, often, lately], '', now))).toEqual(['刚用', '常用', '没用过'])
  })

  it('what fits better comes before what is used more', () => {
    const used = { ...refund, score: 50, usedAt: now }
    expect(titles(findReplies([used, delivery], '发货', now))).toEqual(['发货时间', '退款'])
  })
})
