import { mkdtemp, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Period, PeriodsAnswer, RecordsAnswer } from '@duokefu/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMediaLibrary, type MediaLibrary } from '../src/media/media.ts'
import { createRetention, type Retention } from '../src/records/retention.ts'
import { startTestServer, type TestServer } from './harness.ts'

const dayMs = 24 * 60 * 60_000
const noTimers = { wait: async () => {}, every: () => () => {} }

let server: TestServer
let dataDir: string
let cookies: { lin: string; wu: string; zhou: string }

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'duokefu-records-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))
beforeEach(async () => {
  server = await startTestServer({ config: { dataDir } })
  const { lin, wu, zhou } = server.agents
  cookies = { lin: await server.login(lin), wu: await server.login(wu), zhou: await server.login(zhou) }
})
afterEach(() => server.stop())

const base = () => `/api/accounts/${server.account.id}`
const get = (cookie: string, route: string) => server.ask(cookie, 'GET', `${base()}${route}`)

/** A customer asks, an agent accepts, answers and ends. */
async function serve(openid: string, cookie: string, asked: string, answered: string): Promise<void> {
  await server.fanSays(openid, '客服')
  await server.fanSays(openid, asked)
  const session = await server.accept(cookie, openid)
  const content = { type: 'text', text: answered }
  await server.command(cookie, openid, { type: 'reply', session, mode: 'send', content })
  await server.command(cookie, openid, { type: 'close', session, held: 'cancel', reason: null })
}

/** Moves everything that is known of a customer into the past; what was to be sent is, unless it waits. */
async function age(openid: string, days: number, waits = false): Promise<void> {
  const back = `interval '${days} days'`
  const { pool } = server.ctx
  if (!waits) await pool.query('delete from outbox where openid = $1', [openid])
  await pool.query(`select make_message_partitions((now() - ${back})::date, now()::date)`)
  await pool.query(`update message set at = at - ${back}, sent_at = sent_at - ${back} where openid = $1`, [
    openid,
  ])
  await pool.query(
    `update session set started_at = started_at - ${back}, ended_at = ended_at - ${back} where openid = $1`,
    [openid],
  )
  await pool.query(
    `update conversation set last_at = last_at - ${back}, ended_at = ended_at - ${back},
       preview = jsonb_set(preview, '{at}', to_jsonb((preview ->> 'at')::float8 - ${days * dayMs}))
     where openid = $1`,
    [openid],
  )
}

describe('earlier sessions', () => {
  it('[S4] of one customer: when, who, the first words, how it ended; the latest first', async () => {
    await serve('oA', cookies.lin, '什么时候发货？', '今天')
    await serve('oA', cookies.wu, '发票呢', '已开')
    await serve('oB', cookies.wu, '别人的', '好')
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
    for (let count = 0; count < 4; count++) await serve('oA', cookies.lin, `第 ${count} 次`, '好')
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
    await serve('oA', cookies.lin, '一', '好')
    await serve('oB', cookies.wu, '二', '好')
    await serve('oC', cookies.wu, '三', '好')
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
    await serve('oA', cookies.lin, '从前', '好')
    await age('oA', 3)
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
    await serve('oA', cookies.lin, '我要退款，100% 不满意', '退款已登记')
    await serve('oB', cookies.wu, '退款多久到账', '三天')
    await age('oB', 5)
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
    await serve('oA', cookies.lin, '什么时候发货', '今天')
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
    await serve('oA', cookies.lin, '=HYPERLINK("http://x")', '<b>好的</b>')
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
    await serve('oA', cookies.lin, '一', '好')
    // Half past four in the afternoon of Greenwich is the next day in Shanghai.
    const tomorrow = Math.ceil(Date.now() / dayMs) * dayMs
    server.clock.skewMs = tomorrow + 16.5 * 60 * 60_000 - Date.now()
    const { headers } = await text(cookies.zhou, '/conversations/oA/export?format=csv')
    const day = new Date(tomorrow + dayMs).toISOString().slice(0, 10)
    expect(headers.get('content-disposition')).toContain(`-${day}.csv`)
  })

  it('[L12] the filtered list: the records of each period, once', async () => {
    await serve('oA', cookies.lin, '一', '好')
    await serve('oB', cookies.wu, '二', '好')
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
    await serve('oA', cookies.lin, '一', '好')
    expect((await text(cookies.lin, '/conversations/oA/export?format=csv')).status).toBe(403)
    expect((await text(cookies.lin, '/records/export?format=csv')).status).toBe(403)
    await server.ctx.pool.query(
      `update account set settings = '{"agentsMayExport": true}', config_version = config_version + 1`,
    )
    await server.ctx.accounts.refresh(server.account.id)
    expect((await text(cookies.lin, '/conversations/oA/export?format=csv')).status).toBe(200)
  })
})

