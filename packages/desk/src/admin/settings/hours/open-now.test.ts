import type { BusinessHours } from '@duokefu/engine'
import { describe, expect, it } from 'vitest'
import { standingAt } from './open-now.ts'
import { ordinaryWeek } from './spans.ts'

const shanghai = 'Asia/Shanghai'
/** A moment by the clock of Shanghai; 2026-09-28 is a Monday. */
const at = (text: string) => Date.parse(`${text}+08:00`)
const hours: BusinessHours = {
  week: ordinaryWeek,
  special: [
    { date: '2026-10-01', name: '国庆节', spans: [] },
    { date: '2026-10-02', name: '国庆节', spans: [] },
    { date: '2026-10-10', name: '调休', spans: [{ from: 600, to: 960 }] },
  ],
}

describe('whether the shop is open now', () => {
  it.each([
    ['in the morning it opens today', '2026-09-28T08:00:00', false, 0, 540],
    ['at work it closes today', '2026-09-28T09:00:00', true, 0, 1_080],
    ['in the evening it opens tomorrow', '2026-09-28T18:00:00', false, 1, 540],
    ['on Friday evening it opens on Monday', '2026-09-25T20:00:00', false, 3, 540],
    ['a holiday keeps it closed over the next days', '2026-09-30T18:30:00', false, 5, 540],
    ['on a 调休 Saturday it has that day’s hours', '2026-10-10T15:59:59', true, 0, 960],
  ])('[L3] %s', (_name, when, open, days, minute) => {
    expect(standingAt(hours, at(when), shanghai)).toMatchObject({ open, changes: { days, minute } })
  })

  it('[L3] names the holiday, and the next day as its own clock has it', () => {
    const standing = standingAt(hours, at('2026-10-01T12:00:00'), shanghai)
    expect(standing).toEqual({
      open: false,
      name: '国庆节',
      changes: { days: 4, date: '2026-10-05', minute: 540 },
    })
    expect(standingAt(hours, at('2026-09-28T09:00:00'), 'Europe/London').open).toBe(false)
  })

  it('[L3] a span to midnight goes on in the next day’s first one, and open all week never closes', () => {
    const late = { from: 1_200, to: 1_440 }
    const week = [...ordinaryWeek]
    week[0] = [late]
    week[1] = [{ from: 0, to: 120 }]
    expect(standingAt({ week, special: [] }, at('2026-09-28T21:00:00'), shanghai).changes).toMatchObject({
      days: 1,
      minute: 120,
    })
    const always = Array.from({ length: 7 }, () => [{ from: 0, to: 1_440 }])
    expect(standingAt({ week: always, special: [] }, at('2026-09-28T21:00:00'), shanghai)).toEqual({
      open: true,
      name: null,
      changes: null,
    })
  })
})
