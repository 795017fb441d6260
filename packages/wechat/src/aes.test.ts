import { Buffer } from 'node:buffer'
import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { aesKeyOf, decryptMessage, encryptMessage, InvalidAesKeyError } from './aes.ts'
import { own, vector, vectors } from './fixtures.ts'

const aesKey = aesKeyOf(own.encodingAESKey)

describe('message encryption', () => {
  const whole = vectors.filter((one) => one.plaintext !== undefined && one.encrypt !== undefined)
  it.each(whole)('[wire] $id decrypts to its text, and encrypts to its bytes', (one) => {
    const { encodingAESKey = '', appid = '', encrypt = '', plaintext = '', random16 = '' } = one
    const key = aesKeyOf(encodingAESKey)
    const opened = decryptMessage({ aesKeys: [key], appid, encrypt })
    expect(opened).toEqual({ ok: true, message: Buffer.from(plaintext), aesKey: key })
    expect(encryptMessage({ aesKey: key, appid, message: plaintext, random16: Buffer.from(random16) })).toBe(
      encrypt,
    )
  })

  it('[wire] a message for another appid is refused although its signature holds (OWN-5)', () => {
    const { encrypt = '' } = vector('OWN-5')
    expect(decryptMessage({ aesKeys: [aesKey], appid: own.appid, encrypt })).toEqual({
      ok: false,
      problem: 'foreign_appid',
    })
  })

  it('[wire] the key before the current one still opens, and is named', () => {
    const { encrypt = '', plaintext = '' } = vector('OWN-2')
    const current = aesKeyOf('A'.repeat(43))
    expect(decryptMessage({ aesKeys: [current, aesKey], appid: own.appid, encrypt })).toEqual({
      ok: true,
      message: Buffer.from(plaintext),
      aesKey,
    })
  })

  it('[wire] every length of message survives, so every padding from 1 to 32 does', () => {
    for (let length = 0; length <= 64; length++) {
      const message = Buffer.alloc(length, 'x')
      const encrypt = encryptMessage({ aesKey, appid: own.appid, message })
      expect(decryptMessage({ aesKeys: [aesKey], appid: own.appid, encrypt })).toMatchObject({
        ok: true,
        message,
      })
    }
  })

  it.each([
    ['a padding of 0', padded(0)],
    ['a padding of 33', padded(33)],
    ['a padding whose bytes differ', padded(8, 9)],
    ['a length beyond the end', withLength(0xffff_ffff)],
    ['no whole block', Buffer.from('abc').toString('base64')],
    ['half a block too much', Buffer.alloc(40).toString('base64')],
    ['no base64', '!!!!'],
    ['nothing', ''],
  ])('[wire] %s is refused', (_name, encrypt) => {
    expect(decryptMessage({ aesKeys: [aesKey], appid: own.appid, encrypt })).toEqual({
      ok: false,
      problem: 'bad_encrypt',
    })
  })

  it('[wire] without a key nothing is tried', () => {
    expect(decryptMessage({ aesKeys: [], appid: own.appid, encrypt: 'AAAA' })).toEqual({
      ok: false,
      problem: 'aes_key_missing',
    })
  })

  it.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}-`])(
    '[wire] an EncodingAESKey that is none throws: "%s"',
    (key) => {
      expect(() => aesKeyOf(key)).toThrow(InvalidAesKeyError)
    },
  )
})

function encryptRaw(full: Buffer): string {
  const cipher = createCipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, 16))
  cipher.setAutoPadding(false)
  return cipher.update(full).toString('base64')
}

function padded(last: number, fill = last): string {
  const full = Buffer.alloc(64, fill)
  full.writeUInt32BE(1, 16)
  full[63] = last
  return encryptRaw(full)
}

function withLength(length: number): string {
  const full = Buffer.alloc(64, 10)
  full.writeUInt32BE(length, 16)
  return encryptRaw(full)
}
