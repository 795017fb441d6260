import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import {
  accept,
  clock,
  context,
  event,
  firstSession,
  gone,
  hour,
  lin,
  minute,
  names,
  noon,
  otherSession,
  reply,
  reservedForWu,
  sales,
  second,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'
import { type Cell, expectCell } from './testing/cell.ts'

const none = subject()

const transferredByLin = { transfer: { from: lin, at: noon - minute, kind: 'accepted' } } as const

const closedByLin = subject({
  conversation: {
    state: 'none',
    closed: {
      session: firstSession,
      agent: lin,
      kind: 'accepted',
      acceptedAt: noon - minute,
      expiresAt: noon + 29 * minute,
      closedAt: noon - 4 * second,
    },
  },
})

const cells: readonly Cell[] = [
  // the fan's message
  {
    name: 'none: an ordinary message changes nothing',
    before: none,
    command: text('我的订单呢'),
    after: { state: 'none' },
    effects: [],
  },
  {
    name: 'none: a keyword hands over',
    before: none,
    command: text('客服'),
    after: { state: 'waiting', cause: 'new', since: noon, reservedFor: null, expiresAt: noon + 48 * hour },
    effects: ['timeline:handed_over'],
  },
  {
    name: 'waiting: a message moves the 48 hours',
    before: waiting(),
    command: text('还在吗'),
    after: { state: 'waiting', since: noon - minute, expiresAt: noon + 48 * hour },
    effects: [],
  },
  {
    name: 'serving: a message goes to the agent and moves the clock',
    before: serving({ expiresAt: noon + 1 }),
    command: text('客服'),
    after: { state: 'serving', agent: lin, session: firstSession, expiresAt: noon + 30 * minute },
    effects: [],
  },
  // reply
  { name: 'none: reply', before: none, command: reply(lin), after: { code: 'session_ended' } },
  { name: 'waiting: reply', before: waiting(), command: reply(lin), after: { code: 'session_ended' } },
  {
    name: 'serving: reply',
    before: serving({ expiresAt: noon + 1 }),
    command: reply(lin),
    after: { state: 'serving', expiresAt: noon + 30 * minute },
    effects: ['queue_reply'],
  },
  {
    name: 'serving: reply of somebody else',
    before: serving(),
    command: reply(wu),
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'serving: reply on an older screen',
    before: serving(),
    command: reply(lin, 'send', otherSession),
    after: { code: 'session_ended' },
  },
  // hand over
  {
    name: 'none: the developer URL hands over to a group of nobody',
    before: none,
    command: { type: 'hand_over', by: 'developer', to: { kind: 'group', group: sales } },
    about: { hasMembers: () => false },
    after: { state: 'waiting', cause: 'new', reservedFor: null, reservedUntil: null },
    effects: ['timeline:handed_over', 'timeline:reservation_lapsed'],
  },
  {
    name: 'none: the developer URL hands over to a named agent',
    before: none,
    command: { type: 'hand_over', by: 'developer', to: { kind: 'agent', agent: wu } },
    after: {
      state: 'waiting',
      cause: 'new',
      reservedFor: { kind: 'agent', agent: wu },
      reservedUntil: noon + 2 * minute,
      expiresAt: noon + 40 * hour,
    },
    effects: ['timeline:handed_over'],
  },
  {
    name: 'waiting: a hand-over to a named agent reserves again',
    before: waiting(),
    command: { type: 'hand_over', by: 'api', to: { kind: 'agent', agent: wu } },
    after: { state: 'waiting', reservedFor: { kind: 'agent', agent: wu }, since: noon - minute },
    effects: ['timeline:handed_over'],
  },
  {
    name: 'waiting: a hand-over to nobody in particular',
    before: waiting(reservedForWu),
    command: { type: 'hand_over', by: 'developer', to: null },
    after: { state: 'waiting', ...reservedForWu },
    effects: [],
  },
  {
    name: 'serving: a hand-over is only noted',
    before: serving(),
    command: { type: 'hand_over', by: 'developer', to: { kind: 'agent', agent: wu } },
    after: { state: 'serving', agent: lin },
    effects: ['timeline:hand_over_ignored'],
  },
  // agent leaves
  {
    name: 'none: an agent leaves',
    before: closedByLin,
    command: { type: 'agent_left', agent: lin },
    after: { state: 'none', closed: null },
    effects: [],
  },
  {
    name: 'waiting: the agent it is reserved for leaves',
    before: waiting(reservedForWu),
    command: { type: 'agent_left', agent: wu },
    after: { state: 'waiting', reservedFor: null, reservedUntil: null },
    effects: ['timeline:agent_left'],
  },
  {
    name: 'waiting: another agent leaves',
    before: waiting(reservedForWu),
    command: { type: 'agent_left', agent: lin },
    after: { state: 'waiting', ...reservedForWu },
    effects: [],
  },
  {
    name: 'serving: the agent leaves',
    before: serving(),
    command: { type: 'agent_left', agent: lin },
    after: {
      state: 'waiting',
      cause: 'agent_left',
      since: noon,
      reservedFor: null,
      expiresAt: noon + 40 * hour,
    },
    effects: ['timeline:agent_left', 'close_session', 'developer:kf_close_session'],
  },
  {
    name: 'serving: who transferred it leaves',
    before: serving({ agent: wu, ...transferredByLin }),
    command: { type: 'agent_left', agent: lin },
    after: { state: 'serving', agent: wu, transfer: null },
    effects: [],
  },
  // clock
  { name: 'none: clock', before: none, command: clock, after: { state: 'none' }, effects: [] },
  {
    name: 'waiting: clock',
    before: waiting({ expiresAt: noon }),
    command: clock,
    after: { state: 'none' },
    effects: ['timeline:timed_out'],
  },
  {
    name: 'serving: clock',
    before: serving({ expiresAt: noon }),
    command: clock,
    after: { state: 'none' },
    effects: ['timeline:timed_out', 'close_session', 'developer:kf_close_session'],
  },
  // the fan unsubscribes
  {
    name: 'none: the fan unsubscribes',
    before: none,
    command: event('unsubscribe'),
    after: { state: 'none' },
    effects: ['timeline:unsubscribed'],
  },
  {
    name: 'waiting: the fan unsubscribes',
    before: waiting(),
    command: event('unsubscribe'),
    after: { state: 'none' },
    effects: ['timeline:unsubscribed'],
  },
  {
    name: 'serving: the fan unsubscribes',
    before: serving({}, { held: 2 }),
    command: event('unsubscribe'),
    after: { state: 'none' },
    effects: ['timeline:unsubscribed', 'close_session', 'developer:kf_close_session', 'cancel_held'],
  },
  // the switch
  {
    name: 'none: the switch goes off',
    before: none,
    command: { type: 'interface_off' },
    about: { interfaceOn: false },
    after: { state: 'none' },
    effects: [],
  },
  {
    name: 'waiting: the switch goes off',
    before: waiting(),
    command: { type: 'interface_off' },
    about: { interfaceOn: false },
    after: { state: 'none' },
    effects: ['timeline:interface_off'],
  },
  {
    name: 'serving: the switch goes off',
    before: serving({}, { held: 1 }),
    command: { type: 'interface_off' },
    about: { interfaceOn: false },
    after: { state: 'none' },
    effects: ['timeline:interface_off', 'close_session', 'developer:kf_close_session', 'cancel_held'],
  },
]

it.each(cells)('[L14] $name', expectCell)

describe('the order of things', () => {
  it('[L14] a reply at exactly thirty minutes hears that the session ended, and the end is kept', () => {
    const decision = decide(serving({ expiresAt: noon }), reply(lin), context())
    expect(decision).toMatchObject({
      ok: false,
      refusal: { code: 'session_ended' },
      next: { conversation: { state: 'none' } },
    })
    expect(names(decision.effects)).toEqual([
      'timeline:timed_out',
      'close_session',
      'developer:kf_close_session',
    ])
  })

  it('[L14] a message at exactly thirty minutes is routed as if nobody had the customer', () => {
    const decision = decide(serving({ expiresAt: noon }), text('我的订单呢'), context())
    expect(decision).toMatchObject({
      ok: true,
      route: { toDesk: false, toDeveloper: true, reason: { kind: 'no_rule' } },
    })
  })

  it('[S3] of two accepts the second hears who won', () => {
    const first = decide(waiting(), accept(lin), context())
    const late = decide(first.next, accept(wu), context({ at: noon + 1 }))
    expect(late).toMatchObject({ ok: false, refusal: { code: 'already_served', by: lin } })
  })

  it('[L14] a command of somebody who left the account is refused', () => {
    expect(decide(waiting(), accept(gone), context())).toMatchObject({ refusal: { code: 'agent_unknown' } })
  })
})
