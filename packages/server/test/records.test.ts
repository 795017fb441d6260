import type { Period, PeriodsAnswer, RecordsAnswer } from '@duokefu/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'
import { age, dayMs, serve } from './past-customers.ts'

let server: TestServer
let cookies: { lin: string; wu: string; zhou: string }

beforeEach(async () => {
  server = await startTestServer()
  const { lin, wu, zhou } = server.agents
  cookies = { lin: await server.login(lin), wu: await server.login(wu), zhou: await server.login(zhou) }
})
afterEach(() => server.stop())

const base = () => `/api/accounts/${server.account.id}`
const get = (cookie: string, route: string) => server.ask(cookie, 'GET', `${base()}${route}`)

describe('earlier sessions', () => {
  it('[S4] of one customer: when, who, the first words, how it ended; the latest first', async () => {
    await serve(server, 'oA', cookies.lin, '什么时候发货？', '今天')
    await serve(server, 'oA', cookies.wu, '发票呢', '已开')
    await serve(server, 'oB', cookies.wu, '别人的', '好')
    const { body } = await get(cookies.lin, '/conversations/oA/periods')
    const { periods, nextBefore, mayExport } = body as PeriodsAnswer
    expect(
      periods.map(({ agentId, firstWords, endReason, replies }) => [agentId, firstWords, endReason, replies]),
    ).toEqual([
      [server.agents.wu, '客服', 'closed', 1],
      [server.agents.lin, '客服', 'closed', 1],
    ])
    expect([nextBefore, mayExport]).toEqual([null, false])
    for (const { seq } of periods) {
      const around = await get(cookies.lin, `/conversations/oA/messages?around=${seq}&limit=2`)
      expect(around.body.messages.some((message: { seq: number }) => message.seq === seq)).toBe(true)
    }
  })

  it('[S4] page by page, each once, with those imported of the same second', async () => {
    for (let count = 0; count < 4; count++) await serve(server, 'oA', cookies.lin, `第 ${count} 次`, '好')
    await server.ctx.pool.query(
      `insert into imported_period (account_id, openid, first_seq, last_seq, started_at, ended_at, agent_id, replies, first_words)
       select $1, 'oF' || n, -n, -n, date_trunc('second', now() - interval '1 day'), now() - interval '1 day', $2, 1, '在吗'
       from generate_series(1, 6) n`,
      [server.account.id, server.agents.lin],
    )
    const all = (await get(cookies.zhou, '/records?limit=100')).body as RecordsAnswer
    expect(all.periods).toHaveLength(10)
    const paged: Period[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: RecordsAnswer = (
        await get(cookies.zhou, `/records?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).body
      paged.push(...page.periods)
      cursor = page.cursor
    }
    expect(paged.map(({ id }) => id)).toEqual(all.periods.map(({ id }) => id))
    expect(all.periods[0]).toMatchObject({ imported: false, alias: expect.any(String) })
    expect((await get(cookies.zhou, '/records?cursor=nonsense')).status).toBe(400)
  })

  it('[B] agents see their own and those of who waits, supervisors everything; narrowed by agent, end and name', async () => {
    await serve(server, 'oA', cookies.lin, '一', '好')
    await serve(server, 'oB', cookies.wu, '二', '好')
    await serve(server, 'oC', cookies.wu, '三', '好')
    await server.fanSays('oC', '客服')
    await server.ctx.pool.query(`update conversation set remark = '王姐-批发' where openid = 'oB'`)
    const openids = async (cookie: string, query = '') =>
      ((await get(cookie, `/records?${query}`)).body as RecordsAnswer).periods
        .map(({ openid }) => openid)
        .sort()
    expect(await openids(cookies.zhou)).toEqual(['oA', 'oB', 'oC'])
    expect(await openids(cookies.lin)).toEqual(['oA', 'oC'])
    expect(await openids(cookies.zhou, `agent=${server.agents.wu}`)).toEqual(['oB', 'oC'])
    expect(await openids(cookies.lin, `agent=${server.agents.wu}`)).toEqual(['oC'])
    expect(await openids(cookies.zhou, `customer=${encodeURIComponent('王姐')}`)).toEqual(['oB'])
    expect(await openids(cookies.zhou, 'end=timeout')).toEqual([])
    expect(await openids(cookies.zhou, 'end=closed&customer=oA')).toEqual(['oA'])
    const tomorrow = new Date(Date.now() + 2 * dayMs).toISOString().slice(0, 10)
    expect(await openids(cookies.zhou, `from=${tomorrow}`)).toEqual([])
  })

  it('[S4] days with records, and a jump to the first of a day', async () => {
    await serve(server, 'oA', cookies.lin, '从前', '好')
    await age(server, 'oA', 3)
    await server.fanSays('oA', '今天')
    const day = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at)
    const today = day(Date.now())
    const before = day(Date.now() - 3 * dayMs)
    const asked = await Promise.all(
      [...new Set([today.slice(0, 7), before.slice(0, 7)])].map(
        async (month) => (await get(cookies.lin, `/conversations/oA/days?month=${month}`)).body,
      ),
    )
    const days = asked.flatMap((answer) => answer.days)
    expect(days.map((one) => one.day).sort()).toEqual([before, today])
    expect(days.find((one) => one.day === before).seq).toBe(1)
    expect(asked[0]).toMatchObject({ first: before.slice(0, 7), last: today.slice(0, 7) })
  })
})

describe('words in records', () => {
  it('[B] two characters of Chinese are found, in one customer and in all; % is a letter', async () => {
    await serve(server, 'oA', cookies.lin, '我要退款，100% 不满意', '退款已登记')
    await serve(server, 'oB', cookies.wu, '退款多久到账', '三天')
    await age(server, 'oB', 5)
    const one = await get(cookies.lin, `/conversations/oA/search?q=${encodeURIComponent('退款')}`)
    expect(one.body.messages.map(({ content }: { content: { text: string } }) => content.text)).toEqual([
      '退款已登记',
      '我要退款，100% 不满意',
    ])
    expect((await get(cookies.lin, '/conversations/oA/search?q=%25')).body.messages).toHaveLength(1)
    expect((await get(cookies.lin, '/conversations/oA/search?q=_')).body.messages).toHaveLength(0)
    const all = await get(cookies.zhou, `/records/search?q=${encodeURIComponent('退款')}`)
    expect(all.body.found.map(({ message }: { message: { openid: string } }) => message.openid)).toEqual([
      'oA',
      'oA',
      'oB',
    ])
    expect(all.body.lookedBackTo).toBeNull()
    // 「我要退款」 was said before 小林 accepted.
    const mine = await get(cookies.lin, `/records/search?q=${encodeURIComponent('退款')}`)
    expect(mine.body.found).toHaveLength(2)
    expect(
      mine.body.found.every(({ message }: { message: { openid: string } }) => message.openid === 'oA'),
    ).toBe(true)
    expect((await get(cookies.zhou, '/records/search?q=x')).status).toBe(400)
  })

  it('[B] a look that takes too long is told as that', async () => {
    await serve(server, 'oA', cookies.lin, '什么时候发货', '今天')
    const locker = await server.ctx.pool.connect()
    await locker.query('begin; lock table message in access exclusive mode')
    try {
      const { status, body } = await get(cookies.lin, '/conversations/oA/search?q=发货')
      expect([status, body.error.code]).toEqual([503, 'too_slow'])
    } finally {
      await locker.query('rollback')
      locker.release()
    }
  })

  it('[B] a look that found enough says how far it came, and goes on from there', async () => {
    await server.fanSays('oMany', '客服')
    await server.ctx.pool.query(
      `insert into message (account_id, openid, seq, at, version, direction, origin, content)
       select $1, 'oMany', n + 10, now() - interval '2 days' + n * interval '1 minute', 1, 'in', 'fan',
         jsonb_build_object('type', 'text', 'text', '退款 ' || n, 'menuId', null) from generate_series(1, 120) n`,
      [server.account.id],
    )
    const found = new Set<number>()
    let before = ''
    for (let looks = 0; looks < 5; looks++) {
      const { body } = await get(cookies.zhou, `/records/search?q=${encodeURIComponent('退款')}${before}`)
      for (const { message } of body.found) found.add(message.seq)
      if (body.lookedBackTo === null) break
      before = `&before=${body.lookedBackTo}`
    }
    expect(found.size).toBe(120)
  })
})

describe('exports', () => {
  const text = async (cookie: string, route: string) => {
    const response = await fetch(`${server.url}${base()}${route}`, { headers: { cookie } })
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  }

  it('[L12] CSV has its mark and no formulas, JSON Lines have ids, the page is readable and safe', async () => {
    await serve(server, 'oA', cookies.lin, '=HYPERLINK("http://x")', '<b>好的</b>')
    await server.ctx.pool.query(`update conversation set remark = '王姐' where openid = 'oA'`)
    const csv = await text(cookies.zhou, '/conversations/oA/export?format=csv')
    expect(csv.status).toBe(200)
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; .*\.csv$/)
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = csv.bytes.toString().split('\r\n')
    expect(rows[0]).toContain('时间,客户')
    expect(csv.bytes.toString()).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(csv.bytes.toString()).toContain('小林')

    const lines = (await text(cookies.zhou, '/conversations/oA/export?format=jsonl')).bytes
      .toString()
      .trim()
      .split('\n')
    const records = lines.map((line) => JSON.parse(line))
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1))
    expect(records.find(({ content }) => content.text?.startsWith('='))).toMatchObject({
      customer: '王姐',
      openid: 'oA',
      content: { text: '=HYPERLINK("http://x")' },
    })

    const page = (await text(cookies.zhou, '/conversations/oA/export?format=html&lang=en')).bytes.toString()
    expect(page).toContain('&lt;b&gt;好的&lt;/b&gt;')
    expect(page).not.toContain('<b>')
    expect(page).not.toContain('<script')

    const book = await text(cookies.zhou, '/conversations/oA/export?format=xlsx')
    expect(book.bytes.subarray(0, 2).toString()).toBe('PK')
  })

  it('[L12] a file has the date of the account in its name', async () => {
    await serve(server, 'oA', cookies.lin, '一', '好')
    // Half past four in the afternoon of Greenwich is the next day in Shanghai.
    const tomorrow = Math.ceil(Date.now() / dayMs) * dayMs
    server.clock.skewMs = tomorrow + 16.5 * 60 * 60_000 - Date.now()
    const { headers } = await text(cookies.zhou, '/conversations/oA/export?format=csv')
    const day = new Date(tomorrow + dayMs).toISOString().slice(0, 10)
    expect(headers.get('content-disposition')).toContain(`-${day}.csv`)
  })

  it('[L12] the filtered list: the records of each period, once', async () => {
    await serve(server, 'oA', cookies.lin, '一', '好')
    await serve(server, 'oB', cookies.wu, '二', '好')
    const lines = (
      await text(cookies.zhou, `/records/export?format=jsonl&agent=${server.agents.lin}`)
    ).bytes.toString()
    const records = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(new Set(records.map(({ openid }) => openid))).toEqual(new Set(['oA']))
    const stored = await server.ctx.pool.query(`select count(*)::int as n from message where openid = 'oA'`)
    expect(records).toHaveLength(stored.rows[0].n)
    const audit = await server.ctx.pool.query(`select act, after from audit_log where act = 'records.export'`)
    expect(audit.rows).toEqual([
      { act: 'records.export', after: { format: 'jsonl', agent: server.agents.lin } },
    ])
  })

  it('[L12] are the supervisors’, and everybody’s when the account says so', async () => {
    await serve(server, 'oA', cookies.lin, '一', '好')
    expect((await text(cookies.lin, '/conversations/oA/export?format=csv')).status).toBe(403)
    expect((await text(cookies.lin, '/records/export?format=csv')).status).toBe(403)
    await server.ctx.pool.query(
      `update account set settings = '{"agentsMayExport": true}', config_version = config_version + 1`,
    )
    await server.ctx.accounts.refresh(server.account.id)
    expect((await text(cookies.lin, '/conversations/oA/export?format=csv')).status).toBe(200)
  })
})
