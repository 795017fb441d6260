import { expect, it } from 'vitest'
import type { Command, DecisionContext, Effect, Refusal, TimelineLine } from './command.ts'
import { idle, type Subject } from './conversation.ts'
import { decide } from './decide.ts'
import type { AgentId, SessionId } from './ids.ts'
import { defaultSettings, type Settings } from './settings.ts'
import {
  agent,
  boss,
  context,
  event,
  gone,
  hour,
  lin,
  minute,
  names,
  noon,
  quotaOf,
  sales,
  second,
  subject,
  text,
  wu,
} from './testing/builders.ts'
import { oneOf, seeded } from './testing/random.ts'
import { unreachable } from './unreachable.ts'

type Random = () => number

type Outcome =
  | Refusal['code']
  | Exclude<Effect['type'], 'timeline' | 'developer_event'>
  | `timeline:${TimelineLine['kind']}`
  | `developer:${Extract<Effect, { type: 'developer_event' }>['event']}`

/** All that can come of a command: a run that misses one proves less than it says. */
const everything: Record<Outcome, true> = {
  agent_offline: true,
  agent_unknown: true,
  already_served: true,
  already_written: true,
  at_maximum: true,
  held_left: true,
  interface_off: true,
  nobody_waiting: true,
  not_allowed: true,
  not_yours: true,
  quota_used: true,
  reply_window_closed: true,
  reserved_for_another: true,
  session_ended: true,
  too_late: true,
  transfer_to_self: true,
  unsubscribed: true,
  auto_text: true,
  cancel_held: true,
  close_session: true,
  open_session: true,
  queue_api_reply: true,
  queue_reply: true,
  release_held: true,
  restore_session: true,
  withdraw_developer_event: true,
  'developer:kf_close_session': true,
  'developer:kf_create_session': true,
  'developer:kf_switch_session': true,
  'timeline:accepted': true,
  'timeline:agent_left': true,
  'timeline:close_undone': true,
  'timeline:closed': true,
  'timeline:closed_by_api': true,
  'timeline:dismissed': true,
  'timeline:hand_over_ignored': true,
  'timeline:handed_over': true,
  'timeline:held_expired': true,
  'timeline:interface_off': true,
  'timeline:opened_by_api': true,
  'timeline:reopened': true,
  'timeline:reservation_lapsed': true,
  'timeline:taken_back': true,
  'timeline:taken_over': true,
  'timeline:timed_out': true,
  'timeline:transferred': true,
  'timeline:unsubscribed': true,
}

/** Of an account: what happens to its customers, and how long after the last thing. */
const pauses = [
  0,
  1,
  second,
  5 * second,
  minute,
  2 * minute,
  29 * minute,
  30 * minute,
  2 * hour,
  49 * hour,
] as const
const chance = (random: Random, share: number) => random() < share

function anyCommand(random: Random, now: Subject): Command {
  const { conversation } = now
  const by = oneOf<AgentId>(random, [lin, wu, boss, gone])
  const shown = conversation.state === 'serving' ? conversation.session : null
  const stale = 'stale' as SessionId
  // Mostly what the screen really shows and whoever really serves, so that conversations get somewhere.
  const session = chance(random, 0.9) ? shown : oneOf(random, [stale, null])
  const author = conversation.state === 'serving' && chance(random, 0.6) ? conversation.agent : by
  const closed = conversation.state === 'none' ? conversation.closed : null
  const to = oneOf(random, [
    { kind: 'agent', agent: oneOf<AgentId>(random, [lin, wu, boss, gone]) },
    { kind: 'group', group: sales },
  ] as const)
  return oneOf<Command>(random, [
    text('在吗？'),
    text('我的订单'),
    event(oneOf(random, ['CLICK', 'SCAN', 'LOCATION', 'subscribe'])),
    event(chance(random, 0.2) ? 'unsubscribe' : 'VIEW'),
    { type: 'hand_over', by: 'developer', to: chance(random, 0.5) ? to : null },
    { type: 'api_open', agent: by, text: null },
    { type: 'api_close', agent: author },
    { type: 'api_reply', agent: chance(random, 0.5) ? author : null },
    { type: 'accept', by, auto: chance(random, 0.4), aboveMaximum: chance(random, 0.3) },
    {
      type: 'reply',
      by: author,
      session: session ?? stale,
      mode: oneOf(random, ['send', 'send', 'hold', 'force']),
    },
    { type: 'reply', by: author, session: session ?? stale, mode: 'send' },
    {
      type: 'transfer',
      by: author,
      session,
      to: chance(random, 0.8) ? to : { kind: 'everybody' },
      note: null,
    },
    { type: 'take_back', by },
    { type: 'take_over', by, session },
    { type: 'close', by: author, session, held: oneOf(random, ['ask', 'keep', 'cancel']), reason: null },
    { type: 'undo_close', by: closed?.agent ?? by, session: closed?.session ?? stale },
    { type: 'reopen', by },
    { type: 'agent_left', agent: oneOf<AgentId>(random, [lin, wu]) },
    chance(random, 0.1) ? { type: 'interface_off' } : { type: 'clock' },
  ])
}

