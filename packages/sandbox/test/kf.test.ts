import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ACCOUNT } from './account.ts'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { fieldsOf, readFixture } from './fixture.ts'

const days = (n: number) => n * 86_400_000
const CHEN = 'xiaochen@huatian'
const asset = (name: string) => new Uint8Array(readFileSync(new URL(`../assets/${name}`, import.meta.url)))

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ serverUrl: null })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
  await sandbox.call('PUT', '/sandbox/account', { verified: true, kfEnabled: true })
})

const post = async (path: string, body: unknown) =>
  (await sandbox.api('POST', `/customservice/kfaccount/${path}`, body)).errcode
const add = (kf_account: string, nickname = '小陈') => post('add', { kf_account, nickname })
const invite = (kf_account: string, invite_wx: string) => post('inviteworker', { kf_account, invite_wx })
const list = async () =>
  (await sandbox.api('GET', '/cgi-bin/customservice/getkflist')).kf_list as Record<string, unknown>[]
const notices = async (person: string) =>
  (await sandbox.call('GET', `/sandbox/people/${person}/notices`)).notices as {
    id: string
    body: { state: string }
  }[]
const answer = async (person: string, accept: boolean) =>
  sandbox.call('POST', `/sandbox/people/${person}/notices/${(await notices(person)).at(-1)?.id}/answer`, {
    accept,
  })

it.each<[string, string, string, number]>([
  ['ten characters', 'abcdefghi_@huatian', '小陈', 0],
  ['the original id behind the @', `chen@${ACCOUNT.ghId}`, '小陈', 0],
  ['eleven characters', 'abcdefghij_@huatian', '小陈', 65404],
  ['Chinese characters', '小陈@huatian', '小陈', 65404],
  ['another account’s WeChat id', 'chen@other', '小陈', 65404],
  ['no nickname', CHEN, '', 65403],
  ['a nickname of seventeen characters', CHEN, '花'.repeat(17), 65403],
])('[S14] a kf account with %s', async (_name, account, nick, errcode) => {
  expect(await add(account, nick)).toBe(errcode)
})

it('[S14] a hundred kf accounts are the most, and none is there twice', async () => {
  expect(await add(CHEN)).toBe(0)
  expect(await add(CHEN)).toBe(65406)
  for (let n = 1; n < 100; n += 1) await add(`kf${n}@huatian`)
  expect(await add('kf100@huatian')).toBe(65405)
})

it('[S14] name and picture change; what isn’t there can’t', async () => {
  await add(CHEN)
  expect(await post('update', { kf_account: CHEN, nickname: '陈陈' })).toBe(0)
  expect(await post('update', { kf_account: 'no@huatian', nickname: '陈陈' })).toBe(65401)
  expect(await post('update', { kf_account: CHEN, nickname: '' })).toBe(65403)
  const picture = (name: string, bytes: Uint8Array<ArrayBuffer>, kf = CHEN) =>
    sandbox.upload(`/customservice/kfaccount/uploadheadimg?kf_account=${encodeURIComponent(kf)}`, bytes, name)
  expect(await picture('a.jpg', asset('picture.jpg'))).toMatchObject({ errcode: 0 })
  expect(await picture('a.jpg', asset('voice.amr'))).toMatchObject({ errcode: 40005 })
  const large = new Uint8Array(5 * 1024 * 1024 + 1)
  large.set([0xff, 0xd8, 0xff])
  expect(await picture('a.jpg', large)).toMatchObject({ errcode: 40009 })
  expect(await picture('a.jpg', asset('picture.jpg'), 'no@huatian')).toMatchObject({ errcode: 65401 })
  const [kf] = await list()
  expect(kf).toMatchObject({ kf_nick: '陈陈' })
  const head = await fetch(String(kf?.kf_headimgurl))
  expect(new Uint8Array(await head.arrayBuffer())).toEqual(asset('picture.jpg'))
  expect(await post('del', { kf_account: CHEN })).toBe(0)
  expect(await list()).toEqual([])
  expect(await post('del', { kf_account: CHEN })).toBe(65401)
})

it('[S15] an invitation waits, and is bound when it is accepted', async () => {
  await add(CHEN)
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(0)
  const [, , invited] = (readFixture('kf/getkflist').response as { kf_list: object[] }).kf_list
  const [waiting] = await list()
  expect(fieldsOf(waiting)).toEqual(fieldsOf(invited))
  expect(waiting).toMatchObject({ invite_wx: 'xiaochen_wx', invite_status: 'waiting' })
  expect(await notices('xiaochen')).toMatchObject([
    { accountName: '花田小店', body: { type: 'kf_invitation', nick: '小陈', state: 'waiting' } },
  ])
  expect(await answer('xiaochen', true)).toMatchObject({ notice: { body: { state: 'accepted' } } })
  const [, bound] = (readFixture('kf/getkflist').response as { kf_list: object[] }).kf_list
  const [kf] = await list()
  expect(fieldsOf(kf)).toEqual(fieldsOf(bound))
  expect(kf).toMatchObject({ kf_wx: 'xiaochen_wx', kf_openid: await sandbox.openid('xiaochen') })
  expect(await answer('xiaochen', false)).toEqual({ error: 'not_possible' })
})

