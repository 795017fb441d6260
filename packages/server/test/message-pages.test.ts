import type { Message, MessagesAnswer } from '@duokefu/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

const customer = 'oPageFan0000000000000000001'
const day = 24 * 60 * 60_000

let server: TestServer
let cookie: string
/** What the table holds, in order: the oracle. */
let seqs: number[]

/** Records of half a year, imported ones below 1, several to the same millisecond. */
async function fill(): Promise<void> {
  await server.fanSays(customer, '在吗')
  const first = -180
  const rows = Array.from({ length: 480 }, (_, index) => ({
    seq: first + 1 + index,
    at: Date.now() - 200 * day + Math.floor(index / 3) * 0.9 * day,
  })).filter(({ seq }) => seq !== 1)
  await server.ctx.pool.query(`delete from message where openid = $1`, [customer])
  await server.ctx.pool.query(
    `select make_partitions((now() - interval '8 months')::date, (now() - interval '7 months')::date)`,
  )
  await server.ctx.pool.query(
    `insert into message (account_id, openid, seq, at, version, direction, origin, content)
     select $1, $2, w.seq, to_timestamp(w.at / 1000), 1, 'in', 'fan', jsonb_build_object('type', 'text', 'text', w.seq::text, 'menuId', null)
     from jsonb_to_recordset($3) as w(seq bigint, at float8)`,
    [server.account.id, customer, JSON.stringify([...rows, { seq: 1, at: (rows[180]?.at ?? 0) - 1 }])],
  )
  await server.ctx.pool.query(
    `update conversation set next_seq = 301, next_import_seq = -180,
       last_at = (select max(at) from message where openid = $1) where openid = $1`,
    [customer],
  )
  const found = await server.ctx.pool.query<{ seq: number }>(
    'select seq::float8 from message where openid = $1 order by seq',
    [customer],
  )
  seqs = found.rows.map(({ seq }) => seq)
}

beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.login(server.agents.lin)
  await fill()
})
afterAll(() => server.stop())

async function page(query: string, openid = customer): Promise<MessagesAnswer> {
  const path = `/api/accounts/${server.account.id}/conversations/${openid}/messages`
  const { status, body } = await server.ask(cookie, 'GET', `${path}?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

const seqsOf = (messages: readonly Message[]) => messages.map(({ seq }) => seq)

describe('pages of records', () => {
  it.each([1, 2, 7, 50, 200])(
    '[S4] around any record, as a brute-force look at all of them: limit %i',
    async (limit) => {
      for (const seq of [-179, -178, -90, 0, 1, 2, 77, 299, 300, -5000, 5000]) {
        const answer = await page(`around=${seq}&limit=${limit}`)
        const upTo = seqs.filter((one) => one <= seq)
        const middle = upTo.at(-1) ?? seqs[0] ?? 0
        const index = seqs.indexOf(middle)
        const half = Math.ceil(limit / 2)
        const from = Math.max(0, index + 1 - half)
        const to = Math.min(seqs.length, index + 1 + half)
        expect(seqsOf(answer.messages), `around ${seq}`).toEqual(seqs.slice(from, to))
        expect(answer.before === null).toBe(from === 0)
        expect(answer.after === null).toBe(to === seqs.length)
      }
    },
  )

  it('[S4] walk from any record to both ends without a gap or a repeat', async () => {
    const answer = await page('around=-20&limit=30')
    const walked = [...seqsOf(answer.messages)]
    for (let cursor = answer.before; cursor !== null; ) {
      const older = await page(`before=${cursor}&limit=30`)
      walked.unshift(...seqsOf(older.messages))
      cursor = older.before
    }
    for (let cursor = answer.after; cursor !== null; ) {
      const newer = await page(`after=${cursor}&limit=30`)
      walked.push(...seqsOf(newer.messages))
      cursor = newer.after
    }
    expect(walked).toEqual(seqs)
  })

  it('[S4] refuse two places at once', async () => {
    const path = `/api/accounts/${server.account.id}/conversations/${customer}/messages`
    const { status } = await server.ask(cookie, 'GET', `${path}?around=1&before=1.1`)
    expect(status).toBe(400)
  })

  it('[L12] say quietly at their beginning that older ones are deleted', async () => {
    expect((await page('around=-179&limit=2')).olderDeleted).toBe(false)
    await server.ctx.pool.query('delete from message where openid = $1 and seq < -100', [customer])
    expect(await page('around=-100&limit=2')).toMatchObject({ before: null, olderDeleted: true })
    await server.ctx.pool.query('delete from message where openid = $1', [customer])
    expect(await page('limit=2')).toMatchObject({
      messages: [],
      before: null,
      after: null,
      olderDeleted: true,
    })
  })

  it('[L16] begin with imported records where there is nothing else', async () => {
    const imported = 'oPageFan0000000000000000002'
    await server.ctx.pool.query(
      'insert into conversation (account_id, openid, next_import_seq) values ($1, $2, -1)',
      [server.account.id, imported],
    )
    await server.ctx.pool.query(
      `insert into message (account_id, openid, seq, at, version, direction, origin, content)
       values ($1, $2, 0, now() - interval '40 days', 0, 'in', 'fan', '{"type": "text", "text": "旧的", "menuId": null}')`,
      [server.account.id, imported],
    )
    expect(seqsOf((await page('limit=20', imported)).messages)).toEqual([0])
    expect((await page('limit=20', imported)).olderDeleted).toBe(false)
  })
})
