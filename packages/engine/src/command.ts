import type { AskedCallback, Reservation, Subject } from './conversation.ts'
import type { AgentId, GroupId, SessionId } from './ids.ts'
import type { MatchPattern } from './match-rule.ts'
import type { QueueFacts } from './queue-notice.ts'
import type { DeveloperState, FanAct, Route } from './routing.ts'
import type { RuleReply } from './rule.ts'
import type { Settings } from './settings.ts'

/** Everything that can happen to a customer of an account (L14). */
export type Command =
  | { readonly type: 'fan_act'; readonly act: FanAct }
  | {
      readonly type: 'hand_over'
      readonly by: 'developer' | 'api'
      readonly to: Reservation | null
      /** The name of a kf account that was asked for and is nobody's here; `to` is null then. */
      readonly unknownAgent?: string | null
    }
  | DeveloperAnswer
  | DeskCommand
  | ApiCommand
  | { readonly type: 'agent_left'; readonly agent: AgentId }
  | { readonly type: 'interface_off' }
  | { readonly type: 'clock' }

/** What became of a callback at the developer URL (commit B). */
export interface DeveloperAnswer {
  readonly type: 'developer_answer'
  /** Which callback it answers; null: none, it was told of an event. */
  readonly callback: string | null
  /** Its message to the fan: in the answer to the callback, or `late`, when WeChat has had its answer. */
  readonly reply: 'none' | 'passive' | 'late'
  readonly handOver: { readonly to: Reservation | null; readonly unknownAgent: string | null } | null
  /** Whether the answer to the callback is still free: the developer URL did not want it, and WeChat waits for it. */
  readonly open: boolean
  /** Our own texts that waited for this answer (L15). */
  readonly says: readonly Say[]
}

/** Something that we say by ourselves. */
export interface Say {
  readonly purpose: SayPurpose
  readonly agent: AgentId | null
  readonly reply: { readonly type: 'text'; readonly text: string } | RuleReply
}

export type SayPurpose =
  | 'greeting'
  | 'away'
  | 'queue_notice'
  | 'off_hours'
  | 'leave_message'
  | 'rule'
  | 'follow'
  | 'default'

/** A command of a person at the desk. `session` is what their screen showed; null = none shown. */
export type DeskCommand =
  | { readonly type: 'accept'; readonly by: AgentId; readonly auto: boolean; readonly aboveMaximum: boolean }
  | {
      readonly type: 'reply'
      readonly by: AgentId
      readonly session: SessionId
      /** `hold`: keep it until the fan writes (待发). `force`: send although our own count says no (仍然发送). */
      readonly mode: 'send' | 'hold' | 'force'
    }
  | {
      readonly type: 'transfer'
      readonly by: AgentId
      readonly session: SessionId | null
      readonly to: TransferTarget
      readonly note: string | null
    }
  | { readonly type: 'take_back'; readonly by: AgentId }
  | { readonly type: 'take_over'; readonly by: AgentId; readonly session: SessionId | null }
  | {
      readonly type: 'close'
      readonly by: AgentId
      readonly session: SessionId | null
      /** What becomes of held replies; `ask` refuses with `held_left` when there are any (L9). */
      readonly held: 'ask' | 'keep' | 'cancel'
      /** Why a waiting customer is dismissed; null when a served one is closed. */
      readonly reason: string | null
    }
  | { readonly type: 'undo_close'; readonly by: AgentId; readonly session: SessionId }
  | { readonly type: 'reopen'; readonly by: AgentId }

/** A command of a program of the merchant's, through the WeChat-compatible API. */
export type ApiCommand =
  /** kfsession/create. `text`: what the program tells the agent; the customer never sees it. */
  | { readonly type: 'api_open'; readonly agent: AgentId; readonly text: string | null }
  /** kfsession/close. */
  | { readonly type: 'api_close'; readonly agent: AgentId }
  /** message/custom/send. `agent`: in whose name; null = the account's. */
  | { readonly type: 'api_reply'; readonly agent: AgentId | null }

export type CommandOf<Type extends Command['type']> = Extract<Command, { readonly type: Type }>

export type TransferTarget =
  | { readonly kind: 'agent'; readonly agent: AgentId }
  | { readonly kind: 'group'; readonly group: GroupId }
  | { readonly kind: 'everybody' }

