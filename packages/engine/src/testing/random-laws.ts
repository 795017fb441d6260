import type { Command, Decision, DecisionContext, Effect, TimelineLine } from '../command.ts'
import { idle, type Subject } from '../conversation.ts'
import type { AgentId, SessionId } from '../ids.ts'
import { unreachable } from '../unreachable.ts'

/** What the effects alone say; the subject must say the same. */
export interface Ledger {
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

/** `expect` is too slow for millions of laws. */
export function law(holds: boolean, name: string): void {
  if (!holds) throw new Error(name)
}

/** Equal as JSON. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Follows the effects of a decision in the ledger of the laws. */
export function carryOut(effects: readonly Effect[], after: Subject, ledger: Ledger): void {
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
        law(effect.say.purpose !== 'greeting' || ledger.open.size === 1, 'only an agent who serves greets')
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
export function expectOneAnswer(command: Command, decision: Decision): void {
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
export function expectLaws(after: Subject, { at, settings }: DecisionContext, ledger: Ledger): void {
  const { conversation, held, greeting } = after
  law(held === ledger.held, 'as many are held as the effects say')
  law(after.inFlight === ledger.inFlight, 'as many are on their way as the effects say')
  law(holderOf(after) === ledger.holder, 'the timeline tells every change')
  law(greeting === null || greeting.behind.length > 0, 'a greeting waits for something')
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
