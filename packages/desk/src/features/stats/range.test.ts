import { describe, expect, it } from 'vitest'
import { addDays, daysIn, isPossible, rangeOf, readRange } from './range.ts'

const today = '2026-11-22'
const asked = (query: string) => readRange(new URLSearchParams(query), today)

describe('a range of days', () => {
  it.each([
    ['today', '2026-11-22', '2026-11-22'],
    ['yesterday', '2026-11-21', '2026-11-21'],
    ['7', '2026-11-16', '2026-11-22'],
    ['30', '2026-10-24', '2026-11-22'],
  ] as const)('[S6] %s is whole days up to the account’s today', (preset, from, to) => {
    expect(rangeOf(preset, today)).toEqual({ from, to, preset })
  })

  it.each([
    ['range=30', '2026-10-24', '30'],
    ['from=2026-01-01&to=2026-03-01', '2026-01-01', null],
    ['', '2026-11-16', '7'],
    ['range=1000', '2026-11-16', '7'],
    ['from=2026-03-01&to=2026-01-01', '2026-11-16', '7'],
    ['from=0001-01-01&to=2026-01-01', '2026-11-16', '7'],
    ['from=2026-13-99&to=2026-14-01', '2026-11-16', '7'],
  ])('[S6] the address %j begins at %s', (query, from, preset) => {
    expect(asked(query)).toMatchObject({ from, preset })
  })

  it('[S6] months and leap days are reckoned as the calendar has them', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(daysIn('2026-01-01', '2026-12-31')).toBe(365)
    expect(isPossible('2026-01-02', '2026-01-01')).toBe(false)
  })
})
