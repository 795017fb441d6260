import { expect, it } from 'vitest'
import { countsQueue, fillQueueNotice } from './queue-notice.ts'

it.each([
  ['请稍等', 3, 90_000, '请稍等'],
  ['前面还有 {position} 位', 3, null, '前面还有 4 位'],
  ['您是第 {position} 位，约 {minutes} 分钟，第 {position} 位', 0, 61_000, '您是第 1 位，约 2 分钟，第 1 位'],
  ['约 {minutes} 分钟', 9, 0, '约 1 分钟'],
  ['约 {minutes} 分钟', 9, null, '约 1 分钟'],
  ['{other}', 3, 90_000, '{other}'],
])('[L3] %s', (notice, ahead, meanWaitMs, said) => {
  expect(fillQueueNotice(notice, () => ({ ahead, meanWaitMs }))).toBe(said)
})

it('[L3] nothing is counted for a notice that says no number', () => {
  expect([countsQueue(null), countsQueue('请稍等'), countsQueue('{minutes}')]).toEqual([false, false, true])
  const neverAsked = () => {
    throw new Error('counted')
  }
  expect(fillQueueNotice('请稍等', neverAsked)).toBe('请稍等')
})
