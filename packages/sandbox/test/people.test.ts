import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'

const asset = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url))

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ serverUrl: null })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
})

const everybody = async () => (await sandbox.call('GET', '/sandbox/people')).people as object[]

it('[S15] fans and staff have a WeChat ID, a QQ and a phone number, the same in every run', async () => {
  const people = await everybody()
  expect(people).toMatchObject([
    { id: 'huahua', kind: 'fan', wechatId: 'huahua_wx', follows: true },
    { id: 'wangjie', kind: 'fan' },
    { id: 'songguo', kind: 'fan' },
    {
      id: 'xiaolin',
      name: '小林',
      kind: 'staff',
      wechatId: 'xiaolin_wx',
      qq: '280415637',
      phone: '13800571001',
    },
    { id: 'xiaowu', name: '小吴', kind: 'staff' },
    { id: 'laozhou', name: '老周', kind: 'staff' },
    { id: 'xiaochen', name: '小陈', kind: 'staff', follows: false },
  ])
  const again = await startTestSandbox({ serverUrl: null })
  try {
    expect((await again.call('GET', '/sandbox/people')).people).toEqual(people)
  } finally {
    await again.stop()
  }
})

it('[S15] new people are made like the old ones, and change as they are told to', async () => {
  await sandbox.call('POST', '/sandbox/people', {
    prefix: 'afang',
    name: '阿芳',
    kind: 'staff',
    qq: '12345678',
  })
  await sandbox.call('PUT', '/sandbox/people/afang', { wechatId: 'fang_flower', snapshot: true })
  const afang = (await everybody()).at(-1)
  expect(afang).toMatchObject({
    name: '阿芳',
    kind: 'staff',
    qq: '12345678',
    wechatId: 'fang_flower',
    phone: expect.stringMatching(/^1\d{10}$/),
    snapshot: true,
    follows: true,
  })
  await sandbox.call('POST', '/sandbox/reset')
  expect(await everybody()).toHaveLength(7)
})

it('[S11] a recording is AMR from media/get and speex at 16 kHz from media/get/jssdk', async () => {
  const { push } = (await sandbox.call('POST', '/sandbox/people/huahua/messages', { type: 'voice' })) as {
    push: { nodes: Record<string, string> }
  }
  const { MediaId, MediaId16K, Format } = push.nodes
  expect(Format).toBe('amr')
  const load = async (path: string, id = '') => {
    const url = `${sandbox.url}${path}?media_id=${id}&access_token=${await sandbox.token()}`
    const response = await fetch(url)
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
  }
  expect(await load('/cgi-bin/media/get', MediaId)).toEqual({ type: 'audio/amr', bytes: asset('voice.amr') })
  const speex = { type: 'voice/speex', bytes: asset('voice.speex') }
  expect(await load('/cgi-bin/media/get/jssdk', MediaId)).toEqual(speex)
  expect(await load('/cgi-bin/media/get/jssdk', MediaId16K)).toEqual(speex)
  const image = await sandbox.upload(
    '/cgi-bin/media/upload?type=image',
    new Uint8Array(asset('picture.jpg')),
    'a.jpg',
  )
  expect(
    await sandbox.api('GET', `/cgi-bin/media/get/jssdk?media_id=${String(image.media_id)}`),
  ).toMatchObject({ errcode: 40007 })
})

it('[S11] a phone can send speex alone', async () => {
  const { push } = (await sandbox.call('POST', '/sandbox/people/huahua/messages', {
    type: 'voice',
    format: 'speex',
  })) as { push: { nodes: Record<string, string> } }
  expect(push.nodes).toMatchObject({ MsgType: 'voice', Format: 'speex' })
})

it.each<[string, string, boolean]>([
  ['its own pages', '/q/x', true],
  ['a page of the desk for phones', 'http://desk.example.com/m/login/1', true],
  ['any other page of the desk', 'http://desk.example.com/admin', false],
  ['nothing that answers', 'http://127.0.0.1:1/', false],
])('[S16] the phone’s browser shows %s, or opens a tab', async (_name, url, framable) => {
  await sandbox.call('PUT', '/sandbox/account', { serverUrl: 'http://desk.example.com/wechat/x' })
  const address = url.startsWith('/') ? sandbox.url + url : url
  expect(await sandbox.call('GET', `/sandbox/frame?url=${encodeURIComponent(address)}`)).toEqual({ framable })
  await sandbox.call('PUT', '/sandbox/account', { serverUrl: null })
})
