import type { AgentId } from '@duokefu/engine'
import { expect, it } from 'vitest'
import { Audience, type Movement } from './audience.ts'
import type { DeskSocket } from './desk-socket.ts'

interface Desk {
  readonly name: string
  readonly agentId: AgentId
  readonly role: DeskSocket['role']
}

const [lin, wu] = ['1' as AgentId, '2' as AgentId]
const openid = 'oFan'

const desk = (name: string, agentId: AgentId, role: Desk['role'] = 'agent'): Desk => ({ name, agentId, role })
const linsDesk = desk('lin', lin)
const wusDesk = desk('wu', wu)
const zhousDesk = desk('zhou', '3' as AgentId, 'supervisor')
const viewer = desk('viewer', '4' as AgentId)

function audience(): Audience<Desk> {
  const made = new Audience<Desk>()
  for (const each of [linsDesk, wusDesk, zhousDesk, viewer]) made.join(each)
  made.view(viewer, [openid, 'oOther'])
  return made
}

const names = (desks: Iterable<Desk>) => [...desks].map(({ name }) => name).sort()
const moved = (
  before: Movement['before'][number],
  after: Movement['after'],
  last: AgentId | null = null,
): Movement => ({ openid, before: [before], after, last: [last] })

it.each([
  ['a bot talk', moved(null, null), ['viewer']],
  ['a new wait', moved(null, 'queue'), ['lin', 'viewer', 'wu', 'zhou']],
  ['a wait that ended', moved('queue', null), ['lin', 'viewer', 'wu', 'zhou']],
  ['an accept by 小林', moved('queue', lin), ['lin', 'viewer', 'wu', 'zhou']],
  ['a message to 小林', moved(lin, lin), ['lin', 'viewer', 'zhou']],
  ['a transfer to 小吴', moved(lin, wu), ['lin', 'viewer', 'wu', 'zhou']],
  ["小林's end", moved(lin, null), ['lin', 'viewer', 'zhou']],
  [
    'the end of who served after 小林, in whose 最近 it stands',
    moved('3' as AgentId, null, lin),
    ['lin', 'viewer', 'zhou'],
  ],
  ['a bot talk after 小林', moved(null, null, lin), ['viewer']],
])('[S7] the row of %s reaches whom it concerns', (_name, movement, wanted) => {
  expect(names(audience().forRow(movement))).toEqual(wanted)
})

it.each([
  ['waits', moved(null, 'queue'), ['viewer']],
  ['is served by 小林', moved('queue', lin), ['lin', 'viewer']],
  ['goes from 小林 to 小吴', moved(lin, wu), ['lin', 'viewer', 'wu']],
  ['is let go by 小林', moved(lin, null), ['lin', 'viewer']],
])('[S9] the records of a customer who %s go to few', (_name, movement, wanted) => {
  expect(names(audience().forMessages(movement))).toEqual(wanted)
})

it('[S7] who serves and looks at a conversation as well hears of it once', () => {
  const made = audience()
  made.view(linsDesk, [openid])
  expect(names(made.forMessages(moved(lin, lin, lin)))).toEqual(['lin', 'viewer'])
  expect(names(made.forRow(moved(lin, lin, lin)))).toEqual(['lin', 'viewer', 'zhou'])
})

it('[S7] both desks of one agent hear what concerns the agent', () => {
  const made = audience()
  made.join(desk('lin at home', lin))
  expect(names(made.forMessages(moved(lin, lin)))).toEqual(['lin', 'lin at home', 'viewer'])
})

it('[S9] what a screen shows no more is not told to it, and who left hears nothing', () => {
  const made = audience()
  expect(made.view(viewer, ['oThird', 'oOther'])).toEqual({ opened: ['oThird'], closed: [openid] })
  expect(names(made.viewersOf(openid))).toEqual([])
  expect(made.leave(viewer)).toEqual(['oThird', 'oOther'])
  made.leave(zhousDesk)
  made.leave(linsDesk)
  expect(names(made.forRow(moved(lin, lin)))).toEqual([])
  expect(names(made.everybody())).toEqual(['wu'])
})
