import { randomUUID } from 'node:crypto'
import type { AgentId, SessionId } from '@duokefu/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settledUntil } from '../src/compat/record-store.ts'
import { type CompatHarness, newFan, startCompatHarness } from './compat-harness.ts'

const listPath = '/customservice/msgrecord/getmsglist'
const daySeconds = 86_400

interface ChatRecord {
  readonly openid: string
  readonly opercode: number
  readonly text: string
  readonly time: number
  readonly worker: string
}
interface Page {
  readonly recordlist: ChatRecord[]
  readonly number: number
  readonly msgid: number
}

let h: CompatHarness
let lin: { id: AgentId; kf: string }
beforeAll(async () => {
  h = await startCompatHarness()
  lin = await h.agent('lin')
})
afterAll(() => h.stop())

const now = () => Math.floor(h.clock.now() / 1000)
const page = async (msgid: number, number: number) =>
  (await h.post(listPath, {
    starttime: now() - 3_600,
    endtime: now() + 3_600,
    msgid,
    number,
  })) as unknown as Page

/** As WxJava does: on from the returned msgid, until a page is empty. */
async function readOn(from: number, number: number): Promise<{ records: ChatRecord[]; msgid: number }> {
  const records: ChatRecord[] = []
  let msgid = from
  for (;;) {
    const { recordlist, number: count, msgid: next } = await page(msgid, number)
    expect(count).toBe(recordlist.length)
    if (count === 0) return { records, msgid: next }
    records.push(...recordlist)
    msgid = next
  }
}

async function served(): Promise<{ openid: string; session: SessionId }> {
  const openid = newFan()
  await h.fanSays(openid, `客服`)
  await h.post('/customservice/kfsession/create', { kf_account: lin.kf, openid })
  const [row] = await h.rows<{ session: SessionId }>(
    'select session_id as session from conversation where openid = $1',
    [openid],
  )
  if (row === undefined) throw new Error('not served')
  return { openid, session: row.session }
}

const reply = (openid: string, session: SessionId, text: string) =>
  h.server.ctx.ledger.submit({
    type: 'desk',
    accountId: h.accountId,
    openid,
    commandId: randomUUID(),
    command: { type: 'reply', by: lin.id, session, mode: 'force' },
    reply: { content: { type: 'text', text, menuId: null }, payload: { type: 'text', text } },
  })

