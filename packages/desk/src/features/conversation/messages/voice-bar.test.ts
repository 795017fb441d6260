import { expect, it } from 'vitest'
import { withKey } from './heard.ts'
import { barWidth, voiceLength } from './voice-bar.ts'

it.each([
  [0.4, 97, '1″'],
  [12, 125, '12″'],
  [12.02, 125, '13″'],
  [60, 240, '1′00″'],
  [65, 240, '1′05″'],
])('[S21] a voice of %f seconds has a bar of %i and says %s', (seconds, width, words) => {
  expect(barWidth(seconds)).toBe(width)
  expect(voiceLength(seconds)).toBe(words)
})

it('[S21] of the voices that were heard the oldest are forgotten', () => {
  const keys = Array.from({ length: 500 }, (_, index) => `key-${index}`)
  const next = withKey(keys, 'key-new')
  expect(next).toHaveLength(500)
  expect(next[0]).toBe('key-1')
  expect(next.at(-1)).toBe('key-new')
  expect(withKey(keys, 'key-0').at(-1)).toBe('key-0')
})
