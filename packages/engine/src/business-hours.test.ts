import { describe, expect, it } from 'vitest'
import { type BusinessHours, isOpen } from './business-hours.ts'
import { localTimeAt, minuteOf } from './local-time.ts'
import { moment } from './testing/builders.ts'

const day = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 18 * 60 },
]
const night = [
  { from: 0, to: 2 * 60 },
  { from: 18 * 60, to: 24 * 60 },
]

/** A shop that is open from Monday to Friday, and at night from Saturday to Sunday. */
const hours: BusinessHours = {
  week: [day, day, day, day, day, night, night],
  special: [
    { date: '2026-02-17', name: '春节', spans: [] },
    { date: '2026-02-28', name: '调休上班', spans: day },
  ],
}

/** The local time of a moment in Shanghai. */
const at = (time: string) => localTimeAt(moment(`${time}+08:00`), 'Asia/Shanghai')

describe('business hours', () => {
  it.each([
    ['on the minute of opening', '2026-03-02T09:00', true],
    ['a minute before', '2026-03-02T08:59', false],
    ['on the minute of closing', '2026-03-02T18:00', false],
    ['a second before', '2026-03-02T17:59:59', true],
    ['in the break', '2026-03-02T12:30', false],
    ['on a Saturday by day', '2026-03-07T10:00', false],
    ['until midnight', '2026-03-07T23:59', true],
    ['past midnight', '2026-03-08T00:30', true],
    ['a holiday on a Tuesday', '2026-02-17T10:00', false],
    ['调休: a Saturday that is worked', '2026-02-28T10:00', true],
    ['调休: not at night then', '2026-02-28T20:00', false],
  ])('[L2] %s', (_name, time, open) => {
    expect(isOpen(hours, at(time))).toBe(open)
  })

  it('[L2] nobody who has none is ever closed', () => {
    expect(isOpen(null, at('2026-02-17T03:00'))).toBe(true)
  })
})

describe('local time', () => {
  it.each([
    ['Shanghai', '2026-03-02T04:00:00Z', 'Asia/Shanghai', '2026-03-02', 1, 12 * 60],
    ['a day ahead', '2026-03-01T16:00:00Z', 'Asia/Shanghai', '2026-03-02', 1, 0],
    ['a Sunday is the seventh', '2026-03-01T15:59:00Z', 'Asia/Shanghai', '2026-03-01', 7, 23 * 60 + 59],
    ['half an hour', '2026-03-02T00:00:00Z', 'Asia/Kolkata', '2026-03-02', 1, 5 * 60 + 30],
    ['summer in New York', '2026-07-01T04:00:00Z', 'America/New_York', '2026-07-01', 3, 0],
    ['winter in New York', '2026-12-01T04:59:00Z', 'America/New_York', '2026-11-30', 1, 23 * 60 + 59],
  ])('[L2] %s', (_name, time, timeZone, date, weekday, minute) => {
    expect(localTimeAt(moment(time), timeZone)).toEqual({ date, weekday, minute })
  })

  it('[L2] the same minute elsewhere is another time', () => {
    const noon = moment('2026-03-02T04:00:00Z')
    expect([localTimeAt(noon, 'Asia/Shanghai').minute, localTimeAt(noon, 'UTC').minute]).toEqual([720, 240])
  })

  it.each([
    ['00:00', 0],
    ['09:30', 570],
    ['24:00', 1440],
  ])('[L2] %s is so many minutes', (time, minute) => {
    expect(minuteOf(time)).toBe(minute)
  })
})
