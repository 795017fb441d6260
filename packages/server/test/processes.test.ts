import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AgentId } from '@duokefu/engine'
import { wrapPush } from '@duokefu/wechat'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { readConfig } from '../src/config.ts'
import { createLoginLink, loginByLink } from '../src/login/service.ts'
import { type Server, startServer } from '../src/server.ts'
import { type DeskClient, openDesk } from './desk-client.ts'
import { makeAccount } from './factories.ts'
import { type FakeWechat, startFakeWechat, tokenPath } from './fake-wechat.ts'
import { accountName, type DeveloperUrl, fanText, startDeveloperUrl } from './gateway-harness.ts'
import { ask } from './harness.ts'
import type { MovableClock } from './ledger-harness.ts'
import { patient } from './patience.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

// Three whole servers on one database; each request goes to the next one, as behind a proxy.

let database: TestDatabase
let folder: string
let servers: Server[]
let wechat: FakeWechat
let mall: DeveloperUrl
let account: Awaited<ReturnType<typeof makeAccount>>
let lin: { readonly id: AgentId; readonly cookie: string }
const clock: MovableClock = { now: () => Date.now() + clock.skewMs, skewMs: 0 }

beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(path.join(tmpdir(), 'duokefu-processes-'))
  wechat = await startFakeWechat()
  mall = await startDeveloperUrl()
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    DATABASE_URL: database.connectionString,
    DUOKEFU_SECRET: 'a secret of tests alone',
    ALLOW_PRIVATE_URLS: 'on',
  })
  servers = []
  for (let index = 0; index < 3; index += 1)
    servers.push(await startServer({ config, log: pino({ level: 'silent' }), clock, deskDir: null }))
  const { ctx } = nextServer()
  account = await makeAccount(ctx, {
    apiBase: wechat.url,
    originalId: accountName,
    developer: { url: mall.url, token: 'developer', encodingAesKey: null },
  })
  const { agentId } = await addAgent(ctx, {
    accountId: account.id,
    name: '小林',
    kfAccount: null,
    role: 'agent',
  })
  const found = await ctx.pool.query<{ person_id: string }>(
    'select person_id from agent where agent_id = $1',
    [agentId],
  )
  const link = await createLoginLink(ctx, found.rows[0]?.person_id ?? '')
  const token = await loginByLink(ctx, link, { userAgent: 'test', address: '127.0.0.1' })
  lin = { id: agentId, cookie: `duokefu_login=${token}` }
})
afterAll(async () => {
  for (const server of servers) await server.stop()
  await wechat.stop()
  await mall.stop()
  await database.drop()
  rmSync(folder, { recursive: true })
})

let turn = 0
function nextServer(): Server {
  turn += 1
  const server = servers[turn % servers.length]
  if (server === undefined) throw new Error('no server')
  return server
}

