import type { Agent } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { transferTargets } from './transfer-targets.ts'

const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  name: `客服${id}`,
  avatarKey: null,
  role: 'agent',
  status: 'online',
  serving: 0,
  maximum: 8,
  autoAccept: false,
  groups: [],
  left: false,
  ...over,
})

it('[S23] whoever takes the customer at once comes first, the least busy before the others', () => {
  const agents = [
    agent('1'),
    agent('2', { status: 'offline' }),
    agent('3', { serving: 8 }),
    agent('4', { serving: 5 }),
    agent('5', { status: 'away' }),
    agent('6', { serving: 2 }),
    agent('7', { left: true }),
  ]
  const targets = transferTargets(agents, '1', '')
  expect(targets.map(({ agent: { id } }) => id)).toEqual(['6', '4', '3', '5', '2'])
  expect(targets.map(({ atOnce }) => atOnce)).toEqual([true, true, false, false, false])
})

it('[S23] finds by any part of the name', () => {
  const agents = [agent('2', { name: '小吴' }), agent('3', { name: 'Anna' })]
  expect(transferTargets(agents, '1', ' ann').map(({ agent: { name } }) => name)).toEqual(['Anna'])
})
