import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAccount } from './factories.ts'
import { type FakeWechat, startFakeWechat } from './fake-wechat.ts'
import { startTestServer, type TestServer } from './harness.ts'
import {
  type Authorization,
  authorize,
  newBrowser,
  startAuthorization,
  type TestBrowser,
} from './wechat-phone.ts'

let server: TestServer
let wechat: FakeWechat
let oauth: Authorization
beforeAll(async () => {
  ;[server, wechat] = await Promise.all([startTestServer(), startFakeWechat()])
  await server.ctx.pool.query(`update account set api_base = $1, oauth_base = $1`, [wechat.url])
  await server.ctx.accounts.refresh(server.account.id)
  oauth = startAuthorization(wechat, server.account.appid)
})
afterAll(() => Promise.all([server.stop(), wechat.stop()]))

const minutes = (n: number) => n * 60_000
const page = '/m/invite/of-a-test'

async function identity(
  phone: TestBrowser,
  options: { page?: string; account?: string; arrived?: boolean } = {},
) {
  const query = new URLSearchParams({
    account: options.account ?? server.account.id,
    return: options.page ?? page,
    arrived: String(options.arrived ?? true),
  })
  return phone.ask('GET', `/api/phone/identity?${query}`)
}

/** A phone that WeChat has told us about. */
async function knownPhone(openid: string): Promise<TestBrowser> {
  const phone = newBrowser(server)
  const { body } = await identity(phone)
  await authorize(phone, body.authorizeUrl, oauth.code(openid))
  return phone
}

describe('who holds a phone', () => {
  it('[S2] is asked of WeChat, silently, and told back at the page that asked', async () => {
    const phone = newBrowser(server)
    const asked = await identity(phone)
    expect(asked.body.known).toBe(false)
    const url = new URL(asked.body.authorizeUrl)
    expect(`${url.origin}${url.pathname}`).toBe(`${wechat.url}/connect/oauth2/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      appid: server.account.appid,
      redirect_uri: 'http://127.0.0.1/m/oauth',
      response_type: 'code',
      scope: 'snsapi_base',
      state: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(url.hash).toBe('#wechat_redirect')
    expect(asked.headers.get('set-cookie')).toMatch(/^duokefu_phone=[\w-]{43}; .*HttpOnly; SameSite=Lax/)

    expect(await authorize(phone, asked.body.authorizeUrl, oauth.code('oLin'))).toBe(`${page}#wechat`)
    expect((await identity(phone)).body).toEqual({ known: true, authorizeUrl: null })
  })

  it('[S2] is asked anew by a page that was just opened', async () => {
    const phone = await knownPhone('oLin')
    const { body } = await identity(phone, { arrived: false })
    expect(body).toMatchObject({ known: false, authorizeUrl: expect.any(String) })
  })

  it('[S2] is known on that page alone, in that account alone, for ten minutes', async () => {
    const phone = await knownPhone('oLin')
    const other = await makeAccount(server.ctx)
    expect((await identity(phone, { page: '/m/invite/another' })).body.known).toBe(false)
    const still = await knownPhone('oLin')
    expect((await identity(still, { account: other.id })).body.known).toBe(false)
    const late = await knownPhone('oLin')
    server.clock.skewMs += minutes(10) + 1_000
    try {
      expect((await identity(late)).body.known).toBe(false)
    } finally {
      server.clock.skewMs -= minutes(10) + 1_000
    }
  })

  it('[S2] a made-up user of a snapshot page is turned away', async () => {
    const phone = newBrowser(server)
    const { body } = await identity(phone)
    const code = oauth.code('oSnapshot', { snapshot: true })
    expect(await authorize(phone, body.authorizeUrl, code)).toBe('/m/stopped/snapshot')
    expect((await identity(phone)).body.known).toBe(false)
  })

  it('[S2] a code of another account is no answer', async () => {
    const phone = newBrowser(server)
    const { body } = await identity(phone)
    const code = oauth.code('oLin', { appid: 'wxanother' })
    expect(await authorize(phone, body.authorizeUrl, code)).toBe('/m/stopped/refused')
    expect((await identity(phone)).body.known).toBe(false)
  })

  it('[S2] a code that was used is no answer', async () => {
    const code = oauth.code('oLin')
    const first = newBrowser(server)
    const { body } = await identity(first)
    await authorize(first, body.authorizeUrl, code)
    const second = newBrowser(server)
    const again = await identity(second)
    expect(await authorize(second, again.body.authorizeUrl, code)).toBe('/m/stopped/refused')
  })

  it('[S2] WeChat out of reach is said as that', async () => {
    const phone = newBrowser(server)
    const { body } = await identity(phone)
    wechat.on('/sns/oauth2/access_token', () => 'break')
    expect(await authorize(phone, body.authorizeUrl, 'code')).toBe('/m/stopped/unavailable')
    oauth = startAuthorization(wechat, server.account.appid)
  })
})

describe('the state of a web authorization', () => {
  it('[S2] is good once', async () => {
    const phone = newBrowser(server)
    const { body } = await identity(phone)
    const asking = phone.cookies.get('duokefu_phone') ?? ''
    await authorize(phone, body.authorizeUrl, oauth.code('oLin'))
    phone.cookies.set('duokefu_phone', asking)
    expect(await authorize(phone, body.authorizeUrl, oauth.code('oWu'))).toBe('/m/stopped/expired')
  })

  it('[S2] is good in the browser that it was made for, and no other', async () => {
    const victim = newBrowser(server)
    const { body } = await identity(victim)
    const thief = newBrowser(server)
    await identity(thief)
    expect(await authorize(thief, body.authorizeUrl, oauth.code('oLin'))).toBe('/m/stopped/expired')
    expect(await authorize(newBrowser(server), body.authorizeUrl, oauth.code('oLin'))).toBe(
      '/m/stopped/expired',
    )
  })

  it('[S2] cannot be made up', async () => {
    const phone = newBrowser(server)
    await identity(phone)
    const forged = `http://fake/?state=${randomUUID().replaceAll('-', '')}`
    expect(await authorize(phone, forged, oauth.code('oLin'))).toBe('/m/stopped/expired')
  })

  it('[S2] lasts five minutes', async () => {
    const phone = newBrowser(server)
    const { body } = await identity(phone)
    server.clock.skewMs += minutes(5) + 1_000
    try {
      expect(await authorize(phone, body.authorizeUrl, oauth.code('oLin'))).toBe('/m/stopped/expired')
    } finally {
      server.clock.skewMs -= minutes(5) + 1_000
    }
  })
})

it('[S2] nothing leads back to an address that is not ours', async () => {
  for (const wrong of ['https://evil.example', '//evil.example', '/m/../desk/1', '/desk/1'])
    expect((await identity(newBrowser(server), { page: wrong })).status).toBe(400)
})