/** What a decision may look at besides the subject itself. */
export interface DecisionContext {
  readonly at: number
  /** The clock has jumped and is not believed: nothing ends by it for now. */
  readonly clockStands: boolean
  readonly settings: Settings
  /** Off: every message is the developer URL's. False as well while WeChat's own desk has the customers. */
  readonly interfaceOn: boolean
  /** One click handed everything back to WeChat's own desk (L3). */
  readonly wechatDesk: boolean
  /** IANA name, for business hours and times of day. */
  readonly timeZone: string
  readonly developer: DeveloperState
  /** The customer's tags; empty where no rule looks at them or gives any. */
  readonly tags: readonly string[]
  /** null = no such agent, or they left the account. */
  readonly agent: (id: AgentId) => AgentFacts | null
  /** Whether `pickAgent` finds somebody for such a customer now; then they don't have to wait (L3). */
  readonly someoneFree: (reservedFor: Reservation | null) => boolean
  /**
   * The same agent, where this decision may give them the customer itself: nobody waits who was there before, and no
   * other decision changes the agent's load meanwhile. null else, also where somebody is free.
   */
  readonly takerAtOnce: (reservedFor: Reservation | null) => AgentFacts | null
  /** Whether anybody is in the group: one that was deleted, or is empty, would keep a customer for nobody. */
  readonly hasMembers: (group: GroupId) => boolean
  /** Whether anybody of the group is online (not away), or anybody at all: whom nobody can take needn't wait for them. */
  readonly someoneOnline: (group: GroupId | null) => boolean
  /** How long the common queue is; asked only for a notice that says it. */
  readonly queue: () => QueueFacts
  /** Callbacks of this customer that the developer URL is still to answer, the one being decided among them. */
  readonly asked: readonly AskedCallback[]
  /** A fresh id, used if this decision opens a session. */
  readonly newSession: SessionId
  readonly matchPattern: MatchPattern
  /** How many of the subject's held replies have waited for longer than they may (L9). */
  readonly heldOver: number
}

export interface AgentFacts {
  readonly id: AgentId
  readonly role: 'agent' | 'supervisor' | 'admin' | 'owner'
  readonly status: 'online' | 'away' | 'offline'
  readonly groups: readonly GroupId[]
  readonly serving: number
  readonly maximum: number
  readonly autoAccept: boolean
  /** When they last got a customer, for a fair turn (L3); 0 = never. */
  readonly lastAssignedAt: number
  readonly greeting: string | null
  /** What a customer hears once while the agent is away (S18); null while they aren't, or with the switch off. */
  readonly awayReply: string | null
  /** When they went away (ms); null while they aren't. */
  readonly awaySince: number | null
}

/** Refusals are values; the desk has a sentence for each. */
export type Refusal =
  | { readonly code: 'nobody_waiting' }
  | { readonly code: 'already_served'; readonly by: AgentId }
  | { readonly code: 'reserved_for_another'; readonly by: AgentId | null }
  | { readonly code: 'session_ended' }
  | { readonly code: 'not_yours'; readonly by: AgentId | null }
  | { readonly code: 'not_allowed' }
  | { readonly code: 'at_maximum'; readonly maximum: number }
  | { readonly code: 'agent_unknown' }
  | { readonly code: 'agent_offline' }
  | { readonly code: 'transfer_to_self' }
  | { readonly code: 'too_late' }
  | { readonly code: 'already_written' }
  | { readonly code: 'held_left'; readonly count: number }
  | { readonly code: 'quota_used'; readonly final: boolean }
  | { readonly code: 'reply_window_closed'; readonly final: boolean }
  | { readonly code: 'unsubscribed' }
  | { readonly code: 'interface_off' }

/**
 * `next` holds in both cases: the clock may have ended a conversation before the command was refused.
 * `route` is set for fan_act alone.
 */
export type Decision =
  | {
      readonly ok: true
      readonly next: Subject
      readonly effects: readonly Effect[]
      readonly route: Route | null
    }
  | {
      readonly ok: false
      readonly refusal: Refusal
      readonly next: Subject
      readonly effects: readonly Effect[]
    }

export type EndReason =
  | 'closed'
  | 'timeout'
  | 'transferred'
  | 'taken_back'
  | 'taken_over'
  | 'agent_left'
  | 'unsubscribed'
  | 'interface_off'
  | 'wechat_desk'

