import type { BusinessHours } from './business-hours.ts'
import type { GroupId } from './ids.ts'
import type { RoutingRule } from './rule.ts'

/** An account's settings that rules read (L3, L4, L9). Durations in milliseconds. */
export interface Settings {
  /** `last-activity`: after the last message of either side; `accepted`: after acceptance (S10). */
  readonly endsAfter: 'last-activity' | 'accepted'
  readonly idleLimitMs: number
  readonly reopenedLimitMs: number
  readonly waitingLimitMs: number
  readonly reservationLimitMs: number
  readonly takeBackLimitMs: number
  readonly undoCloseLimitMs: number
  /** How long a reply is held for the fan's next message (L9). */
  readonly heldLimitMs: number
  /** What a named agent's silence leads to (L3). */
  readonly reservationFallback: 'everybody' | 'keep'
  readonly quota: QuotaRules
  /** Tried in order; the first that matches decides (L2). */
  readonly rules: readonly RoutingRule[]
  /** Said once to a fan who has to wait; null = nothing (排队提示). May hold {position} and {minutes}. */
  readonly queueNotice: string | null
  /** Said to a message that no rule decided and the developer URL had no word for; null = nothing. */
  readonly defaultReply: string | null
  /** Said once on a hand-over outside business hours, in place of the queue notice. */
  readonly offHoursText: string | null
  /** Said once to who waits for so long, or at once while nobody at all is online; they keep waiting. */
  readonly leaveMessage: { readonly text: string; readonly afterMs: number } | null
  /** A named agent who isn't there leaves the customer to this group first, then to everybody (L3). */
  readonly fallbackGroup: GroupId | null
  /** null = always open. */
  readonly businessHours: BusinessHours | null
  /** While the developer URL is down, a message that no rule decided goes to the desk. */
  readonly handOverWhenDeveloperDown: boolean
  /** Whether replies in the answer to a callback cost nothing of the allowance (L15; WeChat doesn't say). */
  readonly passiveFree: boolean
  /** After so many days records and their files are deleted (L12, S4). */
  readonly retentionDays: number
  /** Exports are the supervisors' unless this says that every agent may (L12). */
  readonly agentsMayExport: boolean
}

/** WeChat's allowances by what the fan did: protocol of custom/send, in force since 2023-06-12. */
export interface QuotaRules {
  readonly message: Allowance
  readonly menu: Allowance
  readonly follow: Allowance
  readonly scan: Allowance
  readonly payment: Allowance
}

export interface Allowance {
  readonly messages: number | 'unlimited'
  readonly windowMs: number
}

const minute = 60_000
const hour = 60 * minute

export const defaultSettings: Settings = {
  endsAfter: 'last-activity',
  idleLimitMs: 30 * minute,
  reopenedLimitMs: 2 * hour,
  waitingLimitMs: 48 * hour,
  reservationLimitMs: 2 * minute,
  takeBackLimitMs: 2 * minute,
  undoCloseLimitMs: 5_000,
  heldLimitMs: 7 * 24 * hour,
  reservationFallback: 'everybody',
  quota: {
    message: { messages: 5, windowMs: 48 * hour },
    menu: { messages: 3, windowMs: minute },
    follow: { messages: 3, windowMs: minute },
    scan: { messages: 3, windowMs: minute },
    payment: { messages: 'unlimited', windowMs: 48 * hour },
  },
  rules: [
    {
      id: 'default-keywords',
      name: '关键词转客服',
      enabled: true,
      when: [{ type: 'text_equals', words: ['客服', '你好', '在吗'] }],
      action: { type: 'hand_over', to: null },
    },
  ],
  queueNotice: null,
  defaultReply: null,
  offHoursText: null,
  leaveMessage: null,
  fallbackGroup: null,
  businessHours: null,
  handOverWhenDeveloperDown: false,
  passiveFree: true,
  retentionDays: 30,
  agentsMayExport: false,
}
