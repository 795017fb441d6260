import { describe, expect, it } from 'vitest'
import { type Answer, type Calls, minutes } from '../calls.ts'

/** What was said at the desk (protocol 6.3). */
export function records(use: () => Calls): void {
  describe('chat records', () => {
    const day = 86_400
    const started = Math.floor(Date.now() / 1000) - 60
    const now = () => Math.floor(Date.now() / 1000) + 40 * day

    it('[S12] what fan and agent said is told page by page, oldest first, and nothing twice', async () => {
      const fan = await use().side.waiting()
      await use().side.answers(fan, '今天发货')
      await use().side.says(fan, '谢谢')
      // Once a minute is over nothing new can belong into it.
      use().side.pass(minutes(1))
      const mine: unknown[] = []
      let msgid: unknown = 1
      for (;;) {
        const query = { starttime: started, endtime: started + day, msgid, number: 2 }
        const page = await use().post('/customservice/msgrecord/getmsglist', query)
        const rows = page.recordlist as Answer[]
        expect(page.number).toBe(rows.length)
        for (const row of rows) if (row.openid === fan.openid) mine.push([row.opercode, row.text, row.worker])
        if (rows.length < 2) break
        msgid = page.msgid
      }
      const { lin } = use().side
      expect(mine).toEqual([
        [2003, '客服', expect.any(String)],
        [2002, '今天发货', lin],
        [2003, '谢谢', lin],
      ])
    })

    it.each<[string, object, number]>([
      ['no number', { number: 0 }, 65416],
      ['more than 10,000 rows', { number: 10_001 }, 65416],
      ['an end before the beginning', { endtime: 1 }, 65416],
      ['more than a day', { endtime: 1_767_225_600 + day + 1 }, 65417],
    ])('[S12] getmsglist refuses %s', async (_name, change, errcode) => {
      const query = { starttime: 1_767_225_600, endtime: 1_767_225_600 + day, msgid: 1, number: 100 }
      const answer = await use().post('/customservice/msgrecord/getmsglist', { ...query, ...change })
      expect(answer).toMatchObject({ errcode })
    })

    it('[S12] a period without records is an empty page that ends the reading', async () => {
      const query = { starttime: now(), endtime: now() + day, msgid: 1, number: 100 }
      expect(await use().post('/customservice/msgrecord/getmsglist', query)).toMatchObject({
        recordlist: [],
        number: 0,
        msgid: expect.any(Number),
      })
    })

    it.each(['/customservice/msgrecord/getrecord', '/cgi-bin/customservice/getrecord'])(
      '[S12] the old %s is there still',
      async (path) => {
        const query = { starttime: now(), endtime: now() + 60, pagesize: 50, pageindex: 1 }
        expect(await use().post(path, query)).toMatchObject({ recordlist: [] })
        expect(await use().post(path, { ...query, pagesize: 51 })).toMatchObject({ errcode: 65416 })
      },
    )
  })
}
