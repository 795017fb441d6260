import { Buffer } from 'node:buffer'
// biome-ignore lint/style/noRestrictedImports: the client is tested against a real server
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: the client is tested against a real server
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture, fixturesIn } from '../fixtures.ts'
import { createWechatApi, type WechatApi } from './client.ts'
import { type CustomMessage, customMessageBody } from './custom-message.ts'

interface Sample {
  name: string
  method: string
  url: string
  query: Record<string, string>
  bodyType: string
  body?: unknown
  response: unknown
  responseHeaders?: Record<string, string>
  errorResponses?: { errcode: number; errmsg: string }[]
}

interface Received {
  method: string
  path: string
  query: Record<string, string>
  contentType: string
  body: Buffer
}

function sample(name: string): Sample {
  return JSON.parse(fixture(`api/${name}.json`).toString())
}

let server: Server
let baseUrl: string
let answer: (response: ServerResponse, request: IncomingMessage) => void
let received: Received

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url ?? '', 'http://wechat.test')
    received = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      contentType: request.headers['content-type'] ?? '',
      body: Buffer.concat(chunks),
    }
    answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${portOf(server)}`
})

afterAll(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

function portOf(listening: Server): number {
  const address: AddressInfo | string | null = listening.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function api(timeoutMs = 5000): WechatApi {
  return createWechatApi({ baseUrl, fetch, timeoutMs })
}

function answerJson(
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): void {
  answer = (response) => response.writeHead(200, headers).end(JSON.stringify(body))
}

const toUser = 'oMdk7s0Fan_0001aBcDeFgHiJkLm'
const messages: [sample: string, message: CustomMessage][] = [
  ['send-text', { toUser, type: 'text', content: '您好，包裹已于今天上午发出，运单号 SF1234567890。' }],
  [
    'send-text-as-agent',
    { toUser, kfAccount: 'kf2001@mdesk_demo', type: 'text', content: '我是客服小林，稍后为您核实。' },
  ],
  ['send-image', { toUser, type: 'image', mediaId: 'img_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ' }],
  ['send-voice', { toUser, type: 'voice', mediaId: 'voc_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ' }],
  [
    'send-video',
    {
      toUser,
      type: 'video',
      mediaId: 'vid_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      thumbMediaId: 'vth_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      title: '安装演示',
      description: '30 秒看懂安装步骤',
    },
  ],
  [
    'send-music',
    {
      toUser,
      type: 'music',
      title: '等待音乐',
      description: '客服排队中',
      musicUrl: 'https://cdn.example.com/hold.mp3',
      hqMusicUrl: 'https://cdn.example.com/hold-hq.mp3',
      thumbMediaId: 'mth_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'send-news',
    {
      toUser,
      type: 'news',
      articles: [
        {
          title: '常见问题',
          description: '发货、退换货与发票说明',
          url: 'https://shop.example.com/faq',
          picUrl: 'https://cdn.example.com/faq.png',
        },
      ],
    },
  ],
  [
    'send-msgmenu',
    {
      toUser,
      type: 'msgmenu',
      headContent: '请问您对本次服务满意吗？',
      list: [
        { id: '101', content: '满意' },
        { id: '102', content: '一般' },
        { id: '103', content: '不满意' },
      ],
      tailContent: '感谢您的反馈',
    },
  ],
  [
    'send-miniprogrampage',
    {
      toUser,
      type: 'miniprogrampage',
      title: '订单 MD20260101-0087',
      appId: 'wx7e6d5c4b3a291807',
      pagePath: 'pages/order/detail?id=87',
      thumbMediaId: 'mpt_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
]

describe('customer-service messages', () => {
  it.each(messages)('[S21] %s is sent as the sample has it, non-ASCII raw', async (name, message) => {
    const { query, body, response } = sample(`custom/${name}`)
    answerJson(response)
    expect(await api().sendCustomMessage('ACCESS_TOKEN', message)).toEqual({ ok: true, value: null })
    expect(received).toMatchObject({ method: 'POST', path: '/cgi-bin/message/custom/send', query })
    expect(JSON.parse(received.body.toString())).toEqual(body)
    expect(received.body.toString()).not.toContain('\\u')
    expect(customMessageBody(message)).toEqual(body)
  })

  it.each([
    ['custom/typing', undefined],
    ['custom/typing-cancel', 'CancelTyping'],
  ] as const)('[S21] %s', async (name, command) => {
    answerJson({ errcode: 0, errmsg: 'ok' })
    expect((await api().typing('ACCESS_TOKEN', toUser, command)).ok).toBe(true)
    expect(JSON.parse(received.body.toString())).toEqual(sample(name).body)
  })

  const errors = fixturesIn('api/custom').flatMap((path) => {
    const { errorResponses = [] }: Sample = JSON.parse(fixture(path).toString())
    return errorResponses
  })
  it.each(errors)('[L8] WeChat refuses with $errcode', async ({ errcode, errmsg }) => {
    answerJson({ errcode, errmsg }, { 'content-type': 'text/plain' })
    const kind = errcode === 45015 || errcode === 45047 ? 'no-quota' : 'refused'
    const error = { kind, errcode, errmsg, sent: true }
    expect(await api().sendCustomMessage('T', { toUser, type: 'text', content: 'a' })).toEqual({
      ok: false,
      error,
    })
  })
})

describe('what became of a message whose answer never came', () => {
  const send = (client: WechatApi) => client.sendCustomMessage('T', { toUser, type: 'text', content: 'a' })

  it('[L8] nobody listens: nothing was written, so again', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const port = portOf(gone)
    await new Promise((resolve) => gone.close(resolve))
    const client = createWechatApi({ baseUrl: `http://127.0.0.1:${port}`, fetch, timeoutMs: 5000 })
    expect(await send(client)).toMatchObject({
      ok: false,
      error: { kind: 'retry', errcode: null, sent: false },
    })
  })

  it('[L8] the name does not resolve: nothing was written, so again', async () => {
    const client = createWechatApi({ baseUrl: 'http://nowhere.invalid', fetch, timeoutMs: 5000 })
    expect(await send(client)).toMatchObject({ ok: false, error: { kind: 'retry', sent: false } })
  })

  it('[L8] a TLS handshake that fails: nothing was written, so again', async () => {
    const client = createWechatApi({ baseUrl: baseUrl.replace('http:', 'https:'), fetch, timeoutMs: 5000 })
    expect(await send(client)).toMatchObject({ ok: false, error: { kind: 'retry', sent: false } })
  })

  it.each<[name: string, answer: typeof answer]>([
    ['the connection is cut', (_response, request) => request.socket.destroy()],
    ['the answer stops in the middle', (response) => cutShort(response)],
    ['a page of HTML comes', (response) => response.writeHead(200).end('<html></html>')],
    ['502 comes', (response) => response.writeHead(502).end('Bad Gateway')],
    ['nothing comes', (response) => response.writeHead(200).end()],
    ['JSON that is no object comes', (response) => response.writeHead(200).end('[]')],
  ])('[L8] %s: uncertain, for a message; for what may be repeated, again', async (_name, how) => {
    answer = how
    expect(await send(api())).toMatchObject({ ok: false, error: { kind: 'uncertain', sent: true } })
    expect(await api().userInfo('T', toUser)).toMatchObject({
      ok: false,
      error: { kind: 'retry', sent: true },
    })
  })

  it('[L8] no answer in time: uncertain', async () => {
    answer = () => undefined
    expect(await send(api(50))).toMatchObject({ ok: false, error: { kind: 'uncertain', sent: true } })
  })

  it('[L8] turned away on the way (404): final, not sent', async () => {
    answer = (response) => response.writeHead(404).end('not found')
    expect(await send(api())).toMatchObject({ ok: false, error: { kind: 'refused', sent: false } })
  })

  function cutShort(response: ServerResponse): void {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"errcode":0', () => response.destroy())
  }
})

