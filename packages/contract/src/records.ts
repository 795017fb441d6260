import { z } from 'zod'
import { messageSchema } from './content.ts'
import { agentIdSchema, openidSchema, timeSchema } from './ids.ts'
import { daySchema } from './reports.ts'

/** One served period of a customer, or a period that was imported from WeChat's own desk. */
export const periodSchema = z.object({
  /** A session's id, or a name of an imported period. */
  id: z.string(),
  imported: z.boolean(),
  openid: openidSchema,
  agentId: agentIdSchema.nullable(),
  startedAt: timeSchema,
  /** null: still served. */
  endedAt: timeSchema.nullable(),
  endReason: z.string().nullable(),
  endedBy: agentIdSchema.nullable(),
  replies: z.number().int(),
  /** Where it begins in the conversation; null when its records are deleted (L12). */
  seq: z.number().int().nullable(),
  /** What the customer said first; '' for a picture and the like, and when they said nothing. */
  firstWords: z.string().nullable(),
  /** Its type; null when the customer said nothing. */
  firstType: z.string().nullable(),
})
export type Period = z.infer<typeof periodSchema>

/** `GET …/conversations/:openid/periods?before=`: the latest first. */
export const periodsQuerySchema = z.object({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export const periodsAnswerSchema = z.object({
  periods: z.array(periodSchema),
  nextBefore: timeSchema.nullable(),
  /** Whether this person may export (L12). */
  mayExport: z.boolean(),
})
export type PeriodsAnswer = z.infer<typeof periodsAnswerSchema>

/** `GET …/conversations/:openid/days?month=2026-11`: days with records, each with the first of them. */
export const daysQuerySchema = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) })
export const daysAnswerSchema = z.object({
  days: z.array(z.object({ day: daySchema, seq: z.number().int(), records: z.number().int() })),
  /** The first and the last month with records; null without any. */
  first: z.string().nullable(),
  last: z.string().nullable(),
})
export type DaysAnswer = z.infer<typeof daysAnswerSchema>

/** `GET …/conversations/:openid/search`: words or pictures in one customer's records, the newest first. */
export const customerSearchQuerySchema = z.object({
  q: z.string().trim().max(100).default(''),
  only: z.enum(['all', 'pictures']).default('all'),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
})
export const customerSearchAnswerSchema = z.object({
  messages: z.array(messageSchema),
  /** `before` of the next page; null at the beginning. */
  nextBefore: z.number().int().nullable(),
})
export type CustomerSearchAnswer = z.infer<typeof customerSearchAnswerSchema>

/** What 接待记录 is narrowed to. Days are the account's, both included. */
export const recordsFilterSchema = z.object({
  from: daySchema.optional(),
  to: daySchema.optional(),
  agent: agentIdSchema.optional(),
  /** Part of a 备注名 or of the name made from the openid (of its code the beginning), or the openid itself. */
  customer: z.string().trim().max(60).optional(),
  end: z.string().max(40).optional(),
})
export type RecordsFilter = z.infer<typeof recordsFilterSchema>

/** `GET /api/accounts/:account/records`: 接待记录, the latest first; agents see their own and those of who waits. */
export const recordsQuerySchema = recordsFilterSchema.extend({
  /** `cursor` of an earlier answer. */
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

const namedCustomerSchema = z.object({
  alias: z.string(),
  hue: z.number().int(),
  remark: z.string().nullable(),
})
export const recordsAnswerSchema = z.object({
  periods: z.array(periodSchema.extend(namedCustomerSchema.shape)),
  cursor: z.string().nullable(),
  mayExport: z.boolean(),
})
export type RecordsAnswer = z.infer<typeof recordsAnswerSchema>

/** `GET /api/accounts/:account/records/search`: words inside records of the chosen days. */
export const wordsQuerySchema = recordsFilterSchema.extend({
  q: z.string().trim().min(2).max(100),
  /** Where the look before this one stopped. */
  before: z.coerce.number().int().optional(),
})
export const wordsAnswerSchema = z.object({
  found: z.array(namedCustomerSchema.extend({ message: messageSchema })),
  /** How far back this look went; `before` of the next one, null when everything chosen was looked at. */
  lookedBackTo: timeSchema.nullable(),
})
export type WordsAnswer = z.infer<typeof wordsAnswerSchema>

export const exportFormats = ['csv', 'xlsx', 'jsonl', 'html'] as const
/** `GET /api/accounts/:account/records/export` and `GET …/conversations/:openid/export`: a file (L12). */
export const exportQuerySchema = recordsFilterSchema.extend({
  format: z.enum(exportFormats),
  lang: z.enum(['zh-CN', 'en']).default('zh-CN'),
})

/** `GET /api/accounts/:account/records/older?days=`: how many records a shorter retention would delete. */
export const olderQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(3650) })
export const olderAnswerSchema = z.object({
  records: z.number().int(),
  /** Records before this day would go. */
  before: daySchema,
})
export type OlderAnswer = z.infer<typeof olderAnswerSchema>
