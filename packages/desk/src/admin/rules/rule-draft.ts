import type { Rule } from '@duokefu/contract'

/** A rule as it is being written: it may still be wrong. */
export type RuleDraft = Rule
type Condition = Rule['when'][number]
type Action = Rule['action']

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
    case 'business_hours':
      return { type, open: false }
    case 'time_of_day':
      return { type, days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '09:00' }
    case 'tagged':
      return { type, tags: [] }
    case 'unanswered':
      return { type, messages: 3 }
  }
}

/** Another kind of condition. Keywords stay where the new kind has keywords too. */
export function withType(condition: Condition, type: Condition['type']): Condition {
  const next = emptyCondition(type)
  return 'words' in condition && 'words' in next ? { ...next, words: condition.words } : next
}

export function emptyAction(type: Action['type']): Action {
  switch (type) {
    case 'hand_over':
      return { type, to: null }
    case 'answer':
      return { type, text: '' }
    case 'send':
      return { type, reply: { type: 'image', mediaKey: '' } }
    case 'tag':
      return { type, tags: [] }
    case 'forward':
    case 'nothing':
      return { type }
  }
}

/** The words of a condition that is a list, else null. */
export function wordsOf(condition: Condition): readonly string[] | null {
  if ('words' in condition) return condition.words
  if ('types' in condition) return condition.types
  if ('keys' in condition) return condition.keys
  if ('tags' in condition) return condition.tags
  return 'scenes' in condition ? condition.scenes : null
}

export function withWords(condition: Condition, words: string[]): Condition {
  if ('words' in condition) return { ...condition, words }
  if ('types' in condition) return { ...condition, types: words }
  if ('keys' in condition) return { ...condition, keys: words }
  if ('tags' in condition) return { ...condition, tags: words }
  return 'scenes' in condition ? { ...condition, scenes: words } : condition
}

/** Of these there can be one in a rule: a second one would say the same or make the rule impossible. */
const once: ReadonlySet<Condition['type']> = new Set([
  'first_message',
  'follow',
  'business_hours',
  'unanswered',
])

/** Types to choose from at one place. */
export function typesOf(
  all: readonly Condition['type'][],
  when: readonly Condition[],
  place: number,
): readonly Condition['type'][] {
  const taken = new Set(when.filter((_, index) => index !== place).map(({ type }) => type))
  return all.filter((type) => !(taken.has(type) && once.has(type)))
}

/** What is saved of a draft: words without spaces around them, each once. */
export function ruleOf(draft: RuleDraft): Rule {
  const when = draft.when.map((condition) => {
    const words = wordsOf(condition)
    return words === null ? condition : withWords(condition, tidy(words))
  })
  const { action } = draft
  return { ...draft, when, action: action.type === 'tag' ? { ...action, tags: tidy(action.tags) } : action }
}

function tidy(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]
}
