import { describe, expect, it } from 'vitest'
import { fixture, fixturesIn } from '../fixtures.ts'
import type { WechatApi } from './client.ts'
import { type CustomMessage, customMessageBody } from './custom-message.ts'
import { type Sample, sample, useWechatDouble } from './wechat-double.ts'

const wechat = useWechatDouble()
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
    wechat.answerJson(response)
    expect(await wechat.api().sendCustomMessage('ACCESS_TOKEN', message)).toEqual({ ok: true, value: null })
    expect(wechat.received).toMatchObject({ method: 'POST', path: '/cgi-bin/message/custom/send', query })
    expect(JSON.parse(wechat.received.body.toString())).toEqual(body)
    expect(wechat.received.body.toString()).not.toContain('\\u')
    expect(customMessageBody(message)).toEqual(body)
  })

  it.each([
    ['custom/typing', undefined],
    ['custom/typing-cancel', 'CancelTyping'],
  ] as const)('[S21] %s', async (name, command) => {
    wechat.answerJson({ errcode: 0, errmsg: 'ok' })
    expect((await wechat.api().typing('ACCESS_TOKEN', toUser, command)).ok).toBe(true)
    expect(JSON.parse(wechat.received.body.toString())).toEqual(sample(name).body)
  })

  const errors = fixturesIn('api/custom').flatMap((path) => {
    const { errorResponses = [] }: Sample = JSON.parse(fixture(path).toString())
    return errorResponses
  })
  it.each(errors)('[L8] WeChat refuses with $errcode', async ({ errcode, errmsg }) => {
    wechat.answerJson({ errcode, errmsg }, 'text/plain')
    const kind = errcode === 45015 || errcode === 45047 ? 'no-quota' : 'refused'
    const error = { kind, errcode, errmsg, sent: true }
    expect(await wechat.api().sendCustomMessage('T', { toUser, type: 'text', content: 'a' })).toEqual({
      ok: false,
      error,
    })
  })
})

describe('tokens', () => {
  const credentials = { appid: 'wx1a2b3c4d5e6f7081', secret: 'APPSECRET' }

  it.each([false, true])('[L8] a stable token, force %s', async (forceRefresh) => {
    const { body, response } = sample(forceRefresh ? 'auth/stable_token-force_refresh' : 'auth/stable_token')
    wechat.answerJson(response)
    const token = await wechat.api().stableToken({ ...credentials, forceRefresh })
    expect(token).toEqual({
      ok: true,
      value: { accessToken: expect.stringMatching(/^9/), expiresIn: expect.any(Number) },
    })
    expect(wechat.received).toMatchObject({ method: 'POST', path: '/cgi-bin/stable_token', query: {} })
    expect(JSON.parse(wechat.received.body.toString())).toEqual(body)
  })

  it('[L8] 40001 asks a business call for a new token, and tells the token call that the secret is wrong', async () => {
    wechat.answerJson({ errcode: 40001, errmsg: 'invalid credential' })
    expect(await wechat.api().userInfo('T', toUser)).toMatchObject({
      error: { kind: 'refresh-token', errcode: 40001 },
    })
    expect(await wechat.api().stableToken(credentials)).toMatchObject({
      error: { kind: 'refused', errcode: 40001 },
    })
  })

  it('[L8] an answer without a token is tried again', async () => {
    wechat.answerJson({})
    expect(await wechat.api().stableToken(credentials)).toMatchObject({ ok: false, error: { kind: 'retry' } })
  })
})

describe('fans and kf accounts', () => {
  it('[L13] a follower, as WeChat knows them', async () => {
    const { query, response } = sample('user/info')
    wechat.answerJson(response)
    expect(await wechat.api().userInfo('ACCESS_TOKEN', toUser)).toEqual({
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
    expect(wechat.received).toMatchObject({ path: '/cgi-bin/user/info', query })
  })

  it('[L13] of one who does not follow WeChat says nothing', async () => {
    wechat.answerJson(sample('user/info-not-subscribed').response)
    const user = await wechat.api().userInfo('T', 'oMdk7s0Fan_0002nOpQrStUvWxYz')
    expect(user).toMatchObject({ ok: true, value: { isFollowing: false, unionid: null, qrScene: null } })
  })

  it('[L18] kf accounts: bound, with a number as id, and invited', async () => {
    wechat.answerJson(sample('kf/getkflist').response)
    expect(await wechat.api().getKfList('T')).toMatchObject({
      ok: true,
      value: [
        { account: 'kf2001@mdesk_demo', id: '2001', wx: 'xiaolin_wx', openid: null, invite: null },
        { account: 'kf2002@mdesk_demo', id: '2002', openid: 'oMdk7s0Agt_0101zXcVbNmAsDfGh' },
        { wx: null, invite: { wx: 'xiaowu_wx', expiresAt: 1767312000, status: 'waiting' } },
      ],
    })
    wechat.answerJson(sample('kf/getonlinekflist').response)
    expect(await wechat.api().getOnlineKfList('T')).toMatchObject({
      value: [
        { id: '2001', status: 1, acceptedCases: 3 },
        { id: '2002', status: 1, acceptedCases: 0 },
      ],
    })
  })

  it('[S12] records of WeChat’s own desk, page by page', async () => {
    const from = 1767196800
    const to = 1767283199
    const first = sample('kf/msgrecord-getmsglist-page1')
    wechat.answerJson(first.response)
    const page = await wechat.api().chatRecords('ACCESS_TOKEN', { from, to, msgId: 1, number: 2 })
    expect(wechat.received.path).toBe('/customservice/msgrecord/getmsglist')
    expect(JSON.parse(wechat.received.body.toString())).toEqual(first.body)
    expect(page).toMatchObject({
      ok: true,
      value: {
        count: 2,
        nextMsgId: 20165258,
        records: [{ opercode: 2003 }, { worker: 'kf2001@mdesk_demo' }],
      },
    })
    const second = sample('kf/msgrecord-getmsglist-page2')
    wechat.answerJson(second.response)
    expect(
      await wechat.api().chatRecords('ACCESS_TOKEN', { from, to, msgId: 20165258, number: 2 }),
    ).toMatchObject({ ok: true, value: { count: 1, records: [{ text: '[image]', time: 1767226001 }] } })
    wechat.answerJson({ errcode: 65417, errmsg: 'query time range out of limit' })
    expect(await wechat.api().chatRecords('T', { from, to: to + 9, msgId: 1, number: 2 })).toMatchObject({
      ok: false,
      error: { kind: 'refused', errcode: 65417 },
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
    wechat.answerJson({ errcode: 0, errmsg: 'ok' })
    await call(wechat.api(), { ...(typeof body === 'object' ? body : {}) })
    expect(wechat.received).toMatchObject({ method: 'POST', path: new URL(url).pathname, query })
    const { kf_account, ...sent } = JSON.parse(wechat.received.body.toString())
    expect({ ...(kf_account === undefined ? {} : { kf_account: expect.any(String) }), ...sent }).toEqual(body)
  })

  it("[L8] WeChat's own addresses", async () => {
    const { response } = sample('auth/getcallbackip')
    wechat.answerJson(response)
    expect(await wechat.api().getCallbackIps('T')).toEqual({ ok: true, value: Object(response).ip_list })
  })
})
