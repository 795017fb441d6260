import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ACCOUNT } from './account.ts'
import { startTestSandbox, type TestSandbox } from './client.ts'

const SEND = '/cgi-bin/message/custom/send'
const minutes = (n: number) => n * 60_000
const hours = (n: number) => minutes(60 * n)
const asset = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url))

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ serverUrl: null })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
})

async function send(id: string, message: object): Promise<unknown> {
  const touser = await sandbox.openid(id)
  return (await sandbox.api('POST', SEND, { touser, ...message })).errcode
}
const text = (content: string) => ({ msgtype: 'text', text: { content } })

async function upload(type: string, name: string): Promise<Record<string, unknown>> {
  const form = new FormData()
  form.append('media', new Blob([new Uint8Array(asset(name))]), name)
  const url = `${sandbox.url}/cgi-bin/media/upload?type=${type}&access_token=${await sandbox.token()}`
  return (await (await fetch(url, { method: 'POST', body: form })).json()) as Record<string, unknown>
}

it.each<[string, string, object]>([
  ['no grant_type', `/cgi-bin/token?appid=${ACCOUNT.appid}`, { errcode: 40002 }],
  ['no secret', `/cgi-bin/token?grant_type=client_credential&appid=${ACCOUNT.appid}`, { errcode: 41004 }],
  ['unknown appid', '/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=x', { errcode: 40013 }],
  [
    'wrong secret',
    `/cgi-bin/token?grant_type=client_credential&appid=${ACCOUNT.appid}&secret=x`,
    { errcode: 40125 },
  ],
  [
    'good',
    `/cgi-bin/token?grant_type=client_credential&appid=${ACCOUNT.appid}&secret=${ACCOUNT.secret}`,
    { expires_in: 7200 },
  ],
])('[B sandbox] /cgi-bin/token, %s', async (_name, path, expected) => {
  expect(await sandbox.call('GET', path)).toMatchObject(expected)
})

it('[B sandbox] errors are HTTP 200 with errcode, errmsg and a rid, and tokens are judged in WeChat’s words', async () => {
  const response = await fetch(`${sandbox.url}${SEND}`, { method: 'POST' })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json; encoding=utf-8')
  expect(await response.json()).toEqual({
    errcode: 41001,
    errmsg: expect.stringMatching(/^access_token missing rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/),
  })
  const path = `${SEND}?access_token=`
  expect(await sandbox.call('POST', `${path}invented`)).toMatchObject({ errcode: 40001 })
  const token = await sandbox.token()
  await sandbox.call('POST', '/sandbox/misbehave/expire-tokens')
  expect(await sandbox.call('POST', path + token)).toMatchObject({
    errcode: 42001,
    errmsg: expect.stringContaining('access_token expired'),
  })
  expect(await sandbox.token()).not.toBe(token)
})

it('[B sandbox] the two token endpoints leave each other’s tokens alone', async () => {
  const stable = await sandbox.token()
  const query = `grant_type=client_credential&appid=${ACCOUNT.appid}&secret=${ACCOUNT.secret}`
  await sandbox.call('GET', `/cgi-bin/token?${query}`)
  await sandbox.call('GET', `/cgi-bin/token?${query}`)
  expect(await sandbox.token()).toBe(stable)
  expect(await sandbox.call('GET', `/cgi-bin/getcallbackip?access_token=${stable}`)).toHaveProperty('ip_list')
})

it('[L9] five messages after a fan’s message, then 45047; after 48 hours 45015', async () => {
  expect(await send('huahua', text('一'))).toBe(45015)
  await sandbox.say('huahua', '在吗')
  const answers: unknown[] = []
  for (let n = 0; n < 6; n += 1) answers.push(await send('huahua', text(`第 ${n} 条`)))
  expect(answers).toEqual([0, 0, 0, 0, 0, 45047])
  await sandbox.say('huahua', '还有吗')
  sandbox.pass(hours(48) - 1)
  expect(await send('huahua', text('有'))).toBe(0)
  sandbox.pass(1)
  expect(await send('huahua', text('有'))).toBe(45015)
})

it('[L9] a menu click allows three messages for one minute', async () => {
  await sandbox.call('POST', '/sandbox/people/huahua/menu', { key: 'HOURS' })
  sandbox.pass(minutes(1) - 1)
  expect(await send('huahua', text('九点到九点'))).toBe(0)
  sandbox.pass(1)
  expect(await send('huahua', text('九点到九点'))).toBe(45015)
})

it('[L13] nobody who has unfollowed can be written to', async () => {
  await sandbox.say('huahua', '在吗')
  await sandbox.call('POST', '/sandbox/people/huahua/unfollow')
  expect(await send('huahua', text('在'))).toBe(45015)
  const openid = await sandbox.openid('huahua')
  expect(await sandbox.api('GET', `/cgi-bin/user/info?openid=${openid}`)).toEqual({
    subscribe: 0,
    openid,
    tagid_list: [],
  })
})

