import { z } from 'zod'
import { agentIdSchema } from './ids.ts'

/** A day of the account's time zone, such as 2026-11-22. */
export const daySchema = z.iso.date()

/** `GET /api/accounts/:account/reports`: the days from `from` to `to`, both included; an agent sees only their own. */
export const reportQuerySchema = z.object({
  from: daySchema,
  to: daySchema,
  by: z.enum(['day', 'hour']).default('day'),
  /** Left out: the whole team. */
  agent: agentIdSchema.optional(),
})
export type ReportQuery = z.infer<typeof reportQuerySchema>

/** What is counted; docs/metrics.md defines each. Over several days every count is the sum of its days. */
export const countsSchema = z.object({
  served: z.number().int(),
  replies: z.number().int(),
  uncertain: z.number().int(),
  sessions: z.number().int(),
  transfers: z.number().int(),
  /** Replies that a time limit or the quota kept from going out. */
  unsent: z.number().int(),
  /** Messages of customers; null for a single agent. */
  received: z.number().int().nullable(),
})
export type Counts = z.infer<typeof countsSchema>

/** Seconds; null when there was nothing to measure. */
export const durationsSchema = z.object({
  waitMedian: z.number().int().nullable(),
  firstResponseMedian: z.number().int().nullable(),
  firstResponseP90: z.number().int().nullable(),
})
export type Durations = z.infer<typeof durationsSchema>

export const figuresSchema = countsSchema.extend(durationsSchema.shape)
export type Figures = z.infer<typeof figuresSchema>

export const reportAnswerSchema = z.object({
  from: daySchema,
  to: daySchema,
  by: z.enum(['day', 'hour']),
  agent: agentIdSchema.nullable(),
  timeZone: z.string(),
  /** Today in that time zone: its figures still grow. */
  today: daySchema,
  total: figuresSchema,
  /** In order of time, without gaps. `hour` is null in a report by day; durations are of whole days. */
  series: z.array(
    countsSchema.extend({ day: daySchema, hour: z.number().int().nullable(), ...durationsSchema.shape }),
  ),
  /** Who did anything in these days, most 接待人数 first; of a single agent's report empty. */
  agents: z.array(figuresSchema.extend({ agentId: agentIdSchema, name: z.string() })),
  /** The hours of the week (0 = Monday) in which anything happened. `online`: the most agents at once, null = not known. */
  week: z.array(
    z.object({
      weekday: z.number().int(),
      hour: z.number().int(),
      received: z.number().int(),
      replies: z.number().int(),
      online: z.number().nullable(),
    }),
  ),
  /** How many sessions waited at least `from` and less than `to` seconds (null = no end). */
  waits: z.array(
    z.object({ from: z.number().int(), to: z.number().int().nullable(), sessions: z.number().int() }),
  ),
})
export type ReportAnswer = z.infer<typeof reportAnswerSchema>

/** `GET /api/accounts/:account/reports/file`: the same numbers as a file; a CSV holds one of the two tables. */
export const reportFileQuerySchema = reportQuerySchema.extend({
  format: z.enum(['csv', 'xlsx']),
  table: z.enum(['series', 'agents']).default('series'),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
})
export type ReportFileQuery = z.infer<typeof reportFileQuerySchema>
