import { mkdtemp, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { PeriodsAnswer } from '@duokefu/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMediaLibrary, type MediaLibrary } from '../src/media/media.ts'
import { createRetention, type Retention } from '../src/records/retention.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { age, dayMs, serve } from './past-customers.ts'

const noTimers = { wait: async () => {}, every: () => () => {} }

let server: TestServer
let dataDir: string
let cookies: { lin: string; wu: string; zhou: string }

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'duokefu-retention-'))
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

describe('retention', () => {
  let media: MediaLibrary
  let retention: Retention

  beforeEach(() => {
    media = createMediaLibrary(server.ctx, {
      calls: server.ctx.calls,
      downloadFor: () => fetch as never,
      timers: noTimers,
    })
    retention = createRetention(server.ctx, { files: media.files, timers: noTimers })
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

  it('[L12] rests nineteen times as long as each piece of work took, so that callbacks are not slowed', async () => {
    let at = 0
    let restsMs: number[] = []
    const wait = async (ms: number) => void restsMs.push(ms)
    // Each look at this clock is 100 ms after the one before.
    const steady = () => {
      at += 100
      return at
    }
    const timers = { ...noTimers, wait }
    await createRetention(server.ctx, { files: media.files, timers, steady }).runOnce()
    expect(restsMs.length).toBeGreaterThan(0)
    expect(new Set(restsMs)).toEqual(new Set([1_900]))
    restsMs = []
    await createRetention(server.ctx, { files: media.files, timers, steady: () => at }).runOnce()
    expect(new Set(restsMs)).toEqual(new Set([10]))
  })

  it('[L12] deletes records and files after the account’s days, and leaves the rest', async () => {
    await serve(server, 'oOld', cookies.lin, '旧的', '好')
    await age(server, 'oOld', 40)
    await serve(server, 'oNew', cookies.lin, '新的', '好')
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
    await serve(server, 'oOld', cookies.lin, '旧的', '好')
    await age(server, 'oOld', 40)
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
    await serve(server, 'oOld', cookies.lin, '旧的', '好')
    const { rows: numbered } = await server.ctx.pool.query(
      `select next_seq::int as next from conversation where openid = 'oOld'`,
    )
    await age(server, 'oOld', 40)
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
    await serve(server, 'oOld', cookies.lin, '旧的', '好')
    await age(server, 'oOld', 80, true)
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
      await serve(server, openid, cookies.lin, '在吗', '在')
      await server.ctx.pool.query(
        `update message set delivery = 'failed' where openid = $1 and direction = 'out' and origin = 'agent'`,
        [openid],
      )
      await server.ctx.pool.query('update conversation set failed = 1 where openid = $1', [openid])
    }
    await age(server, 'oGone', 40)
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
    await serve(server, 'oLate', cookies.lin, '旧的', '好')
    await age(server, 'oLate', 40)
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
    await serve(server, 'oLate', cookies.lin, '旧的', '好')
    await age(server, 'oLate', 40)
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
