import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { createLoginLink, loginByLink } from '../src/login/service.ts'
import { type CompatHarness, secret, startCompatHarness } from './compat-harness.ts'
import { makeAccount } from './factories.ts'
import { ask } from './harness.ts'

let h: CompatHarness
/** Another one, behind a proxy that says for whom it asks. */
let proxied: CompatHarness
beforeAll(async () => {
  ;[h, proxied] = await Promise.all([
    startCompatHarness(),
    startCompatHarness({ publicUrl: 'https://kefu.example.com' }),
  ])
})
afterAll(() => Promise.all([h.stop(), proxied.stop()]))

const minute = 60_000
const list = '/cgi-bin/customservice/getkflist'
const tokenFor = (shown: string, from: Record<string, string> = {}, appid = h.appid) =>
  h.ask('GET', `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${shown}`, undefined, from)
const works = (token: unknown, from: Record<string, string> = {}) =>
  h.ask('GET', `${list}?access_token=${String(token)}`, undefined, from)
const newKey = async (door: 'api' | 'wechat_token', name: string) => {
  const { body } = await h.admin('POST', '/compat/keys', { door, name })
  return { secret: String(body.secret), id: String(body.compat.keys[0].id) }
}

describe('tokens of our own', () => {
  it('[L8] are given for the AppSecret by GET and by POST, in the query and in the body', async () => {
    const given = { access_token: expect.stringMatching(/^[\w-]{43}$/), expires_in: 7_200 }
    expect(await tokenFor(secret)).toEqual(given)
    const body = { grant_type: 'client_credential', appid: h.appid, secret }
    expect(await h.ask('POST', '/cgi-bin/token', body)).toEqual(given)
    expect(await h.ask('GET', '/cgi-bin/stable_token')).toMatchObject({ errcode: 43002 })
  })

  it('[L8] are the same for ten programs that ask stable_token at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => h.token()))
    expect(new Set(tokens).size).toBe(1)
  })

  it('[L8] are renewed five minutes early, and the one before lives until its end', async () => {
    const first = await h.token()
    h.later(114 * minute)
    expect(await h.token()).toBe(first)
    h.later(2 * minute)
    const second = await h.token()
    expect(second).not.toBe(first)
    expect(await works(first)).toHaveProperty('kf_list')
    h.later(4 * minute)
    expect(await works(first)).toMatchObject({ errcode: 42001 })
    expect(await works(second)).toHaveProperty('kf_list')
  })

  it('[design] stand in the database as hashes; what has to be given again is sealed', async () => {
    const clear = [
      String((await tokenFor(secret)).access_token),
      await h.token(),
      (await newKey('api', 'ERP')).secret,
    ]
    const kept = JSON.stringify([
      await h.rows('select encode(token_hash, $1) as a, encode(sealed, $1) as b from api_token', ['escape']),
      await h.rows('select encode(secret_hash, $1) as a, hint from api_key', ['escape']),
    ])
    for (const token of clear) expect(kept).not.toContain(token)
  })

  it('[design] of one account open nothing of another', async () => {
    const other = await makeAccount(h.server.ctx, { secret: 'another secret of another shop' })
    const answer = await tokenFor('another secret of another shop', {}, other.appid)
    const { personId } = await addAgent(h.server.ctx, {
      accountId: other.id,
      name: '别家的客服',
      kfAccount: 'kf1@other',
      role: 'owner',
    })
    expect(await works(answer.access_token)).toEqual({
      kf_list: [expect.objectContaining({ kf_account: 'kf1@other', kf_nick: '别家的客服' })],
    })
    expect(JSON.stringify(await works(await h.token()))).not.toContain('别家')
    expect(await tokenFor(secret, {}, other.appid)).toMatchObject({ errcode: 40125 })
    // Nor does its owner see our keys.
    const link = await createLoginLink(h.server.ctx, personId)
    const cookie = `duokefu_login=${await loginByLink(h.server.ctx, link, { userAgent: 't', address: '::1' })}`
    const { status } = await ask(h.server.url, cookie, 'GET', `/api/accounts/${h.accountId}/compat`)
    expect(status).toBe(404)
  })

  it('[L8] got with an AppSecret end when it is another one', async () => {
    const token = await h.token()
    const { secrets, pool, accounts } = h.server.ctx
    const set = async (to: string) => {
      await pool.query('update account set app_secret = $2 where account_id = $1', [
        h.accountId,
        secrets.seal(to),
      ])
      await accounts.refresh(h.accountId)
    }
    await set('a new secret, since somebody saw the old one')
    expect(await works(token)).toMatchObject({ errcode: 40001 })
    await set(secret)
  })
})

