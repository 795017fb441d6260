import { expect, it } from 'vitest'
import { nextMonth, weeksOf } from './month.ts'

it('[S4] the calendar begins its weeks on Monday and has every day once', () => {
  const november = weeksOf('2026-11')
  expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(november.flat().filter((day) => day !== null)).toHaveLength(30)
  expect(november.every((week) => week.length === 7)).toBe(true)
  expect(weeksOf('2027-02')).toHaveLength(4)
  expect([nextMonth('2026-12', 1), nextMonth('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
})
