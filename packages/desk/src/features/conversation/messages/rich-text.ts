import { splitFaces } from '@duokefu/wechat/faces'

/** A piece of a message's text as the screen shows it. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'face'; readonly name: string; readonly emoji: string }

// Only the characters that RFC 3986 allows: Chinese written behind an address is not part of it.
const address = /https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/gi
// The one tag that WeChat shows in texts of an account: <a href="…">…</a>.
const anchor = /<a\s[^<>]*href=(?:"([^"<>]*)"|'([^'<>]*)')[^<>]*>([^<>]*)<\/a>/gi

/** Splits a text into plain pieces, links and faces. `markup`: the text is the account's own and may hold `<a>`. */
export function richText(text: string, markup = false): TextPart[] {
  if (!markup) return withAddresses(text)
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(anchor)) {
    const href = webAddress(match[1] ?? match[2] ?? '')
    parts.push(...withAddresses(text.slice(from, match.index)))
    const label = match[3] ?? ''
    parts.push(href === null ? { kind: 'text', text: label } : { kind: 'link', text: label, href })
    from = match.index + match[0].length
  }
  return [...parts, ...withAddresses(text.slice(from))]
}

/** The address if it may be opened from the desk (http or https), else null. */
export function webAddress(href: string): string | null {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return null
  return new URL(href).href
}

function withAddresses(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const shown = withoutTrailingMarks(match[0])
    const href = webAddress(shown)
    if (href === null) continue
    parts.push(...withFaces(text.slice(from, match.index)), { kind: 'link', text: shown, href })
    from = match.index + shown.length
  }
  return [...parts, ...withFaces(text.slice(from))]
}

/** A full stop or an unopened bracket behind an address belongs to the sentence. */
function withoutTrailingMarks(found: string): string {
  let shown = found.replace(/[.,;:!?'*]+$/, '')
  while (shown.endsWith(')') && count(shown, ')') > count(shown, '(')) {
    shown = shown.slice(0, -1).replace(/[.,;:!?'*]+$/, '')
  }
  return shown
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

function withFaces(text: string): TextPart[] {
  return splitFaces(text).map((part) =>
    part.type === 'text'
      ? { kind: 'text', text: part.text }
      : { kind: 'face', name: part.face.name, emoji: part.face.emoji },
  )
}
