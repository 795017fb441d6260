import type { Buffer } from 'node:buffer'
import { decryptMessage } from './aes.ts'
import { encryptOf } from './encrypted-node.ts'
import { type CodecProblem, type Refused, refused } from './problem.ts'
import { decodePush, type Format, formatOf, type Push } from './push.ts'
import { verifySignature } from './signature.ts'

/** The parameters that WeChat puts behind the URL. */
export interface CallbackQuery {
  signature?: string | undefined
  timestamp?: string | undefined
  nonce?: string | undefined
  msg_signature?: string | undefined
  encrypt_type?: string | undefined
  openid?: string | undefined
  echostr?: string | undefined
}

/** 消息加解密方式: 明文, 兼容, 安全. */
export type EncryptionMode = 'plain' | 'compatible' | 'safe'

export interface CallbackAccount {
  appid: string
  token: string
  /** The current key, then the one before it while it may still be in use. */
  aesKeys: readonly Buffer[]
  mode: EncryptionMode
}

export interface Callback {
  format: Format
  encrypted: boolean
  /** The key that fitted, with which an answer is to be encrypted; null for a clear callback. */
  aesKey: Buffer | null
  /** The bytes that were decoded. */
  clear: Buffer
  push: Push
}

export type CallbackDecoded = { ok: true; callback: Callback } | { ok: false; problem: CodecProblem }

/**
 * A callback's POST: signature, then decryption, then decoding; nothing is parsed before its signature held.
 * In safe mode only msg_signature counts, since `signature` doesn't cover the body (WeChat's guide 消息加解密说明). The two other modes
 * take an encrypted callback too, whenever one comes and there is a key: the console is switched at another moment than we.
 */
export function decodeCallback(input: {
  body: Buffer
  query: CallbackQuery
  account: CallbackAccount
}): CallbackDecoded {
  const { body, query, account } = input
  const format = formatOf(body)
  if (typeof format !== 'string') return format
  const saysEncrypted = query.encrypt_type === 'aes' || query.msg_signature !== undefined
  if (account.mode === 'safe' || (saysEncrypted && account.aesKeys.length > 0)) {
    const encrypt = encryptOf(body, format)
    if (encrypt !== null) return decodeEncrypted(encrypt, query, account)
    if (account.mode === 'safe') return refused('encrypt_missing')
  }
  const { signature, timestamp, nonce } = query
  if (!signature || !timestamp || !nonce) return refused('signature_missing')
  if (!verifySignature({ token: account.token, timestamp, nonce, signature })) return refused('bad_signature')
  return decodeClear(body, null)
}

function decodeEncrypted(encrypt: string, query: CallbackQuery, account: CallbackAccount): CallbackDecoded {
  const { msg_signature: signature, timestamp, nonce } = query
  if (!signature || !timestamp || !nonce) return refused('signature_missing')
  if (!verifySignature({ token: account.token, timestamp, nonce, signature, encrypt })) {
    return refused('bad_signature')
  }
  const decrypted = decryptMessage({ aesKeys: account.aesKeys, appid: account.appid, encrypt })
  return decrypted.ok ? decodeClear(decrypted.message, decrypted.aesKey) : decrypted
}

function decodeClear(clear: Buffer, aesKey: Buffer | null): { ok: true; callback: Callback } | Refused {
  const decoded = decodePush(clear)
  if (!decoded.ok) return decoded
  const { format, push } = decoded
  return { ok: true, callback: { format, encrypted: aesKey !== null, aesKey, clear, push } }
}
