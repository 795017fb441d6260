import { describe, expect, it } from 'vitest'
import { bytesOf, splitText, textLimitBytes } from './split-text.ts'

describe('[S21] a text over 2,048 bytes goes out as several', () => {
  it('a text within the limit stays one', () => {
    expect(splitText('好'.repeat(682))).toEqual(['好'.repeat(682)])
    expect(bytesOf('好'.repeat(682))).toBe(2046)
  })

  it('nothing is left of blanks', () => {
    expect(splitText(' \n ')).toEqual([])
  })

  it('cuts behind a paragraph', () => {
    expect(splitText('一二三四。五六\n\n七八九十', 30)).toEqual(['一二三四。五六', '七八九十'])
  })

  it('else behind a line, a sentence, a clause, a space', () => {
    expect(splitText('一二三四。五\n六七八九十', 24)).toEqual(['一二三四。五', '六七八九十'])
    expect(splitText('一二，三四。五六七八九十', 24)).toEqual(['一二，三四。', '五六七八九十'])
    expect(splitText('一二三四五，六七八九十', 24)).toEqual(['一二三四五，', '六七八九十'])
    expect(splitText('hello wide world', 12)).toEqual(['hello wide', 'world'])
  })

  it('a boundary too near the start is passed over', () => {
    expect(splitText('一。二三四五六七八九十', 24)).toEqual(['一。二三四五六七', '八九十'])
  })

  it('keeps an address whole', () => {
    const url = 'https://example.com/a?b=1,2'
    expect(splitText(`看这里${url}`, 30)).toEqual(['看这里', url])
  })

  it('keeps a face whole', () => {
    expect(splitText('一二三四五六[微笑]', 22)).toEqual(['一二三四五六', '[微笑]'])
  })

  it('never cuts a visible character', () => {
    const family = '👨‍👩‍👧'
    for (const part of splitText(family.repeat(200), 100)) {
      expect(part.replaceAll(family, '')).toBe('')
    }
  })

  it('an address that alone is too long is cut nevertheless', () => {
    const parts = splitText(`https://example.com/${'a'.repeat(5000)}`)
    expect(parts.join('')).toBe(`https://example.com/${'a'.repeat(5000)}`)
    expect(parts.every((part) => bytesOf(part) <= textLimitBytes)).toBe(true)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('loses nothing but blanks at cuts: seed %i', (seed) => {
    const text = scramble(seed)
    const parts = splitText(text, 64)
    expect(parts.every((part) => bytesOf(part) <= 64 && part !== '')).toBe(true)
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
  })
})

/** 400 pieces of text in an order that the seed decides. */
function scramble(seed: number): string {
  const pieces = [
    '好的',
    '，',
    '。',
    ' ',
    '\n',
    '\n\n',
    'order',
    '😀',
    '[微笑]',
    '发货',
    '！',
    'https://a.cn/x',
  ]
  let state = seed
  return Array.from({ length: 400 }, () => {
    state = (state * 48271) % 2147483647
    return pieces[state % pieces.length]
  }).join('')
}
