import type { MatchPattern } from '@duokefu/engine'
import { RE2JS } from 're2js'

const compiled = new Map<string, RE2JS | null>()
const keptPatterns = 500

/** Tries an account's own pattern in time linear to the text, whatever the pattern. A pattern that is none matches nothing. */
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

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return null
  }
}
