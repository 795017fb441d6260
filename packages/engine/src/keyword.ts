/**
 * A text as keywords compare it (S20): full-width and half-width, upper and lower case are the same, spaces
 * and punctuation at both ends don't count. A text of punctuation alone (「？」) stays what it is.
 */
export function asKeyword(text: string): string {
  const folded = foldText(text)
  return trimPunctuation(folded) || folded
}

/** Full width, case and outer spaces folded away; what `contains` and `starts with` compare. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

// ~ ` ^ are symbols to Unicode and punctuation to whoever writes 在吗~
const ignorable = /[\s\p{P}\p{Sm}\p{Sk}\p{Cf}\p{Cc}]/u

// By code points from both ends: the regex /x+$/ would be quadratic in a long run of spaces.
function trimPunctuation(text: string): string {
  const characters = [...text]
  const first = characters.findIndex((character) => !ignorable.test(character))
  const last = characters.findLastIndex((character) => !ignorable.test(character))
  return first === -1 ? '' : characters.slice(first, last + 1).join('')
}
