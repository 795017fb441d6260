import { z } from 'zod'
import { textSchema } from './ids.ts'

/** Minutes of the day; `to` is not part of it. */
export const spanSchema = z
  .object({ from: z.number().int().min(0).max(1_439), to: z.number().int().min(1).max(1_440) })
  .refine(({ from, to }) => from < to)

/** Spans of one day, in order and apart. */
const spansSchema = z
  .array(spanSchema)
  .max(4)
  .refine((spans) => spans.every(({ from }, index) => from >= (spans[index - 1]?.to ?? 0)))
  .readonly()

/** When an account is open, by its own clock: seven lists of spans, Monday first, and the days that differ. */
export const businessHoursSchema = z.object({
  week: z.array(spansSchema).length(7).readonly(),
  special: z
    .array(z.object({ date: z.iso.date(), name: textSchema.trim().max(20), spans: spansSchema }))
    .max(200)
    .refine((days) => new Set(days.map(({ date }) => date)).size === days.length)
    .readonly(),
})
