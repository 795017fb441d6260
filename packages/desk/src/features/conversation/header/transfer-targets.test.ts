import type { Agent } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { agentTargets, groupTargets } from './transfer-targets.ts'

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
  const targets = agentTargets(agents, ['1'], '')
  expect(targets.map(({ agent: { id } }) => id)).toEqual(['6', '4', '3', '5', '2'])
  expect(targets.map(({ atOnce }) => atOnce)).toEqual([true, true, false, false, false])
})

it('[S23] finds by any part of the name', () => {
  const agents = [agent('2', { name: '小吴' }), agent('3', { name: 'Anna' })]
  expect(agentTargets(agents, ['1'], ' ann').map(({ agent: { name } }) => name)).toEqual(['Anna'])
})

it('[S23] a group comes with how many of it are online; an empty one is nobody', () => {
  const agents = [
    agent('2', { groups: ['1'], status: 'away' }),
    agent('3', { groups: ['1', '2'], autoAccept: true }),
    agent('4', { groups: ['3'], left: true }),
    agent('5', { groups: ['4'], status: 'offline' }),
  ]
  const groups = ['1', '2', '3', '4'].map((id) => ({ id, name: `组${id}` }))
  const targets = groupTargets(groups, agents, '组')
  expect(targets.map(({ group, members, online, atOnce }) => [group.id, members, online, atOnce])).toEqual([
    ['1', 2, 1, true],
    ['2', 1, 1, true],
    ['4', 1, 0, false],
  ])
})
