import { z } from 'zod'
import { purposeSchema, routeReasonKindSchema } from './content.ts'
import { agentIdSchema, groupIdSchema, textSchema } from './ids.ts'

const wordSchema = textSchema.trim().min(1).max(100)
const words = z.array(wordSchema).min(1).max(50)
const tags = z.array(textSchema.trim().min(1).max(30)).min(1).max(20)
/** HH:MM of a day. */
export const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** What a rule looks at; all conditions of a rule must hold. Words as the engine's `RuleCondition` has them. */
export const ruleConditionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text_equals'), words }),
  z.object({ type: z.literal('text_contains'), words }),
  z.object({ type: z.literal('text_starts_with'), words }),
  z.object({ type: z.literal('text_matches'), pattern: textSchema.min(1).max(500) }),
  z.object({ type: z.literal('message_type'), types: words }),
  z.object({ type: z.literal('menu_key'), keys: words }),
  z.object({ type: z.literal('qr_scene'), scenes: words }),
  z.object({ type: z.literal('first_message') }),
  z.object({ type: z.literal('follow') }),
  z.object({ type: z.literal('business_hours'), open: z.boolean() }),
  /** 1 = Monday … 7 = Sunday, the day on which the span begins; `from` later than `to` goes past midnight. */
  z.object({
    type: z.literal('time_of_day'),
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: clockTimeSchema,
    to: clockTimeSchema,
  }),
  z.object({ type: z.literal('tagged'), tags }),
  z.object({ type: z.literal('unanswered'), messages: z.number().int().min(1).max(50) }),
])
export type RuleConditionInput = z.infer<typeof ruleConditionSchema>

const mediaKeySchema = z.string().min(1).max(100)
/** A material, copied into the rule; files by their key in the account's media. */
export const ruleReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['image', 'voice']), mediaKey: mediaKeySchema }),
  z.object({ type: z.literal('video'), mediaKey: mediaKeySchema, thumbKey: mediaKeySchema.nullable() }),
  z.object({
    type: z.literal('link'),
    title: textSchema.trim().min(1).max(64),
    description: textSchema.max(120),
    url: z.url({ protocol: /^https?$/ }).max(500),
    picUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable(),
  }),
])
export type RuleReply = z.infer<typeof ruleReplySchema>

export const ruleActionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hand_over'),
    to: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('agent'), agent: agentIdSchema }),
        z.object({ kind: z.literal('group'), group: groupIdSchema }),
      ])
      .nullable(),
  }),
  z.object({ type: z.literal('answer'), text: textSchema.trim().min(1).max(600) }),
  z.object({ type: z.literal('send'), reply: ruleReplySchema }),
  /** Adds tags to the customer; the next rules are tried. */
  z.object({ type: z.literal('tag'), tags }),
  z.object({ type: z.literal('forward') }),
  z.object({ type: z.literal('nothing') }),
])

export const ruleSchema = z.object({
  id: z.string().min(1).max(64),
  name: textSchema.trim().min(1).max(30),
  enabled: z.boolean(),
  when: z.array(ruleConditionSchema).max(10),
  action: ruleActionSchema,
})
export type Rule = z.infer<typeof ruleSchema>

/** In the order in which they are tried; ids are unique. */
export const rulesSchema = z
  .array(ruleSchema)
  .max(200)
  .refine((rules) => new Set(rules.map((rule) => rule.id)).size === rules.length)

/** `GET …/rules` (admin). `hits`: messages on which a rule acted within 7 days. */
export const rulesAnswerSchema = z.object({
  version: z.number().int(),
  rules: z.array(ruleSchema),
  hits: z.record(z.string(), z.number().int()),
})
export type RulesAnswer = z.infer<typeof rulesAnswerSchema>

/** Body of `PUT …/rules`: the whole list. 409 `changed_meanwhile`, 400 `pattern_invalid` with the rule's place in `count`. */
export const rulesBodySchema = z.object({ version: z.number().int(), rules: rulesSchema })

/** Body of `POST …/rules/try`: what would happen to this message, by the rules as they are on the screen. */
export const tryRulesSchema = z.object({
  rules: rulesSchema,
  act: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: textSchema.min(1).max(2_000) }),
    z.object({ kind: z.literal('message'), type: wordSchema }),
    z.object({ kind: z.literal('menu'), key: wordSchema }),
    z.object({ kind: z.literal('scan'), scene: wordSchema }),
    z.object({ kind: z.literal('follow'), scene: textSchema.max(100).nullable() }),
  ]),
  /** What the customer is to us when they do it. */
  state: z.enum(['none', 'waiting', 'transferred', 'serving']),
  firstMessage: z.boolean(),
  /** When they do it, by the account's clock; now if not said. */
  time: z.object({ day: z.number().int().min(1).max(7), at: clockTimeSchema }).optional(),
  /** Whether that is in business hours; by these hours and this time if not said. */
  open: z.boolean().optional(),
  tags: z.array(textSchema.max(30)).max(50).optional(),
  /** How many messages before this one nobody has answered. */
  unanswered: z.number().int().min(0).max(50).optional(),
  /** Whether the developer URL is down. */
  developerDown: z.boolean().optional(),
})
export type TryRules = z.infer<typeof tryRulesSchema>
/** One step of what would happen: a line of the timeline, or a text that the customer would get, in their order. */
export const trialStepSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), line: z.looseObject({ kind: z.string() }) }),
  z.object({
    type: z.literal('say'),
    purpose: purposeSchema,
    /** `after_developer`: once the developer URL has had its word, if it is still to be said then. */
    how: z.enum(['passive', 'outbox', 'after_developer']),
    reply: z.union([z.object({ type: z.literal('text'), text: z.string() }), ruleReplySchema]),
  }),
])
export type TrialStep = z.infer<typeof trialStepSchema>
/** What became of one rule, and which of its conditions held; none where they were not looked at. */
export const ruleTrialSchema = z.object({
  ruleId: z.string(),
  outcome: z.enum(['decided', 'tagged', 'no', 'not_for_events', 'off', 'not_reached']),
  conditions: z.array(z.boolean()).readonly(),
})
export type RuleTrial = z.infer<typeof ruleTrialSchema>
export const tryRulesAnswerSchema = z.object({
  reason: routeReasonKindSchema,
  ruleId: z.string().nullable(),
  /** The word, pattern, type, key, scene, tag or time that fitted. */
  matched: z.string().nullable(),
  toDesk: z.boolean(),
  toDeveloper: z.boolean(),
  /** Handed over to WeChat's own desk. */
  toWechatDesk: z.boolean(),
  answer: z.string().nullable(),
  /** Everything that follows, by the engine's own decision. */
  steps: z.array(trialStepSchema),
  /** Every rule in its order; empty where rules aren't asked. */
  tried: z.array(ruleTrialSchema),
})
export type TryRulesAnswer = z.infer<typeof tryRulesAnswerSchema>
