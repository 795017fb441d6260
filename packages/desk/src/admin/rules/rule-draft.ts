import type { Rule } from '@duokefu/contract'

/** A rule as it is being written: it may still be wrong. */
export type RuleDraft = Rule
type Condition = Rule['when'][number]

export function emptyCondition(type: Condition['type']): Condition {
  switch (type) {
    case 'text_equals':
    case 'text_contains':
    case 'text_starts_with':
      return { type, words: [] }
    case 'text_matches':
      return { type, pattern: '' }
    case 'message_type':
      return { type, types: [] }
    case 'menu_key':
      return { type, keys: [] }
    case 'qr_scene':
      return { type, scenes: [] }
    case 'first_message':
    case 'follow':
      return { type }
  }
}

/** The words of a condition that is a list, else null. */
export function wordsOf(condition: Condition): readonly string[] | null {
  if ('words' in condition) return condition.words
  if ('types' in condition) return condition.types
  if ('keys' in condition) return condition.keys
  return 'scenes' in condition ? condition.scenes : null
}

export function withWords(condition: Condition, words: string[]): Condition {
  if ('words' in condition) return { ...condition, words }
  if ('types' in condition) return { ...condition, types: words }
  if ('keys' in condition) return { ...condition, keys: words }
  return 'scenes' in condition ? { ...condition, scenes: words } : condition
}

/** Types to choose from at one place: those that say nothing more (first message, follow) make sense once. */
export function typesOf(
  all: readonly Condition['type'][],
  when: readonly Condition[],
  place: number,
): readonly Condition['type'][] {
  const taken = new Set(when.filter((_, index) => index !== place).map(({ type }) => type))
  return all.filter((type) => !(taken.has(type) && (type === 'first_message' || type === 'follow')))
}

/** What is saved of a draft: words without spaces around them, each once. */
export function ruleOf(draft: RuleDraft): Rule {
  const when = draft.when.map((condition) => {
    const words = wordsOf(condition)
    if (words === null) return condition
    return withWords(condition, [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))])
  })
  return { ...draft, when }
}
