import { expect, it } from 'vitest'
import type { Command } from './command.ts'
import { decide } from './decide.ts'
import {
  accept,
  agent,
  boss,
  context,
  gone,
  hour,
  lin,
  minute,
  noon,
  otherSession,
  sales,
  serving,
  subject,
  toWu,
  transferTo,
  waiting,
  wu,
} from './testing/builders.ts'
import { type Cell, expectCell } from './testing/cell.ts'

const none = subject()

const wuGreets = { agents: [agent(wu, { greeting: '你好，我是小吴' })] }

const transferredByLin = { transfer: { from: lin, at: noon - minute, kind: 'accepted' } } as const

const cells: readonly Cell[] = [
  // transfer
  { name: 'none: transfer', before: none, command: toWu, after: { code: 'session_ended' } },
  {
    name: 'waiting: transfer by an agent',
    before: waiting(),
    command: { ...toWu, session: null } as Command,
    after: { code: 'not_allowed' },
  },
  {
    name: 'waiting: transfer by a supervisor reserves again',
    before: waiting(transferredByLin),
    command: { ...toWu, by: boss, session: null } as Command,
    after: {
      state: 'waiting',
      cause: 'new',
      reservedFor: { kind: 'agent', agent: wu },
      reservedUntil: noon + 2 * minute,
      transfer: null,
    },
    effects: ['timeline:transferred'],
  },
  {
    name: 'serving: transfer to an online agent with room, at once and without a greeting',
    before: serving(),
    command: toWu,
    about: wuGreets,
    after: {
      state: 'serving',
      agent: wu,
      kind: 'accepted',
      expiresAt: noon + 30 * minute,
      transfer: { from: lin, at: noon, kind: 'accepted' },
    },
    effects: ['timeline:transferred', 'close_session', 'open_session', 'developer:kf_switch_session'],
  },
  {
    name: 'serving: transfer to an agent without room',
    before: serving(),
    command: toWu,
    about: { agents: [agent(wu, { serving: 5 })] },
    after: {
      state: 'waiting',
      cause: 'transfer',
      reservedFor: { kind: 'agent', agent: wu },
      reservedUntil: noon + 2 * minute,
      since: noon,
    },
    effects: ['timeline:transferred', 'close_session', 'developer:kf_close_session'],
  },
  {
    name: 'serving: transfer to an agent who is away',
    before: serving(),
    command: toWu,
    about: { agents: [agent(wu, { status: 'away' })] },
    after: { state: 'waiting', cause: 'transfer', reservedFor: { kind: 'agent', agent: wu } },
  },
  {
    name: 'serving: transfer to a group',
    before: serving(),
    command: transferTo({ kind: 'group', group: sales }),
    after: { state: 'waiting', cause: 'transfer', reservedFor: { kind: 'group', group: sales } },
  },
  {
    name: 'serving: transfer to a group of nobody',
    before: serving(),
    command: transferTo({ kind: 'group', group: sales }),
    about: { hasMembers: () => false },
    after: { state: 'waiting', cause: 'transfer', reservedFor: null, reservedUntil: null },
  },
  {
    name: 'serving: 放回队列',
    before: serving(),
    command: transferTo({ kind: 'everybody' }),
    after: {
      state: 'waiting',
      cause: 'transfer',
      reservedFor: null,
      reservedUntil: null,
      expiresAt: noon + 40 * hour,
    },
  },
  {
    name: 'serving: transfer to oneself',
    before: serving(),
    command: transferTo({ kind: 'agent', agent: lin }),
    after: { code: 'transfer_to_self' },
  },
  {
    name: 'serving: transfer to somebody who left',
    before: serving(),
    command: transferTo({ kind: 'agent', agent: gone }),
    after: { code: 'agent_unknown' },
  },
  {
    name: 'serving: transfer of somebody else’s customer',
    before: serving(),
    command: transferTo({ kind: 'everybody' }, wu),
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'serving: transfer on an older screen',
    before: serving(),
    command: transferTo({ kind: 'everybody' }, lin, otherSession),
    after: { code: 'session_ended' },
  },
  {
    name: 'serving: a supervisor moves it, and it is not Lin’s to take back',
    before: serving(),
    command: transferTo({ kind: 'agent', agent: wu }, boss),
    after: { state: 'serving', agent: wu, transfer: null },
  },
  // take back
  {
    name: 'none: take back',
    before: none,
    command: { type: 'take_back', by: lin },
    after: { code: 'session_ended' },
  },
  {
    name: 'waiting: take back',
    before: waiting({ cause: 'transfer', ...transferredByLin }),
    command: { type: 'take_back', by: lin },
    after: { state: 'serving', agent: lin, transfer: null, expiresAt: noon + 30 * minute },
    effects: ['timeline:taken_back', 'open_session', 'developer:kf_create_session'],
  },
  {
    name: 'serving: take back from the other',
    before: serving({ agent: wu, transfer: { from: lin, at: noon - minute, kind: 'reopened' } }),
    command: { type: 'take_back', by: lin },
    after: { state: 'serving', agent: lin, kind: 'reopened', expiresAt: noon + 2 * hour },
    effects: ['timeline:taken_back', 'close_session', 'open_session', 'developer:kf_switch_session'],
  },
  {
    name: 'serving: take back of another’s transfer',
    before: serving({ agent: wu, ...transferredByLin }),
    command: { type: 'take_back', by: boss },
    after: { code: 'not_yours', by: wu },
  },
  {
    name: 'serving: take back at two minutes',
    before: serving({ agent: wu, transfer: { from: lin, at: noon - 2 * minute, kind: 'accepted' } }),
    command: { type: 'take_back', by: lin },
    after: { code: 'too_late' },
  },
]

it.each(cells)('[L14] $name', expectCell)

it('[L14] a transfer that the other accepted from the queue can still be taken back', () => {
  const accepted = decide(waiting({ cause: 'transfer', ...transferredByLin }), accept(wu), context()).next
  const back = decide(accepted, { type: 'take_back', by: lin }, context({ newSession: otherSession }))
  expect(back).toMatchObject({ ok: true, next: { conversation: { agent: lin, session: otherSession } } })
})