describe('keys', () => {
  it('[L8] give two thousand tokens a day, and touch none of them twice', async () => {
    const { secret: shown } = await newKey('api', '每次都要')
    const rows = () =>
      h.rows<{ written: string }>(
        `select t.xmin::text as written from api_token t join api_key k using (account_id, key_id)
         where k.name = '每次都要' order by issued_at`,
      )
    await tokenFor(shown)
    await tokenFor(shown)
    const [first] = await rows()
    for (let n = 2; n < 2_000; n += 100)
      await Promise.all(Array.from({ length: Math.min(100, 2_000 - n) }, () => tokenFor(shown)))
    expect((await rows())[0]).toEqual(first)
    expect(await tokenFor(shown)).toMatchObject({ errcode: 45009 })
    h.later(24 * 60 * minute)
    expect(await tokenFor(shown)).toHaveProperty('access_token')
  })

  it('[design] open the door, tell who used them, and end with their tokens', async () => {
    const key = await newKey('api', '订单系统')
    const token = await h.token(key.secret)
    expect(await works(token)).toHaveProperty('kf_list')
    const { body } = await h.admin('GET', '/compat')
    expect(body.keys.find((each: { id: string }) => each.id === key.id)).toEqual({
      id: key.id,
      door: 'api',
      name: '订单系统',
      hint: key.secret.slice(-4),
      createdAt: expect.any(Number),
      createdBy: '老周',
      usedAt: expect.any(Number),
      usedFrom: '127.0.0.1',
    })
    expect(JSON.stringify(body)).not.toContain(key.secret)

    expect((await h.admin('DELETE', `/compat/keys/${key.id}`)).status).toBe(200)
    expect(await works(token)).toMatchObject({ errcode: 40001 })
    expect(await tokenFor(key.secret)).toMatchObject({ errcode: 40125 })
    expect((await h.admin('DELETE', `/compat/keys/${key.id}`)).status).toBe(404)
  })

  it('[L8] have tokens apart: a new one for one program ends none of another’s', async () => {
    const [erp, shop] = [await newKey('api', 'ERP'), await newKey('api', '商城')]
    const of = async ({ secret: shown }: { secret: string }) => (await tokenFor(shown)).access_token
    const kept = await of(erp)
    for (let n = 0; n < 3; n += 1) await of(shop)
    h.later(6 * minute)
    expect(await works(kept)).toHaveProperty('kf_list')
  })

  it('[design] of the other door open nothing here', async () => {
    const key = await newKey('wechat_token', '积分系统')
    expect(await tokenFor(key.secret)).toMatchObject({ errcode: 40125 })
  })
})

describe('the list of addresses', () => {
  // A proxy in front of the server says for whom it asks; it is believed only where PUBLIC_URL names one.
  it('[design] empty, lets this machine in and nobody whom a proxy brings', async () => {
    const from = { 'x-forwarded-for': '203.0.113.7' }
    expect(await tokenFor(secret, from)).toMatchObject({
      errcode: 40164,
      errmsg: expect.stringContaining('invalid ip 0.0.0.0'),
    })
    expect(await works(await h.token(), from)).toMatchObject({ errcode: 40164 })
  })

  it('[design] with entries, lets in who is in one of them, and nobody else', async () => {
    const get = (from: string) =>
      proxied.ask(
        'GET',
        `/cgi-bin/token?grant_type=client_credential&appid=${proxied.appid}&secret=${secret}`,
        undefined,
        { 'x-forwarded-for': from },
      )
    expect(await get('203.0.113.7')).toMatchObject({
      errcode: 40164,
      errmsg: expect.stringContaining('invalid ip 203.0.113.7'),
    })
    expect((await proxied.admin('GET', '/compat')).body).toMatchObject({
      baseUrl: 'https://kefu.example.com',
      refused: [{ door: 'api', address: '203.0.113.7', at: expect.any(Number) }],
    })
    const add = (range: string) => proxied.admin('POST', '/compat/addresses', { door: 'api', range })
    const { body } = await add('203.0.113.9/24')
    expect(body).toMatchObject({ addresses: [{ range: '203.0.113.0/24', note: '' }], refused: [] })
    expect(await get('203.0.113.7')).toHaveProperty('access_token')
    expect(await get('198.51.100.1')).toMatchObject({ errcode: 40164 })
    expect(await get('127.0.0.1')).toMatchObject({ errcode: 40164 })

    // A token is of no use elsewhere either, nor when its address is taken off the list.
    const { access_token: token } = await get('203.0.113.7')
    const call = (from: string) =>
      proxied.ask('GET', `${list}?access_token=${String(token)}`, undefined, { 'x-forwarded-for': from })
    expect(await call('203.0.113.8')).toHaveProperty('kf_list')
    expect(await call('198.51.100.1')).toMatchObject({ errcode: 40164 })
    await add('2001:db8::/32')
    expect(await call('2001:db8::7')).toHaveProperty('kf_list')
    const { id } = body.addresses[0]
    expect((await add('203.0.113.77/24')).status).toBe(409)
    await proxied.admin('PUT', `/compat/addresses/${id}`, { range: '203.0.113.8', note: '机房' })
    expect(await call('203.0.113.7')).toMatchObject({ errcode: 40164 })
    expect(await call('203.0.113.8')).toHaveProperty('kf_list')
    await proxied.admin('DELETE', `/compat/addresses/${id}`)
    expect(await call('203.0.113.8')).toMatchObject({ errcode: 40164 })
  })

  it.each(['10.0.0.300', '10.0.0.0/33', 'kefu.example.com', ''])('[design] takes no %j', async (range) => {
    expect((await h.admin('POST', '/compat/addresses', { door: 'api', range })).status).toBe(400)
  })
})

