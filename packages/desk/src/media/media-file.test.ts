import { expect, it } from 'vitest'
import { fileProblem, kindOf } from './media-file.ts'

const mib = 1024 * 1024

it.each([
  ['a.mp3', 'audio/mpeg', 'voice'],
  ['a.AMR', '', 'voice'],
  ['a.mp4', 'video/mp4', 'video'],
  ['a.png', 'image/png', 'image'],
  ['a.exe', '', 'image'],
])('[S21] %s (%s) is sent as %s', (name, type, kind) => {
  expect(kindOf({ name, type })).toBe(kind)
})

it.each([
  ['a.mp3', 'audio/mpeg', 2 * mib, null],
  ['a.mp3', 'audio/mpeg', 2 * mib + 1, { code: 'voiceTooLarge', limitMb: 2 }],
  ['a.mp4', 'video/mp4', 10 * mib, null],
  ['a.mp4', 'video/mp4', 10 * mib + 1, { code: 'videoTooLarge', limitMb: 10 }],
  ['a.mov', 'video/quicktime', 1, { code: 'unsupported' }],
  ['a.exe', '', 1, { code: 'unsupported' }],
])('[S21] %s (%s) of %i bytes', (name, type, size, problem) => {
  expect(fileProblem({ name, type, size })).toEqual(problem)
})
