import { expect, it } from 'vitest'
import { dayAt } from './days.ts'

it.each([
  ['Asia/Shanghai', '2026-11-23'],
  ['UTC', '2026-11-22'],
  ['America/New_York', '2026-11-22'],
])('[L12] half past four in the afternoon of Greenwich is on its own day in %s', (timeZone, day) => {
  expect(dayAt(Date.UTC(2026, 10, 22, 16, 30), timeZone)).toBe(day)
})
