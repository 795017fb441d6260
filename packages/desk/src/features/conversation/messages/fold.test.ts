import { expect, it } from 'vitest'
import { needsFold } from './fold.ts'

it.each([
  ['twelve short lines stay open', `${'好\n'.repeat(11)}好`, false],
  ['thirteen fold', `${'好\n'.repeat(12)}好`, true],
  ['empty lines count', '\n'.repeat(12), true],
  ['one paragraph of twelve lines stays open', '好'.repeat(12 * 33), false],
  ['one character more folds', '好'.repeat(12 * 33 + 1), true],
  ['Latin letters are half as wide', 'x'.repeat(12 * 33 + 100), false],
])('[S21] a long message: %s', (_name, text, folds) => {
  expect(needsFold(text, 33)).toBe(folds)
})