describe('getmsglist', () => {
  it('[S12] tells what was said at the desk: what the fan asked, what came after, and who answered', async () => {
    const { openid, session } = await served()
    await h.fanSays(openid, '花什么时候到')
    await reply(openid, session, '今天下午')
    // Neither a program's message nor what nobody at the desk saw is part of it.
    await h.post('/cgi-bin/message/custom/send', {
      touser: openid,
      msgtype: 'text',
      text: { content: '通知' },
    })
    await h.post('/customservice/kfsession/close', { kf_account: lin.kf, openid })
    await h.fanSays(openid, '谢谢')
    const { records } = await readOn(1, 100)
    const [time, worker] = [expect.any(Number), lin.kf]
    expect(records.filter((record) => record.openid === openid)).toEqual([
      { openid, opercode: 2003, text: '客服', time, worker },
      { openid, opercode: 2003, text: '花什么时候到', time, worker },
      { openid, opercode: 2002, text: '今天下午', time, worker },
    ])
  })

  it('[S12] waits for a transaction that writes, and not for one that only reads for long', async () => {
    const reader = await h.server.ctx.pool.connect()
    const writer = await h.server.ctx.pool.connect()
    const began = async (client: typeof reader, sql: string) => {
      await client.query('begin')
      await client.query(sql)
      const found = await client.query<{ at: string }>('select now()::text as at')
      return found.rows[0]?.at ?? ''
    }
    try {
      const readsSince = await began(reader, 'select 1 from message')
      expect((await settledUntil(h.server.ctx.pool, 60_000)).until <= readsSince).toBe(true)
      expect((await settledUntil(h.server.ctx.pool, 0)).until > readsSince).toBe(true)
      const writesSince = await began(writer, 'select pg_current_xact_id()')
      expect((await settledUntil(h.server.ctx.pool, 0)).until <= writesSince).toBe(true)
    } finally {
      for (const client of [reader, writer]) {
        await client.query('rollback')
        client.release()
      }
    }
  })

  it('[S12] tells of files what kind they are, as WeChat does', async () => {
    const { openid } = await served()
    await h.rows(
      `update message set content = '{"type":"image","media":{"key":null,"state":"failed","mime":null,"bytes":null,"width":null,"height":null}}'
       where openid = $1 and direction = 'in'`,
      [openid],
    )
    const { records } = await readOn(1, 100)
    expect(records.filter((record) => record.openid === openid)).toMatchObject([{ text: '[image]' }])
  })

  it('[S12] gives every record exactly once while a hundred customers write, page by page', async () => {
    const { msgid: start } = await readOn(1, 1_000)
    const customers = await Promise.all(Array.from({ length: 20 }, served))
    let writing = true
    const writers = Promise.all(
      customers.map(async ({ openid, session }, nth) => {
        for (let n = 0; n < 15; n += 1) {
          if ((n + nth) % 2 === 0) await h.fanSays(openid, `${nth}/${n}`)
          else await reply(openid, session, `${nth}/${n}`)
        }
      }),
    ).finally(() => {
      writing = false
    })
    const read: ChatRecord[] = []
    let msgid = start
    while (writing) {
      const { recordlist, msgid: next } = await page(msgid, 7)
      read.push(...recordlist)
      msgid = next
    }
    await writers
    read.push(...(await readOn(msgid, 7)).records)
    const said = read.map(({ openid, text }) => `${openid} ${text}`)
    const wanted = customers.flatMap(({ openid }, nth) => [
      `${openid} 客服`,
      ...Array.from({ length: 15 }, (_, n) => `${openid} ${nth}/${n}`),
    ])
    expect([...said].sort()).toEqual(wanted.sort())
    // Each customer's own in their order.
    for (const [nth, { openid }] of customers.entries()) {
      const own = read.filter((record) => record.openid === openid).map(({ text }) => text)
      expect(own).toEqual(['客服', ...Array.from({ length: 15 }, (_, n) => `${nth}/${n}`)])
    }
  })

  it('[S12] passes no record whose commit is still under way', async () => {
    const { openid } = await served()
    const { msgid } = await readOn(1, 1_000)
    const slow = await h.server.ctx.pool.connect()
    try {
      await slow.query('begin')
      await slow.query('select now()')
      await h.fanSays(openid, '在别人之后开始，在别人之前写完')
      expect(await page(msgid, 10)).toEqual({ recordlist: [], number: 0, msgid })
    } finally {
      await slow.query('rollback')
      slow.release()
    }
    expect((await page(msgid, 10)).recordlist).toMatchObject([{ openid }])
  })

  it('[S12] answers the same page to the same cursor, and full pages until the last', async () => {
    const first = await page(1, 10)
    expect(first.number).toBe(10)
    const [second, again] = [await page(first.msgid, 10), await page(first.msgid, 10)]
    expect(again.recordlist).toEqual(second.recordlist)
    expect(second.msgid).toBeGreaterThan(first.msgid)
    expect((await page(1, 20)).recordlist).toEqual([...first.recordlist, ...second.recordlist])
  })

  it.each<[string, object, number]>([
    ['no number', { number: 0 }, 65416],
    ['more than 10,000', { number: 10_001 }, 65416],
    ['an end before the beginning', { endtime: 1 }, 65416],
    ['no times', { starttime: undefined }, 65416],
    ['a msgid that we never gave', { msgid: 999_999_999 }, 65416],
    ['a time that no calendar knows', { starttime: 9e15, endtime: 9e15 }, 65416],
    ['more than a day', { starttime: 1, endtime: daySeconds + 2 }, 65417],
  ])('[S12] refuses %s', async (_name, part, errcode) => {
    const query = { starttime: now() - 60, endtime: now(), msgid: 1, number: 10, ...part }
    expect(await h.post(listPath, query)).toMatchObject({ errcode })
  })

  it('[S12] takes ten thousand at once and exactly a day', async () => {
    const query = { starttime: now() - daySeconds, endtime: now(), msgid: 1, number: 10_000 }
    expect(await h.post(listPath, query)).toHaveProperty('recordlist')
  })
})

describe('getrecord of former days', () => {
  it('[S12] tells the session’s lines between what was said, by pages', async () => {
    const { openid, session } = await served()
    await reply(openid, session, '您好')
    await h.fanSays(openid, '谢谢')
    await h.post('/customservice/kfsession/close', { kf_account: lin.kf, openid })
    const ask = async (pagesize: number, pageindex: number) =>
      (await h.post('/cgi-bin/customservice/getrecord', {
        starttime: now() - 60,
        endtime: now() + 60,
        openid,
        pagesize,
        pageindex,
      })) as unknown as Page
    const all = (await ask(50, 1)).recordlist
    expect(all.map(({ opercode, text }) => [opercode, text])).toEqual([
      [1000, '客服'],
      [1002, ''],
      [2002, '您好'],
      [2003, '谢谢'],
      [1004, ''],
    ])
    expect([
      ...(await ask(2, 1)).recordlist,
      ...(await ask(2, 2)).recordlist,
      ...(await ask(2, 3)).recordlist,
    ]).toEqual(all)
    expect(await ask(51, 1)).toMatchObject({ errcode: 65416 })
  })
})
