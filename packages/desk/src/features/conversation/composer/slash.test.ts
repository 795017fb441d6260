import { expect, it } from 'vitest'
import { slashAt } from './slash.ts'

/** `|` is the cursor. */
const at = (marked: string) => slashAt(marked.replace('|', ''), marked.indexOf('|'))

it.each([
  ['/|', { start: 0, query: '' }],
  ['/fh|', { start: 0, query: 'fh' }],
  ['您好 /发货|', { start: 3, query: '发货' }],
  ['您好\n/fh|', { start: 3, query: 'fh' }],
  ['/f|h', { start: 0, query: 'f' }],
  ['、|', { start: 0, query: '' }],
  ['、发货|', { start: 0, query: '发货' }],
  ['／fh|', { start: 0, query: 'fh' }],
])('[S19] %s looks for a quick reply', (marked, slash) => {
  expect(at(marked)).toEqual(slash)
})

it.each([
  ['您好|'],
  ['和/或|'],
  ['https://a.cn|'],
  ['/a/b|'],
  ['/fh 您好|'],
  ['苹果、梨|'],
  ['、|您好'],
  ['|/fh'],
  [`/${'很'.repeat(21)}|`],
])('[S19] %s is a text', (marked) => {
  expect(at(marked)).toBeNull()
})
