import { readdirSync, readFileSync } from 'node:fs'
import {
  aesKeyOf,
  decodeReply,
  decryptMessage,
  encodeReply,
  encodeReplyEnvelope,
  type PassiveReply,
  signatureOf,
} from '@duokefu/wechat'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  accountName,
  consoleKey,
  type DeveloperUrl,
  developerKey,
  developerToken,
  fanText,
  type GatewayHarness,
  type Heard,
  startDeveloperUrl,
  startGatewayHarness,
} from './gateway-harness.ts'

// A merchant's own server behind the gateway must not be able to tell that it is there.

let h: GatewayHarness
let mall: DeveloperUrl
beforeAll(async () => {
  mall = await startDeveloperUrl()
  h = await startGatewayHarness()
  await h.connect({ developerUrl: mall.url })
})
afterAll(async () => {
  await h.stop()
  await mall.stop()
})
afterEach(async () => {
  mall.heard.length = 0
  mall.answer = (response) => response.end('success')
  await h.gateway.idle()
  await h.connect({ mode: 'plain' })
})

const modes = ['plain', 'compatible', 'safe'] as const
const fixtures = new URL('../../wechat/fixtures/inbound/', import.meta.url)
const pushes = ['message/', 'event/'].flatMap((folder) =>
  readdirSync(new URL(folder, fixtures)).map((file) => `${folder}${file}`),
)

