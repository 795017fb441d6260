import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { aesKeyOf } from './aes.ts'
import { decodeReply } from './decode-reply.ts'
import { bytes, fixture, fixturesIn, own, vector } from './fixtures.ts'
import { ACKNOWLEDGED, encodeReply, encodeReplyEnvelope, type PassiveReply } from './reply.ts'
import { signatureOf } from './signature.ts'
import { readXml } from './xml-reader.ts'

const to = { toUser: 'oMdk7s0Fan_0001aBcDeFgHiJkLm', fromUser: 'gh_5f2c1e9ab7d4' }
const aesKey = aesKeyOf(own.encodingAESKey)
const crypto = { token: own.token, aesKeys: [aesKey], appid: own.appid }

const samples: [file: string, createTime: number, reply: PassiveReply][] = [
  ['text', 1767227524, { type: 'text', content: '您好，客服马上为您服务，请稍候。' }],
  ['image', 1767227561, { type: 'image', mediaId: 'img_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ' }],
  ['voice', 1767227598, { type: 'voice', mediaId: 'voc_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ' }],
  [
    'video',
    1767227635,
    {
      type: 'video',
      mediaId: 'vid_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      title: '安装演示',
      description: '30 秒看懂安装步骤',
    },
  ],
  [
    'music',
    1767227672,
    {
      type: 'music',
      title: '等待音乐',
      description: '客服排队中',
      musicUrl: 'https://cdn.example.com/hold.mp3',
      hqMusicUrl: 'https://cdn.example.com/hold-hq.mp3',
      thumbMediaId: 'mth_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'news',
    1767227709,
    {
      type: 'news',
      articles: [
        {
          title: '常见问题',
          description: '发货、退换货与发票说明',
          picUrl: 'https://cdn.example.com/faq.png',
          url: 'https://shop.example.com/faq',
        },
      ],
    },
  ],
  ['transfer_customer_service', 1767227746, { type: 'transfer_customer_service', kfAccount: null }],
  [
    'transfer_customer_service-to-agent',
    1767227783,
    { type: 'transfer_customer_service', kfAccount: 'kf2001@mdesk_demo' },
  ],
  ['transfer_biz_ai_ivr', 1767227820, { type: 'transfer_biz_ai_ivr' }],
]

describe('passive replies', () => {
  it('[S11] every sample is in the table', () => {
    const files = fixturesIn('reply').filter((path) => path.endsWith('.xml'))
    expect(files.sort()).toEqual(samples.map(([file]) => `reply/${file}.xml`).sort())
  })

  it.each(samples)('[S11] %s is produced as the sample has it', (file, createTime, reply) => {
    const xml = encodeReply(reply, { ...to, createTime }, 'xml')
    expect(readXml(xml)).toEqual(readXml(fixture(`reply/${file}.xml`).toString()))
  })

  it.each(samples)('[S11] %s is decoded', (file, _createTime, reply) => {
    const clear = fixture(`reply/${file}.xml`)
    expect(decodeReply(clear)).toEqual({ ok: true, reply, clear, encrypted: false })
  })

  it.each(samples)('[S11] %s survives JSON', (_file, createTime, reply) => {
    const json = encodeReply(reply, { ...to, createTime }, 'json')
    expect(JSON.parse(json)).toMatchObject({ ToUserName: to.toUser, CreateTime: createTime })
    expect(decodeReply(bytes(json))).toMatchObject({ ok: true, reply })
  })

  it.each(['reply/ack-empty.txt', 'reply/ack-success.txt'])('[S11] %s says nothing', (path) => {
    const clear = fixture(path)
    expect(['', ACKNOWLEDGED]).toContain(clear.toString())
    expect(decodeReply(clear)).toEqual({ ok: true, reply: null, clear, encrypted: false })
  })

  it('[S11] a ]]> and control characters in a text do no harm', () => {
    const xml = encodeReply(
      { type: 'text', content: 'a]]>b\u0000\u000b\nc' },
      { ...to, createTime: 1 },
      'xml',
    )
    expect(decodeReply(bytes(xml))).toMatchObject({ ok: true, reply: { type: 'text', content: 'a]]>b\nc' } })
  })

  it('[S11] a type that we do not know passes with all its nodes', () => {
    const xml = '<xml><ToUserName>o1</ToUserName><MsgType>hologram</MsgType><Holo><Id>7</Id></Holo></xml>'
    const decoded = decodeReply(bytes(xml))
    const reply: PassiveReply = { type: 'other', msgType: 'hologram', fields: { Holo: { Id: '7' } } }
    expect(decoded).toMatchObject({ ok: true, reply })
    expect(readXml(encodeReply(reply, { ...to, createTime: 1 }, 'xml'))).toMatchObject({
      fields: { ToUserName: to.toUser, MsgType: 'hologram', Holo: { Id: '7' } },
    })
  })

  it.each([
    [
      'a content that was not split (co-wechat)',
      '<xml><MsgType>text</MsgType><Content><![CDATA[a]]>b]]></Content',
      'malformed_xml',
    ],
    ['no type', '<xml><Content>a</Content></xml>', 'not_a_reply'],
    ['a page of HTML', '<!DOCTYPE html><html></html>', 'forbidden_xml'],
    ['words', 'Internal Server Error', 'unknown_format'],
  ])('[S11] refused: %s', (_name, body, problem) => {
    expect(decodeReply(bytes(body))).toEqual({ ok: false, problem })
  })
})

describe('encrypted replies', () => {
  const own3 = vector('OWN-3')
  const clear = own3.plaintext ?? ''
  const envelope = {
    timestamp: own3.timestamp ?? '',
    nonce: own3.nonce ?? '',
    appid: own.appid,
    token: own.token,
  }

  it.each(['xml', 'json'] as const)('[S11] the envelope is as WeChat wants it (OWN-3), in %s', (format) => {
    const random16 = Buffer.from(own3.random16 ?? '')
    const text = encodeReplyEnvelope({ ...envelope, clear, aesKey, random16, format })
    const fields = {
      Encrypt: own3.encrypt,
      MsgSignature: own3.msg_signature,
      TimeStamp: own3.timestamp,
      Nonce: own3.nonce,
    }
    if (format === 'xml') {
      expect(readXml(text)).toEqual({ ok: true, fields })
      expect(readXml(fixture('crypto/passive-reply-envelope.xml').toString())).toEqual({ ok: true, fields })
    } else {
      expect(JSON.parse(text)).toEqual({ ...fields, TimeStamp: Number(own3.timestamp) })
    }
  })

  it('[S11] an encrypted answer is opened, whatever the mode', () => {
    expect(decodeReply(fixture('crypto/passive-reply-envelope.xml'), crypto)).toMatchObject({
      ok: true,
      encrypted: true,
      clear: Buffer.from(clear),
      reply: { type: 'text', content: '您好，客服马上为您服务................' },
    })
  })

  it('[S11] the signature is taken over the literal TimeStamp, milliseconds too', () => {
    const { Encrypt = '' } = { Encrypt: own3.encrypt }
    const timestamp = '1767225661123'
    const signature = signatureOf(own.token, timestamp, '9', Encrypt)
    const body = `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt><MsgSignature>${signature}</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce>9</Nonce></xml>`
    expect(decodeReply(bytes(body), crypto).ok).toBe(true)
  })

  it('[S11] an encrypted "success" says nothing', () => {
    const text = encodeReplyEnvelope({ ...envelope, clear: ACKNOWLEDGED, aesKey, format: 'xml' })
    expect(decodeReply(bytes(text), crypto)).toMatchObject({ ok: true, reply: null, encrypted: true })
  })

  it('[S11] refused: another token, another key, no key, no signature', () => {
    const body = fixture('crypto/passive-reply-envelope.xml')
    const problemOf = (result: ReturnType<typeof decodeReply>) => (result.ok ? null : result.problem)
    expect(problemOf(decodeReply(body, { ...crypto, token: 'another' }))).toBe('bad_signature')
    expect(problemOf(decodeReply(body, { ...crypto, aesKeys: [aesKeyOf('A'.repeat(43))] }))).toBe(
      'bad_encrypt',
    )
    expect(problemOf(decodeReply(body))).toBe('aes_key_missing')
    expect(problemOf(decodeReply(bytes('<xml><Encrypt>AAAA</Encrypt></xml>'), crypto))).toBe(
      'signature_missing',
    )
  })
})
