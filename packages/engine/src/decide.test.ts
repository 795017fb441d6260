import { describe, expect, it } from 'vitest'
import type { Command, DecisionContext, Refusal } from './command.ts'
import type { Conversation, Subject } from './conversation.ts'
import { decide } from './decide.ts'
import {
  accept,
  agent,
  boss,
  clock,
  close,
  context,
  event,
  firstSession,
  gone,
  hour,
  lin,
  minute,
  names,
  nextSession,
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

interface Cell {
  readonly name: string
  readonly before: Subject
  readonly command: Command
  readonly about?: Parameters<typeof context>[0]
  /** A state with its details, or a refusal. */
  readonly after: Partial<Record<string, unknown>> &
    ({ state: Conversation['state'] } | { code: Refusal['code'] })
  readonly effects?: readonly string[]
}

const none = subject()
const wuGreets = { agents: [agent(wu, { greeting: '你好，我是小吴' })] }
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

function transferTo(
  to: Extract<Command, { type: 'transfer' }>['to'],
  by = lin,
  session = firstSession,
): Command {
  return { type: 'transfer', by, session, to, note: '要补发票' }
}
const toWu = transferTo({ kind: 'agent', agent: wu })

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
  // accept
  { name: 'none: accept', before: none, command: accept(lin), after: { code: 'nobody_waiting' } },
  {
    name: 'waiting: accept greets',
    before: waiting(),
    command: accept(wu),
    about: wuGreets,
    after: { state: 'serving', agent: wu, kind: 'accepted', acceptedAt: noon, expiresAt: noon + 30 * minute },
    effects: ['timeline:accepted', 'open_session', 'developer:kf_create_session', 'auto_text'],
  },
  {
    name: 'serving: accept',
    before: serving(),
    command: accept(wu),
    after: { code: 'already_served', by: lin },
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
  // close
  { name: 'none: close', before: none, command: close(lin), after: { code: 'session_ended' } },
  { name: 'none: dismiss', before: none, command: close(lin, null), after: { code: 'nobody_waiting' } },
  {
    name: 'waiting: dismissed, with a reason',
    before: waiting(),
    command: { type: 'close', by: lin, session: null, held: 'ask', reason: '广告' },
    after: { state: 'none', closed: null },
    effects: ['timeline:dismissed'],
  },
  {
    name: 'waiting: close on a screen that showed a session',
    before: waiting(),
    command: close(lin),
    after: { code: 'session_ended' },
  },
  {
    name: 'serving: close',
    before: serving(),
    command: close(lin),
    after: {
      state: 'none',
      closed: {
        session: firstSession,
        agent: lin,
        kind: 'accepted',
        acceptedAt: noon,
        expiresAt: noon + 30 * minute,
        closedAt: noon,
      },
    },
    effects: ['timeline:closed', 'close_session', 'developer:kf_close_session'],
  },
  {
    name: 'serving: close of somebody else’s',
    before: serving(),
    command: close(wu),
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'serving: dismiss of whom somebody accepted meanwhile',
    before: serving(),
    command: close(wu, null),
    after: { code: 'already_served', by: lin },
  },
  // undo close
  {
    name: 'none: undo restores the same session and clock',
    before: closedByLin,
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: {
      state: 'serving',
      session: firstSession,
      agent: lin,
      acceptedAt: noon - minute,
      expiresAt: noon + 29 * minute,
    },
    effects: ['timeline:close_undone', 'restore_session', 'withdraw_developer_event'],
  },
  {
    name: 'none: undo after five seconds',
    before: closedByLin,
    command: { type: 'undo_close', by: lin, session: firstSession },
    about: { at: noon + second },
    after: { code: 'too_late' },
  },
  {
    name: 'none: undo by another agent',
    before: closedByLin,
    command: { type: 'undo_close', by: wu, session: firstSession },
    after: { code: 'not_yours', by: lin },
  },
  {
    name: 'waiting: undo',
    before: waiting(),
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: { code: 'too_late' },
  },
  {
    name: 'serving: undo',
    before: serving({ agent: wu }),
    command: { type: 'undo_close', by: lin, session: firstSession },
    after: { code: 'already_served', by: wu },
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
  // hand over
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

describe('the table of states and commands', () => {
  it.each(cells)('[L14] $name', ({ before, command, about, after, effects }) => {
    const decision = decide(before, command, context(about))
    if ('code' in after) {
      expect(decision).toEqual({
        ok: false,
        refusal: expect.objectContaining(after),
        next: expect.anything(),
        effects: [],
      })
      expect(decision.next.conversation.state).toBe(before.conversation.state)
    } else {
      expect(decision).toMatchObject({ ok: true, next: { conversation: after } })
    }
    if (effects !== undefined) expect(names(decision.effects)).toEqual(effects)
  })
})

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

describe('what the developer URL hears', () => {
  const told = (before: Subject, command: Command) =>
    decide(before, command, context()).effects.filter(({ type }) => type === 'developer_event')

  it.each([
    [
      'a close by hand once it can’t be undone',
      serving(),
      close(lin),
      'kf_close_session',
      lin,
      null,
      firstSession,
      5 * second,
    ],
    [
      'a close by the clock at once',
      serving({ expiresAt: noon }),
      clock,
      'kf_close_session',
      lin,
      null,
      firstSession,
      0,
    ],
    ['an accept', waiting(), accept(wu), 'kf_create_session', wu, null, nextSession, 0],
    ['a transfer at once', serving(), toWu, 'kf_switch_session', lin, wu, nextSession, 0],
    [
      '放回队列',
      serving(),
      transferTo({ kind: 'everybody' }),
      'kf_close_session',
      lin,
      null,
      firstSession,
      0,
    ],
  ])('[L5] of %s', (_what, before, command, name, of, toAgent, session, laterMs) => {
    const event = {
      type: 'developer_event',
      event: name,
      agent: of,
      toAgent,
      session,
      notBefore: noon + laterMs,
    }
    expect(told(before, command)).toEqual([event])
  })
})

describe('taking a thing back', () => {
  it('[L14] an undo of another session is refused', () => {
    const undo: Command = { type: 'undo_close', by: lin, session: otherSession }
    expect(decide(closedByLin, undo, context())).toMatchObject({ refusal: { code: 'too_late' } })
  })

  it('[L14] a transfer that the other accepted from the queue can still be taken back', () => {
    const accepted = decide(waiting({ cause: 'transfer', ...transferredByLin }), accept(wu), context()).next
    const back = decide(accepted, { type: 'take_back', by: lin }, context({ newSession: otherSession }))
    expect(back).toMatchObject({ ok: true, next: { conversation: { agent: lin, session: otherSession } } })
  })
})

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
