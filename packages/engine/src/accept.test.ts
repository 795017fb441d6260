import { describe, expect, it } from 'vitest'
import type { Command, DecisionContext } from './command.ts'
import { decide } from './decide.ts'
import {
  accept,
  agent,
  boss,
  context,
  firstSession,
  hour,
  lin,
  minute,
  noon,
  otherSession,
  reservedForWu,
  sales,
  serving,
  subject,
  waiting,
  wu,
} from './testing/builders.ts'
import { type Cell, expectCell } from './testing/cell.ts'

const none = subject()

const wuGreets = { agents: [agent(wu, { greeting: '你好，我是小吴' })] }

const cells: readonly Cell[] = [
  // accept
  { name: 'none: accept', before: none, command: accept(lin), after: { code: 'nobody_waiting' } },
  {
    name: 'waiting: accept greets',
    before: waiting(),
    command: accept(wu),
    about: wuGreets,
    after: { state: 'serving', agent: wu, kind: 'accepted', acceptedAt: noon, expiresAt: noon + 30 * minute },
    effects: ['timeline:accepted', 'open_session', 'developer:kf_create_session', 'outbox:greeting'],
  },
  {
    name: 'serving: accept',
    before: serving(),
    command: accept(wu),
    after: { code: 'already_served', by: lin },
  },
  // reopen
  {
    name: 'none: reopen, two hours and no greeting',
    before: none,
    command: { type: 'reopen', by: wu },
    about: wuGreets,
    after: { state: 'serving', agent: wu, kind: 'reopened', expiresAt: noon + 2 * hour },
    effects: ['timeline:reopened', 'open_session', 'developer:kf_create_session'],
  },
  {
    name: 'waiting: reopen is an accept without a greeting',
    before: waiting(),
    command: { type: 'reopen', by: wu },
    about: wuGreets,
    after: { state: 'serving', agent: wu, kind: 'accepted', expiresAt: noon + 30 * minute },
    effects: ['timeline:accepted', 'open_session', 'developer:kf_create_session'],
  },
  {
    name: 'serving: reopen',
    before: serving(),
    command: { type: 'reopen', by: wu },
    after: { code: 'already_served', by: lin },
  },
  // take over
  {
    name: 'none: take over',
    before: none,
    command: { type: 'take_over', by: boss, session: null },
    after: { code: 'nobody_waiting' },
  },
  {
    name: 'waiting: take over, whoever it is reserved for, without a greeting',
    before: waiting(reservedForWu),
    command: { type: 'take_over', by: boss, session: null },
    about: { agents: [agent(boss, { greeting: '您好' })] },
    after: { state: 'serving', agent: boss },
    effects: ['timeline:taken_over', 'open_session', 'developer:kf_create_session'],
  },
  {
    name: 'serving: take over',
    before: serving(),
    command: { type: 'take_over', by: boss, session: firstSession },
    after: { state: 'serving', agent: boss, transfer: null },
    effects: ['timeline:taken_over', 'close_session', 'open_session', 'developer:kf_switch_session'],
  },
  {
    name: 'serving: take over by an agent',
    before: serving(),
    command: { type: 'take_over', by: wu, session: firstSession },
    after: { code: 'not_allowed' },
  },
  {
    name: 'serving: take over of a session that is over',
    before: serving(),
    command: { type: 'take_over', by: boss, session: otherSession },
    after: { code: 'already_served', by: lin },
  },
]

it.each(cells)('[L14] $name', expectCell)

describe('accepting', () => {
  const full: DecisionContext = context({ agents: [agent(wu, { serving: 5 })] })

  it.each([
    ['by a click', accept(wu), 'at_maximum'],
    ['after the question', accept(wu, { aboveMaximum: true }), null],
    ['by the allocator, whatever it says', accept(wu, { auto: true, aboveMaximum: true }), 'at_maximum'],
  ])('[S8] above one’s maximum %s', (_how, command, code) => {
    const decision = decide(waiting(), command, full)
    expect(decision.ok ? null : decision.refusal.code).toBe(code)
  })

  it.each([
    ['away', { status: 'away' }],
    ['offline', { status: 'offline' }],
    ['not auto-accepting', { autoAccept: false }],
  ] as const)('[S8] the allocator’s old view of an agent who is %s is refused', (_name, facts) => {
    const decision = decide(waiting(), accept(wu, { auto: true }), context({ agents: [agent(wu, facts)] }))
    expect(decision).toMatchObject({ ok: false, refusal: { code: 'not_allowed' } })
  })

  it.each([
    ['another agent', waiting(reservedForWu), accept(lin), { code: 'reserved_for_another', by: wu }],
    ['who it is for', waiting(reservedForWu), accept(wu), null],
    ['a supervisor', waiting(reservedForWu), accept(boss), null],
    [
      'a supervisor by auto-accept',
      waiting(reservedForWu),
      accept(boss, { auto: true }),
      { code: 'reserved_for_another', by: wu },
    ],
    [
      'reopened by another agent',
      waiting(reservedForWu),
      { type: 'reopen', by: lin } as Command,
      { code: 'reserved_for_another', by: wu },
    ],
    ['a member of the group', waiting({ reservedFor: { kind: 'group', group: sales } }), accept(wu), null],
    [
      'no member of the group',
      waiting({ reservedFor: { kind: 'group', group: sales } }),
      accept(lin),
      { code: 'reserved_for_another', by: null },
    ],
  ])('[L3] a reserved customer and %s', (_name, before, command, refusal) => {
    const decision = decide(before, command, context({ agents: [agent(wu, { groups: [sales] })] }))
    expect(decision.ok ? null : decision.refusal).toEqual(refusal)
  })
})
