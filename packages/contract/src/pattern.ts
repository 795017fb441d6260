import { z } from 'zod'

/** Body of `POST …/rules/pattern`: a regular expression that is being typed. */
export const patternBodySchema = z.object({ pattern: z.string().min(1).max(500) })

/** What the pattern engine has against it, as the editor says it; null = nothing. */
export const patternProblems = [
  'open_parenthesis',
  'extra_parenthesis',
  'open_bracket',
  'nothing_to_repeat',
  'repeated_twice',
  'repeat_count',
  'range',
  'escape',
  'trailing_backslash',
  'unsupported',
  /** Right, but it would take too long for each message. */
  'too_large',
  'other',
] as const
export type PatternProblem = (typeof patternProblems)[number]

export const patternAnswerSchema = z.object({
  problem: z.enum(patternProblems).nullable(),
  /** The part of the pattern that the problem is about. */
  part: z.string().nullable(),
})
export type PatternAnswer = z.infer<typeof patternAnswerSchema>
