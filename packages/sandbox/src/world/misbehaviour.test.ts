import { expect, it } from 'vitest'
import { type FaultKind, noFaults, strike } from './misbehaviour.ts'

const send = '/cgi-bin/message/custom/send'

it('[B sandbox] a fault for the next two calls strikes twice and is off again', () => {
  const faults = noFaults()
  Object.assign(faults.busy, { on: true, times: 2 })
  const struck = [1, 2, 3].map(() => strike(faults, 'busy', send) !== null)
  expect(struck).toEqual([true, true, false])
  expect(faults.busy).toMatchObject({ on: false, times: null, struck: 2 })
})

it.each<[FaultKind, string, string | null, boolean]>([
  ['busy', send, null, true],
  ['busy', '/cgi-bin/stable_token', null, false],
  ['busy', '/cgi-bin/stable_token', '/cgi-bin/stable_token', true],
  ['dead', '/cgi-bin/token', null, true],
  ['lost_answer', '/cgi-bin/media/upload', send, false],
  ['allowance_used', '/cgi-bin/media/upload', null, false],
  ['window_closed', send, null, true],
])('[B sandbox] %s and a call of %s, set for %s', (kind, path, wanted, expected) => {
  const faults = noFaults()
  Object.assign(faults[kind], { on: true, path: wanted })
  expect(strike(faults, kind, path) !== null).toBe(expected)
})
