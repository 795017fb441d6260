import type { Quota } from '@duokefu/engine'
import { expect, it } from 'vitest'
import { quotaState, sendMode, sendModes } from './quota-state.ts'

const noon = 1_795_000_000_000
const hour = 3_600_000
const known = (left: number | 'unlimited', ms: number, saidByWechat = false): Quota => ({
  kind: 'known',
  left,
  until: noon + ms,
  saidByWechat,
})

it.each<[string, Quota, number, object, 'send' | 'hold']>([
  ['before the fan acts nothing is known', { kind: 'unknown' }, 0, { kind: 'unknown' }, 'send'],
  ['three left', known(3, 41 * hour), 0, { kind: 'left', left: 3, closing: false }, 'send'],
  ['those on their way count', known(3, 41 * hour), 2, { kind: 'left', left: 1 }, 'send'],
  ['the last on its way', known(1, 41 * hour), 1, { kind: 'used', final: false }, 'hold'],
  ['all used by our count', known(0, 41 * hour), 0, { kind: 'used', final: false }, 'hold'],
  ['45047', known(0, 41 * hour, true), 0, { kind: 'used', final: true }, 'hold'],
  ['after payment', known('unlimited', 41 * hour), 9, { kind: 'unlimited', closing: false }, 'send'],
  ['within the last hour', known(3, hour - 1), 0, { kind: 'left', left: 3, closing: true }, 'send'],
  ['one millisecond before the end', known(3, 1), 0, { kind: 'left', remainingMs: 1 }, 'send'],
  ['on the minute it is closed', known(3, 0), 0, { kind: 'closed', final: false }, 'hold'],
  ['45015', known(0, -1, true), 0, { kind: 'closed', final: true }, 'hold'],
  ['after payment it closes too', known('unlimited', 0), 0, { kind: 'closed' }, 'hold'],
])('[L9] what may still be sent: %s', (_name, quota, underway, expected, mode) => {
  const state = quotaState(quota, underway, noon)
  expect(state).toMatchObject(expected)
  expect(sendMode(state, 0)).toBe(mode)
})

it('[L9] behind held replies everything is held', () => {
  expect(sendMode(quotaState(known(3, hour), 0, noon), 1)).toBe('hold')
})

it.each<[string, Quota, number, ('send' | 'hold')[]]>([
  ['what exceeds the round is held', known(2, hour), 3, ['send', 'send', 'hold']],
  ['unknown: WeChat decides', { kind: 'unknown' }, 2, ['send', 'send']],
  ['after payment', known('unlimited', hour), 2, ['send', 'send']],
  ['nothing left', known(0, hour), 2, ['hold', 'hold']],
])('[L9] a text in several parts: %s', (_name, quota, count, modes) => {
  expect(sendModes(quotaState(quota, 0, noon), 0, count)).toEqual(modes)
})
