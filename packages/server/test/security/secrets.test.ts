import { encodePushXml, signatureOf } from '@duokefu/wechat'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Shop, type Shops, startShops } from './shops.ts'
import { addressOf, isOfAccount, type Statement, saidOf } from './statements.ts'

// Secrets that are known by heart, and then everything that the server says, writes and stores, looked through for them.

const password = 'correct horse battery 电池'
const callPath = '/cgi-bin/user/info'

let shops: Shops
/** What was said to people and programs, with the words before it. */
const told: string[] = []
/** Answers that give a secret to whoever it is for, once. */
const given: string[] = []
const cookiesSet: string[] = []
let mine: { readonly totp: string; readonly recoveryCodes: readonly string[] }
let programToken: string

beforeAll(async () => {
  shops = await startShops()
  mine = await useLogins()
  programToken = await usePrograms()
  await useCallbacks()
  await useEveryRoute()
  await useBadRequests()
  await shops.server.idle()
})
afterAll(() => shops.stop())

type Asked = NonNullable<Parameters<Shops['ask']>[2]>

async function say(method: string, path: string, asked: Asked, into: string[] = told): Promise<Answer> {
  const answer = await shops.ask(method, path, asked)
  const { 'set-cookie': set, ...headers } = answer.headers
  if (set !== undefined) cookiesSet.push(...(String(set).match(/(?<==)[\w-]{43}/g) ?? []))
  into.push(`${method} ${path.slice(0, 9)}… → ${JSON.stringify(headers)} ${answer.text}`)
  return answer
}

/** A person with a password and a second factor, who mistypes both. */
async function useLogins() {
  const cookie = await shops.login(shops.ours.agents.admin)
  await say('PUT', '/api/me/password', { cookie, body: { name: 'guanjia', password, current: null } })
  const secret = JSON.parse(
    (await say('POST', '/api/me/totp', { cookie, body: { password } }, given)).text,
  ).secret
  const code = new TOTP({ secret, digits: 6, period: 30 }).generate()
  const { text } = await say('POST', '/api/me/totp/confirm', { cookie, body: { code } }, given)
  const { recoveryCodes } = JSON.parse(text) as { recoveryCodes: string[] }
  const login = (body: object) =>
    say('POST', '/api/login/password', { body: { name: 'guanjia', password, code: null, ...body } })
  await login({ password: `${password}?` })
  await login({})
  await login({ code: '000000' })
  await login({ code: recoveryCodes[0] })
  await say('GET', '/api/me/logins', { cookie })
  return { totp: secret, recoveryCodes }
}

async function usePrograms(): Promise<string> {
  const { ours } = shops
  const local = { headers: { 'x-forwarded-for': '203.0.113.9' } }
  const wanted = { grant_type: 'client_credential', appid: ours.appid, secret: ours.apiKey }
  const { text } = await say('POST', '/cgi-bin/stable_token', { ...local, body: wanted }, given)
  const token: string = JSON.parse(text).access_token
  const query = new URLSearchParams({ ...wanted, secret: ours.secrets.appSecret })
  await say('GET', `/cgi-bin/token?${query}`, local, given)
  await say('GET', `/cgi-bin/token?${new URLSearchParams({ ...wanted, secret: `${ours.apiKey}0` })}`, local)
  shops.wechat.on(callPath, () => ({ json: { subscribe: 1 } }))
  await say('GET', `${callPath}?openid=oAnybody&access_token=${token}`, local)
  shops.wechat.on(callPath, () => 'break')
  await say('GET', `${callPath}?openid=oAnybody&access_token=${token}`, local)
  await say('GET', `${callPath}?openid=oAnybody&access_token=${token}`, {
    headers: { 'x-forwarded-for': '198.51.100.1' },
  })
  const out = { headers: { ...local.headers, authorization: `Bearer ${ours.tokenKey}` } }
  await say('POST', '/api/accounts/none', out)
  await say('POST', '/api/wechat-token', out)
  await say('POST', '/api/wechat-token', { headers: { authorization: `Bearer ${ours.tokenKey}0` } })
  return token
}

/** A fan whose messages the mall gets, with a mall that breaks. */
async function useCallbacks(): Promise<void> {
  const { ours } = shops
  const { token } = ours.secrets
  const push = (text: string, signed = token) => {
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1_000)), 'nonce']
    const query = new URLSearchParams({ signature: signatureOf(signed, timestamp, nonce), timestamp, nonce })
    const body = encodePushXml({
      ToUserName: 'gh_0123456789ab',
      FromUserName: 'oSecrets_Fan_000000000000000',
      CreateTime: Math.floor(Date.now() / 1_000),
      MsgType: 'text',
      Content: text,
      MsgId: String(Date.now()),
    })
    return { url: `${shops.server.url}/wechat/${ours.appid}?${query}`, body }
  }
  const send = async ({ url, body }: ReturnType<typeof push>) => {
    const response = await fetch(url, { method: 'POST', body })
    told.push(`callback → ${await response.text()}`)
  }
  await send(push('你们几点开门'))
  await send(push('这是伪造的', 'AnotherToken'))
  shops.wechat.on('/mall', () => 'break')
  await send(push('还在吗老板'))
}

