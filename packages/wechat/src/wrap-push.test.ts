import { describe, expect, it } from 'vitest'
import { aesKeyOf } from './aes.ts'
import { decodeCallback } from './callback.ts'
import { bytes, fixture, own, vector } from './fixtures.ts'
import { decodePush } from './push.ts'
import { verifySignature } from './signature.ts'
import { wrapPush } from './wrap-push.ts'
import { encodePushJson, encodePushXml } from './writer.ts'
import { readXml } from './xml-reader.ts'

const aesKey = aesKeyOf(own.encodingAESKey)
const fields = {
  ToUserName: 'gh_5f2c1e9ab7d4',
  FromUserName: 'oMdk7s0Fan_0001aBcDeFgHiJkLm',
  CreateTime: 1767225660,
  MsgType: 'text',
  Content: '你好]]>😀',
  MsgId: '24810973561027345',
}
const clearOf = { xml: bytes(encodePushXml(fields)), json: bytes(encodePushJson(fields)) }
const base = {
  appid: own.appid,
  token: own.token,
  timestamp: '1767225660',
  nonce: '518264037',
  toUserName: 'gh_5f2c1e9ab7d4',
}

describe('a push as WeChat sends it', () => {
  it.each(
    (['xml', 'json'] as const).flatMap((format) =>
      (['plain', 'compatible', 'safe'] as const).map((mode) => [format, mode] as const),
    ),
  )('[S9] %s in %s mode is taken by a gateway of that mode', (format, mode) => {
    const clear = clearOf[format]
    const { body, query } = wrapPush({ ...base, clear, format, mode, aesKey, openid: fields.FromUserName })
    expect(query.openid).toBe(fields.FromUserName)
    expect(
      verifySignature({
        token: own.token,
        timestamp: '1767225660',
        nonce: '518264037',
        signature: query.signature ?? '',
      }),
    ).toBe(true)
    const decoded = decodeCallback({ body, query, account: { ...base, aesKeys: [aesKey], mode } })
    expect(decoded).toMatchObject({
      ok: true,
      callback: {
        format,
        encrypted: mode !== 'plain',
        clear,
        push: { msgId: fields.MsgId, content: { content: fields.Content } },
      },
    })
  })

  it.each(['xml', 'json'] as const)('[S9] a compatible body in %s carries the clear nodes too', (format) => {
    const { body } = wrapPush({ ...base, clear: clearOf[format], format, mode: 'compatible', aesKey })
    const decoded = decodePush(body)
    expect(decoded).toMatchObject({
      ok: true,
      push: { msgId: fields.MsgId, fields: { Encrypt: expect.any(String) } },
    })
  })

  it('[S9] the samples are reproduced byte for byte in their nodes (OWN-2)', () => {
    const own2 = vector('OWN-2')
    const input = {
      ...base,
      clear: bytes(own2.plaintext ?? ''),
      format: 'xml',
      random16: bytes(own2.random16 ?? ''),
      aesKey,
    } as const
    const safe = wrapPush({ ...input, mode: 'safe' })
    expect(readXml(safe.body.toString())).toEqual(readXml(fixture('crypto/inbound-safe-mode.xml').toString()))
    expect(safe.query).toMatchObject({
      signature: own2.signature,
      msg_signature: own2.msg_signature,
      encrypt_type: 'aes',
    })
    const compatible = wrapPush({ ...input, mode: 'compatible' })
    expect(readXml(compatible.body.toString())).toEqual(
      readXml(fixture('crypto/inbound-compatible-mode.xml').toString()),
    )
  })

  it('[S9] an encrypted mode without a key is a mistake of the caller', () => {
    expect(() =>
      wrapPush({ ...base, clear: clearOf.xml, format: 'xml', mode: 'safe', aesKey: null }),
    ).toThrow(TypeError)
  })
})

describe('clear pushes', () => {
  it('[wire] XML has text in CDATA and numbers bare', () => {
    expect(encodePushXml({ ...fields, Label: null, Pics: { item: [{ Md5: 'a' }, { Md5: 'b' }] } })).toBe(
      '<xml><ToUserName><![CDATA[gh_5f2c1e9ab7d4]]></ToUserName>' +
        '<FromUserName><![CDATA[oMdk7s0Fan_0001aBcDeFgHiJkLm]]></FromUserName>' +
        '<CreateTime>1767225660</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
        '<Content><![CDATA[你好]]]]><![CDATA[>😀]]></Content><MsgId>24810973561027345</MsgId>' +
        '<Pics><item><Md5><![CDATA[a]]></Md5></item><item><Md5><![CDATA[b]]></Md5></item></Pics></xml>',
    )
  })

  it('[wire] JSON has the digits of a MsgId unquoted, and another id quoted', () => {
    expect(encodePushJson({ MsgId: '24810973561027345', List: [{ MsgID: '1' }], a: undefined })).toBe(
      '{"MsgId":24810973561027345,"List":[{"MsgID":1}]}',
    )
    expect(encodePushJson({ MsgId: '49d7_1' })).toBe('{"MsgId":"49d7_1"}')
  })
})