describe('the switches', () => {
  const change = (patch: object) => h.admin('PATCH', '/compat', patch)

  it('[design] close the door at once, also for tokens that live', async () => {
    const token = await h.token()
    await change({ api: false })
    expect(await works(token)).toMatchObject({ errcode: 48001 })
    expect(await tokenFor(secret)).toMatchObject({ errcode: 50004 })
    await change({ api: true })
    expect(await works(token)).toHaveProperty('kf_list')
  })

  it('[design] keep the AppSecret out and leave keys in', async () => {
    const [token, key] = [await h.token(), await newKey('api', 'CRM')]
    await change({ appSecret: false })
    expect(await works(token)).toMatchObject({ errcode: 48001 })
    expect(await tokenFor(secret)).toMatchObject({ errcode: 50004 })
    expect(await works(await h.token(key.secret))).toHaveProperty('kf_list')
    await change({ appSecret: true })
  })

  it('[design] and keys are in the audit log, their secrets nowhere', async () => {
    const key = await newKey('api', '审计')
    await h.admin('POST', '/compat/addresses', { door: 'wechat_token', range: '10.0.0.1', note: '内网' })
    const acts = await h.rows<{ act: string; by_name: string }>(
      `select act, by_name, target, before, after from audit_log where act like 'compat.%' order by audit_id desc limit 2`,
    )
    expect(acts).toEqual([
      expect.objectContaining({ act: 'compat.add_address', by_name: '老周', target: '10.0.0.1' }),
      expect.objectContaining({ act: 'compat.add_key', target: '审计' }),
    ])
    expect(JSON.stringify(await h.rows('select * from audit_log'))).not.toContain(key.secret)
  })
})

describe('everybody', () => {
  it('[design] without a token is answered before the body is read', async () => {
    const asked = request(`${h.server.url}/cgi-bin/media/upload?access_token=guessed`, {
      method: 'POST',
      headers: { 'content-length': 10 * 1024 * 1024 },
    })
    asked.flushHeaders()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(JSON.parse(await text(answer))).toMatchObject({ errcode: 40001 })
    asked.on('error', () => undefined).destroy()
    const secrets = { grant_type: 'client_credential', appid: h.appid, secret: 's'.repeat(20_000) }
    expect(await h.ask('POST', '/cgi-bin/stable_token', secrets)).toMatchObject({ errcode: 45001 })
  })

  it('[L8] is told what they sent that nobody can store, in WeChat’s code', async () => {
    expect(await h.get('/customservice/kfsession/getsessionlist?kf_account=a%00b')).toMatchObject({
      errcode: 47001,
    })
    const create = { kf_account: 'a', openid: 'oNobody_of_this_account_0002', text: 'a\0b' }
    expect(await h.post('/customservice/kfsession/create', create)).toMatchObject({ errcode: 47001 })
    expect(h.log.join('')).not.toContain('a call of the API failed')
  })

  it('[design] who tries secrets or tokens that are none is slowed down, and the rest is not', async () => {
    await proxied.admin('POST', '/compat/addresses', { door: 'api', range: '203.0.113.0/24' })
    const get = (shown: string, from: string) =>
      proxied.ask(
        'GET',
        `/cgi-bin/token?grant_type=client_credential&appid=${proxied.appid}&secret=${shown}`,
        undefined,
        { 'x-forwarded-for': from },
      )
    const guesses = Array.from({ length: 70 }, (_, n) => get(`guess${n}`, '203.0.113.66'))
    for (const { errcode } of await Promise.all(guesses)) expect([40125, 45011]).toContain(errcode)
    expect(await get(secret, '203.0.113.66')).toMatchObject({ errcode: 45011 })
    expect(await get(secret, '203.0.113.7')).toHaveProperty('access_token')
    proxied.later(minute)
    expect(await get(secret, '203.0.113.66')).toHaveProperty('access_token')
  })

  it('[design] finds no secret, token or query in the log', async () => {
    const token = await h.token()
    await works(token)
    await h.get('/cgi-bin/user/info?openid=oNobody_of_this_account_0001')
    await h.ask('POST', `/cgi-bin/message/custom/send?access_token=${token}`, { broken: true })
    const log = h.log.join('')
    for (const word of [secret, token, 'access_token=', 'oNobody_of_this', 'token-1'])
      expect(log.includes(word)).toBe(false)
  })
})