/** A callback at the next process; what WeChat hears. */
async function push(clear: string): Promise<string> {
  const { body, query } = wrapPush({
    clear: Buffer.from(clear),
    format: 'xml',
    mode: 'plain',
    aesKey: null,
    appid: account.appid,
    token: 'token',
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: '518264037',
    toUserName: accountName,
    openid: 'oFromTheQuery',
  })
  const answer = await fetch(`${nextServer().url}/wechat/${account.appid}?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: new Uint8Array(body),
  })
  expect(answer.status).toBe(200)
  return answer.text()
}

const pathOf = (openid: string) => `/api/accounts/${account.id}/conversations/${openid}`

async function command(openid: string, body: Record<string, unknown>) {
  const id = randomUUID()
  const answer = await ask(nextServer().url, lin.cookie, 'POST', `${pathOf(openid)}/commands`, {
    id,
    ...body,
  })
  expect(answer.status).toBe(200)
  return answer.body
}

/** The fan waits, and is accepted at another process than theirs. */
async function serve(openid: string): Promise<string> {
  await push(fanText('客服', openid))
  const { conversation } = await command(openid, { type: 'accept', aboveMaximum: true })
  return conversation.session
}

async function textsOf(openid: string) {
  const { rows } = await nextServer().ctx.pool.query<{ seq: number; text: string }>(
    `select m.seq::int as seq, m.content->>'text' as text from message m where m.openid = $1 order by m.seq`,
    [openid],
  )
  return rows
}

it('[L6] a callback repeated at every process reaches the developer URL once, and each attempt hears the first one’s answer', async () => {
  const reply = `<xml><ToUserName><![CDATA[oTwice]]></ToUserName><FromUserName><![CDATA[${accountName}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[第一个答案]]></Content></xml>`
  mall.answer = (response) => setTimeout(() => response.end(reply), 100)
  const clear = fanText('营业时间', 'oTwice')
  const atOnce = await Promise.all([push(clear), push(clear), push(clear)])
  mall.answer = (response) => response.end('success')
  const later = [await push(clear), await push(clear), await push(clear)]
  expect(atOnce[0]).toContain('第一个答案')
  expect(new Set([...atOnce, ...later]).size).toBe(1)
  expect(mall.heard.filter(({ body }) => body.includes('oTwice'))).toHaveLength(1)
})

it('[L16] what fans say one after the other, each word at another process, stays whole and in order', async () => {
  const fans = ['oSpread1', 'oSpread2', 'oSpread3', 'oSpread4']
  const words = Array.from({ length: 15 }, (_, index) => `第 ${index + 1} 句`)
  await Promise.all(
    fans.map(async (fan) => {
      for (const word of words) await push(fanText(word, fan))
    }),
  )
  for (const fan of fans) {
    const texts = await textsOf(fan)
    expect(texts.map(({ text }) => text)).toEqual(words)
    expect(texts.map(({ seq }) => seq)).toEqual(words.map((_, index) => index + 1))
  }
})

it('[S13] desks of one account at every process see what happens at any of them', async () => {
  const desks: DeskClient[] = []
  for (const { url } of servers) desks.push(await openDesk(url, account.id, lin.cookie))
  const session = await serve('oSeen')
  for (const desk of desks) await desk.view('oSeen')
  await push(fanText('还在吗', 'oSeen'))
  await command('oSeen', { type: 'reply', session, mode: 'send', content: { type: 'text', text: '在的' } })
  for (const desk of desks) {
    await vi.waitFor(() => {
      const texts = desk
        .state()
        .threads.get('oSeen')
        ?.messages.map(({ content }) => content)
      expect(texts?.at(-1)).toMatchObject({ text: '在的' })
    }, patient)
    await desk.holdsTrue()
    desk.close()
  }
})

it('[L8] replies written at every process leave once each, with a token that WeChat was asked for once', async () => {
  const fans = ['oReply1', 'oReply2', 'oReply3']
  await Promise.all(
    fans.map(async (fan) => {
      const session = await serve(fan)
      for (const text of ['一', '二', '三'])
        await command(fan, { type: 'reply', session, mode: 'send', content: { type: 'text', text } })
    }),
  )
  await vi.waitFor(() => {
    for (const fan of fans) expect(wechat.textsTo(fan)).toEqual(['一', '二', '三'])
  }, patient)
  expect(wechat.calls(tokenPath)).toHaveLength(1)
})

it('[L4] thirty silent minutes end a conversation once, whoever’s clock sees it first', async () => {
  await serve('oSilent')
  clock.skewMs = 31 * 60_000
  await Promise.all(servers.map((server) => server.sweep()))
  const lines = await nextServer().ctx.pool.query(
    `select 1 from message m where m.openid = 'oSilent' and m.content->'line'->>'kind' = 'timed_out'`,
  )
  expect(lines.rows).toHaveLength(1)
  const closes = () =>
    mall.heard.filter(({ body }) => body.includes('kf_close_session') && body.includes('oSilent'))
  await vi.waitFor(() => expect(closes()).toHaveLength(1), patient)
  await Promise.all(servers.map((server) => server.idle()))
  expect(closes()).toHaveLength(1)
})
