import { Writable } from 'node:stream'
import type { AgentId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
let logged = ''
const logTo = new Writable({
  write(chunk, _encoding, written) {
    logged += String(chunk)
    written()
  },
})
beforeAll(async () => {
  ;[server, wechat] = await Promise.all([startTestServer({ logTo }), startFakeWechat()])
  await server.ctx.pool.query('update account set api_base = $1, oauth_base = $1', [wechat.url])
  await server.ctx.accounts.refresh(server.account.id)
  oauth = startAuthorization(wechat, server.account.appid)
  await bind(server.agents.lin, 'oLin')
  await bind(server.agents.wu, 'oWu')
})
afterAll(() => Promise.all([server.stop(), wechat.stop()]))
beforeEach(() => {
  server.clock.skewMs = 0
})

const seconds = (n: number) => n * 1_000

/** The login binding of an agent (L18). */
async function bind(agentId: AgentId, openid: string): Promise<void> {
  await server.ctx.pool.query(
    `insert into person_openid (account_id, openid, person_id, bound_at)
     select account_id, $2, person_id, now() from agent where agent_id = $1`,
    [agentId, openid],
  )
}

interface Shown {
  readonly browser: TestBrowser
  readonly ticket: string
  readonly digits: string
}

async function showQr(browser = newBrowser(server)): Promise<Shown> {
  const { body } = await browser.ask('POST', '/api/login/tickets', { account: server.account.id })
  return { browser, ticket: body.ticket, digits: body.digits }
}

const stateOf = async ({ browser, ticket }: Shown) =>
  (await browser.ask('GET', `/api/login/tickets/${ticket}`)).body.state

const act = async (phone: TestBrowser, ticket: string, what: 'confirm' | 'cancel') =>
  (await phone.ask('POST', `/api/phone/tickets/${ticket}/${what}`)).body

const open = async (phone: TestBrowser, ticket: string, arrived: boolean) =>
  (await phone.ask('POST', `/api/phone/tickets/${ticket}/open`, { token: null, arrived })).body

/** Scans with a phone of this WeChat: the page asks WeChat, comes back, and shows what it shows. */
async function scan(ticket: string, openid: string, phone = newBrowser(server)) {
  const first = await open(phone, ticket, false)
  await authorize(phone, first.url ?? 'http://none/', oauth.code(openid))
  return { phone, step: await open(phone, ticket, true) }
}

const enter = ({ browser, ticket }: Shown) => browser.ask('POST', `/api/login/tickets/${ticket}/enter`)

async function personIn(browser: TestBrowser): Promise<string | null> {
  return (await browser.ask('GET', '/api/session')).body.person?.name ?? null
}

describe('a QR on the login page', () => {
  it('[S2] [L18] is scanned, confirmed on the phone with the same two digits, and lets its browser in', async () => {
    const shown = await showQr()
    expect(shown.digits).toMatch(/^[1-9]\d$/)
    expect(await stateOf(shown)).toBe('waiting')

    const { phone, step } = await scan(shown.ticket, 'oLin')
    expect(step).toMatchObject({
      step: 'confirm',
      account: '花田小店',
      person: '小林',
      digits: shown.digits,
      address: '127.0.0.1',
    })
    expect(await stateOf(shown)).toBe('scanned')
    expect((await enter(shown)).body.error.code).toBe('login_ticket_ended')
    expect(await personIn(shown.browser)).toBeNull()

    expect(await act(phone, shown.ticket, 'confirm')).toEqual({ step: 'done', account: '花田小店' })
    expect((await enter(shown)).status).toBe(200)
    expect(await personIn(shown.browser)).toBe('小林')
    expect(await personIn(phone)).toBeNull()
  })

  it('[S2] [L18] does nothing on scanning alone', async () => {
    const shown = await showQr()
    await scan(shown.ticket, 'oLin')
    expect((await enter(shown)).status).toBe(410)
    expect(await personIn(shown.browser)).toBeNull()
  })

  it('[L18] names the browser that shows it', async () => {
    const userAgent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
    const answer = await fetch(`${server.url}/api/login/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent },
      body: JSON.stringify({ account: server.account.id }),
    })
    const { ticket } = (await answer.json()) as { ticket: string }
    const { step } = await scan(ticket, 'oLin')
    expect(step).toMatchObject({ browser: 'Chrome', system: 'Windows' })
  })

  it('[S2] is bound to its browser: a ticket seen over the shoulder lets nobody else in', async () => {
    const shown = await showQr()
    const thief = newBrowser(server)
    await showQr(thief)
    const { phone } = await scan(shown.ticket, 'oLin')
    await act(phone, shown.ticket, 'confirm')
    const stolen = { ...shown, browser: thief }
    expect((await enter(stolen)).body.error.code).toBe('login_ticket_ended')
    expect((await thief.ask('GET', `/api/login/tickets/${shown.ticket}`)).status).toBe(410)
    expect((await enter({ ...shown, browser: newBrowser(server) })).status).toBe(410)
    expect((await enter(shown)).status).toBe(200)
  })

  it('[S2] works once, also when it is entered ten times at once', async () => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    await act(phone, shown.ticket, 'confirm')
    const entered = await Promise.all(Array.from({ length: 10 }, () => enter(shown)))
    expect(entered.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await stateOf(shown)).toBe('entered')
  })

  it('[S2] is confirmed once', async () => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    expect((await act(phone, shown.ticket, 'confirm')).step).toBe('done')
    expect(await act(phone, shown.ticket, 'confirm')).toEqual({ step: 'ended', reason: 'used' })
    expect(await act(phone, shown.ticket, 'cancel')).toEqual({ step: 'ended', reason: 'used' })
  })

  it.each([
    ['a second before two minutes', seconds(118), 'done'],
    ['after two minutes', seconds(121), 'ended'],
  ])('[S2] can be confirmed for two minutes: %s', async (_name, waited, step) => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    server.clock.skewMs += waited
    const said = await act(phone, shown.ticket, 'confirm')
    expect(said.step).toBe(step)
    if (step === 'ended') {
      expect(said.reason).toBe('expired')
      expect(await stateOf(shown)).toBe('expired')
      expect((await enter(shown)).status).toBe(410)
    }
  })

  it('[S2] expires unscanned as well', async () => {
    const shown = await showQr()
    server.clock.skewMs += seconds(121)
    expect(await stateOf(shown)).toBe('expired')
    expect((await scan(shown.ticket, 'oLin')).step).toEqual({ step: 'ended', reason: 'expired' })
  })

  it('[S2] confirmed, it must be entered within half a minute', async () => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    await act(phone, shown.ticket, 'confirm')
    server.clock.skewMs += seconds(31)
    expect((await enter(shown)).status).toBe(410)
    expect(await stateOf(shown)).toBe('expired')
  })

  it('[S2] can be cancelled on the phone, and is worth nothing then', async () => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    expect(await act(phone, shown.ticket, 'cancel')).toEqual({ step: 'ended', reason: 'cancelled' })
    expect(await stateOf(shown)).toBe('cancelled')
    expect((await act(phone, shown.ticket, 'confirm')).reason).toBe('used')
    expect((await enter(shown)).status).toBe(410)
  })

  it("[S2] a stranger's WeChat is told who can invite them, and the page too", async () => {
    const shown = await showQr()
    expect((await scan(shown.ticket, 'oStranger')).step).toEqual({ step: 'ended', reason: 'stranger' })
    expect(await stateOf(shown)).toBe('refused')
    // Once refused it stays so, also for an agent.
    expect((await scan(shown.ticket, 'oLin')).step.step).toBe('ended')
  })

  it('[L18] an agent who left is a stranger, also between scan and confirm', async () => {
    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oWu')
    const set = (value: string) =>
      server.ctx.pool.query(`update agent set left_at = ${value} where agent_id = $1`, [server.agents.wu])
    await set('now()')
    try {
      expect(await act(phone, shown.ticket, 'confirm')).toEqual({ step: 'ended', reason: 'stranger' })
      const next = await showQr()
      expect((await scan(next.ticket, 'oWu')).step).toEqual({ step: 'ended', reason: 'stranger' })
    } finally {
      await set('null')
    }
  })

  it('[S2] belongs to the phone that scanned it first', async () => {
    const shown = await showQr()
    const first = await scan(shown.ticket, 'oLin')
    const second = await scan(shown.ticket, 'oWu')
    expect(second.step).toEqual({ step: 'ended', reason: 'used' })
    expect(await act(second.phone, shown.ticket, 'confirm')).toEqual({ step: 'ended', reason: 'used' })
    expect((await act(first.phone, shown.ticket, 'confirm')).step).toBe('done')
    expect((await enter(shown)).status).toBe(200)
    expect(await personIn(shown.browser)).toBe('小林')
  })

  it('[S2] cannot be confirmed by a phone that WeChat told of for another page or account', async () => {
    const shown = await showQr()
    const other = await showQr()
    const { phone } = await scan(other.ticket, 'oLin')
    await scan(shown.ticket, 'oWu')
    expect(await act(phone, shown.ticket, 'confirm')).toEqual({ step: 'ended', reason: 'not_wechat' })
    expect(await act(newBrowser(server), shown.ticket, 'confirm')).toEqual({
      step: 'ended',
      reason: 'not_wechat',
    })
  })

  it("[S2] a code of another account's web authorization confirms nothing", async () => {
    const elsewhere = await makeAccount(server.ctx)
    const shown = await showQr()
    const phone = newBrowser(server)
    const first = await open(phone, shown.ticket, false)
    await authorize(phone, first.url, oauth.code('oLin', { appid: elsewhere.appid }))
    expect(await open(phone, shown.ticket, true)).toEqual({ step: 'ended', reason: 'not_wechat' })
    expect(await stateOf(shown)).toBe('waiting')
  })

  it('[S2] two pages of one browser have a ticket each', async () => {
    const one = await showQr()
    const two = await showQr(one.browser)
    const { phone } = await scan(one.ticket, 'oLin')
    await act(phone, one.ticket, 'confirm')
    expect(await stateOf(two)).toBe('waiting')
    expect((await enter(two)).status).toBe(410)
    expect((await enter(one)).status).toBe(200)
  })

  it('[design] is stored as a hash alone', async () => {
    const shown = await showQr()
    await scan(shown.ticket, 'oLin')
    for (const table of ['login_ticket', 'phone_visit']) {
      const { rows } = await server.ctx.pool.query(`select ${table}::text as text from ${table}`)
      expect(rows.length).toBeGreaterThan(0)
      expect(JSON.stringify(rows)).not.toContain(shown.ticket)
    }
  })

  it('[design] is in no log, and neither are codes, states and cookies', async () => {
    const shown = await showQr()
    const phone = newBrowser(server)
    const first = await open(phone, shown.ticket, false)
    const code = oauth.code('oLin', { appid: 'wxanother' })
    await authorize(phone, first.url, code)
    await enter(shown)
    // What went wrong is logged, by account and errcode alone.
    expect(logged).toContain('40029')
    const secrets = [shown.ticket, code, new URL(first.url).searchParams.get('state') ?? '']
    for (const secret of [...secrets, ...phone.cookies.values(), ...shown.browser.cookies.values(), 'oLin'])
      expect(logged).not.toContain(secret)
  })

  it('[S2] is not to be had where agents log in by password', async () => {
    const { id } = await makeAccount(server.ctx, { loginWay: 'password' })
    const answer = await newBrowser(server).ask('POST', '/api/login/tickets', { account: id })
    expect(answer.body.error.code).toBe('qr_unavailable')
  })
})

describe('the waiting page', () => {
  it('[S2] hears at once, also when the phone asked another process', async () => {
    const beside = await startTestServer({ beside: server })
    try {
      const shown = await showQr()
      const waiting = shown.browser.ask('GET', `/api/login/tickets/${shown.ticket}?after=waiting`)
      const phone = newBrowser(beside)
      const first = await open(phone, shown.ticket, false)
      await authorize(phone, first.url, oauth.code('oLin'))
      await open(phone, shown.ticket, true)
      expect((await waiting).body).toEqual({ state: 'scanned' })
      const next = shown.browser.ask('GET', `/api/login/tickets/${shown.ticket}?after=scanned`)
      await act(phone, shown.ticket, 'confirm')
      expect((await next).body).toEqual({ state: 'confirmed' })
    } finally {
      await beside.stop()
    }
  })

  it('[S2] hears of what happened before it asked', async () => {
    const shown = await showQr()
    await scan(shown.ticket, 'oLin')
    const { body } = await shown.browser.ask('GET', `/api/login/tickets/${shown.ticket}?after=waiting`)
    expect(body.state).toBe('scanned')
  })

  it('[S2] is let go by a server that stops', async () => {
    const stopping = await startTestServer({ beside: server })
    const browser = newBrowser(stopping)
    const { body } = await browser.ask('POST', '/api/login/tickets', { account: server.account.id })
    const waiting = browser.ask('GET', `/api/login/tickets/${body.ticket}?after=waiting`)
    const connected = () =>
      new Promise<number>((resolve) => {
        stopping.app.server.getConnections((_error, count) => resolve(count))
      })
    await expect.poll(connected).toBeGreaterThan(0)
    const since = performance.now()
    await stopping.stop()
    await waiting.catch(() => undefined)
    // A wait lasts 25 seconds.
    expect(performance.now() - since).toBeLessThan(24_000)
  })
})

describe("WeChat's own browser", () => {
  const ask = (browser: TestBrowser, arrived: boolean) =>
    browser.ask('POST', '/api/login/wechat', { account: server.account.id, arrived })

  it('[S2] logs in with one button, by web authorization, once', async () => {
    const browser = newBrowser(server)
    const first = await ask(browser, false)
    expect(first.body.step).toBe('authorize')
    const path = await authorize(browser, first.body.url, oauth.code('oLin'))
    expect(path).toBe(`/login/wechat/${server.account.id}#wechat`)
    const phone = browser.cookies.get('duokefu_phone') ?? ''
    expect((await ask(browser, true)).body).toEqual({ step: 'in' })
    expect(await personIn(browser)).toBe('小林')

    const again = newBrowser(server)
    again.cookies.set('duokefu_phone', phone)
    expect((await ask(again, true)).body).toEqual({ step: 'ended', reason: 'not_wechat' })
    expect(await personIn(again)).toBeNull()
  })

  it('[S2] does not log a stranger in, nor somebody known on a confirm page alone', async () => {
    const stranger = newBrowser(server)
    const first = await ask(stranger, false)
    await authorize(stranger, first.body.url, oauth.code('oStranger'))
    expect((await ask(stranger, true)).body).toEqual({ step: 'ended', reason: 'stranger' })

    const shown = await showQr()
    const { phone } = await scan(shown.ticket, 'oLin')
    expect((await ask(phone, true)).body).toEqual({ step: 'ended', reason: 'not_wechat' })
  })
})
