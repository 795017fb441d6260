import { expect, it } from 'vitest'
import { withType } from './rule-draft.ts'

it('[L2] keywords stay while one tries how they shall match', () => {
  expect(withType({ type: 'text_equals', words: ['退款', '退货'] }, 'text_contains')).toEqual({
    type: 'text_contains',
    words: ['退款', '退货'],
  })
})

it('[L2] a condition without keywords begins empty', () => {
  expect(withType({ type: 'text_equals', words: ['退款'] }, 'tagged')).toEqual({ type: 'tagged', tags: [] })
})
