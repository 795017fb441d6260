import { expect, it } from 'vitest'
import type { BusinessHours } from './business-hours.ts'
import type {
  Command,
  Decision,
  DecisionContext,
  DeveloperAnswer,
  Effect,
  Refusal,
  Say,
  SayPurpose,
  TimelineLine,
} from './command.ts'
import { idle, type Reservation, type Subject } from './conversation.ts'
import { decide } from './decide.ts'
import type { AgentId, GroupId, SessionId } from './ids.ts'
import { settled } from './in-flight.ts'
import type { RoutingRule } from './rule.ts'
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
  | Exclude<Effect['type'], 'timeline' | 'developer_event' | 'auto_reply'>
  | `${Extract<Effect, { type: 'auto_reply' }>['how']}:${SayPurpose}`
  | `timeline:${TimelineLine['kind']}`
  | `developer:${Extract<Effect, { type: 'developer_event' }>['event']}`

/** All that can come of a command: a run that misses one proves less than it says. */
const everything: Partial<Record<Outcome, true>> = {
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
  developer_reply: true,
  tag: true,
  ...says('passive', ['away', 'queue_notice', 'off_hours', 'leave_message', 'rule', 'follow', 'default']),
  ...says('outbox', ['greeting', 'away', 'queue_notice', 'off_hours', 'leave_message', 'rule', 'follow']),
  ...says('after_developer', [
    'away',
    'queue_notice',
    'off_hours',
    'leave_message',
    'rule',
    'follow',
    'default',
  ]),
  'timeline:accepted': true,
  'timeline:agent_unknown': true,
  'timeline:agent_left': true,
  'timeline:close_undone': true,
  'timeline:closed': true,
  'timeline:closed_by_api': true,
  'timeline:dismissed': true,
  'timeline:hand_over_ignored': true,
  'timeline:handed_over': true,
  'timeline:handed_to_wechat': true,
  'timeline:held_expired': true,
  'timeline:interface_off': true,
  'timeline:nobody_took': true,
  'timeline:opened_by_api': true,
  'timeline:reopened': true,
  'timeline:reservation_lapsed': true,
  'timeline:tagged': true,
  'timeline:taken_back': true,
  'timeline:taken_over': true,
  'timeline:timed_out': true,
  'timeline:transferred': true,
  'timeline:unsubscribed': true,
  'timeline:wechat_desk': true,
}

function says(
  how: 'passive' | 'outbox' | 'after_developer',
  purposes: readonly SayPurpose[],
): Record<string, true> {
  return Object.fromEntries(purposes.map((purpose) => [`${how}:${purpose}`, true]))
}

/** How long after the last thing the next one happens: mostly soon, so that conversations get somewhere. */
const pauses = [
  0,
  1,
  second,
  second,
  5 * second,
  5 * second,
  minute,
  minute,
  2 * minute,
  29 * minute,
  30 * minute,
  2 * hour,
  49 * hour,
] as const
const chance = (random: Random, share: number) => random() < share

