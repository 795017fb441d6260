import { expect, it } from 'vitest'
import { meantForMe } from './meant-for-me.ts'
import { anAgent, colleague, known, me } from './testing/builders.ts'

const desk = { ...known([]), agents: new Map([[me, { ...anAgent(me, '小林'), groups: ['3'] }]]) }

it.each([
  ['nobody', null, true],
  ['me', { kind: 'agent', agent: me }, true],
  ['a colleague', { kind: 'agent', agent: colleague }, false],
  ['a group of mine', { kind: 'group', group: '3' }, true],
  ['another group', { kind: 'group', group: '4' }, false],
] as const)('[L3] a customer reserved for %s', (_whom, reservedFor, expected) => {
  expect(meantForMe({ reservedFor }, desk)).toBe(expected)
})
