import { stateOf } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { withServing } from './rebase.ts'
import { aRow, aServed, aSnapshot, colleague } from './testing/builders.ts'

const theirs = (openid: string, version = 1) => aServed(openid, { agentId: colleague, version })

it("[L11] a colleague's conversation that ended unseen goes; mine, open ones and what frames changed stay", () => {
  const rows = [aServed('mine'), theirs('ended'), theirs('open'), theirs('moved'), aRow('idle')]
  const desk = stateOf(aSnapshot(rows))
  const before = desk.conversations
  const moved = theirs('moved', 2)
  const now = { ...desk, conversations: new Map([...before, ['moved', moved]]) }
  const next = withServing(now, [theirs('new')], before, new Set(['open']))
  expect([...next.conversations.keys()].sort()).toEqual(['idle', 'mine', 'moved', 'new', 'open'])
})
