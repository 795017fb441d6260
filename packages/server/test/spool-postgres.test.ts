import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { encodePushXml, wrapPush } from '@duokefu/wechat'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { readConfig } from '../src/config.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/db/embedded/start.ts'
import { createLoginLink, loginByLink } from '../src/login/service.ts'
import { type Server, startServer } from '../src/server.ts'
import { openDesk } from './desk-client.ts'
import { makeAccount } from './factories.ts'
import { type DeveloperUrl, startDeveloperUrl } from './gateway-harness.ts'
import { ask } from './harness.ts'
import { patient } from './patience.ts'

const openid = 'oStorage_0001aBcDeFgHiJkLmNo'

let folder: string
let postgres: EmbeddedPostgres
let server: Server
let mall: DeveloperUrl

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duokefu-storage-'))
  chmodSync(folder, 0o755)
  mall = await startDeveloperUrl()
  postgres = await startPostgres()
  const config = readConfig({
    PORT: '0',
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: postgres.connectionString,
    DUOKEFU_SECRET: 'a secret of tests alone',
    ALLOW_PRIVATE_URLS: 'on',
  })
  server = await startServer({ config, log: pino({ level: 'silent' }), deskDir: null })
})
afterAll(async () => {
  await server.stop()
  await postgres.stop()
  await mall.stop()
  rmSync(folder, { recursive: true, force: true })
})

const startPostgres = () => startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), log: () => {} })

it('[L7] a PostgreSQL that is stopped and started again: messages are answered and recorded, desks can only look', async () => {
  const { ctx } = server
  const { id, appid } = await makeAccount(ctx, {
    developer: { url: mall.url, token: 'developer', encodingAesKey: null },
  })
  const { agentId } = await addAgent(ctx, { accountId: id, name: '小林', kfAccount: null, role: 'agent' })
  const found = await ctx.pool.query<{ person_id: string }>(
    'select a.person_id from agent a where a.agent_id = $1',
    [agentId],
  )
  const link = await createLoginLink(ctx, found.rows[0]?.person_id ?? '')
  const cookie = `duokefu_login=${await loginByLink(ctx, link, { userAgent: 'test', address: '127.0.0.1' })}`
  const desk = await openDesk(server.url, id, cookie)
  const push = (text: string, msgId: string) => pushText(appid, text, msgId)
  try {
    expect(await push('发货了吗', '1')).toBe('success')
    await postgres.stop()

    expect(await push('在不在呢', '2')).toBe('success')
    await vi.waitFor(() => expect(desk.state().storageAway).toBe(true), patient)
    const began = performance.now()
    expect(await push('还在吗呢', '3')).toBe('success')
    // It is known that storage is away: nothing is held for three seconds any more.
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(mall.heard).toHaveLength(3)
    const body = { id: crypto.randomUUID(), type: 'accept', aboveMaximum: false }
    const path = `/api/accounts/${id}/conversations/${openid}/commands`
    expect(await ask(server.url, cookie, 'POST', path, body)).toMatchObject({ status: 503 })
    expect(await metric('duokefu_spool_records')).toBe(2)
    expect(await metric('duokefu_storage_away')).toBe(1)

    postgres = await startPostgres()
    await vi.waitFor(async () => expect(await metric('duokefu_spool_records')).toBe(0), patient)
    await vi.waitFor(() => expect(desk.state().storageAway).toBe(false), patient)
    expect(await push('收到了吗', '4')).toBe('success')
    const rows = await ctx.pool.query<{ text: string }>(
      `select m.content->>'text' as text from message m where m.openid = $1 and m.direction = 'in' order by m.seq`,
      [openid],
    )
    expect(rows.rows.map(({ text }) => text)).toEqual(['发货了吗', '在不在呢', '还在吗呢', '收到了吗'])
    expect(mall.heard).toHaveLength(4)
    await vi.waitFor(() => expect(readdirSync(spoolFolder())).toEqual([]), patient)
  } finally {
    desk.close()
  }
})

const spoolFolder = () => path.join(folder, 'data', 'spool')

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
}

async function pushText(appid: string, content: string, msgId: string): Promise<string> {
  const clear = encodePushXml({
    ToUserName: 'gh_5f2c1e9ab7d4',
    FromUserName: openid,
    CreateTime: Math.floor(Date.now() / 1000),
    MsgType: 'text',
    Content: content,
    MsgId: msgId,
  })
  const { body, query } = wrapPush({
    clear: Buffer.from(clear),
    format: 'xml',
    mode: 'plain',
    aesKey: null,
    appid,
    token: 'token',
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: '518264037',
    toUserName: 'gh_5f2c1e9ab7d4',
    openid,
  })
  const answer = await fetch(`${server.url}/wechat/${appid}?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: new Uint8Array(body),
  })
  expect(answer.status).toBe(200)
  return answer.text()
}
