import { pinyin } from 'pinyin-pro'

/** As much of a text as people remember of its beginning. */
const lettersOfText = 60

/**
 * What a quick reply is found by besides its words: the first letters of the pinyin of each Chinese character, letters
 * and digits as they are, lower case: title, a blank, the text's beginning. 「发货时间 2 天」 → fhsj2t
 */
export function initialsOf(title: string, text: string): string {
  return [title, text.slice(0, lettersOfText)].map(lettersOf).join(' ').trim()
}

function lettersOf(text: string): string {
  return pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' })
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '')
}
