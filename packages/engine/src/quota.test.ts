import { describe, expect, it } from 'vitest'
import { grant, type Quota, quotaLeftAt, saidByWechat, spend } from './quota.ts'
import { defaultSettings } from './settings.ts'
import { hour, minute, noon, quotaOf } from './testing/builders.ts'

const { message, menu, payment } = defaultSettings.quota
const unknown: Quota = { kind: 'unknown' }

describe('what a fan’s act grants', () => {
  it.each([
    ['the first message', unknown, message, 5, 48 * hour],
    ['a message when one is left', quotaOf(1), message, 5, 48 * hour],
    ['a tap when one is left: the larger count, the longer window', quotaOf(1), menu, 3, 40 * hour],
    ['a tap when four are left', quotaOf(4), menu, 4, 40 * hour],
    ['a tap after the window', quotaOf(4, { until: noon }), menu, 3, minute],
    ['a payment', quotaOf(1), payment, 'unlimited', 48 * hour],
    ['a message after a payment', quotaOf('unlimited'), message, 'unlimited', 48 * hour],
  ])('[L9] %s', (_name, before, allowance, left, windowMs) => {
    expect(grant(before, allowance, noon)).toEqual(quotaOf(left as number, { until: noon + windowMs }))
  })

  it('[L9] takes back what WeChat said before', () => {
    expect(grant(quotaOf(0, { saidByWechat: true }), message, noon)).toMatchObject({
      left: 5,
      saidByWechat: false,
    })
  })
})

describe('what is left', () => {
  it.each([
    ['unknown', unknown, noon, 'unknown'],
    ['counted', quotaOf(2), noon, 2],
    ['used', quotaOf(0), noon, 0],
    ['unlimited', quotaOf('unlimited'), noon, 'unlimited'],
    ['closed on the minute', quotaOf(2), noon + 40 * hour, 'closed'],
    ['open a millisecond before', quotaOf(2), noon + 40 * hour - 1, 2],
  ] as const)('[L9] %s', (_name, quota, at, left) => {
    expect(quotaLeftAt(quota, at)).toBe(left)
  })
})

describe('what is spent', () => {
  it.each([
    ['one of two', quotaOf(2), 1, 1],
    ['never below zero', quotaOf(2), 3, 0],
    ['unlimited stays', quotaOf('unlimited'), 3, 'unlimited'],
    ['unknown stays', unknown, 1, 'unknown'],
  ] as const)('[L9] %s', (_name, quota, count, left) => {
    expect(quotaLeftAt(spend(quota, count), noon)).toBe(left)
  })
})

describe('WeChat’s own no', () => {
  it('[L9] 45047 empties the window that is open', () => {
    expect(saidByWechat(quotaOf(2), 'quota_used', noon)).toEqual(quotaOf(0, { saidByWechat: true }))
  })

  it.each([
    ['a known quota', quotaOf(2)],
    ['an unknown one', unknown],
  ])('[L9] 45015 closes the window of %s', (_name, quota) => {
    const refused = saidByWechat(quota, 'reply_window_closed', noon)
    expect(quotaLeftAt(refused, noon)).toBe('closed')
    expect(refused).toMatchObject({ saidByWechat: true })
  })
})
