import type { Reservation } from './conversation.ts'

/** What the fan did, as far as rules look at it. */
export interface FanAct {
  readonly kind: 'message' | 'event'
  /** WeChat's MsgType, or its Event for events, as written on the wire. */
  readonly type: string
  /** Text of a text message, else null. */
  readonly text: string | null
  /** Menu key of CLICK, QR scene of SCAN or subscribe, else null. */
  readonly key: string | null
}

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

export type RuleAction =
  | { readonly type: 'hand_over'; readonly to: Reservation | null }
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'forward' }
  | { readonly type: 'nothing' }

/** Where a fan's message goes (L2) and why; kept with the message, shown as 「为什么？」. */
export interface Route {
  readonly toDesk: boolean
  readonly toDeveloper: boolean
  /** Text that answers the fan at once as the passive reply, else null. */
  readonly answer: string | null
  readonly reason: RouteReason
}

export type RouteReason =
  | { readonly kind: 'served' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'rule'; readonly ruleId: string; readonly ruleName: string; readonly matched: string }
  | { readonly kind: 'no_rule' }
  | { readonly kind: 'interface_off' }

export type MatchPattern = (pattern: string, text: string) => boolean
