import type { AgentFacts, Command, Decision, DecisionContext, Effect, TimelineLine } from '../command.ts'
import type { Serving, Subject, Waiting } from '../conversation.ts'
import { decide } from '../decide.ts'
import type { AgentId, GroupId, SessionId } from '../ids.ts'
import type { Quota } from '../quota.ts'
import type { FanAct } from '../routing.ts'
import { defaultSettings } from '../settings.ts'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
/** 2 March 2026, 12:00 in Shanghai. */
export const noon = 1_772_424_000_000

/** The milliseconds of an ISO time. */
export function moment(iso: string): number {
  // biome-ignore lint/style/noRestrictedGlobals: no clock is read, a test names its moments
  return Date.parse(iso)
}

export const lin = '1' as AgentId
export const wu = '2' as AgentId
export const boss = '3' as AgentId
/** Somebody who left the account. */
export const gone = '9' as AgentId
export const sales = '7' as GroupId
export const firstSession = '00000000-0000-0000-0000-000000000001' as SessionId
export const nextSession = '00000000-0000-0000-0000-000000000002' as SessionId
export const otherSession = '00000000-0000-0000-0000-0000000000ff' as SessionId

export function agent(id: AgentId, facts: Partial<AgentFacts> = {}): AgentFacts {
  return {
    id,
    role: id === boss ? 'supervisor' : 'agent',
    status: 'online',
    groups: [],
    serving: 0,
    maximum: 5,
    autoAccept: true,
    lastAssignedAt: 0,
    greeting: null,
    awayReply: null,
    awaySince: null,
    ...facts,
  }
}

/** An account with three agents at noon; `agents` replaces what a test cares about. */
export function context(
  changes: Partial<DecisionContext> & { readonly agents?: readonly AgentFacts[] } = {},
): DecisionContext {
  const { agents = [], ...rest } = changes
  const known = [...agents, agent(lin), agent(wu), agent(boss)]
  return {
    at: noon,
    clockStands: false,
    settings: defaultSettings,
    interfaceOn: true,
    wechatDesk: false,
    timeZone: 'Asia/Shanghai',
    developer: 'up',
    tags: [],
    agent: (id) => known.find((facts) => facts.id === id) ?? null,
    someoneFree: () => false,
    takerAtOnce: () => null,
    hasMembers: () => true,
    someoneOnline: () => true,
    queue: () => ({ ahead: 0, meanWaitMs: null }),
    asked: [],
    newSession: nextSession,
    heldOver: 0,
    matchPattern: (pattern, text) => new RegExp(pattern, 'u').test(text),
    ...rest,
  }
}

export function quotaOf(
  left: number | 'unlimited',
  { until = noon + 40 * hour, saidByWechat = false } = {},
): Quota {
  return { kind: 'known', left, until, saidByWechat }
}

/** A customer who wrote eight hours ago and whom nobody has. */
export function subject(changes: Partial<Subject> = {}): Subject {
  return {
    conversation: { state: 'none', closed: null },
    quota: quotaOf(5),
    held: 0,
    inFlight: 0,
    subscribed: true,
    lastServed: null,
    fanWroteAt: noon - 8 * hour,
    awayRepliedAt: null,
    unanswered: 0,
    greeting: null,
    ...changes,
  }
}

export function waiting(wait: Partial<Waiting> = {}, changes: Partial<Subject> = {}): Subject {
  return subject({
    conversation: {
      state: 'waiting',
      since: noon - minute,
      cause: 'new',
      reservedFor: null,
      reservedUntil: null,
      leaveMessageAt: null,
      expiresAt: noon + 40 * hour,
      transfer: null,
      ...wait,
    },
    ...changes,
  })
}

/** Served by Lin, accepted just now. */
export function serving(served: Partial<Serving> = {}, changes: Partial<Subject> = {}): Subject {
  return subject({
    conversation: {
      state: 'serving',
      agent: lin,
      session: firstSession,
      kind: 'accepted',
      acceptedAt: noon,
      expiresAt: noon + 30 * minute,
      transfer: null,
      ...served,
    },
    ...changes,
  })
}

export const reservedForWu = {
  reservedFor: { kind: 'agent', agent: wu },
  reservedUntil: noon + minute,
} as const

export function text(words: string): Command {
  return { type: 'fan_act', act: textAct(words) }
}

export function textAct(words: string): FanAct {
  return { kind: 'message', type: 'text', text: words, key: null }
}

export function event(type: string, key: string | null = null): Command {
  return { type: 'fan_act', act: { kind: 'event', type, text: null, key } }
}

export function accept(by: AgentId, how: { auto?: boolean; aboveMaximum?: boolean } = {}): Command {
  return { type: 'accept', by, auto: false, aboveMaximum: false, ...how }
}

export function reply(
  by: AgentId,
  mode: 'send' | 'hold' | 'force' = 'send',
  session = firstSession,
): Command {
  return { type: 'reply', by, session, mode }
}

export function close(
  by: AgentId,
  session: SessionId | null = firstSession,
  held: 'ask' | 'keep' | 'cancel' = 'ask',
): Command {
  return { type: 'close', by, session, held, reason: null }
}

export function transferTo(
  to: Extract<Command, { type: 'transfer' }>['to'],
  by = lin,
  session = firstSession,
): Command {
  return { type: 'transfer', by, session, to, note: '要补发票' }
}

export const toWu = transferTo({ kind: 'agent', agent: wu })

export const clock: Command = { type: 'clock' }

/** Decides and insists that it was not refused. */
export function allowed(
  before: Subject,
  command: Command,
  about: DecisionContext,
): Extract<Decision, { ok: true }> {
  const decision = decide(before, command, about)
  if (!decision.ok) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`)
  return decision
}

/** Effects as one looks at them first: `timeline:closed`, `developer:kf_close_session`, `passive:greeting`, else the type. */
export function names(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    if (effect.type === 'timeline') return `timeline:${effect.line.kind}`
    if (effect.type === 'auto_reply') return `${effect.how}:${effect.say.purpose}`
    return effect.type === 'developer_event' ? `developer:${effect.event}` : effect.type
  })
}

export function lines(effects: readonly Effect[]): TimelineLine[] {
  return effects.flatMap((effect) => (effect.type === 'timeline' ? [effect.line] : []))
}
