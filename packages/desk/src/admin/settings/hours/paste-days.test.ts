import { describe, expect, it } from 'vitest'
import { pastedDays } from './paste-days.ts'

/** Dates of closed days as they are, of working days with a +. */
const short = (text: string, today = '2026-09-01') =>
  pastedDays(text, today).days.map(({ date, open }) => (open === 'closed' ? date : `+${date}`))

describe('a pasted list of holidays', () => {
  it('[L3] is read as the State Council publishes it', () => {
    const notice = `国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。`
    const { days, unread } = pastedDays(notice, '2020-01-01')
    expect(unread).toEqual([])
    expect(days).toHaveLength(3 + 1 + 9 + 2 + 3)
    expect(days[0]).toEqual({ date: '2026-01-01', name: '元旦', open: 'closed' })
    expect(days.filter(({ open }) => open === 'working').map(({ date, name }) => [date, name])).toEqual([
      ['2026-01-04', '元旦'],
      ['2026-02-14', '春节'],
      ['2026-02-28', '春节'],
    ])
    expect(days.at(-1)).toEqual({ date: '2026-04-06', name: '清明节', open: 'closed' })
  })

  it('[L3] with a year in the sentence', () => {
    expect(pastedDays('一、元旦：2027年1月1日（周五）至2日放假', '2026-09-01').days).toMatchObject([
      { date: '2027-01-01', name: '元旦' },
      { date: '2027-01-02', name: '元旦' },
    ])
  })

  it.each([
    ['2026-10-01~2026-10-03 国庆节', ['2026-10-01', '2026-10-02', '2026-10-03']],
    ['2026-10-01 至 2026-10-02 国庆节', ['2026-10-01', '2026-10-02']],
    ['2026/10/1 国庆节', ['2026-10-01']],
    ['10月10日 补班', ['+2026-10-10']],
    ['12月31日至1月2日 元旦', ['2026-12-31', '2027-01-01', '2027-01-02']],
    ['2月30日 没有这一天', []],
    ['10月7日至1日', []],
  ])('[L3] or a line a day: %s', (line, dates) => {
    expect(short(line)).toEqual(dates)
  })

  it.each([
    ['1月1日 元旦', '2026-11-22', ['2027-01-01']],
    ['11月22日 店庆', '2026-11-22', ['2026-11-22']],
    ['12月31日至1月2日 元旦', '2027-01-01', ['2026-12-31', '2027-01-01', '2027-01-02']],
    ['10月1日至3日 国庆节', '2026-10-02', ['2026-10-01', '2026-10-02', '2026-10-03']],
    ['10月1日至3日 国庆节', '2026-10-04', ['2027-10-01', '2027-10-02', '2027-10-03']],
    ['2月29日 店庆', '2026-11-22', []],
    ['2026年1月1日 元旦', '2026-11-22', ['2026-01-01']],
  ])('[L3] %s, pasted on %s, are the next such days unless a year is named', (line, today, dates) => {
    expect(short(line, today)).toEqual(dates)
  })

  it('[L3] keeps the name and hours that a line gives', () => {
    expect(pastedDays('2026-10-10 调休 9:00-12:00 13:30-18:00', '2026-09-01').days).toEqual([
      {
        date: '2026-10-10',
        name: '调休',
        open: [
          { from: 540, to: 720 },
          { from: 810, to: 1_080 },
        ],
      },
    ])
  })

  it('[L3] says which lines were about a day and could not be read', () => {
    expect(pastedDays('祝大家节日快乐\n2月30日 补班', '2026-09-01')).toEqual({
      days: [],
      unread: ['2月30日 补班'],
    })
  })
})