function anyCommand(random: Random, now: Subject, pending: readonly Say[]): Command {
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
    text(oneOf(random, ['退款', '价格', '图片', '小吴'])),
    event('CLICK', oneOf(random, ['help', 'price'])),
    event(oneOf(random, ['SCAN', 'LOCATION', 'subscribe'])),
    event(chance(random, 0.2) ? 'unsubscribe' : 'VIEW'),
    { type: 'hand_over', by: 'developer', to: chance(random, 0.5) ? to : null },
    { type: 'hand_over', by: 'api', to: null, unknownAgent: 'nobody@shop' },
    ...anyAnswers(random, to, pending),
    { type: 'api_open', agent: by, text: null },
    { type: 'api_close', agent: author },
    { type: 'api_reply', agent: chance(random, 0.5) ? author : null },
    { type: 'accept', by, auto: chance(random, 0.4), aboveMaximum: chance(random, 0.3) },
    {
      type: 'reply',
      by: author,
      session: session ?? stale,
      mode: oneOf(random, ['send', 'hold', 'hold', 'force']),
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

/** What the developer URL says to the latest callback; as likely as several other things together. */
function anyAnswers(random: Random, to: Reservation, says: readonly Say[]): DeveloperAnswer[] {
  const handOver = oneOf<DeveloperAnswer['handOver']>(random, [
    null,
    { to: null, unknownAgent: null },
    { to, unknownAgent: null },
    { to: null, unknownAgent: 'nobody@shop' },
  ])
  const silent = { type: 'developer_answer', reply: 'none', handOver, open: true, says } as const
  const replies = { type: 'developer_answer', reply: 'passive', handOver: null, open: false, says } as const
  const late = { type: 'developer_answer', reply: 'late', handOver: null, open: false, says: [] } as const
  return [silent, silent, replies, late]
}

function anyContext(random: Random, at: number, newSession: SessionId, settings: Settings): DecisionContext {
  const isSomeoneFree = chance(random, 0.5)
  const hasMembers = chance(random, 0.8)
  const status = oneOf(random, ['online', 'online', 'away', 'offline'] as const)
  const online = new Set<GroupId | null>([
    ...(chance(random, 0.6) ? [null] : []),
    ...(chance(random, 0.5) ? [sales] : []),
  ])
  const wechatDesk = chance(random, 0.02)
  return context({
    at,
    newSession,
    settings,
    heldOver: chance(random, 0.02) ? 1 : 0,
    interfaceOn: !wechatDesk && !chance(random, 0.03),
    wechatDesk,
    developer: oneOf(random, ['up', 'up', 'up', 'none', 'down']),
    tags: chance(random, 0.3) ? ['老客户'] : [],
    someoneFree: () => isSomeoneFree,
    hasMembers: () => hasMembers,
    someoneOnline: (group) => online.has(group),
    queue: () => ({ ahead: 3, meanWaitMs: 90_000 }),
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
  /** Messages that the effects have sent and that WeChat has not answered yet. */
  inFlight: number
  /** Whether the customer was asked to leave a message since they wait. */
  asked: boolean
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
  // What comes behind a text of ours in one decision may take the last one, or end the window.
  const spendsMore = !after.subscribed || effects.some(({ type }) => /^(queue|developer)_.*reply$/.test(type))
  for (const effect of effects) {
    ledger.inFlight += sentBy(effect, ledger.held)
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
      case 'auto_reply':
        law(ledger.held === 0, 'an automatic text never overtakes what is held')
        law(
          effect.how !== 'outbox' || spendsMore || (after.quota.kind === 'known' && after.quota.left !== 0),
          'an automatic text is never the last one',
        )
        law(
          effect.say.purpose !== 'default' || after.conversation.state === 'none',
          'nobody who waits or is served hears the default reply',
        )
        break
      case 'developer_reply':
        law(
          effect.how === 'passive' || after.subscribed || effect.how === 'unsent',
          'nobody writes to who left',
        )
        law(effect.how !== 'outbox' || ledger.held === 0, 'a late reply never overtakes what is held')
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

/** How many messages an effect puts on their way to WeChat. */
function sentBy(effect: Effect, held: number): number {
  switch (effect.type) {
    case 'queue_reply':
      return effect.held ? 0 : 1
    case 'queue_api_reply':
      return 1
    case 'auto_reply':
    case 'developer_reply':
      return effect.how === 'outbox' ? 1 : 0
    case 'release_held':
      return effect.count === 'all' ? held : effect.count
    default:
      return 0
  }
}

/** Who reads the lines alone knows where the customer is: a change without its line would be missed. */
function readLine(line: TimelineLine, ledger: Ledger): void {
  switch (line.kind) {
    case 'handed_over':
      if (ledger.holder !== 'queue') ledger.asked = false
      ledger.holder = 'queue'
      break
    case 'nobody_took':
      law(ledger.holder === 'queue', 'only who waits is asked to leave a message')
      law(!ledger.asked, 'nobody is asked twice to leave a message')
      ledger.asked = true
      break
    case 'accepted':
    case 'opened_by_api':
    case 'reopened':
    case 'taken_back':
    case 'taken_over':
      ledger.holder = line.agent
      break
    case 'transferred':
      if (ledger.holder !== 'queue') ledger.asked = false
      ledger.holder = line.atOnce && line.to.kind === 'agent' ? line.to.agent : 'queue'
      break
    case 'agent_left':
      if (ledger.holder !== 'queue') ledger.asked = false
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
    case 'wechat_desk':
      ledger.holder = null
      break
    case 'agent_unknown':
    case 'handed_to_wechat':
    case 'reservation_lapsed':
    case 'tagged':
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

/** What must be true of the answer to a callback (L15). */
function expectOneAnswer(command: Command, decision: Decision): void {
  const { effects } = decision
  const passive = effects.filter(
    (effect) =>
      (effect.type === 'auto_reply' || effect.type === 'developer_reply') && effect.how === 'passive',
  )
  const isCallback =
    command.type === 'fan_act' || (command.type === 'developer_answer' && command.reply !== 'late')
  law(passive.length <= (isCallback ? 1 : 0), 'one callback has one answer')
  const ways = effects.flatMap((effect) => (effect.type === 'auto_reply' ? [effect.how] : []))
  law(ways.lastIndexOf('passive') <= 0, 'the answer to the callback overtakes nothing of ours')
  const route = decision.ok ? decision.route : null
  for (const effect of effects)
    law(
      effect.type !== 'auto_reply' || effect.how !== 'after_developer' || route?.toDeveloper === true,
      'only a developer URL that is asked is waited for',
    )
  if (route === null) return
  law(!(route.toDeveloper && route.spared), 'who is down is not asked')
  law(!(route.toDeveloper && passive.length > 0), 'the developer URL has the first word')
}

/** What must be true after every decision; the ledger has carried its effects out. */
function expectLaws(after: Subject, { at, settings }: DecisionContext, ledger: Ledger): void {
  const { conversation, held } = after
  law(held === ledger.held, 'as many are held as the effects say')
  law(after.inFlight === ledger.inFlight, 'as many are on their way as the effects say')
  law(holderOf(after) === ledger.holder, 'the timeline tells every change')
  law(after.unanswered >= 0, 'the unanswered are counted from 0')
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
      law((conversation.leaveMessageAt ?? at + 1) > at, 'who is to leave a message has been asked')
      law(!ledger.asked || conversation.leaveMessageAt === null, 'who was asked is not asked again')
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

const nineToSix: BusinessHours = {
  week: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 18 * 60 }]),
  special: [{ date: '2026-03-03', name: '盘点', spans: [] }],
}

/** Every kind of action and of condition that a random customer can meet. */
const rules: readonly RoutingRule[] = [
  rule('tag', [{ type: 'text_contains', words: ['价格'] }], { type: 'tag', tags: ['问价', '老客户'] }),
  rule('follow', [{ type: 'follow' }, { type: 'business_hours', open: true }], {
    type: 'answer',
    text: '欢迎',
  }),
  rule('price', [{ type: 'tagged', tags: ['问价'] }], { type: 'answer', text: '看这里' }),
  rule('picture', [{ type: 'text_equals', words: ['图片'] }], {
    type: 'send',
    reply: { type: 'image', mediaKey: 'price-list' },
  }),
  rule('tap', [{ type: 'menu_key', keys: ['help'] }], { type: 'hand_over', to: null }),
  rule('answer a tap', [{ type: 'menu_key', keys: ['price'] }], { type: 'answer', text: '看这里' }),
  rule('named', [{ type: 'text_equals', words: ['小吴'] }], {
    type: 'hand_over',
    to: { kind: 'agent', agent: wu },
  }),
  rule(
    'refund at night',
    [{ type: 'time_of_day', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }],
    {
      type: 'hand_over',
      to: { kind: 'group', group: sales },
    },
  ),
  rule('thrice', [{ type: 'unanswered', messages: 3 }], { type: 'hand_over', to: null }),
  ...defaultSettings.rules,
]

function rule(id: string, when: RoutingRule['when'], action: RoutingRule['action']): RoutingRule {
  return { id, name: id, enabled: true, when, action }
}

/** One customer through twenty-five commands; `seen` collects which effects and refusals there were. */
function run(random: Random, name: string, seen: Set<string>): void {
  const settings: Settings = {
    ...defaultSettings,
    endsAfter: oneOf(random, ['last-activity', 'accepted']),
    reservationFallback: oneOf(random, ['everybody', 'keep']),
    queueNotice: chance(random, 0.7) ? '前面还有 {position} 位，约 {minutes} 分钟' : null,
    defaultReply: chance(random, 0.5) ? '已收到' : null,
    offHoursText: chance(random, 0.4) ? '我们九点上班' : null,
    businessHours: chance(random, 0.5) ? nineToSix : null,
    leaveMessage: chance(random, 0.5) ? { text: '请留言', afterMs: 3 * minute } : null,
    fallbackGroup: chance(random, 0.5) ? sales : null,
    handOverWhenDeveloperDown: chance(random, 0.5),
    passiveFree: chance(random, 0.7),
    rules,
  }
  const ledger: Ledger = {
    open: new Map(),
    everOpened: new Set(),
    held: 0,
    inFlight: 0,
    holder: null,
    closedBy: null,
    asked: false,
  }
  let pending: readonly Say[] = []
  let now = subject({ quota: chance(random, 0.5) ? quotaOf(1) : { kind: 'unknown' }, fanWroteAt: null })
  let at = noon
  for (let step = 0; step < 25; step += 1) {
    at += chance(random, 0.5) ? second : oneOf(random, pauses)
    const command = anyCommand(random, now, pending)
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
    expectOneAnswer(command, decision)
    if (isAct || command.type === 'developer_answer')
      pending = decision.effects.flatMap((effect) =>
        effect.type === 'auto_reply' && effect.how === 'after_developer' ? [effect.say] : [],
      )
    expectLaws(decision.next, about, ledger)
    now = decision.next
    while (now.inFlight > 0 && chance(random, 0.8)) {
      now = settled(now, oneOf(random, ['spent', 'refused']), at)
      ledger.inFlight -= 1
    }
  }
}

it.each([20260302])(
  '[S3] [L14] ten thousand customers under random commands keep every law: seed %i',
  (seed) => {
    const random = seeded(seed)
    const seen = new Set<string>()
    for (let customer = 0; customer < 10_000; customer += 1) run(random, `${seed}/${customer}`, seen)
    // Only behind replies that waited for the very message: not every seed has it.
    seen.delete('outbox:default')
    expect([...seen].sort()).toEqual(Object.keys(everything).sort())
  },
  180_000,
)
