import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ACCOUNT } from './account.ts'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { fieldsOf, readFixture } from './fixture.ts'

const RETURN = 'http://desk.example.com/m/oauth'
const minutes = (n: number) => n * 60_000

let sandbox: TestSandbox
beforeAll(async () => {
  const other = { ...ACCOUNT, appid: 'wxffffffffffffffff', secret: 'another' }
  sandbox = await startTestSandbox(
    { serverUrl: 'http://desk.example.com:8080/wechat/x' },
    { accounts: [{ ...ACCOUNT, serverUrl: 'http://desk.example.com:8080/wechat/x' }, other] },
  )
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
  await sandbox.call('PUT', '/sandbox/account', { verified: true, oauthDomain: null })
})

async function authorize(changes: Record<string, string | null> = {}, person = 'xiaolin') {
  const given = {
    appid: ACCOUNT.appid,
    redirect_uri: RETURN,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc',
    ...changes,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) if (value !== null) query.set(name, value)
  const response = await fetch(`${sandbox.url}/connect/oauth2/authorize?${query}`, {
    redirect: 'manual',
    headers: person === '' ? {} : { cookie: `sandbox_person=${person}` },
  })
  const to = response.headers.get('location')
  return {
    code: to === null ? '' : (new URL(to).searchParams.get('code') ?? ''),
    to,
    page: await response.text(),
  }
}

const redeem = (changes: Record<string, string>) =>
  sandbox.call(
    'GET',
    `/sns/oauth2/access_token?${new URLSearchParams({
      appid: ACCOUNT.appid,
      secret: ACCOUNT.secret,
      grant_type: 'authorization_code',
      ...changes,
    })}`,
  )

it('[S2] a page opened in WeChat learns the openid of whose phone it is', async () => {
  const { to, code } = await authorize()
  expect(to).toBe(`${RETURN}?code=${code}&state=abc`)
  const token = await redeem({ code })
  expect(fieldsOf(token)).toEqual(fieldsOf(readFixture('oauth/access_token').response))
  expect(token).toMatchObject({ openid: await sandbox.openid('xiaolin'), scope: 'snsapi_base' })
})

it('[S2] a code is good once, for five minutes, and at its own account', async () => {
  const { code } = await authorize()
  expect(await redeem({ code })).toHaveProperty('openid')
  expect(await redeem({ code })).toMatchObject({ errcode: 40163 })
  const late = (await authorize()).code
  const foreign = (await authorize()).code
  expect(await redeem({ code: foreign, appid: 'wxffffffffffffffff', secret: 'another' })).toMatchObject({
    errcode: 40029,
  })
  sandbox.pass(minutes(5) - 1)
  expect(await redeem({ code: foreign })).toHaveProperty('openid')
  sandbox.pass(1)
  expect(await redeem({ code: late })).toMatchObject({ errcode: 42003 })
})

it.each<[string, Record<string, string>, number]>([
  ['an invented code', { code: 'invented' }, 40029],
  ['no code', { code: '' }, 41008],
  ['no appid', { appid: '' }, 41002],
  ['an unknown appid', { appid: 'wx1' }, 40013],
  ['no secret', { secret: '' }, 41004],
  ['a wrong secret', { secret: 'x' }, 40125],
  ['another grant_type', { grant_type: 'client_credential' }, 40002],
])('[S2] a code is not changed into an openid with %s', async (_name, changes, errcode) => {
  const { code } = await authorize()
  expect(await redeem({ code, ...changes })).toMatchObject({ errcode })
})

it.each<[string, Record<string, string | null>, number]>([
  ['another host', { redirect_uri: 'http://evil.example.com/m/oauth' }, 10003],
  ['a host below', { redirect_uri: 'http://sub.desk.example.com/' }, 10003],
  ['no http', { redirect_uri: 'javascript:alert(1)' }, 10003],
  ['an unknown scope', { scope: 'snsapi_login' }, 10005],
  ['no scope', { scope: null }, 10010],
  ['no redirect_uri', { redirect_uri: null }, 10011],
  ['no appid', { appid: null }, 10012],
  ['no state', { state: null }, 10013],
])('[S2] web authorization with %s ends on a page of WeChat', async (_name, changes, code) => {
  const { to, page } = await authorize(changes)
  expect(to).toBeNull()
  expect(page).toContain(`错误码：${code}`)
})

