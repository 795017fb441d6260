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
  let start = 0
  let end = text.length
  while (start < end && ignorable.test(characterAt(text, start))) start += characterAt(text, start).length
  while (end > start && ignorable.test(characterBefore(text, end))) end -= characterBefore(text, end).length
  return text.slice(start, end)
}

function characterAt(text: string, index: number): string {
  return text.slice(index, index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1))
}

/** The code point that ends there: one of two units when these are a pair. */
function characterBefore(text: string, index: number): string {
  const isPair = index >= 2 && (text.codePointAt(index - 2) ?? 0) > 0xffff
  return text.slice(index - (isPair ? 2 : 1), index)
}
