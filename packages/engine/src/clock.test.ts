import { describe, expect, it } from 'vitest'
import { dueAt } from './clock.ts'
import type { Subject } from './conversation.ts'
import { decide } from './decide.ts'
import { defaultSettings } from './settings.ts'
import {
  accept,
  agent,
  allowed,
  clock,
  context,
  event,
  hour,
  lin,
  lines,
  minute,
  names,
  noon,
  reply,
  reservedForWu,
  second,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

const byAcceptance = { ...defaultSettings, endsAfter: 'accepted' } as const

/** The state after the clock ran `laterMs` after noon. */
function stateLater(before: Subject, laterMs: number, settings = defaultSettings): string {
  return decide(before, clock, context({ at: noon + laterMs, settings })).next.conversation.state
}

describe('a served conversation', () => {
  it.each([
    ['one millisecond early', 30 * minute - 1, 'serving'],
    ['on the minute', 30 * minute, 'none'],
    ['long after', 30 * hour, 'none'],
  ])('[L4] thirty silent minutes end it: %s', (_name, waited, state) => {
    expect(stateLater(serving(), waited)).toBe(state)
  })

  it.each([
    ['the fan’s message', text('在的'), 'serving'],
    ['the agent’s reply', reply(lin), 'serving'],
    ['a held reply', reply(lin, 'hold'), 'serving'],
    ['an event', event('CLICK', 'menu'), 'none'],
  ])(
    '[S10] silence of thirty minutes is counted from the last message: %s at 29:00',
    (_name, command, state) => {
      const { next } = allowed(serving(), command, context({ at: noon + 29 * minute }))
      expect(stateLater(next, 30 * minute)).toBe(state)
      expect(stateLater(next, 59 * minute)).toBe('none')
    },
  )

  it.each([
    ['the fan’s message', text('在的')],
    ['the agent’s reply', reply(lin)],
  ])('[S10] thirty minutes since acceptance end it in spite of %s at 29:00', (_name, command) => {
    const { next } = allowed(serving(), command, context({ at: noon + 29 * minute, settings: byAcceptance }))
    expect(stateLater(next, 30 * minute - 1, byAcceptance)).toBe('serving')
    expect(stateLater(next, 30 * minute, byAcceptance)).toBe('none')
  })

  it('[S25] a reopened one ends two hours after reopening, whatever is written', () => {
    const reopened = allowed(subject(), { type: 'reopen', by: lin }, context()).next
    const written = allowed(reopened, text('好的'), context({ at: noon + 119 * minute })).next
    expect(stateLater(reopened, 31 * minute)).toBe('serving')
    expect(stateLater(written, 2 * hour - 1)).toBe('serving')
    expect(stateLater(written, 2 * hour)).toBe('none')
  })

  it.each([
    ['idle', serving(), defaultSettings],
    ['accepted', serving(), byAcceptance],
    ['reopened', serving({ kind: 'reopened' }), byAcceptance],
  ])('[L4] the timeline says which clock it was: %s', (after, before, settings) => {
    const { effects } = decide(before, clock, context({ at: noon + 30 * minute, settings }))
    expect(lines(effects)).toEqual([{ kind: 'timed_out', agent: lin, after }])
  })

  it('[L9] the clock’s close cancels what is held', () => {
    const { next, effects } = decide(serving({}, { held: 2 }), clock, context({ at: noon + 30 * minute }))
    expect(next.held).toBe(0)
    expect(names(effects)).toContain('cancel_held')
  })

  it('[L14] whoever was served last is remembered', () => {
    const { next } = decide(serving(), clock, context({ at: noon + hour }))
    expect(next.lastServed).toEqual({ agent: lin, endedAt: noon + hour })
  })
})

describe('a waiting customer', () => {
  it.each([
    ['one millisecond early', 48 * hour - 1, 'waiting'],
    ['on the hour', 48 * hour, 'none'],
  ])('[L4] waits 48 hours after their last message: %s', (_name, waited, state) => {
    const asked = allowed(subject(), text('客服'), context()).next
    const again = allowed(asked, text('有人吗'), context({ at: noon + 10 * hour })).next
    expect(stateLater(asked, waited)).toBe(state)
    expect(stateLater(again, 10 * hour + waited)).toBe(state)
  })

  it('[L4] an event doesn’t make the wait longer', () => {
    const { next } = allowed(waiting(), event('CLICK', 'menu'), context())
    expect(stateLater(next, 40 * hour)).toBe('none')
  })

  it('[L4] a hand-over long after the last message starts its own 48 hours', () => {
    const old = subject({ fanWroteAt: noon - 100 * hour })
    const { next } = allowed(old, { type: 'hand_over', by: 'api', to: null }, context())
    expect(dueAt(next.conversation)).toBe(noon + 48 * hour)
  })
})

describe('held replies', () => {
  it.each([
    ['nobody’s customer', subject({ held: 2 })],
    ['a served one', serving({}, { held: 2 })],
  ])('[L9] end when the fan has said nothing for too long: %s', (_name, before) => {
    const decision = allowed(before, clock, context({ heldOver: 1 }))
    expect(decision.next).toEqual({ ...before, held: 1 })
    expect(lines(decision.effects)).toEqual([{ kind: 'held_expired', count: 1 }])
    expect(decision.effects).toContainEqual({ type: 'cancel_held', count: 1 })
  })

  it('[L9] that have ended are not let go by the message that came too late', () => {
    const decision = allowed(serving({}, { held: 2 }), text('在吗'), context({ heldOver: 1 }))
    expect(decision.next.held).toBe(0)
    expect(names(decision.effects)).toEqual(['timeline:held_expired', 'cancel_held', 'release_held'])
  })
})

describe('a reservation', () => {
  const keep = { ...defaultSettings, reservationFallback: 'keep' } as const
  const handOverToWu = { type: 'hand_over', by: 'developer', to: { kind: 'agent', agent: wu } } as const

  it.each([
    ['one millisecond early', 2 * minute - 1, false],
    ['at the limit', 2 * minute, true],
  ])('[L3] falls back to everybody: %s', (_name, waited, lapsed) => {
    const handed = allowed(subject(), handOverToWu, context()).next
    const { next, effects } = decide(handed, clock, context({ at: noon + waited }))
    expect(next.conversation).toMatchObject({ reservedFor: lapsed ? null : { agent: wu } })
    expect(lines(effects)).toEqual(
      lapsed
        ? [{ kind: 'reservation_lapsed', from: { kind: 'agent', agent: wu }, waitedMs: 2 * minute, to: null }]
        : [],
    )
  })

  it('[L3] lapses before any other command is decided', () => {
    const decision = decide(waiting(reservedForWu), accept(lin), context({ at: noon + minute }))
    expect(decision).toMatchObject({ ok: true, next: { conversation: { agent: lin } } })
    expect(names(decision.effects).slice(0, 2)).toEqual(['timeline:reservation_lapsed', 'timeline:accepted'])
  })

  it('[L3] is kept when the account says so, and then wakes nobody', () => {
    const handed = allowed(subject(), handOverToWu, context({ settings: keep })).next
    expect(dueAt(handed.conversation)).toBe(noon + 40 * hour)
    const later = decide(waiting(reservedForWu), clock, context({ at: noon + hour, settings: keep })).next
    expect(later.conversation).toMatchObject({ reservedFor: { agent: wu }, reservedUntil: null })
  })

  it.each([
    ['offline, and others may step in', 'offline', defaultSettings, null],
    ['offline, but kept', 'offline', keep, { kind: 'agent', agent: wu }],
    ['away', 'away', defaultSettings, { kind: 'agent', agent: wu }],
  ] as const)('[L3] for a named agent who is %s', (_name, status, settings, reservedFor) => {
    const about = context({ agents: [agent(wu, { status })], settings })
    expect(allowed(subject(), handOverToWu, about).next.conversation).toMatchObject({ reservedFor })
  })
})

describe('a clock that jumped and is not believed', () => {
  const stands = context({ at: noon + 100 * hour, clockStands: true, heldOver: 1 })

  it.each([
    ['a served conversation', serving()],
    ['a waiting customer', waiting()],
    ['a reservation', waiting(reservedForWu)],
    ['held replies', subject({ held: 1 })],
  ])('[faults] ends nothing: %s', (_name, before) => {
    expect(decide(before, clock, stands)).toMatchObject({ next: before, effects: [] })
  })

  it('[faults] leaves a served customer to their agent, whose reply is taken', () => {
    const asked = allowed(serving(), text('在吗'), stands).next
    expect(allowed(asked, reply(lin), stands).next.conversation.state).toBe('serving')
  })
})

describe('the next moment of the clock', () => {
  it.each([
    ['none', subject(), null],
    ['served', serving(), noon + 30 * minute],
    ['waiting', waiting(), noon + 40 * hour],
    ['reserved', waiting(reservedForWu), noon + minute],
  ])('[L14] of a customer who is %s', (_name, { conversation }, due) => {
    expect(dueAt(conversation)).toBe(due)
  })
})

it('[L14] an undo brings back the old clock, not a new one', () => {
  const before = serving({ expiresAt: noon + 3 * second })
  const closed = allowed(
    before,
    { type: 'close', by: lin, session: sessionOf(before), held: 'ask', reason: null },
    context(),
  ).next
  const undo = { type: 'undo_close', by: lin, session: sessionOf(before) } as const
  expect(allowed(closed, undo, context({ at: noon + 2 * second })).next.conversation).toEqual(
    before.conversation,
  )
  expect(decide(closed, undo, context({ at: noon + 3 * second }))).toMatchObject({
    refusal: { code: 'too_late' },
  })
})

function sessionOf({ conversation }: Subject) {
  if (conversation.state !== 'serving') throw new Error('nobody serves')
  return conversation.session
}
