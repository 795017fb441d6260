import { expect, it } from 'vitest'
import { goesAsItIs, pictureProblem } from './picture-file.ts'

const mb = 1024 * 1024

it.each([
  ['a screenshot', 'image/png', 300_000, null],
  ['a photo of 8 MB, to be reduced', 'image/jpeg', 8 * mb, null],
  ['WebP, to be converted', 'image/webp', mb, null],
  ['a GIF of exactly 10 MB', 'image/gif', 10 * mb, null],
  ['a GIF above it', 'image/gif', 10 * mb + 1, { code: 'tooLarge', limitMb: 10 }],
  ['more than a browser should open', 'image/png', 51 * mb, { code: 'tooLarge', limitMb: 50 }],
  ['a vector drawing', 'image/svg+xml', 100, { code: 'unsupported' }],
  ['a document', 'application/pdf', 100, { code: 'unsupported' }],
])('[S21] can it be sent: %s', (_name, type, size, problem) => {
  expect(pictureProblem({ type, size })).toEqual(problem)
})

it.each([
  ['image/png', 2 * mb, true],
  ['image/png', 2 * mb + 1, false],
  ['image/webp', 100, false],
  ['image/gif', 9 * mb, true],
])('[S21] %s of %i bytes goes as it is: %s', (type, size, asItIs) => {
  expect(goesAsItIs({ type, size })).toBe(asItIs)
})
