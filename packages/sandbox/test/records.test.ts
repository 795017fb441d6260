import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { fieldsOf, readFixture } from './fixture.ts'

type Row = { openid: string; worker: string; opercode: number; text: string; time: number }
const NOON = Date.parse('2026-01-01T04:00:00Z') / 1000
const DAY = 86_400

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ serverUrl: null }, { demoDesk: true })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
})

const ask = (query: object) => sandbox.api('POST', '/customservice/msgrecord/getmsglist', query)
const feed = (records: object[], replace = true) =>
  sandbox.call('PUT', '/sandbox/account/records', { records, replace })
const record = (personId: string, time: number, text: string, opercode = 2003) => ({
  personId,
  kf_account: 'kf2001@huatian',
  opercode,
  text,
  time,
})

/** All rows of a period, as a client pages: on while a page is full. */
async function readAll(starttime: number, endtime: number, number: number): Promise<Row[]> {
  const rows: Row[] = []
  for (let msgid = 1; ; ) {
    const page = await ask({ starttime, endtime, msgid, number })
    rows.push(...(page.recordlist as Row[]))
    if (page.number !== number) return rows
    msgid = page.msgid as number
  }
}

it('[S12] records come as WeChat gives them, oldest first', async () => {
  await feed([
    record('huahua', NOON + 60, '今天发货', 2002),
    record('huahua', NOON, '什么时候发货？'),
    record('wangjie', NOON + 90, '[image]'),
  ])
  const { body, response } = readFixture('kf/msgrecord-getmsglist-page1')
  const page = await ask({ ...(body as object), starttime: NOON, endtime: NOON + DAY - 1 })
  expect(fieldsOf(page)).toEqual(fieldsOf(response))
  const rows = page.recordlist as Row[]
  expect(fieldsOf(rows[0])).toEqual(fieldsOf((response as { recordlist: object[] }).recordlist[0]))
  expect(rows).toEqual([
    {
      openid: await sandbox.openid('huahua'),
      worker: 'kf2001@huatian',
      opercode: 2003,
      text: '什么时候发货？',
      time: NOON,
    },
    {
      openid: await sandbox.openid('huahua'),
      worker: 'kf2001@huatian',
      opercode: 2002,
      text: '今天发货',
      time: NOON + 60,
    },
  ])
  expect(await ask({ starttime: NOON, endtime: NOON + DAY - 1, msgid: page.msgid, number: 2 })).toMatchObject(
    {
      number: 1,
      recordlist: [{ text: '[image]' }],
    },
  )
})

it.each([1, 2, 5, 7])('[S12] pages of %i give each record once, in order', async (number) => {
  await feed(Array.from({ length: 7 }, (_, n) => record('huahua', NOON + Math.floor(n / 2), `第 ${n} 条`)))
  const rows = await readAll(NOON, NOON + DAY, number)
  expect(rows.map(({ text }) => text)).toEqual(Array.from({ length: 7 }, (_, n) => `第 ${n} 条`))
})

it.each<[string, object, number]>([
  ['a day', {}, 0],
  ['a day and a second', { endtime: NOON + DAY + 1 }, 65417],
  ['an end before the start', { endtime: NOON - 1 }, 65416],
  ['no start', { starttime: undefined }, 65416],
  ['10000 at once', { number: 10_000 }, 0],
  ['10001 at once', { number: 10_001 }, 65416],
  ['none at once', { number: 0 }, 65416],
  ['msgid 0', { msgid: 0 }, 65416],
  ['a start in words', { starttime: 'yesterday' }, 65416],
])('[S12] getmsglist with %s', async (_name, changes, errcode) => {
  const answer = await ask({ starttime: NOON, endtime: NOON + DAY, msgid: 1, number: 100, ...changes })
  expect(answer.errcode ?? 0).toBe(errcode)
})

it('[S12] an empty period is an empty page whose cursor stays', async () => {
  expect(await ask({ starttime: NOON + DAY, endtime: NOON + 2 * DAY, msgid: 1, number: 100 })).toEqual({
    recordlist: [],
    number: 0,
    msgid: 1,
  })
})

it('[S12] the demo shop has ten days of talks of its two agents, and nothing from today', async () => {
  const days: number[] = []
  const workers = new Set<string>()
  const texts: string[] = []
  for (let ago = 10; ago >= 0; ago -= 1) {
    const midnight = Date.parse('2025-12-31T16:00:00Z') / 1000 - ago * DAY
    const rows = await readAll(midnight, midnight + DAY - 1, 20)
    days.push(rows.length)
    for (const { worker, text } of rows) {
      workers.add(worker)
      texts.push(text)
    }
  }
  expect(days.slice(0, 10).every((count) => count > 0)).toBe(true)
  expect(days[10]).toBe(0)
  expect([...workers].sort()).toEqual(['kf2001@huatian', 'kf2002@huatian'])
  expect(texts).toEqual(expect.arrayContaining(['[image]', '[voice]', '[video]', '[location]']))
  expect(await sandbox.api('GET', '/cgi-bin/customservice/getkflist')).toMatchObject({
    kf_list: [
      { kf_account: 'kf2001@huatian', kf_nick: '小林', kf_wx: 'xiaolin_wx' },
      { kf_account: 'kf2002@huatian', kf_nick: '小吴', kf_wx: 'xiaowu_wx' },
    ],
  })
})

it('[S12] whoever wrote to the demo shop is known to user/info', async () => {
  const midnight = Date.parse('2025-12-31T16:00:00Z') / 1000 - DAY
  for (const { openid } of await readAll(midnight, midnight + DAY - 1, 100)) {
    expect(await sandbox.api('GET', `/cgi-bin/user/info?openid=${openid}`)).toMatchObject({ subscribe: 1 })
  }
})

it('[S12] what custom/send sends is not among the records', async () => {
  await feed([])
  await sandbox.say('huahua', '在吗')
  const touser = await sandbox.openid('huahua')
  await sandbox.api('POST', '/cgi-bin/message/custom/send', {
    touser,
    msgtype: 'text',
    text: { content: '在的' },
  })
  expect(await readAll(NOON - DAY / 2, NOON + DAY / 2, 100)).toEqual([])
})
