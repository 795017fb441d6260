import type { Preferences } from '../../../ui/preferences.ts'

export interface EnterPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** What a press of Enter does; `line` = the editor puts a new line in by itself, `break` = we have to. */
export type EnterMeaning = 'send' | 'line' | 'break' | null

/**
 * `touch`: a phone's keyboard, whose Enter makes a new line. `merge`: 合并发送, where Enter adds a line.
 * Ctrl+Enter is no new line to a browser, so it is made by hand where it means one.
 */
export function meaningOfEnter(
  press: EnterPress,
  { sendKey, touch, merge }: { sendKey: Preferences['sendKey']; touch: boolean; merge: boolean },
): EnterMeaning {
  if (press.key !== 'Enter' || press.altKey) return null
  if (press.shiftKey) return 'line'
  const control = press.ctrlKey || press.metaKey
  if (touch || merge) return control ? 'send' : 'line'
  if (sendKey === 'enter') return control ? 'break' : 'send'
  return control ? 'send' : 'line'
}
