import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ImportAnswer } from '@duokefu/contract'
import type { ChatRecord } from '@duokefu/wechat'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createImporter, type Importer } from '../src/imports/importer.ts'
import { importRoutes } from '../src/imports/routes.ts'
import { createMediaLibrary } from '../src/media/media.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { errcode, type FakeWechat, startFakeWechat } from './fake-wechat.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { fanText } from './ledger-harness.ts'

const kfList = '/cgi-bin/customservice/getkflist'
const recordsPath = '/customservice/msgrecord/getmsglist'
const day = 24 * 60 * 60
const now = Math.floor(Date.now() / 1000)

let wechat: FakeWechat
let server: TestServer
let owner: string
let dataDir: string
const safeFetch = createSafeFetch({ allowPrivate: true })

beforeAll(async () => {
  wechat = await startFakeWechat()
  dataDir = await mkdtemp(path.join(tmpdir(), 'duokefu-import-'))
})
afterAll(async () => {
  await wechat.stop()
  await safeFetch.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  wechat.startOver()
  server = await startTestServer({ config: { dataDir }, apiBeside: (ctx) => [importRoutes(ctx, () => {})] })
  await server.ctx.pool.query('update account set api_base = $1', [wechat.url])
  await server.ctx.accounts.refresh(server.account.id)
  owner = await server.login(server.agents.zhou)
  wechat.on(kfList, () => ({ json: { kf_list: [] } }))
})
afterEach(() => server.stop())

/** One process's importer; `afterPage` may throw, as a process dies that has just kept a page. */
function importer(pageSize = 100, afterPage: () => unknown = () => {}): Importer {
  const { ctx } = server
  return createImporter(ctx, {
    pageSize,
    downloadFor: () => safeFetch.download,
    media: createMediaLibrary(ctx, {
      calls: ctx.calls,
      downloadFor: () => safeFetch.download,
      timers: { wait: async () => {}, every: () => () => {} },
    }),
    checkKf: async () => {},
    agentsChanged: async () => {},
    timers: {
      wait: async () => {
        await afterPage()
      },
      every: () => () => {},
    },
  })
}

/** WeChat with these records, paged as it pages: by an id that grows with time. */
function tell(all: readonly ChatRecord[]): void {
  const rows = [...all]
    .sort((a, b) => a.time - b.time)
    .map((record, index) => ({ ...record, msgid: 1_000 + index }))
  wechat.on(recordsPath, ({ json }) => {
    const { starttime, endtime, msgid, number } = json as Record<string, number>
    if (Number(endtime) - Number(starttime) > day) return errcode(65417)
    const page = rows
      .filter(
        (row) => row.time >= Number(starttime) && row.time <= Number(endtime) && row.msgid >= Number(msgid),
      )
      .slice(0, number)
    const next = (page.at(-1)?.msgid ?? Number(msgid)) + 1
    return { json: { recordlist: page.map(({ msgid: _, ...row }) => row), number: page.length, msgid: next } }
  })
}

function said(openid: string, time: number, text: string, part: Partial<ChatRecord> = {}): ChatRecord {
  return { openid, opercode: 2003, text, time, worker: 'kf2001@shop', ...part }
}

const importPath = () => `/api/accounts/${server.account.id}/import`

async function begin(days = 5): Promise<void> {
  const { status } = await server.ask(owner, 'POST', importPath(), { days })
  expect(status).toBe(200)
}

async function progress(): Promise<ImportAnswer> {
  return (await server.ask(owner, 'GET', importPath())).body
}

async function importAll(run = importer(), days = 5): Promise<ImportAnswer> {
  await begin(days)
  await run.runOnce()
  const answer = await progress()
  expect(answer.state, JSON.stringify(answer.problem)).toBe('done')
  return answer
}

interface Row {
  readonly openid: string
  readonly seq: number
  readonly at: number
  readonly sent: number
  readonly text: string
  readonly direction: string
}

async function stored(openid?: string): Promise<Row[]> {
  const found = await server.ctx.pool.query<Row>(
    `select m.openid, m.seq::float8, round(date_part('epoch', m.at)) as at, round(date_part('epoch', m.sent_at)) as sent,
       m.content ->> 'text' as text, m.direction
     from message m where $1::text is null or m.openid = $1 order by m.openid, m.seq`,
    [openid ?? null],
  )
  return found.rows
}