describe('retention', () => {
  let media: MediaLibrary
  let retention: Retention

  beforeEach(() => {
    const timers = noTimers
    media = createMediaLibrary(server.ctx, {
      calls: server.ctx.calls,
      downloadFor: () => fetch as never,
      timers,
    })
    retention = createRetention(server.ctx, { files: media.files, timers })
  })

  /** A file of an old record, its row as old as given; bytes differ by `salt`. */
  async function fileOf(
    openid: string | null,
    daysOld: number,
    salt: string,
  ): Promise<{ key: string; file: string }> {
    const data = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(salt.padEnd(64))])
    const { digest } = await media.files.put(data)
    const found = await server.ctx.pool.query<{ media_key: string }>(
      `insert into media (account_id, media_key, digest, mime, bytes, state, created_at, openid, seq, at)
       values ($1, gen_random_uuid(), $2, 'image/png', 72, 'ready', now() - $3 * interval '1 day', $4, $5,
         case when $4::text is not null then now() - $3 * interval '1 day' end) returning media_key`,
      [server.account.id, digest, daysOld, openid, openid === null ? null : 1],
    )
    const file = path.join(dataDir, 'media', digest.slice(0, 2), digest)
    const old = new Date(Date.now() - 2 * dayMs)
    await utimes(file, old, old)
    await announcedAt(digest, 2)
    return { key: found.rows[0]?.media_key ?? '', file }
  }

  const announcedAt = (digest: string, daysAgo: number) =>
    server.ctx.pool.query(`update file_announced set at = now() - $2 * interval '1 day' where digest = $1`, [
      digest,
      daysAgo,
    ])

  it('[L12] a file that a crash left without a row goes after a day, one with a row stays', async () => {
    const kept = await fileOf('oKept', 0, 'kept')
    const left = await media.files.put(Buffer.from('left behind'))
    const file = path.join(dataDir, 'media', left.digest.slice(0, 2), left.digest)
    const old = new Date(Date.now() - 2 * dayMs)
    await utimes(file, old, old)
    await retention.runOnce()
    expect(await exists(file)).toBe(true)
    await announcedAt(left.digest, 2)
    await retention.runOnce()
    expect([await exists(file), await exists(kept.file)]).toEqual([false, true])
    expect((await server.ctx.pool.query('select from file_announced')).rowCount).toBe(0)
  })

  const exists = (file: string) =>
    stat(file).then(
      () => true,
      () => false,
    )

  it('[L12] deletes records and files after the account’s days, and leaves the rest', async () => {
    await serve('oOld', cookies.lin, '旧的', '好')
    await age('oOld', 40)
    await serve('oNew', cookies.lin, '新的', '好')
    const [old, young, shared, twin] = [
      await fileOf('oOld', 40, 'old'),
      await fileOf('oNew', 3, 'young'),
      await fileOf('oOld', 40, 'shared'),
      await fileOf('oNew', 3, 'shared'),
    ]
    const avatar = await fileOf(null, 40, 'avatar')
    const upload = await fileOf(null, 40, 'upload')
    const [ruleUpload, rulePicture] = [
      await fileOf(null, 40, 'rule'),
      await fileOf('oOld', 40, 'rule of a fan'),
    ]
    const sends = ({ key }: { key: string }) => ({
      action: { type: 'send', reply: { type: 'image', mediaKey: key } },
    })
    await server.ctx.pool.query('update account set settings = settings || $1', [
      JSON.stringify({ rules: [ruleUpload, rulePicture].map(sends) }),
    ])
    await server.ctx.pool.query('update agent set avatar_key = $1 where agent_id = $2', [
      avatar.key,
      server.agents.lin,
    ])
    const before = await server.ctx.pool.query(`select count(*)::int as n from message where openid = 'oNew'`)
    expect((await get(cookies.zhou, '/records/older?days=30')).body.records).toBeGreaterThan(2)

    await retention.runOnce()

    const left = await server.ctx.pool.query(`select openid, count(*)::int as n from message group by openid`)
    expect(left.rows).toEqual([{ openid: 'oNew', n: before.rows[0].n }])
    expect(await Promise.all([old, upload].map(({ file }) => exists(file)))).toEqual([false, false])
    const kept = [young, shared, twin, avatar, ruleUpload, rulePicture]
    expect(await Promise.all(kept.map(({ file }) => exists(file)))).toEqual(kept.map(() => true))
    await server.ctx.pool.query(`update account set settings = settings - 'rules'`)
    expect((await get(cookies.zhou, '/records/older?days=30')).body.records).toBe(0)
  })

  it('[L12] forgets no file because the store was away when its time came', async () => {
    await serve('oOld', cookies.lin, '旧的', '好')
    await age('oOld', 40)
    const { key, file } = await fileOf('oOld', 40, 'away')
    const rows = () => server.ctx.pool.query('select from media where media_key = $1', [key])
    const away = { remove: () => Promise.reject(new Error('the bucket does not answer')) }
    const stumbling = createRetention(server.ctx, { files: away, timers: noTimers })
    await expect(stumbling.runOnce()).rejects.toThrow('the bucket does not answer')
    expect([(await rows()).rowCount, await exists(file)]).toEqual([1, true])
    await retention.runOnce()
    expect([(await rows()).rowCount, await exists(file)]).toEqual([0, false])
  })

  it('[L12] keeps sessions and numbers: nothing is given twice, and the conversation says what is gone', async () => {
    await serve('oOld', cookies.lin, '旧的', '好')
    const { rows: numbered } = await server.ctx.pool.query(
      `select next_seq::int as next from conversation where openid = 'oOld'`,
    )
    await age('oOld', 40)
    await retention.runOnce()
    const conversation = await server.ctx.pool.query(
      `select preview, next_seq::int as next from conversation where openid = 'oOld'`,
    )
    expect(conversation.rows).toEqual([{ preview: null, next: numbered[0].next }])
    const { periods } = (await get(cookies.lin, '/conversations/oOld/periods')).body as PeriodsAnswer
    expect(periods).toMatchObject([{ replies: 1, seq: null, firstWords: null }])
    expect((await get(cookies.lin, '/conversations/oOld/messages')).body).toMatchObject({
      messages: [],
      olderDeleted: true,
    })
    await server.fanSays('oOld', '我又来了')
    const page = (await get(cookies.lin, '/conversations/oOld/messages')).body
    expect(page.messages[0].seq).toBe(numbered[0].next)
    expect(page).toMatchObject({ before: null, olderDeleted: true })
  })

  it('[L12] keeps what is still to be sent, and drops months that are empty', async () => {
    await serve('oOld', cookies.lin, '旧的', '好')
    await age('oOld', 80, true)
    const { rows } = await server.ctx.pool.query(`select seq from outbox where openid = 'oOld'`)
    await retention.runOnce()
    const kept = await server.ctx.pool.query(`select seq from message where openid = 'oOld'`)
    expect(kept.rows).toEqual(rows)
    await server.ctx.pool.query('delete from outbox')
    server.clock.skewMs += dayMs
    const partitions = async () =>
      (await server.ctx.pool.query(`select from pg_inherits where inhparent = 'message'::regclass`))
        .rowCount ?? 0
    const many = await partitions()
    await retention.runOnce()
    expect(await partitions()).toBeLessThan(many)
    expect((await server.ctx.pool.query(`select from message where openid = 'oOld'`)).rowCount).toBe(0)
  })

  it('[L12] a reply that failed and was deleted leaves no mark on the list, one that is still there does', async () => {
    for (const openid of ['oGone', 'oThere']) {
      await serve(openid, cookies.lin, '在吗', '在')
      await server.ctx.pool.query(
        `update message set delivery = 'failed' where openid = $1 and direction = 'out' and origin = 'agent'`,
        [openid],
      )
      await server.ctx.pool.query('update conversation set failed = 1 where openid = $1', [openid])
    }
    await age('oGone', 40)
    await server.fanSays('oGone', '还在吗')
    await retention.runOnce()
    const { rows } = await server.ctx.pool.query(
      'select openid, failed, preview is not null as shown from conversation order by openid',
    )
    expect(rows).toEqual([
      { openid: 'oGone', failed: 0, shown: true },
      { openid: 'oThere', failed: 1, shown: true },
    ])
  })

  it('[L12] what an import brought behind the last deletion goes with the next one', async () => {
    await retention.runOnce()
    await serve('oLate', cookies.lin, '旧的', '好')
    await age('oLate', 40)
    server.clock.skewMs += dayMs
    await retention.runOnce()
    expect((await server.ctx.pool.query(`select from message where openid = 'oLate'`)).rowCount).toBe(0)
  })

  it('[L12] longer kept from now on: a shorter time later finds everything that is too old then', async () => {
    const keep = (days: number) =>
      server.ctx.pool.query(
        `update account set settings = settings || jsonb_build_object('retentionDays', $1::int), config_version = config_version + 1`,
        [days],
      )
    await retention.runOnce()
    await keep(90)
    await server.ctx.accounts.refresh(server.account.id)
    await retention.runOnce()
    await serve('oLate', cookies.lin, '旧的', '好')
    await age('oLate', 40)
    await keep(30)
    await server.ctx.accounts.refresh(server.account.id)
    await retention.runOnce()
    expect((await server.ctx.pool.query(`select from message where openid = 'oLate'`)).rowCount).toBe(0)
  })

  it('[L12] many records go in batches, and a second run has nothing to do', async () => {
    await server.fanSays('oMany', '客服')
    await server.ctx.pool.query(
      `select make_message_partitions((now() - interval '60 days')::date, now()::date)`,
    )
    await server.ctx.pool.query(
      `insert into message (account_id, openid, seq, at, version, direction, origin, content)
       select $1, 'oMany', n + 10, now() - interval '60 days' + n * interval '5 minutes', 1, 'in', 'fan', '{"type": "text", "text": "x", "menuId": null}'
       from generate_series(1, 9000) n`,
      [server.account.id],
    )
    const count = async (from: string) =>
      (
        await server.ctx.pool.query(
          `select count(*)::int as n from message where at < date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' - interval '30 days' and ${from}`,
        )
      ).rows[0].n
    expect(await count('true')).toBeGreaterThan(8_000)
    await retention.runOnce()
    expect(await count('true')).toBe(0)
    await retention.runOnce()
  })
})