it.each<[string, object, number]>([
  ['an unknown type', { msgtype: 'poem', poem: {} }, 40008],
  ['a type that every object has', { msgtype: 'constructor', constructor: {} }, 40008],
  ['an empty text', text(''), 44004],
  ['2048 bytes', text(`${'字'.repeat(682)}ab`), 0],
  ['2049 bytes', text('字'.repeat(683)), 45002],
  ['an unknown picture', { msgtype: 'image', image: { media_id: 'nope' } }, 40007],
  ['two articles', { msgtype: 'news', news: { articles: [{ title: 'a' }, { title: 'b' }] } }, 45008],
  ['one article', { msgtype: 'news', news: { articles: [{ title: 'a', url: 'https://a.example' }] } }, 0],
  [
    'a menu',
    { msgtype: 'msgmenu', msgmenu: { head_content: '满意吗', list: [{ id: '1', content: '满意' }] } },
    0,
  ],
  ['a link, which is for Mini Programs', { msgtype: 'link', link: { title: 'a' } }, 48008],
  ['an unknown agent', { ...text('你好'), customservice: { kf_account: 'kf1@x' } }, 65401],
])('[B sandbox] custom/send, %s', async (_name, message, errcode) => {
  await sandbox.say('huahua', '在吗')
  expect(await send('huahua', message)).toBe(errcode)
})

it('[B sandbox] custom/send to a stranger is 40003, and everything sent can be asked for', async () => {
  expect(await sandbox.api('POST', SEND, { touser: 'oNobody', ...text('你好') })).toMatchObject({
    errcode: 40003,
  })
  await sandbox.say('huahua', '在吗')
  await send('huahua', text('在的'))
  const { sent } = await sandbox.call('GET', `/sandbox/sent?openid=${await sandbox.openid('huahua')}`)
  expect(sent).toMatchObject([{ errcode: 0, body: { text: { content: '在的' } } }])
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 在的'])
})

it('[L18] a message in the name of a kf account shows whose it is', async () => {
  const kf_account = 'xiaolin@huatian'
  expect(
    await sandbox.api('POST', '/customservice/kfaccount/add', { kf_account, nickname: '小林' }),
  ).toMatchObject({ errcode: 0 })
  expect(
    await sandbox.api('POST', '/customservice/kfaccount/add', { kf_account, nickname: '小林' }),
  ).toMatchObject({ errcode: 65406 })
  expect(await sandbox.api('GET', '/cgi-bin/customservice/getkflist')).toMatchObject({
    kf_list: [{ kf_account, kf_nick: '小林', kf_id: '1001' }],
  })
  await sandbox.say('huahua', '在吗')
  expect(await send('huahua', { ...text('在'), customservice: { kf_account } })).toBe(0)
  const { entries } = await sandbox.call('GET', '/sandbox/people/huahua/log?from=account')
  expect(entries).toMatchObject([{ kfAccount: kf_account }])
  const del = `/customservice/kfaccount/del?kf_account=${encodeURIComponent(kf_account)}`
  expect(await sandbox.api('GET', del)).toMatchObject({ errcode: 0 })
  expect(await sandbox.api('GET', del)).toMatchObject({ errcode: 65401 })
})

it('[L10] material lives three days, is typed by its bytes, and can be sent while it lives', async () => {
  const { media_id } = await upload('image', 'picture.jpg')
  await sandbox.say('huahua', '在吗')
  const image = { msgtype: 'image', image: { media_id } }
  expect(await send('huahua', image)).toBe(0)
  sandbox.pass(hours(72) - 1)
  await sandbox.say('huahua', '在吗')
  expect(await send('huahua', image)).toBe(0)
  sandbox.pass(1)
  expect(await send('huahua', image)).toBe(40007)
  expect(await sandbox.api('GET', `/cgi-bin/media/get?media_id=${media_id}`)).toMatchObject({
    errcode: 40007,
  })
  expect(await upload('voice', 'picture.jpg')).toMatchObject({ errcode: 40005 })
  expect(await upload('poem', 'picture.jpg')).toMatchObject({ errcode: 40004 })
})

it('[L10] a video is given as a URL, a picture as bytes', async () => {
  const video = await upload('video', 'video.mp4')
  const { video_url } = await sandbox.api('GET', `/cgi-bin/media/get?media_id=${video.media_id}`)
  expect(Buffer.from(await (await fetch(String(video_url))).arrayBuffer())).toEqual(asset('video.mp4'))
  const image = await upload('image', 'picture.jpg')
  const url = `${sandbox.url}/cgi-bin/media/get?media_id=${image.media_id}&access_token=${await sandbox.token()}`
  const response = await fetch(url)
  expect(response.headers.get('content-type')).toBe('image/jpeg')
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${image.media_id}.jpg"`)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(asset('picture.jpg'))
})

