import { expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

it.each([
  ['发货时间', '', 'fhsj'],
  ['', '您好，今天 18 点前发出', 'nhjt18dqfc'],
  ['顺丰 SF', '重庆今天到', 'sfsf cqjtd'],
  ['长度', '长大', 'cd zd'],
  ['😀!', 'OK', 'ok'],
  ['', '', ''],
])('[S19] 「%s」「%s」 is found as %s', (title, text, initials) => {
  expect(initialsOf(title, text)).toBe(initials)
})

it('[S19] only the beginning of a long text counts', () => {
  expect(initialsOf('', '好'.repeat(2_000))).toBe('h'.repeat(60))
})
