import { describe, expect, it } from 'vitest'
import type { Command, DecisionContext, TimelineLine } from './command.ts'
import type { Reservation } from './conversation.ts'
import { decide } from './decide.ts'
import { defaultSettings, type Settings } from './settings.ts'
import {
  agent,
  allowed,
  clock,
  context,
  gone,
  lines,
  minute,
  names,
  noon,
  quotaOf,
  sales,
  second,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

const wuNamed = { kind: 'agent', agent: wu } as const
const group = { kind: 'group', group: sales } as const
const leaveMessage = { text: '请留言，我们尽快回复', afterMs: 3 * minute }

interface Situation {
  readonly wu: 'online' | 'away' | 'offline'
  readonly group: boolean
  readonly anybody: boolean
  readonly settings?: Partial<Settings>
  readonly at?: number
}

/** The shop has a fall-back group and a text that asks for a message, unless said otherwise. */
function situation({
  wu: status,
  group: isGroupThere,
  anybody,
  settings,
  at = noon,
}: Situation): DecisionContext {
  return context({
    at,
    agents: [agent(wu, { status })],
    someoneOnline: (id) => (id === null ? anybody : isGroupThere),
    settings: { ...defaultSettings, fallbackGroup: sales, leaveMessage, ...settings },
  })
}

const handOver = (to: Reservation | null): Command => ({ type: 'hand_over', by: 'developer', to })
const lapsed = (from: Reservation, waitedMs: number, to: Reservation | null): TimelineLine => ({
  kind: 'reservation_lapsed',
  from,
  waitedMs,
  to,
})
const handed = (to: Reservation | null): TimelineLine => ({
  kind: 'handed_over',
  by: 'developer',
  ruleName: null,
  to,
})

describe('a hand-over to a named agent', () => {
  it.each<[string, Situation, Reservation | null, TimelineLine[]]>([
    ['who is online is kept for them', { wu: 'online', group: true, anybody: true }, wuNamed, []],
    ['who is away is kept for them, too', { wu: 'away', group: true, anybody: true }, wuNamed, []],
    [
      'who is offline goes to the group at once',
      { wu: 'offline', group: true, anybody: true },
      group,
      [lapsed(wuNamed, 0, group)],
    ],
    [
      'whose group is offline as well goes to everybody, and each step has its line',
      { wu: 'offline', group: false, anybody: true },
      null,
      [lapsed(wuNamed, 0, group), lapsed(group, 0, null)],
    ],
    [
      'goes to everybody where there is no group',
      { wu: 'offline', group: true, anybody: true, settings: { fallbackGroup: null } },
      null,
      [lapsed(wuNamed, 0, null)],
    ],
    [
      'while nobody at all is there asks for a message',
      { wu: 'offline', group: false, anybody: false },
      null,
      [lapsed(wuNamed, 0, group), lapsed(group, 0, null), { kind: 'nobody_took', waitedMs: 0, told: true }],
    ],
    [
      'stays with an account that keeps customers for whom they are meant',
      { wu: 'offline', group: true, anybody: true, settings: { reservationFallback: 'keep' } },
      wuNamed,
      [],
    ],
  ])('[L3] %s', (_name, about, reservedFor, steps) => {
    const { next, effects } = allowed(subject(), handOver(wuNamed), situation(about))
    expect(next.conversation).toMatchObject({ state: 'waiting', reservedFor })
    expect(lines(effects)).toEqual([handed(wuNamed), ...steps])
  })

  it('[L3] who left the account: as for one who is offline, also where customers are kept', () => {
    const to = { kind: 'agent', agent: gone } as const
    const keep = situation({
      wu: 'online',
      group: true,
      anybody: true,
      settings: { reservationFallback: 'keep' },
    })
    expect(lines(allowed(subject(), handOver(to), keep).effects)).toEqual([handed(to), lapsed(to, 0, null)])
    const { next } = allowed(subject(), handOver(to), situation({ wu: 'online', group: true, anybody: true }))
    expect(next.conversation).toMatchObject({ reservedFor: group })
  })

  it('[L3] a kf account that is nobody’s here goes the same way, with its name', () => {
    const command: Command = { type: 'hand_over', by: 'developer', to: null, unknownAgent: 'kf9@shop' }
    const here = situation({ wu: 'online', group: true, anybody: true })
    const { next, effects } = allowed(subject(), command, here)
    expect(next.conversation).toMatchObject({ reservedFor: group })
    expect(lines(effects)).toEqual([handed(null), { kind: 'agent_unknown', name: 'kf9@shop', to: group }])
    const without = situation({ wu: 'online', group: true, anybody: true, settings: { fallbackGroup: null } })
    expect(allowed(subject(), command, without).next.conversation).toMatchObject({ reservedFor: null })
    expect(allowed(waiting(), command, here).next.conversation).toMatchObject({ reservedFor: group })
  })

  it('[L3] a named group of whom nobody is online leaves the customer to everybody', () => {
    const { next, effects } = allowed(
      subject(),
      handOver(group),
      situation({ wu: 'online', group: false, anybody: true }),
    )
    expect(next.conversation).toMatchObject({ reservedFor: null })
    expect(lines(effects)).toEqual([handed(group), lapsed(group, 0, null)])
  })
})

describe('somebody who does not take the customer in time', () => {
  const there = { wu: 'online', group: true, anybody: true } as const
  const twoMinutes = { at: noon + 2 * minute }
  const kept = () => allowed(subject(), handOver(wuNamed), situation(there)).next

  it('[L3] leaves them to the group, the group after as long to everybody, and then they are asked for a message', () => {
    const first = allowed(kept(), clock, situation({ ...there, ...twoMinutes }))
    expect(first.next.conversation).toMatchObject({ reservedFor: group, reservedUntil: noon + 4 * minute })
    expect(lines(first.effects)).toEqual([lapsed(wuNamed, 2 * minute, group)])

    const second = allowed(first.next, clock, situation({ ...there, at: noon + 4 * minute }))
    expect(second.next.conversation).toMatchObject({
      reservedFor: null,
      reservedUntil: null,
      leaveMessageAt: null,
    })
    expect(lines(second.effects)).toEqual([
      lapsed(group, 2 * minute, null),
      { kind: 'nobody_took', waitedMs: 4 * minute, told: true },
    ])
    expect(names(second.effects)).toContain('outbox:leave_message')
    const later = situation({ ...there, at: noon + 9 * minute })
    expect(allowed(second.next, clock, later).effects).toEqual([])
  })

  it('[L3] passes a group over of whom nobody is online', () => {
    const { effects } = allowed(kept(), clock, situation({ ...there, group: false, ...twoMinutes }))
    expect(lines(effects)).toEqual([lapsed(wuNamed, 2 * minute, group), lapsed(group, 0, null)])
  })

  it('[L3] and nobody else online: the customer is asked for a message at once', () => {
    const nobody = situation({ wu: 'offline', group: false, anybody: false, ...twoMinutes })
    const { effects } = allowed(kept(), clock, nobody)
    expect(lines(effects).at(-1)).toEqual({ kind: 'nobody_took', waitedMs: 0, told: true })
  })
})

describe('the text that asks for a message', () => {
  const busy = (at = noon, settings: Partial<Settings> = {}) =>
    situation({ wu: 'online', group: true, anybody: true, at, settings })

  it('[L3] comes when its time is over, to the second, once, through the outbox', () => {
    const { next } = allowed(subject(), handOver(null), busy())
    expect(decide(next, clock, busy(noon + 3 * minute - 1)).effects).toEqual([])
    const due = allowed(next, clock, busy(noon + 3 * minute))
    expect(names(due.effects)).toEqual(['timeline:nobody_took', 'outbox:leave_message'])
    expect(due.next).toMatchObject({ conversation: { state: 'waiting' }, quota: { left: 4 } })
    expect(allowed(due.next, clock, busy(noon + 9 * minute)).effects).toEqual([])
  })

  it('[L9] is not the fan’s last message, and the line says that it was not said', () => {
    const before = waiting({ leaveMessageAt: noon }, { quota: quotaOf(1) })
    const { effects, next } = allowed(before, clock, busy())
    expect(effects).toMatchObject([{ line: { kind: 'nobody_took', told: false } }])
    expect(next.conversation).toMatchObject({ leaveMessageAt: null })
  })

  it('[L3] is not said any more once the setting is gone', () => {
    const before = waiting({ leaveMessageAt: noon })
    expect(allowed(before, clock, busy(noon, { leaveMessage: null })).effects).toEqual([])
  })

  it('[L15] costs nothing when it is said in the answer to the callback that handed over', () => {
    const nobody = situation({ wu: 'offline', group: false, anybody: false })
    const { effects, next } = allowed(subject(), text('客服'), nobody)
    expect(names(effects)).toEqual(['timeline:handed_over', 'timeline:nobody_took', 'passive:leave_message'])
    expect(next).toMatchObject({ quota: { left: 5 }, inFlight: 0, unanswered: 0 })
  })
})

describe('one text about waiting at most', () => {
  const closed: Partial<Settings> = {
    offHoursText: '我们九点上班',
    queueNotice: '前面还有 {position} 位',
    businessHours: { week: [[], [], [], [], [], [], []], special: [] },
  }

  it.each<[string, Situation, string[]]>([
    [
      'the shop is closed',
      { wu: 'online', group: true, anybody: true, settings: closed },
      ['passive:off_hours'],
    ],
    [
      'the shop is closed and nobody is there',
      { wu: 'offline', group: false, anybody: false, settings: closed },
      ['passive:off_hours'],
    ],
    [
      'the shop is open',
      { wu: 'online', group: true, anybody: true, settings: { ...closed, businessHours: null } },
      ['passive:queue_notice'],
    ],
    [
      'nobody is there',
      { wu: 'offline', group: false, anybody: false, settings: { ...closed, businessHours: null } },
      ['timeline:nobody_took', 'passive:leave_message'],
    ],
    [
      'nobody is there and no message is asked for',
      {
        wu: 'offline',
        group: false,
        anybody: false,
        settings: { queueNotice: '请稍等', leaveMessage: null },
      },
      ['passive:queue_notice'],
    ],
  ])('[L3] %s', (_name, about, said) => {
    const { next, effects } = allowed(subject(), text('客服'), situation(about))
    expect(names(effects)).toEqual(['timeline:handed_over', ...said])
    const isTold = said.some((name) => !name.endsWith('queue_notice'))
    if (isTold) expect(next.conversation).toMatchObject({ leaveMessageAt: null })
  })

  it('[L3] who is taken at once hears none of them', () => {
    const about = {
      ...situation({ wu: 'online', group: true, anybody: true, settings: closed }),
      someoneFree: () => true,
    }
    expect(names(allowed(subject(), text('客服'), about).effects)).toEqual(['timeline:handed_over'])
  })

  it('[L3] the notice says the place in the queue', () => {
    const about = context({
      settings: { ...defaultSettings, queueNotice: '您是第 {position} 位，约 {minutes} 分钟' },
      queue: () => ({ ahead: 4, meanWaitMs: 90 * second }),
    })
    expect(allowed(subject(), text('客服'), about).effects.at(-1)).toMatchObject({
      say: { reply: { text: '您是第 5 位，约 2 分钟' } },
    })
  })
})
