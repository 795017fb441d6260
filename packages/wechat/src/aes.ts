import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Refused, refused } from './problem.ts'

/** The EncodingAESKey was not 43 letters and digits: a mistake of whoever configures the account. */
export class InvalidAesKeyError extends Error {
  override readonly name = 'InvalidAesKeyError'
}

/** 43 characters from the console → the 32 bytes of the key. Throws InvalidAesKeyError. */
export function aesKeyOf(encodingAesKey: string): Buffer {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey)) {
    throw new InvalidAesKeyError('An EncodingAESKey has exactly 43 letters and digits')
  }
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}

const RANDOM_BYTES = 16
const LENGTH_BYTES = 4
const HEAD_BYTES = RANDOM_BYTES + LENGTH_BYTES
// WeChat pads to 32, not to the cipher's 16: node's own padding throws for values above 16 (vectors OWN-2, OWN-3).
const PAD_BLOCK = 32
const CIPHER_BLOCK = 16

/** random16 | uint32be(length) | message | appid, padded to 32, AES-256-CBC with IV = key[0..16], as base64. */
export function encryptMessage(input: {
  aesKey: Buffer
  appid: string
  message: string | Buffer
  random16?: Buffer
}): string {
  const message = typeof input.message === 'string' ? Buffer.from(input.message) : input.message
  const appid = Buffer.from(input.appid)
  const used = HEAD_BYTES + message.length + appid.length
  const pad = PAD_BLOCK - (used % PAD_BLOCK)
  const full = Buffer.alloc(used + pad, pad)
  const random = input.random16 ?? randomBytes(RANDOM_BYTES)
  random.copy(full, 0, 0, RANDOM_BYTES)
  full.writeUInt32BE(message.length, RANDOM_BYTES)
  message.copy(full, HEAD_BYTES)
  appid.copy(full, HEAD_BYTES + message.length)
  const cipher = createCipheriv('aes-256-cbc', input.aesKey, input.aesKey.subarray(0, CIPHER_BLOCK))
  cipher.setAutoPadding(false)
  // The length is a multiple of the block, so final() has nothing to add.
  return cipher.update(full).toString('base64')
}

export type Decrypted = { ok: true; message: Buffer; aesKey: Buffer } | Refused

/**
 * Tries the keys in order (the current one, then the one before it). `foreign_appid` means that a key fitted but the
 * message was made for another account with the same token and key.
 */
export function decryptMessage(input: {
  aesKeys: readonly Buffer[]
  appid: string
  encrypt: string
}): Decrypted {
  if (input.aesKeys.length === 0) return refused('aes_key_missing')
  const cipherText = Buffer.from(input.encrypt, 'base64')
  if (cipherText.length < PAD_BLOCK || cipherText.length % CIPHER_BLOCK !== 0) return refused('bad_encrypt')
  const appid = Buffer.from(input.appid)
  let problem: Refused = refused('bad_encrypt')
  for (const aesKey of input.aesKeys) {
    const opened = open(cipherText, aesKey)
    if (opened === null) continue
    if (opened.appid.equals(appid)) return { ok: true, message: opened.message, aesKey }
    problem = refused('foreign_appid')
  }
  return problem
}

function open(cipherText: Buffer, aesKey: Buffer): { message: Buffer; appid: Buffer } | null {
  const decipher = createDecipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, CIPHER_BLOCK))
  decipher.setAutoPadding(false)
  const full = decipher.update(cipherText)
  const pad = full[full.length - 1] ?? 0
  if (pad < 1 || pad > PAD_BLOCK) return null
  const end = full.length - pad
  if (end < HEAD_BYTES || !full.subarray(end).every((byte) => byte === pad)) return null
  const messageEnd = HEAD_BYTES + full.readUInt32BE(RANDOM_BYTES)
  if (messageEnd > end) return null
  return { message: full.subarray(HEAD_BYTES, messageEnd), appid: full.subarray(messageEnd, end) }
}
