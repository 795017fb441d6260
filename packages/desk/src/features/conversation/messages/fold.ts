/** Lines of a message that are shown before 「展开」. */
export const foldedLines = 12

/** True if a text takes more than twelve lines of `columns` full-width characters. */
export function needsFold(text: string, columns: number): boolean {
  let lines = 0
  for (const line of text.split('\n')) {
    lines += Math.max(1, Math.ceil(widthOf(line) / columns))
    if (lines > foldedLines) return true
  }
  return false
}

/** Width in full-width characters: a Latin letter takes about half of one. */
function widthOf(line: string): number {
  let width = 0
  for (const character of line) width += (character.codePointAt(0) ?? 0) < 0x1100 ? 0.55 : 1
  return width
}