describe('tokens', () => {
  const credentials = { appid: 'wx1a2b3c4d5e6f7081', secret: 'APPSECRET' }

  it.each([false, true])('[L8] a stable token, force %s', async (forceRefresh) => {
    const { body, response } = sample(forceRefresh ? 'auth/stable_token-force_refresh' : 'auth/stable_token')
    answerJson(response)
    const token = await api().stableToken({ ...credentials, forceRefresh })
    expect(token).toEqual({
      ok: true,
      value: { accessToken: expect.stringMatching(/^9/), expiresIn: expect.any(Number) },
    })
    expect(received).toMatchObject({ method: 'POST', path: '/cgi-bin/stable_token', query: {} })
    expect(JSON.parse(received.body.toString())).toEqual(body)
  })

  it('[L8] 40001 asks a business call for a new token, and tells the token call that the secret is wrong', async () => {
    answerJson({ errcode: 40001, errmsg: 'invalid credential' })
    expect(await api().userInfo('T', toUser)).toMatchObject({
      error: { kind: 'refresh-token', errcode: 40001 },
    })
    expect(await api().stableToken(credentials)).toMatchObject({ error: { kind: 'refused', errcode: 40001 } })
  })

  it('[L8] an answer without a token is tried again', async () => {
    answerJson({})
    expect(await api().stableToken(credentials)).toMatchObject({ ok: false, error: { kind: 'retry' } })
  })
})