function anyContext(random: Random, at: number, newSession: SessionId, settings: Settings): DecisionContext {
  const isSomeoneFree = chance(random, 0.5)
  const hasMembers = chance(random, 0.8)
  const status = oneOf(random, ['online', 'online', 'away', 'offline'] as const)
  return context({
    at,
    newSession,
    settings,
    heldOver: chance(random, 0.02) ? 1 : 0,
    interfaceOn: !chance(random, 0.03),
    someoneFree: () => isSomeoneFree,
    hasMembers: () => hasMembers,
    agents: [
      agent(lin, {
        greeting: '你好',
        serving: chance(random, 0.2) ? 5 : 1,
        awayReply: chance(random, 0.2) ? '我离开一下' : null,
        awaySince: at - minute,
      }),
      agent(wu, { status, groups: [sales], autoAccept: chance(random, 0.7) }),
    ],
  })
}

/** What the effects alone say; the subject must say the same. */
interface Ledger {
  readonly open: Map<SessionId, AgentId>
  readonly everOpened: Set<SessionId>
  held: number
  /** With whom the timeline says that the customer is. */
  holder: Holder
  closedBy: Holder
}

type Holder = AgentId | 'queue' | null

// `expect` is too slow for millions of laws.
function law(holds: boolean, name: string): void {
  if (!holds) throw new Error(name)
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function carryOut(effects: readonly Effect[], after: Subject, ledger: Ledger): void {
  for (const effect of effects) {
    switch (effect.type) {
      case 'timeline':
        readLine(effect.line, ledger)
        break
      case 'open_session':
        law(!ledger.everOpened.has(effect.session), 'a session opens once')
        ledger.everOpened.add(effect.session)
        ledger.open.set(effect.session, effect.agent)
        break
      case 'close_session':
        law(ledger.open.get(effect.session) === effect.agent, 'only an open session of that agent closes')
        ledger.open.delete(effect.session)
        break
      case 'restore_session':
        law(ledger.everOpened.has(effect.session), 'only what was open is restored')
        ledger.open.set(effect.session, effect.agent)
        break
      case 'queue_api_reply':
        law(ledger.held === 0, 'a program never overtakes what is held')
        break
      case 'queue_reply':
        law(after.conversation.state === 'serving', 'nobody replies to whom nobody serves')
        if (effect.held) ledger.held += 1
        else law(ledger.held === 0, 'a reply never overtakes what is held')
        break
      case 'auto_text':
        law(ledger.held === 0, 'an automatic text never overtakes what is held')
        law(after.quota.kind === 'known' && after.quota.left !== 0, 'an automatic text is never the last one')
        break
      case 'release_held':
        law(ledger.held > 0, 'something is held when it is released')
        ledger.held -= effect.count === 'all' ? ledger.held : effect.count
        break
      case 'cancel_held':
        law(ledger.held > 0, 'something is held when it is cancelled')
        ledger.held -= effect.count === 'all' ? ledger.held : effect.count
        break
    }
    law(ledger.open.size <= 1, 'at most one agent has the customer at any moment (S3)')
  }
}

/** Who reads the lines alone knows where the customer is: a change without its line would be missed. */
function readLine(line: TimelineLine, ledger: Ledger): void {
  switch (line.kind) {
    case 'handed_over':
      ledger.holder = 'queue'
      break
    case 'accepted':
    case 'opened_by_api':
    case 'reopened':
    case 'taken_back':
    case 'taken_over':
      ledger.holder = line.agent
      break
    case 'transferred':
      ledger.holder = line.atOnce && line.to.kind === 'agent' ? line.to.agent : 'queue'
      break
    case 'agent_left':
      ledger.holder = 'queue'
      break
    case 'closed':
      ledger.closedBy = ledger.holder
      ledger.holder = null
      break
    case 'close_undone':
      ledger.holder = ledger.closedBy
      break
    case 'closed_by_api':
    case 'dismissed':
    case 'timed_out':
    case 'unsubscribed':
    case 'interface_off':
      ledger.holder = null
      break
    case 'reservation_lapsed':
    case 'held_expired':
    case 'hand_over_ignored':
      break
    default:
      unreachable(line)
  }
}

function holderOf({ conversation }: Subject): Holder {
  if (conversation.state === 'serving') return conversation.agent
  return conversation.state === 'waiting' ? 'queue' : null
}

/** What must be true after every decision; the ledger has carried its effects out. */
function expectLaws(after: Subject, { at, settings }: DecisionContext, ledger: Ledger): void {
  const { conversation, quota, held } = after
  law(held === ledger.held, 'as many are held as the effects say')
  law(holderOf(after) === ledger.holder, 'the timeline tells every change')
  law(
    quota.kind === 'unknown' || quota.left === 'unlimited' || quota.left >= 0,
    'the quota is never negative',
  )
  law(after.subscribed || (same(conversation, idle) && held === 0), 'nothing is open for who unfollowed')
  switch (conversation.state) {
    case 'none':
      law(ledger.open.size === 0, 'no session is open when nobody serves')
      break
    case 'waiting':
      law(ledger.open.size === 0, 'no session is open while the customer waits')
      law(conversation.expiresAt > at, 'a wait that is over has ended')
      law(
        conversation.reservedUntil === null || conversation.reservedUntil > at,
        'a reservation that is over has lapsed',
      )
      law(
        conversation.reservedUntil === null || conversation.reservedFor !== null,
        'only a reservation lapses',
      )
      break
    case 'serving':
      law(ledger.open.get(conversation.session) === conversation.agent, 'the session that is served is open')
      law(conversation.expiresAt > at, 'a conversation that is over has ended')
      law(conversation.transfer?.from !== conversation.agent, 'nobody takes back from themselves')
      law(
        conversation.kind !== 'reopened' ||
          conversation.expiresAt - conversation.acceptedAt === settings.reopenedLimitMs,
        'a reopened one ends at its fixed time (S25)',
      )
      break
  }
}

/** One customer through twenty-five commands; `seen` collects which effects and refusals there were. */
function run(random: Random, name: string, seen: Set<string>): void {
  const settings: Settings = {
    ...defaultSettings,
    endsAfter: oneOf(random, ['last-activity', 'accepted']),
    reservationFallback: oneOf(random, ['everybody', 'keep']),
    queueNotice: '请稍等',
  }
  const ledger: Ledger = { open: new Map(), everOpened: new Set(), held: 0, holder: null, closedBy: null }
  let now = subject({ quota: chance(random, 0.5) ? quotaOf(1) : { kind: 'unknown' }, fanWroteAt: null })
  let at = noon
  for (let step = 0; step < 25; step += 1) {
    at += oneOf(random, pauses)
    const command = anyCommand(random, now)
    const about = anyContext(random, at, `${name}/${step}` as SessionId, settings)
    const decision = decide(now, command, about)
    for (const effect of names(decision.effects)) seen.add(effect)
    if (!decision.ok) {
      seen.add(decision.refusal.code)
      const { next, effects } = decide(now, { type: 'clock' }, about)
      law(
        same([next, effects], [decision.next, decision.effects]),
        'a refusal leaves what the clock alone leaves',
      )
    }
    law(same(decide(now, command, about), decision), 'the same question has the same answer')
    const isAct = command.type === 'fan_act'
    law(
      isAct === (decision.ok && decision.route !== null),
      'every act of the fan has a route, and nothing else',
    )
    carryOut(decision.effects, decision.next, ledger)
    expectLaws(decision.next, about, ledger)
    now = decision.next
  }
}

it.each([20260302])(
  '[S3] [L14] ten thousand customers under random commands keep every law: seed %i',
  (seed) => {
    const random = seeded(seed)
    const seen = new Set<string>()
    for (let customer = 0; customer < 10_000; customer += 1) run(random, `${seed}/${customer}`, seen)
    expect([...seen].sort()).toEqual(Object.keys(everything).sort())
  },
  60_000,
)
