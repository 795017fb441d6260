import type { Reservation } from './conversation.ts'

/** 如果 all conditions hold, 就 the action. */
export interface RoutingRule {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  /** All conditions must hold. */
  readonly when: readonly RuleCondition[]
  readonly action: RuleAction
}

export type RuleCondition =
  /** Equal after trimming spaces and punctuation at both ends (S20). */
  | { readonly type: 'text_equals'; readonly words: readonly string[] }
  | { readonly type: 'text_contains'; readonly words: readonly string[] }
  | { readonly type: 'text_starts_with'; readonly words: readonly string[] }
  /** Tried by the matcher that the caller passes in, so that the engine needs no regex engine. */
  | { readonly type: 'text_matches'; readonly pattern: string }
  | { readonly type: 'message_type'; readonly types: readonly string[] }
  | { readonly type: 'menu_key'; readonly keys: readonly string[] }
  | { readonly type: 'qr_scene'; readonly scenes: readonly string[] }
  | { readonly type: 'first_message' }
  | { readonly type: 'follow' }
  /** By the account's business hours; without hours it is always open. */
  | { readonly type: 'business_hours'; readonly open: boolean }
  /** 1 = Monday … 7 = Sunday, the day on which the span begins; `from` later than `to` goes past midnight. */
  | {
      readonly type: 'time_of_day'
      readonly days: readonly number[]
      readonly from: string
      readonly to: string
    }
  /** The customer has one of the tags. */
  | { readonly type: 'tagged'; readonly tags: readonly string[] }
  /** The fan's n-th message in a row, this one included, that nobody has answered, or a later one. */
  | { readonly type: 'unanswered'; readonly messages: number }

export type RuleAction =
  | { readonly type: 'hand_over'; readonly to: Reservation | null }
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'send'; readonly reply: RuleReply }
  /** Adds tags to the customer and decides nothing: the next rules are tried. */
  | { readonly type: 'tag'; readonly tags: readonly string[] }
  | { readonly type: 'forward' }
  | { readonly type: 'nothing' }

/** A material, copied into the rule; files by our own key. */
export type RuleReply =
  | { readonly type: 'image' | 'voice'; readonly mediaKey: string }
  | { readonly type: 'video'; readonly mediaKey: string; readonly thumbKey: string | null }
  | {
      readonly type: 'link'
      readonly title: string
      readonly description: string
      readonly url: string
      readonly picUrl: string | null
    }
