import type { TrialStep, TryRules, TryRulesAnswer } from '@duokefu/contract'
import {
  type AccountId,
  type AgentId,
  type BusinessHours,
  type Effect,
  explainRules,
  type FanAct,
  localTimeAt,
  minuteOf,
  type RoutingRule,
  type SessionId,
  type Subject,
} from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { tryAct } from '../conversations/try-act.ts'
import { AppError } from '../http/errors.ts'
import { matchPattern } from './pattern.ts'
import { refuseBadPatterns } from './service.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** What would happen to a message: the engine's own decision, over rules that need not be saved (S20). */
export async function tryRules(ctx: Ctx, accountId: AccountId, wanted: TryRules): Promise<TryRulesAnswer> {
  refuseBadPatterns(wanted.rules)
  const account = await ctx.accounts.refresh(accountId)
  if (account === null) throw new AppError('not_found')
  const at = momentOf(wanted.time, ctx.clock.now(), account.timeZone)
  const { route, effects } = await tryAct(ctx, withRules(account, wanted), {
    subject: subjectOf(wanted, at),
    act: actOf(wanted.act),
    at,
    tags: wanted.tags ?? [],
    developerDown: wanted.developerDown ?? false,
    matchPattern,
  })
  if (route === null) throw new Error('an act without a route')
  const { reason } = route
  return {
    reason: reason.kind,
    ruleId: reason.kind === 'rule' ? reason.ruleId : null,
    matched: reason.kind === 'rule' ? reason.matched : null,
    toDesk: route.toDesk,
    toDeveloper: route.toDeveloper,
    toWechatDesk: route.transfer !== null,
    answer: route.answer,
    steps: effects.flatMap(stepOf),
    tried: isRouted(reason.kind) ? triedOf(wanted, withRules(account, wanted), at) : [],
  }
}

/** Served, waiting or switched off: nobody asks the rules. */
function isRouted(reason: TryRulesAnswer['reason']): boolean {
  return ['rule', 'no_rule', 'developer_down', 'wechat_desk'].includes(reason)
}

function triedOf(
  { act, firstMessage, unanswered, tags }: TryRules,
  { settings, timeZone }: Account,
  at: number,
): TryRulesAnswer['tried'] {
  const trials = explainRules(settings.rules, actOf(act), {
    settings,
    isFirstMessage: firstMessage,
    unansweredBefore: unanswered ?? 0,
    tags: tags ?? [],
    localTime: () => localTimeAt(at, timeZone),
    matchPattern,
  })
  return [...trials]
}

/** The account as it would be with these rules; `open` says whether it is business hours, whatever the hours say. */
function withRules(account: Account, { rules, open }: TryRules): Account {
  const settings = { ...account.settings, rules: rules as readonly RoutingRule[] }
  if (open === undefined) return { ...account, settings }
  return { ...account, settings: { ...settings, businessHours: open ? null : neverOpen } }
}

const neverOpen: BusinessHours = { week: [[], [], [], [], [], [], []], special: [] }

/** The next moment at which the account's clock shows that day and time. */
function momentOf(time: TryRules['time'], now: number, timeZone: string): number {
  if (time === undefined) return now
  const { weekday, minute } = localTimeAt(now, timeZone)
  const days = (time.day - weekday + 7) % 7
  const at = now + days * dayMs + (minuteOf(time.at) - minute) * minuteMs
  // The clocks may be put forward or back in between.
  return at + (minuteOf(time.at) - localTimeAt(at, timeZone).minute) * minuteMs
}

function subjectOf({ state, firstMessage, unanswered }: TryRules, at: number): Subject {
  return {
    conversation: conversationIn(state, at),
    quota: { kind: 'unknown' },
    held: 0,
    inFlight: 0,
    subscribed: true,
    lastServed: null,
    fanWroteAt: firstMessage ? null : at,
    awayRepliedAt: null,
    unanswered: unanswered ?? 0,
    greeting: null,
  }
}

/** What a person can be told of an effect: lines of the timeline, and what the customer reads. */
function stepOf(effect: Effect): TrialStep[] {
  if (effect.type === 'timeline') return [{ type: 'line', line: { ...effect.line } }]
  if (effect.type !== 'auto_reply') return []
  const { how, say } = effect
  return [{ type: 'say', purpose: say.purpose, how, reply: say.reply }]
}

function actOf(act: TryRules['act']): FanAct {
  switch (act.kind) {
    case 'text':
      return { kind: 'message', type: 'text', text: act.text, key: null }
    case 'message':
      return { kind: 'message', type: act.type, text: null, key: null }
    case 'menu':
      return { kind: 'event', type: 'CLICK', text: null, key: act.key }
    case 'scan':
      return { kind: 'event', type: 'SCAN', text: null, key: act.scene }
    case 'follow':
      return { kind: 'event', type: 'subscribe', text: null, key: act.scene }
  }
}

/** A customer in that state; whom they are with makes no difference to rules. */
function conversationIn(state: TryRules['state'], now: number): Subject['conversation'] {
  const expiresAt = now + minuteMs
  switch (state) {
    case 'none':
      return { state: 'none', closed: null }
    case 'serving':
      return {
        state: 'serving',
        agent: '0' as AgentId,
        session: crypto.randomUUID() as SessionId,
        kind: 'accepted',
        acceptedAt: now,
        expiresAt,
        transfer: null,
      }
    case 'waiting':
    case 'transferred':
      return {
        state: 'waiting',
        since: now,
        cause: state === 'waiting' ? 'new' : 'transfer',
        reservedFor: null,
        reservedUntil: null,
        leaveMessageAt: null,
        expiresAt,
        transfer: null,
      }
  }
}