it('[S12] the host is the one of the console, and an account without verification has no right', async () => {
  await sandbox.call('PUT', '/sandbox/account', { oauthDomain: 'other.example.com' })
  expect((await authorize()).page).toContain('10003')
  expect((await authorize({ redirect_uri: 'https://other.example.com/x' })).code).not.toBe('')
  const { code } = await authorize({ redirect_uri: 'https://other.example.com/x' })
  await sandbox.call('PUT', '/sandbox/account', { oauthDomain: null, verified: false })
  expect((await authorize()).page).toContain('10005')
  expect(await redeem({ code })).toMatchObject({ errcode: 48001 })
})

it('[S2] outside WeChat nobody is known', async () => {
  expect((await authorize({}, '')).page).toContain('请在微信客户端打开链接')
  expect((await authorize({}, 'nobody')).to).toBeNull()
})

it('[S2] a snapshot user is told by is_snapshotuser', async () => {
  await sandbox.call('PUT', '/sandbox/people/xiaochen', { snapshot: true })
  const { code } = await authorize({}, 'xiaochen')
  expect(await redeem({ code })).toMatchObject({ is_snapshotuser: 1 })
})

it('[S2] the name is for snsapi_userinfo alone, which asks first', async () => {
  const asked = await authorize({ scope: 'snsapi_userinfo' })
  expect(asked.to).toBeNull()
  expect(asked.page).toContain('允许')
  const { code } = await authorize({ scope: 'snsapi_userinfo', consent: 'allow' })
  const token = await redeem({ code })
  const openid = await sandbox.openid('xiaolin')
  const ask = (path: string, access_token: unknown, who = openid) =>
    sandbox.call('GET', `${path}?access_token=${String(access_token)}&openid=${who}`)
  expect(await ask('/sns/userinfo', token.access_token)).toMatchObject({ openid, nickname: '小林' })
  expect(await ask('/sns/auth', token.access_token)).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await ask('/sns/auth', token.access_token, 'oOther')).toMatchObject({ errcode: 40003 })
  expect(await ask('/sns/auth', 'invented')).toMatchObject({ errcode: 40001 })
  const silent = await redeem({ code: (await authorize()).code })
  expect(await ask('/sns/userinfo', silent.access_token)).toMatchObject({ errcode: 48001 })
  sandbox.pass(minutes(120))
  expect(await ask('/sns/auth', token.access_token)).toMatchObject({ errcode: 42001 })
  const refresh = (value: unknown) =>
    sandbox.call(
      'GET',
      `/sns/oauth2/refresh_token?appid=${ACCOUNT.appid}&grant_type=refresh_token&refresh_token=${String(value)}`,
    )
  const renewed = await refresh(token.refresh_token)
  expect(await ask('/sns/auth', renewed.access_token)).toMatchObject({ errcode: 0 })
  expect(await refresh('invented')).toMatchObject({ errcode: 40030 })
  sandbox.pass(minutes(30 * 24 * 60))
  expect(await refresh(token.refresh_token)).toMatchObject({ errcode: 42002 })
})

it('[S2] /browse opens a page as somebody, and only a web page', async () => {
  const browse = (person: string, url: string) =>
    fetch(`${sandbox.url}/browse?${new URLSearchParams({ person, url })}`, { redirect: 'manual' })
  const opened = await browse('xiaolin', 'http://desk.example.com/m/login/1')
  expect([opened.status, opened.headers.get('location')]).toEqual([302, 'http://desk.example.com/m/login/1'])
  expect(opened.headers.getSetCookie()[0]).toBe('sandbox_person=xiaolin; Path=/; HttpOnly; SameSite=Lax')
  expect((await browse('nobody', 'http://desk.example.com/')).status).toBe(400)
  expect((await browse('xiaolin', 'javascript:alert(1)')).status).toBe(400)
})
