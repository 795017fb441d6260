import { aesKeyOf, encodeReplyEnvelope, encryptMessage, signatureOf } from '@duokefu/wechat'
import { describe, expect, it } from 'vitest'
import { readAnswer } from './developer-answer.ts'

const appid = 'wx1a2b3c4d5e6f7081'
const token = 'developer'
const aesKey = aesKeyOf('MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu')
const crypto = { token, aesKeys: [aesKey], appid }

function xml(content: string, createTime = '1767225660'): string {
  return `<xml><ToUserName><![CDATA[oFan]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>${createTime}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content></xml>`
}

function read(text: string) {
  return readAnswer(Buffer.from(text), crypto)
}

describe('an answer of the developer URL', () => {
  it.each([
    [
      'spaces, comments and nodes of its own',
      `\n ${xml('好').replace('<xml>', '<xml><!-- v2 --><X>1</X>')} `,
    ],
    ['a split ]]>', xml('a]]]]><![CDATA[>b')],
    ['a tag in its text', xml('<b>好</b> & <CreateTime>1767225660123</CreateTime>')],
    ['JSON', '{"MsgType":"text","CreateTime":1767225660,"Content":"\\"CreateTime\\":1767225660123"}'],
  ])('[L2] with %s passes letter by letter', (_name, body) => {
    expect(read(body)).toMatchObject({ ok: true, clear: body, reply: { type: 'text' } })
  })

  it.each([
    ['XML', xml('好', '1767225660123'), xml('好', '1767225660')],
    ['XML with CDATA', xml('好', '<![CDATA[1767225660123]]>'), xml('好', '<![CDATA[1767225660]]>')],
    [
      'JSON',
      '{"CreateTime":1767225660123,"MsgType":"text","Content":"好"}',
      '{"CreateTime":1767225660,"MsgType":"text","Content":"好"}',
    ],
  ])('[L2] of npm’s wechat, in milliseconds, gets seconds: %s', (_name, body, expected) => {
    expect(read(body)).toMatchObject({ ok: true, clear: expected })
  })

  it.each([
    ['', null],
    ['success', null],
    [' success\n', null],
  ])('[L2] %j says nothing', (body, reply) => {
    expect(read(body)).toMatchObject({ ok: true, reply })
  })

  it.each([
    ['a ]]> that ends its text early', xml('if (a[b[0]]>1) 好')],
    ['half an element', '<xml><MsgType>text'],
    ['a page', '<!doctype html><html><body>502</body></html>'],
    ['words', 'OK'],
  ])('[L6] with %s is none', (_name, body) => {
    expect(read(body)).toMatchObject({ ok: false })
  })

  it('[L2] is opened by its Encrypt node, and its signature is over the literal milliseconds', () => {
    const encrypt = encryptMessage({ aesKey, appid, message: Buffer.from(xml('密文')) })
    const [timestamp, nonce] = ['1767225660123', '518264037']
    const signature = signatureOf(token, timestamp, nonce, encrypt)
    const envelope = (sign: string) =>
      `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${sign}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
    expect(read(envelope(signature))).toMatchObject({ ok: true, clear: xml('密文') })
    expect(read(envelope(signatureOf(token, '1767225660', nonce, encrypt)))).toMatchObject({
      problem: 'bad_signature',
    })
  })

  it('[L2] that is encrypted for an account without a key is none', () => {
    const body = encodeReplyEnvelope({
      clear: xml('好'),
      aesKey,
      appid,
      token,
      timestamp: '1767225660',
      nonce: '1',
      format: 'xml',
    })
    expect(readAnswer(Buffer.from(body), undefined)).toEqual({ ok: false, problem: 'aes_key_missing' })
  })
})