/** A small seeded generator. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('records of WeChat’s own desk', () => {
  it('[S12] stand in conversations in their order, below 1, with who said them', async () => {
    tell([
      said('oOld', now - 3 * day, '什么时候发货？'),
      said('oOld', now - 3 * day + 30, '今天发出', { opercode: 2002 }),
      said('oOld', now - 60, '[image]'),
      said('oNew', now - day, '在吗'),
    ])
    const answer = await importAll()
    expect(answer.days.reduce((sum, { placed }) => sum + placed, 0)).toBe(4)
    expect((await stored('oOld')).map(({ seq, text, direction }) => [seq, text, direction])).toEqual([
      [-2, '什么时候发货？', 'in'],
      [-1, '今天发出', 'out'],
      [0, '[图片]', 'in'],
    ])
    const rows = await server.ctx.pool.query(
      'select version::int, state, next_seq::int, next_import_seq::int, preview from conversation where openid = $1',
      ['oOld'],
    )
    expect(rows.rows[0]).toEqual({
      version: 0,
      state: 'none',
      next_seq: 1,
      next_import_seq: -3,
      preview: null,
    })
    const page = await server.ask(
      owner,
      'GET',
      `/api/accounts/${server.account.id}/conversations/oOld/messages`,
    )
    expect(page.body.messages.map((message: { seq: number }) => message.seq)).toEqual([-2, -1, 0])
    const periods = await server.ctx.pool.query(
      'select count(*)::int as n, sum(replies)::int as replies from imported_period where openid = $1',
      ['oOld'],
    )
    expect(periods.rows[0]).toEqual({ n: 2, replies: 1 })
  })

  it('[L16] never stand above records of our own, and say their own time', async () => {
    // All of it is past, whatever the time of the day is.
    server.clock.skewMs = -1_200_000
    const ours = fanText(server.account.id, 'oBoth', '我们的第一条', { sentAt: (now - 1_200) * 1_000 })
    await server.ctx.ledger.submit(ours)
    tell([
      said('oBoth', now - 2 * day, '从前'),
      said('oBoth', now - 600, '后来在微信客服说的'),
      // What came to both desks is ours already.
      said('oBoth', now - 1_200, '我们的第一条'),
    ])
    server.clock.skewMs = 0
    const answer = await importAll()
    expect(answer.days.reduce((sum, { known }) => sum + known, 0)).toBe(1)
    const rows = await stored('oBoth')
    expect(rows.map(({ seq, text }) => [seq, text])).toEqual([
      [-1, '从前'],
      [0, '后来在微信客服说的'],
      [1, '我们的第一条'],
    ])
    expect(rows[1]?.at).toBeLessThanOrEqual(rows[2]?.at ?? 0)
    expect(rows[1]?.sent).toBe(now - 600)
  })

  it('[S12] imported again, later ones come above those that are there', async () => {
    const old = [said('oA', now - 2 * day, '1'), said('oA', now - day, '2')]
    tell(old)
    await importAll()
    tell([...old, said('oA', now - 100, '3'), said('oA', now - 2 * day + 5, '1½')])
    const again = await importAll()
    expect(again.days.reduce((sum, { placed }) => sum + placed, 0)).toBe(2)
    expect((await stored('oA')).map(({ text }) => text)).toEqual(['1', '1½', '2', '3'])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '[L16] imported with crashes after any page, twice: each of them once: seed %i',
    async (seed) => {
      const random = randomOf(seed)
      const all = Array.from({ length: 60 }, () =>
        said(`oFan${random(4)}`, now - random(4 * day), ['在吗', '好的', '退款'][random(3)] ?? '', {
          opercode: 2002 + random(2),
          worker: `kf200${random(2)}@shop`,
        }),
      )
      // Equals of one second, on one page and across two.
      for (let copies = 0; copies < 12; copies++) all.push(said('oFan0', now - day, '在吗'))
      tell(all)
      await begin()
      for (let lives = 0; lives < 60; lives++) {
        let left = 1 + random(3)
        const run = importer(1 + random(9), () => {
          left -= 1
          if (left === 0) throw new Error('the process dies')
        })
        await run.runOnce().catch(() => {})
        // Who dies writes nothing more.
        await server.ctx.pool.query('update import_run set next_try_at = null')
        if ((await progress()).state === 'done') break
      }
      const once = await stored()
      expect(once.map(({ openid, text, sent }) => `${openid} ${sent} ${text}`).sort()).toEqual(
        all.map(({ openid, text, time }) => `${openid} ${time} ${text}`).sort(),
      )
      for (const [index, row] of once.entries()) {
        const next = once[index + 1]
        if (next?.openid !== row.openid) continue
        expect(next.sent, 'newer above older').toBeGreaterThanOrEqual(row.sent)
      }
      await importAll(importer(1 + random(9)))
      expect(await stored()).toEqual(once)
    },
  )

  it('[S12] two processes share one run', async () => {
    const all = Array.from({ length: 40 }, (_, index) =>
      said(`oFan${index % 3}`, now - index * 3_000, `${index}`),
    )
    tell(all)
    await begin()
    await Promise.all([importer(7).runOnce(), importer(7).runOnce(), importer(7).runOnce()])
    expect((await progress()).state).toBe('done')
    expect(await stored()).toHaveLength(40)
  })

  it('[S12] stops at what somebody must change, and goes on with 继续', async () => {
    tell([said('oA', now - 60, '在吗')])
    wechat.on(kfList, () => errcode(65400, 'please enable new custom service'))
    await begin()
    const run = importer()
    await run.runOnce()
    expect(await progress()).toMatchObject({ state: 'paused', problem: { errcode: 65400, retryAt: null } })
    await run.runOnce()
    expect(wechat.calls(kfList)).toHaveLength(1)
    wechat.on(kfList, () => ({ json: { kf_list: [] } }))
    await server.ask(owner, 'PATCH', importPath(), { state: 'running' })
    await run.runOnce()
    expect(await progress()).toMatchObject({ state: 'done', problem: null })
  })

  it('[S12] waits while the calls of the day are used up, and tries again by itself', async () => {
    tell([said('oA', now - 60, '在吗')])
    const answer = wechat
    let refusals = 1
    const telling = { json: { recordlist: [], number: 0, msgid: 1 } }
    answer.on(recordsPath, () => (refusals-- > 0 ? errcode(45009) : telling))
    await begin(1)
    await importer().runOnce()
    const { state, problem } = await progress()
    expect(state).toBe('running')
    expect(problem).toMatchObject({ errcode: 45009 })
    expect(problem?.retryAt).toBeGreaterThan(Date.now())
    await importer().runOnce()
    expect((await progress()).state).toBe('running')
    server.clock.skewMs = 11 * 60_000
    await importer().runOnce()
    expect((await progress()).state).toBe('done')
  })

  it('[S12] a fault of ours that stays is met now and then, not without end', async () => {
    tell([said('oA', now - 60, '在吗')])
    wechat.on(kfList, () => ({
      json: {
        kf_list: [{ kf_account: 'kf2001@shop', kf_nick: '小\u0000林', kf_id: '2001', kf_headimgurl: '' }],
      },
    }))
    await begin()
    const run = importer()
    run.wake()
    await run.idle()
    expect(wechat.calls(kfList)).toHaveLength(1)
    await run.runOnce()
    expect(wechat.calls(kfList)).toHaveLength(1)
    server.clock.skewMs = 6_000
    wechat.on(kfList, () => ({ json: { kf_list: [] } }))
    await run.runOnce()
    expect(await progress()).toMatchObject({ state: 'done', problem: null })
  })

  it('[S12] pauses between two pages, and is nobody’s but an admin’s', async () => {
    tell(Array.from({ length: 9 }, (_, index) => said('oA', now - index, `${index}`)))
    await begin(1)
    const stopped = importer(2, () => server.ask(owner, 'PATCH', importPath(), { state: 'paused' }))
    await stopped.runOnce()
    expect((await progress()).state).toBe('paused')
    const agent = await server.login(server.agents.lin)
    expect((await server.ask(agent, 'GET', importPath())).status).toBe(403)
    expect((await server.ask(agent, 'POST', importPath(), { days: 1 })).status).toBe(403)
    await server.ask(owner, 'PATCH', importPath(), { state: 'running' })
    await importer(2).runOnce()
    expect(await stored('oA')).toHaveLength(9)
  })
})

describe('agents of WeChat’s own desk', () => {
  it('[S12] are matched by kf account or name, else added; those gone are named by what they said', async () => {
    const { pool } = server.ctx
    await pool.query(`update agent set kf_account = 'kf2002@shop' where agent_id = $1`, [server.agents.wu])
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    wechat.on('/head.png', () => ({ file: png, type: 'image/png' }))
    const kf = (account: string, nick: string) => ({
      kf_account: account,
      kf_nick: nick,
      kf_id: account.slice(2, 6),
      kf_headimgurl: `${wechat.url}/head.png`,
    })
    wechat.on(kfList, () => ({
      json: { kf_list: [kf('kf2001@shop', '小林'), kf('kf2002@shop', '吴师傅'), kf('kf2003@shop', '小郑')] },
    }))
    tell([
      said('oA', now - 90, '您好', { opercode: 2002, worker: 'kf2009@shop' }),
      said('oA', now - 80, '有的', { opercode: 2002, worker: 'kf2002@shop' }),
    ])
    const answer = await importAll()
    expect(answer.agents).toEqual({ added: 1, matched: 2, total: 3 })
    await importAll()
    const agents = await pool.query<{ name: string; kf: string; gone: boolean; pictured: boolean }>(
      `select name, kf_account as kf, left_at is not null as gone, avatar_key is not null as pictured
       from agent where kf_account is not null order by kf_account`,
    )
    expect(agents.rows).toEqual([
      { name: '小林', kf: 'kf2001@shop', gone: false, pictured: true },
      { name: '小吴', kf: 'kf2002@shop', gone: false, pictured: true },
      { name: '小郑', kf: 'kf2003@shop', gone: false, pictured: true },
      { name: 'kf2009', kf: 'kf2009@shop', gone: true, pictured: false },
    ])
    const said_ = await pool.query('select agent_id is not null as known from message order by seq')
    expect(said_.rows).toEqual([{ known: true }, { known: true }])
  })
})