it('[B sandbox] typing shows for fifteen seconds', async () => {
  const type = async (command: string) =>
    (
      await sandbox.api('POST', '/cgi-bin/message/custom/typing', {
        touser: await sandbox.openid('huahua'),
        command,
      })
    ).errcode
  await sandbox.say('huahua', '在吗')
  expect(await type('Type')).toBe(45072)
  expect(await type('Typing')).toBe(0)
  expect(await type('Typing')).toBe(45081)
  expect(await type('CancelTyping')).toBe(0)
  sandbox.pass(30_001)
  expect(await type('Typing')).toBe(45080)
})

it('[L13] fans have no name and no picture, and a remark stays under thirty bytes', async () => {
  const openid = await sandbox.openid('wangjie')
  const remark = async (text: string) =>
    (await sandbox.api('POST', '/cgi-bin/user/info/updateremark', { openid, remark: text })).errcode
  expect(await remark('老客户王姐在杭州市')).toBe(0)
  expect(await remark('老客户王姐在杭州市余')).toBe(40092)
  const info = await sandbox.api('GET', `/cgi-bin/user/info?openid=${openid}`)
  expect(info).toMatchObject({ subscribe: 1, remark: '老客户王姐在杭州市' })
  expect(info).not.toHaveProperty('nickname')
  expect(await sandbox.api('POST', '/cgi-bin/user/info/batchget', { user_list: [{ openid }] })).toMatchObject(
    { user_info_list: [{ openid }] },
  )
})

it.each<[string, object, object]>([
  ['busy', { on: true, times: 1 }, { errcode: -1 }],
  ['daily_limit', { on: true, times: 1 }, { errcode: 45009 }],
  ['window_closed', { on: true, times: 1 }, { errcode: 45015 }],
  ['allowance_used', { on: true, times: 1 }, { errcode: 45047 }],
])('[L8] made to misbehave once, WeChat answers %s and then as usual', async (kind, fault, expected) => {
  await sandbox.say('huahua', '在吗')
  await sandbox.call('PUT', '/sandbox/misbehave', { [kind]: fault })
  const body = { touser: await sandbox.openid('huahua'), ...text('在') }
  expect(await sandbox.api('POST', SEND, body)).toMatchObject(expected)
  expect(await sandbox.api('POST', SEND, body)).toEqual({ errcode: 0, errmsg: 'ok' })
  expect((await sandbox.call('GET', '/sandbox/misbehave')).faults).toMatchObject({
    [kind]: { on: false, struck: 1 },
  })
})

it('[L8] dead: the connection ends and nothing happened; lost answer: it ends and the fan has the message', async () => {
  await sandbox.say('huahua', '在吗')
  const url = `${sandbox.url}${SEND}?access_token=${await sandbox.token()}`
  const body = JSON.stringify({ touser: await sandbox.openid('huahua'), ...text('在') })
  await sandbox.call('PUT', '/sandbox/misbehave', { dead: { on: true, times: 1 } })
  await expect(fetch(url, { method: 'POST', body })).rejects.toThrow('fetch failed')
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗'])
  await sandbox.call('PUT', '/sandbox/misbehave', { lost_answer: { on: true, times: 1 } })
  await expect(fetch(url, { method: 'POST', body })).rejects.toThrow('fetch failed')
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 在'])
})

it('[L8] slow: the answer takes its time', async () => {
  await sandbox.call('PUT', '/sandbox/misbehave', {
    slow: { on: true, times: 1, ms: 80, path: '/cgi-bin/getcallbackip' },
  })
  const path = `/cgi-bin/getcallbackip?access_token=${await sandbox.token()}`
  const began = performance.now()
  await sandbox.call('GET', path)
  expect(performance.now() - began).toBeGreaterThan(75)
})

it('[B sandbox] JSON is read under any content type and under none', async () => {
  const url = `${sandbox.url}/cgi-bin/stable_token`
  const { appid, secret } = ACCOUNT
  const body = JSON.stringify({ grant_type: 'client_credential', appid, secret })
  for (const headers of [
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    {},
  ]) {
    const response = await fetch(url, { method: 'POST', headers, body: new TextEncoder().encode(body) })
    expect(await response.json()).toHaveProperty('access_token')
  }
})

it('[B sandbox] an unknown path and a file beyond all limits are errors in WeChat’s shape', async () => {
  expect(await sandbox.api('GET', '/cgi-bin/poem/write')).toMatchObject({ errcode: 40066 })
  const form = new FormData()
  form.append('media', new Blob([new Uint8Array(21 * 1024 * 1024)]), 'large.jpg')
  const url = `${sandbox.url}/cgi-bin/media/upload?type=image&access_token=${await sandbox.token()}`
  const response = await fetch(url, { method: 'POST', body: form })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ errcode: 40009 })
})
