import type { Rule, TryRules } from '@duokefu/contract'

export type TrialKind = TryRules['act']['kind']
export const trialKinds: readonly TrialKind[] = ['text', 'message', 'menu', 'scan', 'follow']

/** What is tried, as it is typed. */
export interface TrialDraft {
  readonly kind: TrialKind
  readonly words: string
  readonly state: TryRules['state']
  readonly first: boolean
  readonly tags: readonly string[]
  readonly unanswered: number
  /** 0 = now; else 1 (Monday) to 7. */
  readonly day: number
  /** HH:MM; with a day. */
  readonly at: string
  readonly hours: 'settings' | 'open' | 'closed'
  readonly developerDown: boolean
}

export const emptyTrial: TrialDraft = {
  kind: 'text',
  words: '',
  state: 'none',
  first: false,
  tags: [],
  unanswered: 0,
  day: 0,
  at: '20:00',
  hours: 'settings',
  developerDown: false,
}

/** The question for the server; null while something is missing. */
export function trialOf(draft: TrialDraft, rules: readonly Rule[]): TryRules | null {
  const act = actOf(draft)
  const { state, first, tags, unanswered, day, at, hours, developerDown } = draft
  if (act === null || (day > 0 && !/^\d\d:\d\d$/.test(at))) return null
  return {
    rules: [...rules],
    act,
    state,
    firstMessage: first,
    tags: [...tags],
    unanswered,
    developerDown,
    ...(day > 0 ? { time: { day, at } } : {}),
    ...(hours === 'settings' ? {} : { open: hours === 'open' }),
  }
}

/** Whether rules look at more than the message, so that the other fields should be in sight. */
export function looksFurther(rules: readonly Rule[]): boolean {
  const further = new Set(['business_hours', 'time_of_day', 'tagged', 'unanswered'])
  return rules.some(({ enabled, when }) => enabled && when.some(({ type }) => further.has(type)))
}

function actOf({ kind, words: typed }: TrialDraft): TryRules['act'] | null {
  const words = typed.trim()
  if (kind === 'follow') return { kind, scene: words === '' ? null : words }
  if (words === '') return null
  switch (kind) {
    case 'text':
      return { kind, text: typed }
    case 'message':
      return { kind, type: words }
    case 'menu':
      return { kind, key: words }
    case 'scan':
      return { kind, scene: words }
  }
}
