import { describe, expect, it } from 'vitest'
import { clockMinutes, clockText } from './clock-time.ts'

describe('a time of day', () => {
  it.each([
    ['9', 540],
    ['930', 570],
    ['0930', 570],
    ['9:30', 570],
    ['9：30', 570],
    ['9点30', 570],
    ['18点', 1_080],
    ['00:00', 0],
    ['24:00', 1_440],
    ['24', 1_440],
    ['24:01', null],
    ['9:75', null],
    ['', null],
    ['早上', null],
  ])('[L3] %s', (typed, minutes) => {
    expect(clockMinutes(typed)).toBe(minutes)
  })

  it('[L3] is written with two digits each, and the end of the day is 24:00', () => {
    expect([0, 545, 1_440].map(clockText)).toEqual(['00:00', '09:05', '24:00'])
  })
})