describe('the developer URL gets', () => {
  it.each(pushes)('[L2] the original bytes of %s', async (file) => {
    const clear = readFileSync(new URL(file, fixtures), 'utf8')
    expect((await h.push(clear)).body).toBe('success')
    expect(heardOnce().body.toString('utf8')).toBe(clear)
  })

  it.each(modes)('[L2] clear bytes, digits and all, when WeChat pushes in %s mode', async (mode) => {
    await h.connect({ mode })
    const clear = fanText('发货了吗？😀 ]]> &amp; \n 第二行', `oClear_${mode}`, {
      MsgId: '9223372036854775807',
    })
    await h.push(clear)
    const { body, url } = heardOnce()
    expect(body.toString('utf8')).toBe(clear)
    expect([...url.searchParams.keys()]).toEqual(['shop', 'signature', 'timestamp', 'nonce', 'openid'])
  })

  it.each(modes)(
    '[L2] its own encryption when it has a key, though WeChat pushes in %s mode',
    async (mode) => {
      await h.connect({ mode, developerKey })
      const clear = fanText('只给你看', `oSafe_${mode}`)
      await h.push(clear)
      const { body, url } = heardOnce()
      const query = Object.fromEntries(url.searchParams)
      const encrypt = /<Encrypt><!\[CDATA\[(.*?)\]\]><\/Encrypt>/.exec(body.toString())?.[1] ?? ''
      expect(body.toString()).toBe(
        `<xml><ToUserName><![CDATA[${accountName}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
      )
      expect(query).toMatchObject({ shop: '1', encrypt_type: 'aes', openid: `oSafe_${mode}` })
      const { timestamp = '', nonce = '' } = query
      expect(query.msg_signature).toBe(signatureOf(developerToken, timestamp, nonce, encrypt))
      expect(query.signature).toBe(signatureOf(developerToken, timestamp, nonce))
      const opened = decryptMessage({ aesKeys: [aesKeyOf(developerKey)], appid: h.appid, encrypt })
      expect(opened.ok ? opened.message.toString() : opened.problem).toBe(clear)
    },
  )

  it('[L2] the headers of WeChat: a length and no chunks, a type, and a signature of its own token', async () => {
    const clear = fanText('在', 'oHeaders')
    await h.push(clear)
    const { headers, url } = heardOnce()
    expect(headers['content-length']).toBe(String(Buffer.byteLength(clear)))
    expect(headers['transfer-encoding']).toBeUndefined()
    expect(headers).toMatchObject({ 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0', accept: '*/*' })
    const { signature, timestamp = '', nonce = '', openid } = Object.fromEntries(url.searchParams)
    expect(signature).toBe(signatureOf(developerToken, timestamp, nonce))
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60)
    expect(openid).toBe('oHeaders')
  })

  it('[L2] JSON as JSON', async () => {
    const clear = `{"ToUserName":"${accountName}","FromUserName":"oJson","CreateTime":1767225660,"MsgType":"text","Content":"好","MsgId":24810973561027399}`
    await h.push(clear)
    const { body, headers } = heardOnce()
    expect(body.toString()).toBe(clear)
    expect(headers['content-type']).toBe('application/json')
  })

  it('[L2] forty messages over a connection that is kept, not over forty', async () => {
    const before = mall.connections()
    for (let index = 0; index < 40; index += 1) await h.push(fanText(`第 ${index} 条`, 'oKeepAlive'))
    expect(mall.heard).toHaveLength(40)
    expect(mall.connections() - before).toBeLessThanOrEqual(1)
  })
})

const replies: readonly (readonly [string, PassiveReply])[] = [
  [
    'text',
    { type: 'text', content: `亲，有货的😀 ]]> <a href="https://a.cn/?x=1&y=2">查看</a>${'长'.repeat(600)}` },
  ],
  ['image', { type: 'image', mediaId: 'media-1' }],
  ['voice', { type: 'voice', mediaId: 'media-2' }],
  ['video', { type: 'video', mediaId: 'media-3', title: '开箱', description: null }],
  [
    'music',
    {
      type: 'music',
      title: '歌',
      description: null,
      musicUrl: 'https://a.cn/1.mp3',
      hqMusicUrl: null,
      thumbMediaId: 't',
    },
  ],
  [
    'news',
    {
      type: 'news',
      articles: [
        { title: '上新', description: '看看', picUrl: 'https://a.cn/1.jpg', url: 'https://a.cn/?a=1&b=2' },
        { title: '活动', description: '', picUrl: '', url: 'https://a.cn/2' },
      ],
    },
  ],
  ['transfer_biz_ai_ivr', { type: 'transfer_biz_ai_ivr' }],
  ['an_unknown_type', { type: 'other', msgType: 'hologram', fields: { Hologram: { Id: '7' } } }],
]

describe('an answer of the developer URL reaches WeChat unchanged', () => {
  it.each(replies)('[L2] as clear XML: %s', async (name, reply) => {
    const said = replyTo(`oXml_${name}`, reply, 'xml')
    mall.answer = (response) => response.end(said)
    const { status, body, contentType } = await h.push(fanText('问', `oXml_${name}`))
    expect({ status, body }).toEqual({ status: 200, body: said })
    expect(contentType).toBe('text/xml; charset=utf-8')
  })

  it.each(replies)('[L2] as JSON: %s', async (name, reply) => {
    const said = replyTo(`oJson_${name}`, reply, 'json')
    mall.answer = (response) => response.end(said)
    const { body, contentType } = await h.push(fanText('问', `oJson_${name}`))
    expect(body).toBe(said)
    expect(contentType).toBe('application/json; charset=utf-8')
  })

  it.each(replies)('[L2] encrypted with its key, to a WeChat in safe mode: %s', async (name, reply) => {
    await h.connect({ mode: 'safe', developerKey })
    const clear = replyTo(`oAes_${name}`, reply, 'xml')
    mall.answer = (response) => response.end(envelope(clear, developerKey, developerToken))
    const { body } = await h.push(fanText('问', `oAes_${name}`))
    expect(openedByWechat(body)).toBe(clear)
  })

  it.each([
    ['with its key to a plain message', developerKey, developerToken],
    ['with the console’s key, of which we were told none', consoleKey, developerToken],
  ])('[L2] encrypted by EasyWeChat’s habit: %s', async (_name, key, token) => {
    await h.connect(key === developerKey ? { developerKey } : {})
    const clear = replyTo('oEasy', { type: 'text', content: '密' }, 'xml')
    mall.answer = (response) => response.end(envelope(clear, key, token))
    expect((await h.push(fanText('问', 'oEasy'))).body).toBe(clear)
  })

  it.each([
    ['nothing', ''],
    ['success', 'success'],
  ])('[L2] saying nothing with %j', async (_name, said) => {
    await h.connect({ mode: 'safe' })
    mall.answer = (response) => response.end(said)
    expect((await h.push(fanText('问', 'oNothing'))).body).toBe('success')
  })

  it('[L2] in chunks, with a status 204 or without a type', async () => {
    const said = replyTo('oChunks', { type: 'text', content: '分段' }, 'xml')
    mall.answer = (response) => {
      response.write(said.slice(0, 40))
      response.end(said.slice(40))
    }
    expect((await h.push(fanText('问', 'oChunks'))).body).toBe(said)
    mall.answer = (response) => response.writeHead(204).end()
    expect((await h.push(fanText('问', 'oChunks'))).body).toBe('success')
    mall.answer = (response) => response.removeHeader('content-type') ?? response.end(said)
    expect((await h.push(fanText('问', 'oChunks'))).body).toBe(said)
  })

  it.each([
    ['as it is while 多客服接口 is off', false],
    ['as a hand-over to our desk while it is on', true],
  ])('[L17] transfer_customer_service goes %s', async (_name, interfaceOn) => {
    await h.connect({ interfaceOn })
    const openid = `oTransfer_${interfaceOn}`
    const said = replyTo(openid, { type: 'transfer_customer_service', kfAccount: 'kf2001@test' }, 'xml')
    mall.answer = (response) => response.end(said)
    const { body } = await h.push(fanText('转人工', openid))
    expect(body).toBe(interfaceOn ? 'success' : said)
    const [row] = await h.rows<{ state: string }>('select state from conversation where openid = $1', [
      openid,
    ])
    expect(row?.state).toBe(interfaceOn ? 'waiting' : 'none')
  })

  it.each([
    ['off', false],
    ['on', true],
  ])(
    '[L17] a switch to %s while the developer URL thinks holds for its answer',
    async (_name, interfaceOn) => {
      await h.connect({ interfaceOn: !interfaceOn })
      const openid = `oSwitched_${interfaceOn}`
      const said = replyTo(openid, { type: 'transfer_customer_service', kfAccount: null }, 'xml')
      mall.answer = async (response) => {
        // As another process does it: this one is not told.
        await h.rows('update account set interface_on = $1, config_version = config_version + 1', [
          interfaceOn,
        ])
        response.end(said)
      }
      const push = fanText('转人工', openid)
      const { body } = await h.push(push)
      expect(body).toBe(interfaceOn ? 'success' : said)
      expect((await h.push(push)).body).toBe(body)
    },
  )
})

function heardOnce(): Heard {
  expect(mall.heard).toHaveLength(1)
  const [only] = mall.heard
  if (only === undefined) throw new Error('nothing was heard')
  return only
}

function replyTo(openid: string, reply: PassiveReply, format: 'xml' | 'json'): string {
  return encodeReply(reply, { toUser: openid, fromUser: accountName, createTime: 1_767_225_660 }, format)
}

function envelope(clear: string, key: string, token: string): string {
  return encodeReplyEnvelope({
    clear,
    aesKey: aesKeyOf(key),
    appid: h.appid,
    token,
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: '730918264',
    format: 'xml',
  })
}

function openedByWechat(body: string): string {
  const opened = decodeReply(Buffer.from(body), {
    token: 'token',
    aesKeys: [aesKeyOf(consoleKey)],
    appid: h.appid,
  })
  return opened.ok && opened.encrypted ? opened.clear.toString() : `not encrypted: ${body}`
}
