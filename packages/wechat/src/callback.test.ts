import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { aesKeyOf, encryptMessage } from './aes.ts'
import { type CallbackAccount, type CallbackQuery, decodeCallback } from './callback.ts'
import { bytes, fixture, own, vector } from './fixtures.ts'
import { signatureOf } from './signature.ts'

const aesKey = aesKeyOf(own.encodingAESKey)
const account: CallbackAccount = { appid: own.appid, token: own.token, aesKeys: [aesKey], mode: 'safe' }
const own2 = vector('OWN-2')
const query: CallbackQuery = {
  signature: own2.signature,
  timestamp: own2.timestamp,
  nonce: own2.nonce,
  encrypt_type: 'aes',
  msg_signature: own2.msg_signature,
}
const clearQuery = { signature: own2.signature, timestamp: own2.timestamp, nonce: own2.nonce }
const safeBody = fixture('crypto/inbound-safe-mode.xml')
const compatibleBody = fixture('crypto/inbound-compatible-mode.xml')
const clear = Buffer.from(own2.plaintext ?? '')
const content = { type: 'text', content: '你好，请问什么时候发货？😀谢谢客服!!!!!' }

describe('a callback', () => {
  it.each([
    ['safe', 'safe', safeBody],
    ['safe, a compatible body', 'safe', compatibleBody],
    ['compatible', 'compatible', compatibleBody],
    ['compatible, already switched to safe at WeChat', 'compatible', safeBody],
    ['plain, already switched to safe at WeChat', 'plain', safeBody],
  ] as const)('[wire] the encrypted content counts: %s', (_name, mode, body) => {
    expect(decodeCallback({ body, query, account: { ...account, mode } })).toMatchObject({
      ok: true,
      callback: {
        format: 'xml',
        encrypted: true,
        aesKey,
        clear,
        push: { content, msgId: '24810973561027345' },
      },
    })
  })

  it.each([
    ['plain', 'plain'],
    ['compatible, still plain at WeChat', 'compatible'],
  ] as const)('[wire] a clear body counts under its signature: %s', (_name, mode) => {
    expect(decodeCallback({ body: clear, query: clearQuery, account: { ...account, mode } })).toMatchObject({
      ok: true,
      callback: { encrypted: false, aesKey: null, clear, push: { content } },
    })
  })

  it("[wire] WeChat's published JSON push in safe mode (PUB-3)", () => {
    const {
      token = '',
      encodingAESKey = '',
      appid = '',
      encrypt,
      timestamp,
      nonce,
      msg_signature,
    } = vector('PUB-3')
    const body = bytes(JSON.stringify({ ToUserName: 'gh_97417a04a28d', Encrypt: encrypt }, null, 2))
    const published: CallbackAccount = { appid, token, aesKeys: [aesKeyOf(encodingAESKey)], mode: 'safe' }
    expect(
      decodeCallback({
        body,
        query: { timestamp, nonce, msg_signature, encrypt_type: 'aes' },
        account: published,
      }),
    ).toMatchObject({
      ok: true,
      callback: {
        format: 'json',
        push: { kind: 'event', event: 'debug_demo', fields: { debug_str: 'hello world' } },
      },
    })
  })

  it('[wire] a slash that is written \\/ in JSON is signed as a slash', () => {
    const {
      token = '',
      encodingAESKey = '',
      appid = '',
      encrypt = '',
      timestamp,
      nonce,
      msg_signature,
    } = vector('PUB-3')
    const body = bytes(`{"ToUserName":"gh_a","Encrypt" : "${encrypt.replaceAll('/', '\\/')}"}`)
    const published: CallbackAccount = { appid, token, aesKeys: [aesKeyOf(encodingAESKey)], mode: 'safe' }
    expect(decodeCallback({ body, query: { timestamp, nonce, msg_signature }, account: published }).ok).toBe(
      true,
    )
  })

  it("[wire] an Encrypt node in a fan's text is text", () => {
    const planted = '<Content><![CDATA[<Encrypt>AAAA</Encrypt>]]></Content>'
    const body = bytes(compatibleBody.toString().replace('<MsgId>', `${planted}<MsgId>`))
    expect(decodeCallback({ body, query, account }).ok).toBe(true)
  })

  it.each([
    ['clear in safe mode', { body: clear, query: clearQuery }, 'encrypt_missing'],
    ['no signature', { body: clear, query: {}, mode: 'plain' }, 'signature_missing'],
    ['no msg_signature', { body: safeBody, query: clearQuery }, 'signature_missing'],
    [
      'a wrong signature, before a malformed body is looked at',
      { body: bytes('<xml><'), query: { ...clearQuery, signature: '0'.repeat(40) }, mode: 'plain' },
      'bad_signature',
    ],
    [
      'a msg_signature of other bytes',
      { body: bytes(safeBody.toString().replace('UUrtx', 'UUrty')), query },
      'bad_signature',
    ],
    [
      'the three-part signature in place of the other',
      { body: safeBody, query: { ...query, msg_signature: own2.signature } },
      'bad_signature',
    ],
    [
      'a key that does not fit',
      { body: safeBody, query, aesKeys: [aesKeyOf('A'.repeat(43))] },
      'bad_encrypt',
    ],
    ['safe mode without a key', { body: safeBody, query, aesKeys: [] }, 'aes_key_missing'],
    ['nothing', { body: bytes(''), query }, 'empty'],
    ['a form', { body: bytes('a=b'), query }, 'unknown_format'],
    ['an Encrypt node without end', { body: bytes('<xml><Encrypt><![CDATA[AAAA'), query }, 'encrypt_missing'],
  ] as const)('[wire] refused: %s', (_name, input, problem) => {
    const given = { mode: account.mode, aesKeys: account.aesKeys, ...input }
    const result = decodeCallback({
      body: given.body,
      query: given.query,
      account: { ...account, mode: given.mode, aesKeys: given.aesKeys },
    })
    expect(result).toEqual({ ok: false, problem })
  })

  it('[wire] a push for another appid is refused (OWN-5)', () => {
    const { encrypt, timestamp, nonce, msg_signature } = vector('OWN-5')
    const body = bytes(`<xml><ToUserName>gh_a</ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`)
    expect(decodeCallback({ body, query: { timestamp, nonce, msg_signature }, account })).toEqual({
      ok: false,
      problem: 'foreign_appid',
    })
  })

  it('[wire] what decrypts to no push is refused', () => {
    const encrypt = encryptMessage({ aesKey, appid: own.appid, message: 'hello' })
    const signed = { timestamp: '1', nonce: '2', msg_signature: signatureOf(own.token, '1', '2', encrypt) }
    const body = bytes(`<xml><Encrypt>${encrypt}</Encrypt></xml>`)
    expect(decodeCallback({ body, query: signed, account })).toEqual({ ok: false, problem: 'unknown_format' })
  })
})
