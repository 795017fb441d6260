/** A search for a quick reply that is being typed: where it begins, and its words. */
export interface Slash {
  /** Where the sign stands. */
  readonly start: number
  readonly query: string
}

/** What a Chinese input method makes of the key `/`. */
const otherSigns = ['、', '／']
const longest = 20

/**
 * `/` at the start or after a blank begins a search up to the cursor; in an otherwise empty composer 、 and ／ do, too.
 * A second sign ends it: that is a path or an address.
 */
export function slashAt(text: string, cursor: number): Slash | null {
  const before = text.slice(0, cursor)
  const [first = ''] = before
  if (otherSigns.includes(first) && cursor === text.length) return searchFrom(before, 0)
  const start = before.lastIndexOf('/')
  if (start < 0 || (start > 0 && !/\s/.test(before[start - 1] ?? ''))) return null
  return searchFrom(before, start)
}

function searchFrom(before: string, start: number): Slash | null {
  const query = before.slice(start + 1)
  return query.length > longest || /[\s/]/.test(query) ? null : { start, query }
}
