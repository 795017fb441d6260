import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AccountId } from '@duokefu/engine'
import { decodeReply, encodePushXml, wrapPush } from '@duokefu/wechat'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { readConfig } from '../src/config.ts'
import { bindLogin } from '../src/login/service.ts'
import { type Server, startServer } from '../src/server.ts'
import { makeAccount } from './factories.ts'
import { errcode, type FakeWechat, startFakeWechat } from './fake-wechat.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'
import { askOf, newBrowser, type TestBrowser } from './wechat-phone.ts'

// Login way `scan`: the whole server, a WeChat that makes QRs, and a mall that hears nothing of them.

const createPath = '/cgi-bin/qrcode/create'
let database: TestDatabase
let wechat: FakeWechat
let server: Server
let account: { readonly id: AccountId; readonly appid: string }
const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-scan-'))

beforeAll(async () => {
  ;[database, wechat] = await Promise.all([createTestDatabase(), startFakeWechat()])
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.connectionString,
    DUOKEFU_SECRET: 'a secret of tests alone',
    ALLOW_PRIVATE_URLS: 'on',
  })
  server = await startServer({ config, log: pino({ level: 'silent' }), deskDir: null })
  account = await makeAccount(server.ctx, {
    loginWay: 'scan',
    apiBase: wechat.url,
    developer: { url: `${wechat.url}/mall`, token: 'mall', encodingAesKey: null },
  })
  const { personId } = await addAgent(server.ctx, {
    accountId: account.id,
    name: '小林',
    kfAccount: null,
    role: 'agent',
  })
  await bindLogin(server.ctx, { accountId: account.id, openid: 'oLin', personId })
})
afterAll(async () => {
  await server.stop()
  await wechat.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})
beforeEach(() => {
  wechat.startOver()
  wechat.on('/mall', () => ({ status: 200 }))
  wechat.on(createPath, () => ({
    json: { ticket: 'gQF8', expire_seconds: 120, url: 'http://weixin.qq.com/q/02abc' },
  }))
})

const browserAt = () => newBrowser({ ask: askOf(server.url) })

async function showQr() {
  const browser = browserAt()
  const { body } = await browser.ask('POST', '/api/login/tickets', { account: account.id })
  const info = wechat.calls(createPath).at(-1)?.json.action_info as
    | { scene: { scene_str: string } }
    | undefined
  return { browser, ticket: body, scene: info?.scene.scene_str ?? '' }
}

let created = Math.floor(Date.now() / 1000)

