import type { AgentId } from '@duokefu/engine'
import { expect, it } from 'vitest'
import { type Movement, wantsMessages, wantsRow } from './audience.ts'
import type { DeskSocket } from './desk-socket.ts'

const [lin, wu] = ['1' as AgentId, '2' as AgentId]
const openid = 'oFan'

const desk = (agentId: AgentId, role: DeskSocket['role'] = 'agent', views: string[] = []) =>
  ({ agentId, role, views: new Set(views) }) as Pick<DeskSocket, 'agentId' | 'role' | 'views'>
const moved = (
  before: Movement['before'][number],
  after: Movement['after'],
  last: AgentId | null = null,
): Movement => ({ openid, before: [before], after, last: [last] })

it.each([
  ['a bot talk', moved(null, null), false, false, false, true],
  ['a new wait', moved(null, 'queue'), true, true, true, true],
  ['a wait that ended', moved('queue', null), true, true, true, true],
  ['an accept by 小林', moved('queue', lin), true, true, true, true],
  ['a message to 小林', moved(lin, lin), true, false, true, true],
  ['a transfer to 小吴', moved(lin, wu), true, true, true, true],
  ["小林's end", moved(lin, null), true, false, true, true],
  [
    'the end of who served after 小林, in whose 最近 it stands',
    moved('3' as AgentId, null, lin),
    true,
    false,
    true,
    true,
  ],
  ['a bot talk after 小林', moved(null, null, lin), false, false, false, true],
])('[S7] the row of %s reaches whom it concerns', (_name, movement, toLin, toWu, toSupervisor, toViewer) => {
  expect(wantsRow(desk(lin), movement)).toBe(toLin)
  expect(wantsRow(desk(wu), movement)).toBe(toWu)
  expect(wantsRow(desk('3' as AgentId, 'supervisor'), movement)).toBe(toSupervisor)
  expect(wantsRow(desk('4' as AgentId, 'agent', [openid]), movement)).toBe(toViewer)
})

it.each([
  ['waits', moved(null, 'queue'), false, false],
  ['is served by 小林', moved('queue', lin), true, false],
  ['goes from 小林 to 小吴', moved(lin, wu), true, true],
  ['is let go by 小林', moved(lin, null), true, false],
])('[S9] the records of a customer who %s go to few', (_name, movement, toLin, toWu) => {
  expect(wantsMessages(desk(lin), movement)).toBe(toLin)
  expect(wantsMessages(desk(wu), movement)).toBe(toWu)
  expect(wantsMessages(desk('3' as AgentId, 'supervisor'), movement)).toBe(false)
  expect(wantsMessages(desk('3' as AgentId, 'supervisor', [openid]), movement)).toBe(true)
})