/** What must be stored, and later happen outside, because of a decision; in this order. */
export type Effect =
  | { readonly type: 'timeline'; readonly line: TimelineLine }
  | {
      readonly type: 'open_session'
      readonly session: SessionId
      readonly agent: AgentId
      readonly kind: 'accepted' | 'reopened'
      /** null: the customer did not wait. */
      readonly waitingSince: number | null
    }
  | {
      readonly type: 'close_session'
      readonly session: SessionId
      readonly agent: AgentId
      readonly reason: EndReason
      readonly by: AgentId | null
    }
  /** A close was undone: the session runs on as if nothing had been. */
  | { readonly type: 'restore_session'; readonly session: SessionId; readonly agent: AgentId }
  /** The reply may go to the outbox: as pending, or as held. */
  | { readonly type: 'queue_reply'; readonly held: boolean }
  /** A program's message may go to the outbox; never as held: whoever sent it hears what became of it. */
  | { readonly type: 'queue_api_reply'; readonly agent: AgentId | null }
  /** Said by ourselves: in the answer to the callback, through the outbox, or once the developer URL has answered (L15). */
  | { readonly type: 'auto_reply'; readonly say: Say; readonly how: 'passive' | 'outbox' | 'after_developer' }
  /** The developer URL's message; `unsent`: too late for the answer, and the fan's allowance takes it no more. */
  | {
      readonly type: 'developer_reply'
      readonly how: 'passive' | 'outbox' | 'unsent'
      /** Of an unsent one. */
      readonly why?: 'unsubscribed' | 'reply_window_closed' | 'quota_used' | 'held_before'
    }
  /** Tags that the customer did not have. */
  | { readonly type: 'tag'; readonly tags: readonly string[] }
  | { readonly type: 'release_held'; readonly count: number | 'all' }
  /** A number: those that waited longest. */
  | { readonly type: 'cancel_held'; readonly count: number | 'all' }
  /** L5; `notBefore` leaves the time in which a close can be undone. */
  | {
      readonly type: 'developer_event'
      readonly event: 'kf_create_session' | 'kf_close_session' | 'kf_switch_session'
      readonly agent: AgentId
      readonly toAgent: AgentId | null
      readonly session: SessionId
      readonly notBefore: number
    }
  | {
      readonly type: 'withdraw_developer_event'
      readonly event: 'kf_close_session'
      readonly session: SessionId
    }

/** A line in the customer's timeline, kept as a record of direction `event`. */
export type TimelineLine =
  | {
      readonly kind: 'handed_over'
      /** `developer_down`: nobody handed over, but the developer URL could not be asked. */
      readonly by: 'rule' | 'developer' | 'api' | 'developer_down'
      readonly ruleName: string | null
      readonly to: Reservation | null
    }
  | { readonly kind: 'accepted'; readonly agent: AgentId; readonly auto: boolean }
  | { readonly kind: 'reopened'; readonly agent: AgentId }
  | { readonly kind: 'opened_by_api'; readonly agent: AgentId; readonly text: string | null }
  | { readonly kind: 'closed_by_api'; readonly agent: AgentId }
  | {
      readonly kind: 'transferred'
      readonly from: AgentId
      readonly to: TransferTarget
      readonly note: string | null
      readonly atOnce: boolean
    }
  | { readonly kind: 'taken_back'; readonly agent: AgentId; readonly from: AgentId | null }
  | { readonly kind: 'taken_over'; readonly agent: AgentId; readonly from: AgentId | null }
  | { readonly kind: 'closed'; readonly agent: AgentId }
  | { readonly kind: 'close_undone'; readonly agent: AgentId }
  | { readonly kind: 'dismissed'; readonly agent: AgentId; readonly reason: string | null }
  | {
      readonly kind: 'timed_out'
      readonly agent: AgentId | null
      readonly after: 'idle' | 'accepted' | 'reopened' | 'waiting'
    }
  /** Whom it was kept for is offline (`waitedMs` 0: nobody waited for them) or didn't take it; `to` is next, null = everybody. */
  | {
      readonly kind: 'reservation_lapsed'
      readonly from: Reservation
      readonly waitedMs: number
      readonly to: Reservation | null
    }
  /** A kf account was asked for that is nobody's here; `to` is next, null = everybody. */
  | { readonly kind: 'agent_unknown'; readonly name: string; readonly to: Reservation | null }
  /** Nobody took the customer, or nobody at all is online (`waitedMs` 0): they are asked to leave a message, if `told`. */
  | { readonly kind: 'nobody_took'; readonly waitedMs: number; readonly told: boolean }
  /** WeChat's own desk has the customers, and a rule handed this one over: to one agent there, or to all of them. */
  | { readonly kind: 'handed_to_wechat'; readonly ruleName: string | null; readonly agent: AgentId | null }
  /** A rule gave the customer tags. */
  | { readonly kind: 'tagged'; readonly ruleName: string; readonly tags: readonly string[] }
  | { readonly kind: 'held_expired'; readonly count: number }
  | { readonly kind: 'agent_left'; readonly agent: AgentId }
  | { readonly kind: 'unsubscribed' }
  | { readonly kind: 'interface_off' }
  | { readonly kind: 'wechat_desk' }
  | { readonly kind: 'hand_over_ignored'; readonly by: 'developer' | 'api' }
