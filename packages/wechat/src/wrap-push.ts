import { Buffer } from 'node:buffer'
import { encryptMessage } from './aes.ts'
import type { EncryptionMode } from './callback.ts'
import type { Format } from './push.ts'
import { signatureOf } from './signature.ts'
import { encodeFields } from './writer.ts'

export interface PushToWrap {
  clear: Buffer
  format: Format
  mode: EncryptionMode
  /** Needed unless the mode is plain. */
  aesKey: Buffer | null
  appid: string
  token: string
  timestamp: string
  nonce: string
  toUserName: string
  /** The fan, for the query; left out when ''. */
  openid?: string
  random16?: Buffer
}

/**
 * A clear push → the request that WeChat would send: body and query. Both signatures are given in the encrypted modes, since
 * co-wechat looks at the one, wechatpy at both. Throws when a key is missing: a mistake of the caller.
 */
export function wrapPush(input: PushToWrap): { body: Buffer; query: Record<string, string> } {
  const { clear, mode, token, timestamp, nonce, aesKey } = input
  const query: Record<string, string> = { signature: signatureOf(token, timestamp, nonce), timestamp, nonce }
  if (input.openid) query.openid = input.openid
  if (mode === 'plain') return { body: clear, query }
  if (aesKey === null) throw new TypeError(`The mode ${mode} needs an AES key`)
  const encrypt = encryptMessage({
    aesKey,
    appid: input.appid,
    message: clear,
    ...(input.random16 ? { random16: input.random16 } : {}),
  })
  query.encrypt_type = 'aes'
  query.msg_signature = signatureOf(token, timestamp, nonce, encrypt)
  const body =
    mode === 'safe'
      ? Buffer.from(encodeFields({ ToUserName: input.toUserName, Encrypt: encrypt }, input.format))
      : withEncrypt(clear, encrypt, input.format)
  return { body, query }
}

/** Compatible mode: the clear nodes, and Encrypt as the last one. */
function withEncrypt(clear: Buffer, encrypt: string, format: Format): Buffer {
  const end = clear.lastIndexOf(format === 'xml' ? '</' : '}')
  const node = format === 'xml' ? `<Encrypt><![CDATA[${encrypt}]]></Encrypt>` : `,"Encrypt":"${encrypt}"`
  return Buffer.concat([clear.subarray(0, end), Buffer.from(node), clear.subarray(end)])
}