it('[S15] a refused invitation says so and can be sent again', async () => {
  await add(CHEN)
  await invite(CHEN, 'xiaochen_wx')
  await answer('xiaochen', false)
  expect(await list()).toMatchObject([{ invite_status: 'rejected' }])
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(0)
  expect((await notices('xiaochen')).map(({ body }) => body.state)).toEqual(['rejected', 'waiting'])
})

it('[S15] after seven days an invitation has expired, and can be sent again', async () => {
  await add(CHEN)
  await invite(CHEN, 'xiaochen_wx')
  sandbox.pass(days(7) - 1)
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(65411)
  sandbox.pass(1)
  expect(await list()).toMatchObject([{ invite_status: 'expired' }])
  expect(await answer('xiaochen', true)).toEqual({ error: 'not_possible' })
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(0)
  expect((await notices('xiaochen')).map(({ body }) => body.state)).toEqual(['withdrawn', 'waiting'])
})

it('[S15] with its kf account an invitation is withdrawn', async () => {
  await add(CHEN)
  await invite(CHEN, 'xiaochen_wx')
  await post('del', { kf_account: CHEN })
  expect(await notices('xiaochen')).toMatchObject([{ body: { state: 'withdrawn' } }])
  expect(await answer('xiaochen', true)).toEqual({ error: 'not_possible' })
})

it('[S15] nobody can be invited who can’t be an agent here', async () => {
  await add(CHEN)
  await add('other@huatian')
  expect(await invite('no@huatian', 'xiaochen_wx')).toBe(65401)
  expect(await invite(CHEN, 'nobody_wx')).toBe(65409)
  expect(await invite(CHEN, '13800571004')).toBe(65409)
  await sandbox.call('PUT', '/sandbox/people/xiaochen', { kfElsewhere: 5 })
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(65410)
  await sandbox.call('PUT', '/sandbox/people/xiaochen', { kfElsewhere: 4 })
  expect(await invite(CHEN, 'xiaochen_wx')).toBe(0)
  expect(await invite(CHEN, 'laozhou_wx')).toBe(65411)
  expect(await invite('other@huatian', 'xiaochen_wx')).toBe(65408)
  await answer('xiaochen', true)
  expect(await invite(CHEN, 'laozhou_wx')).toBe(65412)
  expect(await invite('other@huatian', 'xiaochen_wx')).toBe(65407)
})

it('[S12] without verification 48001, without 客服功能 65400', async () => {
  await sandbox.call('PUT', '/sandbox/account', { kfEnabled: false })
  expect(await add(CHEN)).toBe(65400)
  expect(await sandbox.api('GET', '/cgi-bin/customservice/getkflist')).toMatchObject({ errcode: 65400 })
  await sandbox.call('PUT', '/sandbox/account', { verified: false })
  expect(await add(CHEN)).toBe(48001)
})

it('[S12] who is online at WeChat’s own desk is told with their open cases', async () => {
  await add(CHEN)
  const online = () => sandbox.api('GET', '/cgi-bin/customservice/getonlinekflist')
  expect(await online()).toEqual({ kf_online_list: [] })
  await sandbox.call('PUT', '/sandbox/account/kf', { kf_account: CHEN, online: true, accepted_case: 3 })
  const [shape] = (readFixture('kf/getonlinekflist').response as { kf_online_list: object[] }).kf_online_list
  const { kf_online_list } = (await online()) as { kf_online_list: object[] }
  expect(fieldsOf(kf_online_list[0])).toEqual(fieldsOf(shape))
  expect(kf_online_list).toMatchObject([{ kf_account: CHEN, status: 1, accepted_case: 3 }])
})

it('[S12] a caller who is not in the IP list gets no token: 40164 with the address', async () => {
  const token = () =>
    sandbox.call('POST', '/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: ACCOUNT.appid,
      secret: ACCOUNT.secret,
    })
  await sandbox.call('PUT', '/sandbox/account', { ipAllowlist: ['203.0.113.7'] })
  expect(await token()).toMatchObject({
    errcode: 40164,
    errmsg: expect.stringContaining('invalid ip 127.0.0.1'),
  })
  await sandbox.call('PUT', '/sandbox/account', { ipAllowlist: ['203.0.113.7', '127.0.0.1'] })
  expect(await token()).toHaveProperty('access_token')
  await sandbox.call('PUT', '/sandbox/account', { ipAllowlist: null })
})
