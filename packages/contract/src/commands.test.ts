import { expect, it } from 'vitest'
import { replyContentSchema } from './commands.ts'

it.each([
  ['an emoji', '好的 😀', true],
  ['a NUL', 'a\0b', false],
  ['half an emoji', '😀'.slice(0, 1), false],
])('[L8] a reply with %s', (_name, text, fine) => {
  expect(replyContentSchema.safeParse({ type: 'text', text }).success).toBe(fine)
})