/** Every route, as the owner, with what WeChat then says. */
async function useEveryRoute(): Promise<void> {
  const { ours } = shops
  const ask = async (route: Shops['routes'][number], said: Statement) => {
    const body = said.body?.(ours)
    // Ended logins are not asked again.
    const cookie = isOfAccount(route) ? ours.cookies.owner : await shops.login(ours.agents.owner)
    const isGiven = /\/(connection|compat)\/keys$|\/api\/accounts$/.test(route.url)
    await say(route.method, addressOf(route, said, ours, ours), { cookie, body }, isGiven ? given : told)
  }
  for (const route of shops.routes) {
    if (route.url.startsWith('/wechat') || route.url === '/api/realtime') continue
    // Used above: each password that is checked costs a quarter of a second.
    if (/\/password$|\/totp/.test(route.url)) continue
    for (const said of saidOf(route)) await ask(route, said)
  }
  const metrics = await fetch(`${shops.server.url}/metrics`)
  expect(metrics.status).toBe(200)
  told.push(`metrics → ${await metrics.text()}`)
  for (const format of ['csv', 'jsonl', 'html'])
    await say('GET', `/api/accounts/${ours.id}/records/export?format=${format}`, {
      cookie: ours.cookies.owner,
    })
}

/** Secrets where they don't belong, as people and programs put them there. */
async function useBadRequests(): Promise<void> {
  const { ours } = shops
  const { appSecret } = ours.secrets
  const cookie = ours.cookies.owner
  await say('GET', `/api/nothing?secret=${appSecret}`, { cookie })
  await say('GET', `/nowhere/${appSecret}`, { cookie })
  await say('POST', `/api/accounts/${ours.id}/media`, { cookie, body: { secret: appSecret } })
  await say('PATCH', `/api/accounts/${ours.id}/connection`, { cookie, body: { secret: [appSecret] } })
  await say('PATCH', `/api/accounts/${ours.id}/connection`, { cookie, body: { secret: appSecret } })
  await say('POST', '/api/login/password', { body: { name: password, password, code: password } })
  // What a person typed there is their own; asked for the list, nobody finds it.
  await say('GET', `/api/accounts/${ours.id}/audit`, { cookie })
}

function secretsOf({ secrets, cookies, apiKey, tokenKey }: Shop): string[] {
  return [...Object.values(secrets), ...Object.values(cookies).map(tokenIn), apiKey, tokenKey]
}
const tokenIn = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1)

function everySecret(): string[] {
  const { ours, theirs, removed, secret } = shops
  const people = [password, mine.totp, ...mine.recoveryCodes, tokenIn(removed), ...cookiesSet]
  return [...secretsOf(ours), ...secretsOf(theirs), ...people, programToken, secret]
}

/** Which secrets stand in which lines, without telling them. */
function found(lines: readonly string[], secrets = everySecret()): string[] {
  const all = lines.join('\n')
  const there = secrets.filter((secret) => all.includes(secret))
  return there.map((secret) => lines.find((line) => line.includes(secret))?.slice(0, 200) ?? secret)
}

describe('a secret', () => {
  it('[design] is known to this test, so that it can be found', () => {
    expect(everySecret().length).toBeGreaterThan(40)
    expect(new Set(everySecret().map((secret) => secret.length >= 8))).toEqual(new Set([true]))
    expect(told.length).toBeGreaterThan(150)
    expect(found(given).length).toBeGreaterThan(2)
  })

  it('[design] is in no answer, export, figure or audit entry', () => {
    expect(found(told)).toEqual([])
  })

  it('[design] is in no line of the log, not even at its finest level', () => {
    expect(shops.log.length).toBeGreaterThan(0)
    expect(found(shops.log)).toEqual([])
  })

  it('[design] stands sealed or hashed in the database', async () => {
    const tables = await shops.rows<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
    const lines: string[] = []
    for (const { name } of tables) {
      const rows = await shops.rows<{ row: string }>(`select t::text as row from "${name}" t`)
      lines.push(...rows.map(({ row }) => `${name} ${row}`))
    }
    const hex = (secret: string) => Buffer.from(secret).toString('hex')
    // Tokens that sign are no passwords: whoever reads the database has the messages that they would forge.
    const signing = [shops.ours, shops.theirs].flatMap(({ secrets }) => [
      secrets.token,
      secrets.developerToken,
    ])
    const kept = everySecret().filter((secret) => !signing.includes(secret))
    expect(found(lines, [...kept, ...kept.map(hex)])).toEqual([])
  })

  it('[design] of ours reaches no developer URL, and of one account no call for another', () => {
    const heard = shops.wechat.calls('/mall').map(({ query, body }) => `mall ${query} ${body}`)
    expect(heard.length).toBeGreaterThan(1)
    expect(found(heard)).toEqual([])
    const { ours, theirs } = shops
    const forOurs = shops.wechat
      .calls()
      .filter(({ query }) => query.get('access_token')?.includes(ours.secrets.accessToken))
    expect(forOurs.length).toBeGreaterThan(0)
    expect(
      found(
        forOurs.map(({ path, body }) => `${path} ${body}`),
        secretsOf(theirs),
      ),
    ).toEqual([])
  })
})
