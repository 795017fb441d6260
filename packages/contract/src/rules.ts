import { z } from 'zod'
import { agentIdSchema, groupIdSchema, textSchema } from './ids.ts'

const wordSchema = textSchema.trim().min(1).max(100)
const words = z.array(wordSchema).min(1).max(50)

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
])
export type RuleConditionInput = z.infer<typeof ruleConditionSchema>

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
})
export type TryRules = z.infer<typeof tryRulesSchema>
export const tryRulesAnswerSchema = z.object({
  reason: z.enum(['served', 'waiting', 'transferred', 'rule', 'no_rule', 'interface_off']),
  ruleId: z.string().nullable(),
  /** The word, pattern, type, key or scene that fitted. */
  matched: z.string().nullable(),
  toDesk: z.boolean(),
  toDeveloper: z.boolean(),
  answer: z.string().nullable(),
})
export type TryRulesAnswer = z.infer<typeof tryRulesAnswerSchema>