describe('media', () => {
  it.each([
    ['image', 'photo.png', 'image/png', 'up1_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225800],
    ['voice', 'reply.mp3', 'audio/mpeg', 'up2_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225801],
    ['video', 'demo.mp4', 'video/mp4', 'up3_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225802],
    ['thumb', '封面 "1".jpg', 'image/jpeg', 'up4_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ', 1767225803],
  ] as const)('[L10] %s goes up as multipart', async (type, filename, contentType, mediaId, createdAt) => {
    const { query, response } = sample(`media/upload-${type}`)
    answerJson(response)
    const data = Buffer.from([0, 255, 13, 10, 45, 45])
    const uploaded = await api().uploadMedia('ACCESS_TOKEN', { type, filename, contentType, data })
    expect(uploaded).toEqual({ ok: true, value: { mediaId, createdAt } })
    expect(received).toMatchObject({ path: '/cgi-bin/media/upload', query })
    const form = await new Response(new Uint8Array(received.body), {
      headers: { 'content-type': received.contentType },
    }).formData()
    const file = form.get('media')
    if (file === null || typeof file === 'string') throw new Error('no file')
    expect(file).toMatchObject({ type: contentType, name: filename })
    expect(Buffer.from(await file.arrayBuffer())).toEqual(data)
  })

  it.each(['image', 'voice'])('[L10] %s comes down as bytes', async (type) => {
    const { query, responseHeaders = {} } = sample(`media/get-${type}`)
    const { 'Content-Length': _length, ...headers } = responseHeaders
    answer = (response) => response.writeHead(200, headers).end(Buffer.from([0xff, 0xd8, 0x7b]))
    expect(await api().getMedia('ACCESS_TOKEN', query.media_id ?? '')).toEqual({
      ok: true,
      value: {
        data: Buffer.from([0xff, 0xd8, 0x7b]),
        contentType: headers['Content-Type'],
        filename: expect.stringMatching(/^MEDIA_ID\./),
      },
    })
    expect(received).toMatchObject({ method: 'GET', path: '/cgi-bin/media/get', query })
  })

  it('[L10] a video comes as a link, which is followed without the token', async () => {
    answer = (response, request) => {
      if (request.url?.startsWith('/video'))
        response.writeHead(200, { 'content-type': 'video/mp4' }).end('film')
      else response.writeHead(200).end(JSON.stringify({ video_url: `${baseUrl}/video/f0.mp4?token=demo` }))
    }
    expect(await api().getMedia('SECRET', 'vid')).toMatchObject({
      ok: true,
      value: { data: Buffer.from('film'), contentType: 'video/mp4', filename: null },
    })
    expect(received.query).toEqual({ token: 'demo' })
  })

  it.each(['application/json', 'text/plain'])(
    '[L10] an error instead of a file, as %s',
    async (contentType) => {
      answerJson({ errcode: 40007, errmsg: 'invalid media_id' }, { 'content-type': contentType })
      expect(await api().getMedia('T', 'x')).toMatchObject({
        ok: false,
        error: { kind: 'refused', errcode: 40007 },
      })
    },
  )
})

describe('fans and kf accounts', () => {
  it('[L13] a follower, as WeChat knows them', async () => {
    const { query, response } = sample('user/info')
    answerJson(response)
    expect(await api().userInfo('ACCESS_TOKEN', toUser)).toEqual({
      ok: true,
      value: {
        openid: toUser,
        isFollowing: true,
        subscribeTime: 1764633600,
        unionid: 'oUnMdk7sDemoUnion0001AbCdEf_',
        remark: '',
        tagIds: [128, 2],
        subscribeScene: 'ADD_SCENE_QR_CODE',
        qrScene: 'shop_front_desk',
      },
    })
    expect(received).toMatchObject({ path: '/cgi-bin/user/info', query })
  })

  it('[L13] of one who does not follow WeChat says nothing', async () => {
    answerJson(sample('user/info-not-subscribed').response)
    const user = await api().userInfo('T', 'oMdk7s0Fan_0002nOpQrStUvWxYz')
    expect(user).toMatchObject({ ok: true, value: { isFollowing: false, unionid: null, qrScene: null } })
  })

  it('[L18] kf accounts: bound, with a number as id, and invited', async () => {
    answerJson(sample('kf/getkflist').response)
    expect(await api().getKfList('T')).toMatchObject({
      ok: true,
      value: [
        { account: 'kf2001@mdesk_demo', id: '2001', wx: 'xiaolin_wx', openid: null, invite: null },
        { account: 'kf2002@mdesk_demo', id: '2002', openid: 'oMdk7s0Agt_0101zXcVbNmAsDfGh' },
        { wx: null, invite: { wx: 'xiaowu_wx', expiresAt: 1767312000, status: 'waiting' } },
      ],
    })
    answerJson(sample('kf/getonlinekflist').response)
    expect(await api().getOnlineKfList('T')).toMatchObject({
      value: [
        { id: '2001', status: 1, acceptedCases: 3 },
        { id: '2002', status: 1, acceptedCases: 0 },
      ],
    })
  })

  const account = 'kf2001@mdesk_demo'
  it.each<[name: string, call: (client: WechatApi, body: Record<string, string>) => Promise<unknown>]>([
    ['kf/kfaccount-add', (client, body) => client.addKfAccount('ACCESS_TOKEN', account, body.nickname ?? '')],
    [
      'kf/kfaccount-update',
      (client, body) => client.updateKfAccount('ACCESS_TOKEN', account, body.nickname ?? ''),
    ],
    ['kf/kfaccount-del', (client) => client.deleteKfAccount('ACCESS_TOKEN', account)],
    [
      'kf/kfaccount-inviteworker',
      (client, body) => client.inviteWorker('ACCESS_TOKEN', body.kf_account ?? '', body.invite_wx ?? ''),
    ],
    [
      'user/updateremark',
      (client, body) => client.updateRemark('ACCESS_TOKEN', body.openid ?? '', body.remark ?? ''),
    ],
  ])('[L18] %s is called as the sample has it', async (name, call) => {
    const { url, query, body } = sample(name)
    answerJson({ errcode: 0, errmsg: 'ok' })
    await call(api(), { ...(typeof body === 'object' ? body : {}) })
    expect(received).toMatchObject({ method: 'POST', path: new URL(url).pathname, query })
    const { kf_account, ...sent } = JSON.parse(received.body.toString())
    expect({ ...(kf_account === undefined ? {} : { kf_account: expect.any(String) }), ...sent }).toEqual(body)
  })

  it("[L8] WeChat's own addresses", async () => {
    const { response } = sample('auth/getcallbackip')
    answerJson(response)
    expect(await api().getCallbackIps('T')).toEqual({ ok: true, value: Object(response).ip_list })
  })
})
