import { z } from 'zod'
import { timeSchema } from './ids.ts'
import { daySchema } from './reports.ts'

/** One day of records of WeChat's own desk, on its way or imported. */
export const importDaySchema = z.object({
  day: daySchema,
  state: z.enum(['waiting', 'fetching', 'done']),
  /** Told by WeChat, put into conversations, and left out because we have them ourselves. */
  records: z.number().int(),
  placed: z.number().int(),
  known: z.number().int(),
})

/** `GET /api/accounts/:account/import`: 升级 as far as it is (S12). */
export const importAnswerSchema = z.object({
  /** null: never begun. */
  state: z.enum(['running', 'paused', 'done']).nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** The newest first. */
  days: z.array(importDaySchema),
  agents: z
    .object({ added: z.number().int(), matched: z.number().int(), total: z.number().int() })
    .nullable(),
  /** What WeChat refused last; tried again at `retryAt`, and null = not before somebody presses 继续. */
  problem: z
    .object({ errcode: z.number().int().nullable(), errmsg: z.string(), retryAt: timeSchema.nullable() })
    .nullable(),
  /** How far back records are kept, and so imported. */
  retentionDays: z.number().int(),
})
export type ImportAnswer = z.infer<typeof importAnswerSchema>

/** Body of `POST /api/accounts/:account/import`: begins, or begins again, with so many days back from today. */
export const importStartSchema = z.object({ days: z.number().int().min(1).max(365) })
/** Body of `PATCH /api/accounts/:account/import`: 暂停, 继续. */
export const importPatchSchema = z.object({ state: z.enum(['paused', 'running']) })
