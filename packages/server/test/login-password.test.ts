import { Writable } from 'node:stream'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'
import { fastestMs } from './patience.ts'
import { newBrowser, type TestBrowser } from './wechat-phone.ts'

let server: TestServer
let logged = ''
const logTo = new Writable({
  write(chunk, _encoding, done) {
    logged += String(chunk)
    done()
  },
})
beforeAll(async () => {
  server = await startTestServer({ logTo })
})
afterAll(() => server.stop())

const minutes = (n: number) => n * 60_000
const password = '花开富贵 2026'

async function loggedIn(agentId: string): Promise<TestBrowser> {
  const browser = newBrowser(server)
  const [, value = ''] = (await server.login(agentId as never)).split('=')
  browser.cookies.set('duokefu_login', value)
  return browser
}

const setPassword = (browser: TestBrowser, name: string, wanted = password, current: string | null = null) =>
  browser.ask('PUT', '/api/me/password', { name, password: wanted, current })

const login = (name: string, given: string, code: string | null = null, browser = newBrowser(server)) =>
  browser.ask('POST', '/api/login/password', { name, password: given, code })

const personIn = async (browser: TestBrowser) =>
  (await browser.ask('GET', '/api/session')).body.person?.name ?? null

/** Each test its own server address limit would be 20 a minute: tests of it start their own server. */
async function onFreshServer(run: (fresh: TestServer) => Promise<void>): Promise<void> {
  const fresh = await startTestServer({ beside: server })
  try {
    await run(fresh)
  } finally {
    await fresh.stop()
  }
}

describe('a password', () => {
  it('[S2] logs its person in, under a name in any case', async () => {
    const lin = await loggedIn(server.agents.lin)
    expect((await setPassword(lin, 'XiaoLin@Flowers')).status).toBe(200)
    const browser = newBrowser(server)
    expect((await login(' xiaolin@flowers', password, null, browser)).body).toEqual({ step: 'in' })
    expect(await personIn(browser)).toBe('小林')
  })

  it('[S2] wrong password and unknown name are told with the same words, after the same work', async () => {
    const wu = await loggedIn(server.agents.wu)
    await setPassword(wu, 'xiaowu')
    const wrong = (name: string) => login(name, 'not this one')
    const [known, unknown] = [await wrong('xiaowu'), await wrong('nobody at all')]
    expect(unknown.status).toBe(known.status)
    expect([known, unknown].map(({ body }) => body.error.code)).toEqual(['wrong_password', 'wrong_password'])
    const knownMs = await fastestMs(4, () => wrong('xiaowu'))
    expect(await fastestMs(4, () => wrong('nobody at all'))).toBeGreaterThan(knownMs / 4)
  })

  it("[S2] a login name is one person's", async () => {
    await onFreshServer(async () => {
      const lin = await loggedIn(server.agents.lin)
      const wu = await loggedIn(server.agents.wu)
      await setPassword(lin, 'flowers')
      expect((await setPassword(wu, 'FLOWERS')).body.error.code).toBe('login_name_taken')
    })
  })

  it('[S2] a new one needs the old one, unless one has just logged in by link or QR', async () => {
    const lin = await loggedIn(server.agents.lin)
    await setPassword(lin, 'xiaolin')
    const other = newBrowser(server)
    await login('xiaolin', password, null, other)
    expect((await setPassword(other, 'xiaolin', 'another one')).body.error.code).toBe('wrong_password')
    expect((await setPassword(other, 'xiaolin', 'another one', password)).status).toBe(200)
    // Whoever knew the old one is out, also the link's browser.
    expect(await personIn(lin)).toBeNull()
    expect(await personIn(other)).toBe('小林')
  })

  it('[S2] cannot be guessed: ten tries at a name in fifteen minutes, also when they come at once', async () => {
    const wu = await loggedIn(server.agents.wu)
    await setPassword(wu, 'guessed')
    await onFreshServer(async (fresh) => {
      const guess = (given: string) =>
        fresh.ask(null, 'POST', '/api/login/password', { name: 'guessed', password: given, code: null })
      const answers = await Promise.all(Array.from({ length: 12 }, (_none, n) => guess(`guess ${n}`)))
      const codes = answers.map(({ body }) => body.error.code)
      expect(codes.filter((code) => code === 'wrong_password')).toHaveLength(10)
      expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(2)
      expect((await guess(password)).status).toBe(429)
      server.clock.skewMs += minutes(15) + 1_000
      expect((await guess(password)).body).toEqual({ step: 'in' })
      server.clock.skewMs = 0
    })
  }, 30_000)

  it('[S2] an address has twenty tries a minute, whatever the names', async () => {
    await onFreshServer(async (fresh) => {
      // Requests without a name are counted like any other, and cost no hashing here.
      const answers = await Promise.all(
        Array.from({ length: 24 }, () => fresh.ask(null, 'POST', '/api/login/password', {})),
      )
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(20)
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(4)
    })
  })

  it('[design] is nowhere in the database, and in no log', async () => {
    const { rows } = await server.ctx.pool.query('select person_password::text as text from person_password')
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain('花开富贵')
    expect(logged).not.toContain('花开富贵')
  })
})