/** WeChat tells us of a scan; returns the text that the account answers. */
async function event(kind: 'SCAN' | 'subscribe', openid: string, scene: string): Promise<string> {
  created += 1
  const clear = encodePushXml({
    ToUserName: 'gh_0123456789ab',
    FromUserName: openid,
    CreateTime: created,
    MsgType: 'event',
    Event: kind,
    EventKey: kind === 'SCAN' ? scene : `qrscene_${scene}`,
    Ticket: 'gQF8',
  })
  const { body, query } = wrapPush({
    clear: Buffer.from(clear),
    format: 'xml',
    mode: 'plain',
    aesKey: null,
    appid: account.appid,
    token: 'token',
    timestamp: String(created),
    nonce: '12345',
    toUserName: 'gh_0123456789ab',
    openid,
  })
  const answer = await fetch(`${server.url}/wechat/${account.appid}?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: new Uint8Array(body),
  })
  const decoded = decodeReply(Buffer.from(await answer.text()))
  return decoded.ok && decoded.reply?.type === 'text' ? decoded.reply.content : ''
}

/** The one-time token of the link in an answer. */
const tokenIn = (text: string) => /\/m\/login\/[\w-]{43}#phone=([\w-]{43})"/.exec(text)?.[1] ?? ''

const open = async (phone: TestBrowser, ticket: string, token: string | null) =>
  (await phone.ask('POST', `/api/phone/tickets/${ticket}/open`, { token, arrived: false })).body

const recorded = async () =>
  (await server.ctx.pool.query('select openid, content from message order by at')).rows

describe('an account whose agents log in by a QR with a scene', () => {
  it("[S2] shows WeChat's QR, answers the scan with a link that is good once, and lets the browser in", async () => {
    const { browser, ticket, scene } = await showQr()
    expect(ticket.url).toBe('http://weixin.qq.com/q/02abc')
    expect(scene).toBe(`duokefu:${ticket.ticket}`)
    expect(scene.length).toBeLessThanOrEqual(64)

    const text = await event('SCAN', 'oLin', scene)
    const state = await browser.ask('GET', `/api/login/tickets/${ticket.ticket}`)
    expect(state.body.state).toBe('scanned')
    const phone = browserAt()
    expect(await open(phone, ticket.ticket, tokenIn(text))).toMatchObject({
      step: 'confirm',
      person: '小林',
      digits: ticket.digits,
    })
    expect(await open(browserAt(), ticket.ticket, tokenIn(text))).toEqual({
      step: 'ended',
      reason: 'not_wechat',
    })
    const confirmed = await phone.ask('POST', `/api/phone/tickets/${ticket.ticket}/confirm`)
    expect(confirmed.body.step).toBe('done')
    expect((await browser.ask('POST', `/api/login/tickets/${ticket.ticket}/enter`)).status).toBe(200)
    expect((await browser.ask('GET', '/api/session')).body.person.name).toBe('小林')
  })

  it('[S2] such a scan makes no customer, leaves no record, and is no business of the developer URL', async () => {
    const { scene } = await showQr()
    const before = await recorded()
    await event('SCAN', 'oLin', scene)
    await server.idle()
    expect(await recorded()).toEqual(before)
    expect((await server.ctx.pool.query('select 1 from customer')).rows).toEqual([])
    expect(wechat.calls('/mall')).toEqual([])
  })

  it("[S2] a repeat of the same scan is answered as well, another phone's is not", async () => {
    const { ticket, scene } = await showQr()
    expect(tokenIn(await event('SCAN', 'oLin', scene))).not.toBe('')
    expect(tokenIn(await event('SCAN', 'oLin', scene))).not.toBe('')
    expect(await event('SCAN', 'oStranger', scene)).toBe('这个微信号还不是本店客服，请联系管理员邀请')
    const { rows } = await server.ctx.pool.query(
      `select state from login_ticket where ticket_hash = sha256(convert_to($1, 'utf8'))`,
      [ticket.ticket],
    )
    expect(rows).toEqual([{ state: 'scanned' }])
  })

  it('[S2] a made-up scene opens nothing', async () => {
    expect(await event('SCAN', 'oLin', 'duokefu:made-up')).toBe('二维码已失效，请重新扫码')
  })

  it('[S2] whoever follows by it follows as by any other QR, and gets the link as a message', async () => {
    const { ticket, scene } = await showQr()
    await event('subscribe', 'oLin', scene)
    await expect.poll(() => wechat.textsTo('oLin')).toHaveLength(1)
    expect(tokenIn(wechat.textsTo('oLin')[0] ?? '')).not.toBe('')
    expect(wechat.calls('/mall')).toHaveLength(1)
    // WeChat's repeat of the same event: the same answer, and no second message.
    created -= 1
    await event('subscribe', 'oLin', scene)
    await server.idle()
    expect(wechat.textsTo('oLin')).toHaveLength(1)
    const kept = JSON.stringify(await recorded())
    expect(kept).toContain('subscribe')
    expect(kept).not.toContain(ticket.ticket)
  })

  it("[S2] the shop's own QRs are a customer's as ever", async () => {
    await event('SCAN', 'oFan', '门店A')
    await expect.poll(async () => JSON.stringify(await recorded())).toContain('门店A')
    expect(wechat.calls('/mall')).toHaveLength(1)
  })

  it('[S2] an account without the right says so', async () => {
    wechat.on(createPath, () => errcode(48001, 'api unauthorized'))
    const answer = await browserAt().ask('POST', '/api/login/tickets', { account: account.id })
    expect(answer.body.error.code).toBe('qr_unavailable')
  })

  // Last: for a minute there are no more.
  it('[design] leaves WeChat’s QRs of a day over, whoever opens login pages', async () => {
    wechat.on(createPath, () => ({
      json: { ticket: 't', url: 'http://weixin.qq.com/q/x', expire_seconds: 120 },
    }))
    const before = wechat.calls(createPath).length
    const tries = Array.from({ length: 70 }, () =>
      browserAt().ask('POST', '/api/login/tickets', { account: account.id }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect(wechat.calls(createPath).length - before).toBeLessThanOrEqual(60)
  })
})
