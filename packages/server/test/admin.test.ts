import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signatureOf } from '@duokefu/wechat'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSetupLink } from '../src/accounts/setup.ts'
import { addAgent } from '../src/agents/service.ts'
import { errcode, type FakeWechat, startFakeWechat, tokenPath } from './fake-wechat.ts'
import { type Answer, startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let wechat: FakeWechat
let owner: string
let agent: string
let supervisor: string
let at: string

beforeAll(async () => {
  ;[server, wechat] = await Promise.all([startTestServer(), startFakeWechat()])
  at = `/api/accounts/${server.account.id}`
  owner = await server.login(server.agents.zhou)
  agent = await server.login(server.agents.lin)
  const added = await addAgent(server.ctx, {
    accountId: server.account.id,
    name: '小陈',
    kfAccount: null,
    role: 'supervisor',
  })
  supervisor = await server.login(added.agentId)
  await server.ctx.pool.query('update account set api_base = $2 where account_id = $1', [
    server.account.id,
    wechat.url,
  ])
  await server.ctx.accounts.refresh(server.account.id)
})
afterAll(async () => {
  await server.stop()
  await wechat.stop()
})
beforeEach(() => {
  wechat.startOver()
  wechat.on('/cgi-bin/customservice/getkflist', () => ({ json: { kf_list: [] } }))
})

const ask = (method: string, path: string, body?: unknown, cookie = owner) =>
  server.ask(cookie, method, `${at}${path}`, body)

describe('who may', () => {
  it.each([
    ['GET', '/connection'],
    ['PATCH', '/connection'],
    ['POST', '/connection/keys'],
    ['POST', '/connection/checks'],
    ['GET', '/interface'],
    ['PUT', '/interface', { on: false }],
    ['PUT', '/interface/wechat-desk', { on: true }],
    ['GET', '/settings'],
    ['GET', '/rules'],
    ['PUT', '/rules', { version: 1, rules: [] }],
    ['GET', '/audit'],
  ])(
    '[S12] %s %s is for admins: an agent and a supervisor are refused',
    async (method, path, body = undefined) => {
      const given = method === 'GET' ? undefined : (body ?? {})
      for (const cookie of [agent, supervisor])
        expect((await ask(method, path, given, cookie)).body.error.code).toBe('not_allowed')
      expect((await server.ask(null, method, `${at}${path}`, given)).status).toBe(401)
    },
  )

  it('[S12] a supervisor sees the overview, an agent does not', async () => {
    expect((await ask('GET', '/overview', undefined, supervisor)).status).toBe(200)
    expect((await ask('GET', '/overview', undefined, agent)).status).toBe(403)
  })

  it('[S12] who owns no account connects none', async () => {
    const wanted = { name: '别的店', appid: 'wx00000000000000aa', secret: 'secret-secret' }
    expect((await server.ask(agent, 'POST', '/api/accounts', wanted)).body.error.code).toBe('not_allowed')
  })
})

describe('接入公众号', () => {
  it('[S12] a new account begins switched off, at its second step, with keys that are told once', async () => {
    const wanted = { name: '第二家店', appid: 'wx00000000000000bb', secret: 'a-secret-of-wechat' }
    const { status, body } = await server.ask(owner, 'POST', '/api/accounts', wanted)
    expect(status).toBe(200)
    expect(body.keys.token).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(body.keys.encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/)
    const seen = await server.ask(owner, 'GET', `/api/accounts/${body.id}/connection`)
    expect(seen.body).toMatchObject({ name: '第二家店', mode: 'safe', interfaceOn: false, step: 2 })
    const text = JSON.stringify(seen.body)
    for (const secret of [wanted.secret, body.keys.token, body.keys.encodingAesKey])
      expect(text).not.toContain(secret)
    const again = await server.ask(owner, 'POST', '/api/accounts', wanted)
    expect(again.body.error.code).toBe('appid_taken')
  })

  it('[S12] secrets are in no answer and in no line of the audit log', async () => {
    await ask('PATCH', '/connection', {
      secret: 'the-new-app-secret',
      developer: {
        url: 'https://mall.example/wechat',
        token: 'developertoken',
        encodingAesKey: 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu',
      },
    })
    const answers = [await ask('GET', '/connection'), await ask('GET', '/audit')]
    const text = JSON.stringify(answers.map(({ body }) => body))
    for (const secret of ['the-new-app-secret', 'developertoken', 'MdeskDemoKey'])
      expect(text).not.toContain(secret)
    expect(answers[0]?.body.developer).toEqual({
      url: 'https://mall.example/wechat',
      ownToken: true,
      encrypted: true,
    })
    expect(answers[1]?.body.entries.map(({ act }: { act: string }) => act)).toContain('account.secret')
    await ask('PATCH', '/connection', { developer: null })
  })

  it('[S12] keys replaced twice before WeChat uses them: the ones that it uses stay valid', async () => {
    const { pool } = server.ctx
    const keysNow = async () =>
      (
        await pool.query(
          `select callback_token as now, previous_callback_token as before, developer_token as mall from account
           where account_id = $1`,
          [server.account.id],
        )
      ).rows[0]
    const inForce = (await keysNow()).now
    await pool.query(
      `update account set developer_url = 'http://mall.example', developer_token = null where account_id = $1`,
      [server.account.id],
    )
    await ask('POST', '/connection/keys', {})
    const { body } = await ask('POST', '/connection/keys', {})
    // The merchant's server has never heard of a token that we made.
    expect(await keysNow()).toEqual({ now: body.token, before: inForce, mall: inForce })
    await pool.query(
      `update account set previous_until = now() + interval '1 hour', developer_url = null where account_id = $1`,
      [server.account.id],
    )
    await ask('POST', '/connection/keys', {})
    expect((await keysNow()).before).toBe(body.token)
  })

  it.each([
    ['an AppSecret that is wrong', 40125, 'token', 'wechat_refused'],
    ['an AppID that is wrong', 40013, 'token', 'wechat_refused'],
  ])('[S12] %s is said at the token', async (_name, code, name, problem) => {
    wechat.on(tokenPath, () => errcode(code))
    const { body } = await ask('POST', '/connection/checks', {})
    expect(checkOf(body, name)).toMatchObject({ state: 'failed', problem, errcode: code })
    expect(checkOf(body, 'kf')).toMatchObject({ state: 'waiting', problem: 'token_first' })
  })

  it('[S12] an address that is not on the whitelist is named', async () => {
    wechat.on(tokenPath, () =>
      errcode(40164, 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist'),
    )
    const { body } = await ask('POST', '/connection/checks', {})
    expect(checkOf(body, 'ip')).toMatchObject({
      state: 'failed',
      problem: 'ip_not_allowed',
      detail: '203.0.113.7',
      errcode: 40164,
    })
  })

  it.each([
    [48001, 'no_right'],
    [65400, 'not_enabled'],
    [45009, 'wechat_refused'],
  ])('[S12] getkflist that says %i is %s', async (code, problem) => {
    wechat.on('/cgi-bin/customservice/getkflist', () => errcode(code))
    const { body } = await ask('POST', '/connection/checks', {})
    expect(checkOf(body, 'token').state).toBe('ok')
    expect(checkOf(body, 'kf')).toMatchObject({ state: 'failed', problem, errcode: code })
  })

  it('[S12] a WeChat that is away is said so, not taken for a refusal', async () => {
    wechat.on(tokenPath, () => 'break')
    const { body } = await ask('POST', '/connection/checks', {})
    expect(checkOf(body, 'token')).toMatchObject({ state: 'failed', problem: 'no_answer', errcode: null })
  })

  it('[S12] the checks use the secret that is stored now', async () => {
    await ask('PATCH', '/connection', { secret: 'another-secret' })
    await ask('POST', '/connection/checks', {})
    expect(wechat.calls(tokenPath).at(-1)?.json).toMatchObject({ secret: 'another-secret' })
  })

  it('[S12] the developer URL is asked as WeChat asks, and every way to fail has its word', async () => {
    const mall = createServer((request, response) => {
      const { searchParams, pathname } = new URL(request.url ?? '/', 'http://mall')
      const given = (name: string) => searchParams.get(name) ?? ''
      const signed = given('signature') === signatureOf('malltoken', given('timestamp'), given('nonce'))
      if (pathname === '/gone') response.writeHead(404).end()
      else response.end(signed ? given('echostr') : 'who are you')
    })
    await new Promise<void>((resolve) => mall.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(mall.address() as AddressInfo).port}`
    const test = async (body: object) =>
      (await ask('POST', '/connection/developer-test', body)).body.result as string
    expect(await test({ url, token: 'malltoken' })).toBe('ok')
    expect(await test({ url, token: 'othertoken' })).toBe('wrong_echo')
    expect(await test({ url: `${url}/gone`, token: 'malltoken' })).toBe('status')
    mall.close()
    expect(await test({ url: 'http://127.0.0.1:9/', token: 'malltoken' })).toBe('unreachable')
    expect((await ask('POST', '/connection/developer-test', { url: 'ftp://mall' })).status).toBe(400)
  })

  it('[S12] a private address is not called for an account that may not', async () => {
    const strict = await startTestServer({ config: { allowPrivateUrls: false } })
    try {
      await strict.ctx.pool.query('update account set allow_private = false')
      const cookie = await strict.login(strict.agents.zhou)
      const path = `/api/accounts/${strict.account.id}/connection/developer-test`
      const { body } = await strict.ask(cookie, 'POST', path, { url: 'http://127.0.0.1:1/' })
      expect(body.result).toBe('private_address')
    } finally {
      await strict.stop()
    }
  })
})

describe('多客服接口', () => {
  it('[S13] off ends who is served and who waits, keeps every message, and desks hear of it; on takes them again', async () => {
    const desk = await server.openDesk(server.agents.lin)
    await server.fanSays('oServed', '客服')
    await server.fanSays('oWaits', '客服')
    await server.accept(agent, 'oServed')
    expect((await ask('GET', '/interface')).body).toMatchObject({ on: true, serving: 1, waiting: 1 })

    const off = await ask('PUT', '/interface', { on: false })
    expect(off.body).toMatchObject({ on: false, serving: 0, waiting: 0, changed: { by: '老周' } })
    await server.fanSays('oServed', '还在吗')
    const kept = await server.ctx.pool.query(
      `select content ->> 'text' as text, reason ->> 'kind' as why from message
       where openid = 'oServed' and direction = 'in' order by seq`,
    )
    expect(kept.rows).toEqual([
      { text: '客服', why: 'rule' },
      { text: '还在吗', why: 'interface_off' },
    ])
    await expect.poll(() => desk.state()?.account.interfaceOn).toBe(false)

    await ask('PUT', '/interface', { on: true })
    await server.fanSays('oServed', '客服')
    expect((await ask('GET', '/interface')).body).toMatchObject({ on: true, waiting: 1 })
    const { entries } = (await ask('GET', '/audit?area=interface')).body
    expect(entries.map(({ after }: { after: boolean }) => after)).toEqual([true, false])
  })

  it('[L3] one click hands everything back to WeChat’s own desk: what is open ends, desks hear of it; another takes it again', async () => {
    const desk = await server.openDesk(server.agents.lin)
    await server.fanSays('oHanded', '客服')
    await server.accept(agent, 'oHanded')
    const handed = await ask('PUT', '/interface/wechat-desk', { on: true })
    expect(handed.body).toMatchObject({
      on: true,
      serving: 0,
      waiting: 0,
      wechatDesk: { on: true, changed: { by: '老周' }, agents: 0 },
    })
    await expect.poll(() => desk.state()?.account).toMatchObject({ interfaceOn: false, wechatDesk: true })
    await server.fanSays('oHanded', '还在吗')
    expect((await ask('GET', '/interface')).body).toMatchObject({ serving: 0, waiting: 0 })
    expect((await ask('GET', '/overview')).body).toMatchObject({ interfaceOn: false, wechatDesk: true })

    const taken = await ask('PUT', '/interface/wechat-desk', { on: false })
    expect(taken.body).toMatchObject({ on: true, wechatDesk: { on: false } })
    await server.fanSays('oHanded', '客服')
    await expect.poll(() => desk.state()?.conversations.get('oHanded')?.state).toBe('waiting')
    expect(desk.state()?.account).toMatchObject({ interfaceOn: true, wechatDesk: false })
    const acts = (await ask('GET', '/audit?area=interface')).body.entries.slice(0, 2)
    expect(acts).toMatchObject([
      { act: 'interface.wechat_desk', before: true, after: false },
      { act: 'interface.wechat_desk', before: false, after: true },
    ])
  })

  it('[L3] with the switch off there is nothing to hand back, and turning it off ends a hand-back', async () => {
    await ask('PUT', '/interface/wechat-desk', { on: true })
    const off = await ask('PUT', '/interface', { on: false })
    expect(off.body).toMatchObject({ on: false, wechatDesk: { on: false } })
    const refused = await ask('PUT', '/interface/wechat-desk', { on: true })
    expect(refused.body.error.code).toBe('interface_off')
    expect((await ask('PUT', '/interface', { on: true })).body).toMatchObject({
      on: true,
      wechatDesk: { on: false },
    })
  })
})

/** The same hours on every day. */
const weekOf = (spans: readonly { from: number; to: number }[]) => ({
  week: Array.from({ length: 7 }, () => spans),
  special: [],
})

describe('设置', () => {
  it.each([
    [{ idleMinutes: 0 }],
    [{ idleMinutes: 1.5 }],
    [{ retentionDays: 0 }],
    [{ loginWay: 'sms' }],
    [{ queueNotice: '' }],
    [{ leaveMessage: { text: '请留言', afterSeconds: 5 } }],
    [{ quota: { message: { messages: 0, windowMinutes: 2_880 } } }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ businessHours: weekOf([{ from: 600, to: 540 }]) }],
    [
      {
        businessHours: weekOf([
          { from: 540, to: 720 },
          { from: 700, to: 800 },
        ]),
      },
    ],
    [{ businessHours: { week: [[]], special: [] } }],
  ])('[S13] %o is refused', async (settings) => {
    const { version } = (await ask('GET', '/settings')).body
    expect((await ask('PATCH', '/settings', { version, settings })).status).toBe(400)
  })

  it('[L4] a changed clock is the engine’s for the next conversation', async () => {
    const { version } = (await ask('GET', '/settings')).body
    await ask('PATCH', '/settings', { version, settings: { endsAfter: 'accepted', idleMinutes: 10 } })
    await server.fanSays('oClock', '客服')
    await server.accept(agent, 'oClock')
    const row = await server.ctx.pool.query(
      `select round(date_part('epoch', expires_at - accepted_at)) as lasts from conversation where openid = 'oClock'`,
    )
    expect(row.rows[0].lasts).toBe(600)
  })

  it('[L19] the time zone can be another, which the database knows too', async () => {
    const { version, settings } = (await ask('GET', '/settings')).body
    expect(settings.timeZone).toBe('Asia/Shanghai')
    const change = (timeZone: string, seen = version) =>
      ask('PATCH', '/settings', { version: seen, settings: { timeZone } })
    for (const wrong of ['Mars/Olympus', 'asia/urumqi', '']) expect((await change(wrong)).status).toBe(400)
    const changed = await change('Asia/Urumqi')
    expect(changed.body.settings.timeZone).toBe('Asia/Urumqi')
    expect((await server.ctx.accounts.byId(server.account.id))?.timeZone).toBe('Asia/Urumqi')
    await change('Asia/Shanghai', changed.body.version)
  })

  it('[L3] hours, texts and allowances come back as they were written, and are the engine’s at once', async () => {
    const { version } = (await ask('GET', '/settings')).body
    const settings = {
      businessHours: { ...weekOf([]), special: [{ date: '2026-10-01', name: '国庆节', spans: [] }] },
      offHoursText: '我们明早九点上班',
      leaveMessage: { text: '请留言', afterSeconds: 90 },
      handOverWhenDeveloperDown: true,
      quota: {
        message: { messages: 20, windowMinutes: 2_880 },
        menu: { messages: 3, windowMinutes: 1 },
        follow: { messages: 3, windowMinutes: 1 },
        scan: { messages: 3, windowMinutes: 1 },
        payment: { messages: 'unlimited', windowMinutes: 2_880 },
      },
    }
    expect((await ask('PATCH', '/settings', { version, settings })).body.settings).toMatchObject(settings)
    expect((await ask('GET', '/desk')).body.allowance).toEqual({ messages: 20, windowMs: 172_800_000 })
    await server.fanSays('oNight', '客服')
    const told = await server.ctx.pool.query(
      `select content ->> 'text' as text, purpose from message where openid = 'oNight' and direction = 'out'`,
    )
    expect(told.rows).toEqual([{ text: '我们明早九点上班', purpose: 'off_hours' }])
    const { entries } = (await ask('GET', '/audit?area=settings&limit=1')).body
    expect(entries[0].after).toEqual(settings)
  })

  it('[S13] the second of two admins is told', async () => {
    const { version } = (await ask('GET', '/settings')).body
    const change = (takeBackSeconds: number) =>
      ask('PATCH', '/settings', { version, settings: { takeBackSeconds } })
    const both = await Promise.all([change(30), change(60)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('审计', () => {
  it('[S12] pages by a cursor, each entry once, newest first', async () => {
    const all: string[] = []
    let before: string | null = null
    do {
      const { body: page }: Answer = await ask(
        'GET',
        `/audit?limit=4${before === null ? '' : `&before=${before}`}`,
      )
      all.push(...page.entries.map(({ id }: { id: string }) => id))
      before = page.nextBefore
    } while (before !== null)
    expect(new Set(all).size).toBe(all.length)
    expect(all).toEqual([...all].sort((a, b) => Number(b) - Number(a)))
    expect(all.length).toBeGreaterThan(8)
  })
})

describe('a fresh installation', () => {
  it('[S12] its one-time link makes the person who connects the first account, and nobody else', async () => {
    const fresh = await startTestServer()
    try {
      expect(await createSetupLink(fresh.ctx)).toBeNull()
      await fresh.ctx.pool.query(
        'truncate account, agent, agent_load, presence, person, login, login_link restart identity cascade',
      )
      const token = await createSetupLink(fresh.ctx)
      const setUp = () => fresh.ask(null, 'POST', '/api/setup', { token, name: '老周' })
      const answers = await Promise.all([setUp(), setUp()])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
      const cookie =
        answers
          .find(({ status }) => status === 200)
          ?.headers.get('set-cookie')
          ?.split(';')[0] ?? ''
      const wanted = { name: '花田小店', appid: 'wx00000000000000cc', secret: 'secret-secret' }
      const { body } = await fresh.ask(cookie, 'POST', '/api/accounts', wanted)
      const session = await fresh.ask(cookie, 'GET', '/api/session')
      expect(session.body.accounts).toMatchObject([{ id: body.id, role: 'owner' }])
      expect(await createSetupLink(fresh.ctx)).toBeNull()
    } finally {
      await fresh.stop()
    }
  })
})

function checkOf(body: { checks: { name: string; state: string }[] }, name: string): { state: string } {
  const found = body.checks.find((check) => check.name === name)
  if (found === undefined) throw new Error(`no check ${name}`)
  return found
}
