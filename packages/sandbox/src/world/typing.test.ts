import { expect, it } from 'vitest'
import { startTyping } from './typing.ts'

const noon = 1_767_225_600_000

it.each<[string, number, number, ReturnType<typeof startTyping>]>([
  ['thirty seconds after a message', noon - 30_000, 0, { until: noon + 15_000 }],
  ['a moment later', noon - 30_001, 0, { errcode: 45080 }],
  ['while it is shown', noon, noon + 1, { errcode: 45081 }],
  ['when it has just ended', noon, noon, { until: noon + 15_000 }],
])('[B sandbox] typing %s', (_name, exchangedAt, until, expected) => {
  expect(startTyping({ until, exchangedAt }, noon)).toEqual(expected)
})
