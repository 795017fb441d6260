import type { PatternAnswer, PatternProblem } from '@duokefu/contract'
import type { MatchPattern } from '@duokefu/engine'
import { RE2JS, RE2JSSyntaxException } from 're2js'

const compiled = new Map<string, RE2JS | null>()
const keptPatterns = 500
/** Linear, but in the size of both: `.{1000}` three times takes half a second for one message, and everybody waits. */
const mostInstructions = 1_000

/** Tries an account's own pattern in time linear to the text, whatever the pattern. One that is none, or is too large, matches nothing. */
export const matchPattern: MatchPattern = (pattern, text) => {
  let program = compiled.get(pattern)
  if (program === undefined) {
    program = compile(pattern)
    if (compiled.size >= keptPatterns) compiled.clear()
    compiled.set(pattern, program)
  }
  return program?.matcher(text).find() ?? false
}

/** Whether a pattern is one: an admin is told before it is saved. */
export function isPattern(pattern: string): boolean {
  return compile(pattern) !== null
}

const problemOf: Readonly<Record<string, PatternProblem>> = {
  'missing closing )': 'open_parenthesis',
  'unexpected )': 'extra_parenthesis',
  'missing closing ]': 'open_bracket',
  'missing argument to repetition operator': 'nothing_to_repeat',
  'invalid nested repetition operator': 'repeated_twice',
  'invalid repeat count': 'repeat_count',
  'invalid character class range': 'range',
  'invalid escape sequence': 'escape',
  'trailing backslash at end of expression': 'trailing_backslash',
  'invalid or unsupported Perl syntax': 'unsupported',
  'invalid named capture': 'unsupported',
}

/** What is wrong with a pattern that is being typed, and where. */
export function checkPattern(pattern: string): PatternAnswer {
  try {
    const isTooLarge = RE2JS.compile(pattern).programSize() > mostInstructions
    return { problem: isTooLarge ? 'too_large' : null, part: null }
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return { problem: 'other', part: null }
    return { problem: problemOf[error.error] ?? 'other', part: error.input ?? null }
  }
}

function compile(pattern: string): RE2JS | null {
  try {
    const program = RE2JS.compile(pattern)
    return program.programSize() > mostInstructions ? null : program
  } catch {
    return null
  }
}
