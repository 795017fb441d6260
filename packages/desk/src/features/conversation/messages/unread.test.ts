import { expect, it } from 'vitest'
import { aLast, aMessage, aServed } from '../../../realtime/testing/builders.ts'
import { isUnread } from './unread.ts'

const out = { direction: 'out', origin: 'agent' } as const

it.each([
  ['the row counts it', { unread: 1, last: aLast(2, 0) }, [aMessage('o', 2)], true],
  ['the row does not know it yet', { unread: 0, last: aLast(1, 0) }, [aMessage('o', 2)], true],
  ['the row knew it and counts nothing', { unread: 0, last: aLast(2, 0) }, [aMessage('o', 2)], false],
  [
    'what the row does not know yet is our own',
    { unread: 0, last: aLast(1, 0) },
    [aMessage('o', 1), aMessage('o', 2, out)],
    false,
  ],
  ['there is nothing', { unread: 0, last: null }, [], false],
])('[S9] a look at the last record is told: %s', (_name, row, messages, told) => {
  expect(isUnread(aServed('o', row), messages)).toBe(told)
})
