import { expect, it } from 'vitest'
import { pauseEndsAt } from './pause.ts'

it.each([
  ['per minute', 45011, '2026-11-22T03:00:00Z', '2026-11-22T03:01:00Z'],
  ['per day, at noon', 45009, '2026-11-22T04:00:00Z', '2026-11-22T04:10:00Z'],
  ['per day, shortly before midnight in Beijing', 45009, '2026-11-22T15:55:00Z', '2026-11-22T16:00:00Z'],
  ['per day, on midnight in Beijing', 45009, '2026-11-22T16:00:00Z', '2026-11-22T16:10:00Z'],
])('[L8] a paused account is asked again: %s', (_name, errcode, now, end) => {
  expect(new Date(pauseEndsAt(errcode, Date.parse(now)))).toEqual(new Date(end))
})
