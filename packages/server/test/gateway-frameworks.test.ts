import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aesKeyOf, decodeReply, type PassiveReply } from '@duokefu/wechat'
import coWechat from 'co-wechat'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import wechat from 'wechat'
import { healthOf } from '../src/gateway/health.ts'
import {
  consoleKey,
  developerKey,
  developerToken,
  fanText,
  type GatewayHarness,
  startGatewayHarness,
} from './gateway-harness.ts'

// Merchants' servers as they are: npm's wechat and co-wechat, asked through the gateway.

const long = `${'春眠不觉晓，处处闻啼鸟。'.repeat(40)}😀👩‍👩‍👧‍👦 & <b>"’`
const article = {
  title: '上新 & 特惠',
  description: '点开看',
  picurl: 'https://a.cn/1.jpg',
  url: 'https://a.cn/?a=1&b=2',
}

const kfAccount = 'kf2001@shop'

/** What the merchant's program says to a text, in the words of both frameworks. */
function say(content: string): unknown {
  switch (content) {
    case '图文':
      return [article, { ...article, title: '第二篇' }]
    case '转人工':
      return { type: 'customerService', kfAccount }
    case '长文':
      return long
    case '图片':
      return { type: 'image', content: { mediaId: 'media-1' } }
    case '代码':
      return 'if (a[b[0]]>1) 好'
    case '无话':
      return ''
    default:
      return `收到：${content}`
  }
}

interface Framework {
  readonly name: string
  listener(config: { token: string; appid: string; encodingAESKey?: string }): RequestListener
}

const frameworks: readonly Framework[] = [
  {
    name: 'wechat',
    listener(config) {
      const handle = wechat(config, ({ weixin: { Content = '' } }, response) =>
        // It has a method of its own for this where co-wechat has a type.
        Content === '转人工' ? response.transfer2CustomerService(kfAccount) : response.reply(say(Content)),
      )
      return (request, response) => {
        const { searchParams } = new URL(request.url ?? '', 'http://mall')
        handle(Object.assign(request, { query: Object.fromEntries(searchParams) }), response)
      }
    },
  },
  {
    name: 'co-wechat',
    listener: (config) =>
      new Koa().use(coWechat(config).middleware(async ({ Content = '' }) => say(Content))).callback(),
  },
]

let h: GatewayHarness
beforeAll(async () => {
  h = await startGatewayHarness()
})
afterAll(() => h.stop())

const cases = frameworks.flatMap((framework) =>
  (['plain', 'AES'] as const).flatMap((theirs) =>
    (['plain', 'safe'] as const).map((wechats) => ({ ...framework, theirs, wechats })),
  ),
)

describe.each(cases)(
  'npm’s $name in $theirs, WeChat in $wechats mode',
  ({ listener, name, theirs, wechats }) => {
    let server: Server
    const openid = `oFan_${name}_${theirs}_${wechats}`
    beforeAll(async () => {
      const config = { token: developerToken, appid: h.appid }
      const encryption = theirs === 'AES' ? { encodingAESKey: developerKey } : {}
      server = createServer(listener({ ...config, ...encryption }))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      await h.connect({
        mode: wechats,
        developerUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`,
        developerKey: theirs === 'AES' ? developerKey : null,
      })
    })
    afterAll(async () => {
      await h.gateway.idle()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })

    it.each<[string, PassiveReply]>([
      ['发货了吗？', { type: 'text', content: '收到：发货了吗？' }],
      ['长文', { type: 'text', content: long }],
      ['图片', { type: 'image', mediaId: 'media-1' }],
      [
        '图文',
        {
          type: 'news',
          articles: ['上新 & 特惠', '第二篇'].map((title) => ({
            title,
            description: article.description,
            picUrl: article.picurl,
            url: article.url,
          })),
        },
      ],
    ])('[L2] answers %s', async (content, reply) => {
      const answer = await h.push(fanText(content, openid))
      expect(heardByWechat(answer.body)).toMatchObject({ ok: true, reply, encrypted: wechats === 'safe' })
      expect(clearOf(answer.body)).toMatch(/<CreateTime>\d{10}<\/CreateTime>/)
    })

    it('[L3] hands over with transfer_customer_service', async () => {
      const asking = `${openid}_transfer`
      expect((await h.push(fanText('转人工', asking))).body).toBe('success')
      const [row] = await h.rows<{ state: string }>('select state from conversation where openid = $1', [
        asking,
      ])
      expect(row?.state).toBe('waiting')
    })

    it('[L2] says nothing', async () => {
      expect((await h.push(fanText('无话', openid))).body).toBe('success')
    })

    it('[L6] breaks its own XML with a ]]>: WeChat hears success, and the page says why', async () => {
      expect((await h.push(fanText('代码', openid))).body).toBe('success')
      await h.health.flush()
      const { developer } = await healthOf(h, h.accountId)
      expect(developer.state).toBe('ok')
      expect(developer.failures[0]).toMatchObject({ reason: 'malformed', status: null })
      expect((await h.push(fanText('还在吗', openid))).body).not.toBe('success')
    })
  },
)

const crypto = () => ({ token: 'token', aesKeys: [aesKeyOf(consoleKey)], appid: h.appid })

function heardByWechat(body: string) {
  return decodeReply(Buffer.from(body), crypto())
}

function clearOf(body: string): string {
  const decoded = heardByWechat(body)
  return decoded.ok ? decoded.clear.toString() : decoded.problem
}
