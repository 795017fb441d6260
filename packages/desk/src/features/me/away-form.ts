import type { AwaySettings } from '@duokefu/contract'

/** 离开设置 as it is being typed. `key` names a text while others are added and removed. */
export interface AwayForm {
  readonly on: boolean
  readonly texts: readonly { readonly key: number; readonly text: string }[]
  /** The key of the text that goes out. */
  readonly inUse: number
}

export interface AwayChanges {
  readonly changed: boolean
  /** Keys of texts that say nothing. */
  readonly empty: readonly number[]
  /** What to save; null while something is wrong. */
  readonly patch: AwaySettings | null
}

/** As many as the server keeps. */
export const mostTexts = 20

/** With one empty text to begin with where there is none. */
export function formOf({ on, texts, inUse }: AwaySettings): AwayForm {
  const begun = texts.length === 0 ? [''] : texts
  return { on, texts: begun.map((text, key) => ({ key, text })), inUse }
}

/** A new text at the end; it goes out only once it is chosen. */
export function withText(form: AwayForm): AwayForm {
  const key = 1 + Math.max(-1, ...form.texts.map((each) => each.key))
  return { ...form, texts: [...form.texts, { key, text: '' }] }
}

/** Without it; when it was the one in use, the first one is. */
export function withoutText(form: AwayForm, key: number): AwayForm {
  const texts = form.texts.filter((each) => each.key !== key)
  return { ...form, texts, inUse: form.inUse === key ? (texts[0]?.key ?? 0) : form.inUse }
}

/** What is typed and not saved yet. Switched off, texts that say nothing are dropped instead of wrong. */
export function changesOf(form: AwayForm, saved: AwaySettings): AwayChanges {
  const texts = form.texts.map(({ key, text }) => ({ key, text: text.trim() }))
  const written = texts.filter(({ text }) => text !== '')
  const patch: AwaySettings = {
    on: form.on,
    texts: written.map(({ text }) => text),
    inUse: Math.max(
      0,
      written.findIndex(({ key }) => key === form.inUse),
    ),
  }
  const empty = form.on ? texts.filter(({ text }) => text === '').map(({ key }) => key) : []
  const changed =
    JSON.stringify(patch) !== JSON.stringify({ on: saved.on, texts: saved.texts, inUse: saved.inUse })
  return { changed: changed || empty.length > 0, empty, patch: empty.length > 0 ? null : patch }
}