describe('a second factor', () => {
  const code = (secret: string) => new TOTP({ secret }).generate({ timestamp: server.clock.now() })

  async function turnOn(name: string): Promise<{ secret: string; codes: string[]; owner: TestBrowser }> {
    const owner = await loggedIn(server.agents.zhou)
    await setPassword(owner, name)
    const begun = await owner.ask('POST', '/api/me/totp', { password })
    const { secret, url } = begun.body
    expect(url).toContain(`secret=${secret}`)
    const confirmed = await owner.ask('POST', '/api/me/totp/confirm', { code: code(secret) })
    return { secret, codes: confirmed.body.recoveryCodes, owner }
  }

  it('[S2] is asked for after the password, and its code works once', async () => {
    await onFreshServer(async (fresh) => {
      const { secret, owner } = await turnOn('owner')
      const attempt = (given: string | null) =>
        fresh.ask(null, 'POST', '/api/login/password', { name: 'owner', password, code: given })
      expect((await attempt(null)).body).toEqual({ step: 'code_needed' })
      expect((await attempt('000000')).body.error.code).toBe('wrong_code')
      // The code that turned it on is used up, too.
      expect((await attempt(code(secret))).body.error.code).toBe('wrong_code')
      server.clock.skewMs += 60_000
      const fits = code(secret)
      expect((await attempt(fits)).body).toEqual({ step: 'in' })
      expect((await attempt(fits)).body.error.code).toBe('wrong_code')
      server.clock.skewMs = 0
      expect((await owner.ask('GET', '/api/me/logins')).body.password).toMatchObject({ totp: true })
    })
  }, 30_000)

  it('[S2] ten recovery codes get one in without the phone, each once', async () => {
    const { codes } = await turnOn('owner-two')
    expect(new Set(codes).size).toBe(10)
    await onFreshServer(async (fresh) => {
      const attempt = (given: string) =>
        fresh.ask(null, 'POST', '/api/login/password', { name: 'owner-two', password, code: given })
      const [first = ''] = codes
      expect((await attempt(first.toUpperCase())).body).toEqual({ step: 'in' })
      expect((await attempt(first)).body.error.code).toBe('wrong_code')
    })
  }, 30_000)

  it('[S2] is turned on by its first code alone, and off by the password', async () => {
    await onFreshServer(async () => {
      const owner = await loggedIn(server.agents.zhou)
      await setPassword(owner, 'owner-three')
      await owner.ask('POST', '/api/me/totp', { password })
      expect((await owner.ask('POST', '/api/me/totp/confirm', { code: '000000' })).status).toBe(403)
      expect((await owner.ask('POST', '/api/me/totp/end', { password: 'wrong' })).status).toBe(403)
      expect((await owner.ask('POST', '/api/me/totp/end', { password })).status).toBe(200)
      expect((await owner.ask('GET', '/api/me/logins')).body.password.totp).toBe(false)
      expect((await login('owner-three', password)).body).toEqual({ step: 'in' })
    })
  }, 30_000)
})

describe('登录设备', () => {
  const list = async (browser: TestBrowser) => (await browser.ask('GET', '/api/me/logins')).body.logins

  it('[S24] lists where one is logged in, and ends one of them at once', async () => {
    const here = await loggedIn(server.agents.lin)
    const there = await loggedIn(server.agents.lin)
    const logins = await list(here)
    expect(logins.filter((each: { current: boolean }) => each.current)).toHaveLength(1)
    expect(logins[0]).toMatchObject({ address: '127.0.0.1', createdAt: expect.any(Number) })
    const other = (await list(there)).find((each: { current: boolean }) => each.current)
    expect((await here.ask('DELETE', `/api/me/logins/${other.id}`)).status).toBe(200)
    expect(await personIn(there)).toBeNull()
    expect(await personIn(here)).toBe('小林')
  })

  it("[S24] nobody ends somebody else's", async () => {
    const lin = await loggedIn(server.agents.lin)
    const wu = await loggedIn(server.agents.wu)
    const [first] = await list(lin)
    expect((await wu.ask('DELETE', `/api/me/logins/${first.id}`)).status).toBe(404)
    expect(await personIn(lin)).toBe('小林')
    expect((await newBrowser(server).ask('GET', '/api/me/logins')).status).toBe(401)
  })

  it('[S24] 全部退出 ends all of them, and their open desks hear why', async () => {
    const browsers = [await loggedIn(server.agents.wu), await loggedIn(server.agents.wu)]
    const desk = await server.openDesk(server.agents.wu)
    const other = await loggedIn(server.agents.lin)
    const [here] = browsers
    expect((await here?.ask('POST', '/api/me/logins/end-all'))?.status).toBe(200)
    for (const browser of browsers) expect(await personIn(browser)).toBeNull()
    expect(await personIn(other)).toBe('小林')
    await desk.frame('goodbye', ({ reason }) => reason === 'login_ended')
  })
})

it('[S2] several accounts say how many customers wait in each', async () => {
  await server.fanSays('oWaiting', '客服')
  const lin = await loggedIn(server.agents.lin)
  const { body } = await lin.ask('GET', '/api/session/waiting')
  expect(body.waiting).toEqual({ [server.account.id]: 1 })
})
