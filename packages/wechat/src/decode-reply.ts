import type { Buffer } from 'node:buffer'
import { decryptMessage } from './aes.ts'
import { childrenOf, type Fields, type FieldValue, listOf, MAX_BODY_BYTES, textOf } from './fields.ts'
import { type Refused, refused } from './problem.ts'
import { readClear } from './push.ts'
import { ACKNOWLEDGED, type PassiveReply, type ReplyArticle } from './reply.ts'
import { verifySignature } from './signature.ts'

export interface ReplyCrypto {
  token: string
  aesKeys: readonly Buffer[]
  appid: string
}

/** `reply` is null when the server had nothing to say (an empty body or `success`). */
export type ReplyDecoded =
  | { ok: true; reply: PassiveReply | null; clear: Buffer; encrypted: boolean }
  | Refused

/**
 * A developer URL's answer. Whether it is encrypted is decided by its Encrypt node and not by the mode (EasyWeChat answers
 * encrypted even to clear messages), and its signature is taken over the literal TimeStamp (co-wechat writes milliseconds).
 */
export function decodeReply(body: Buffer, crypto?: ReplyCrypto): ReplyDecoded {
  if (body.length > MAX_BODY_BYTES) return refused('too_large')
  if (isNothing(body)) return { ok: true, reply: null, clear: body, encrypted: false }
  const read = readClear(body)
  if (!read.ok) return read
  const encrypt = textOf(read.fields, 'Encrypt')
  return encrypt === null ? replyOf(read.fields, body, false) : decodeEncrypted(encrypt, read.fields, crypto)
}

function decodeEncrypted(encrypt: string, envelope: Fields, crypto: ReplyCrypto | undefined): ReplyDecoded {
  if (crypto === undefined) return refused('aes_key_missing')
  const signature = textOf(envelope, 'MsgSignature')
  const timestamp = textOf(envelope, 'TimeStamp')
  const nonce = textOf(envelope, 'Nonce')
  if (signature === null || timestamp === null || nonce === null) return refused('signature_missing')
  if (!verifySignature({ token: crypto.token, timestamp, nonce, signature, encrypt })) {
    return refused('bad_signature')
  }
  const decrypted = decryptMessage({ aesKeys: crypto.aesKeys, appid: crypto.appid, encrypt })
  if (!decrypted.ok) return decrypted
  const clear = decrypted.message
  if (isNothing(clear)) return { ok: true, reply: null, clear, encrypted: true }
  const read = readClear(clear)
  return read.ok ? replyOf(read.fields, clear, true) : read
}

function isNothing(body: Buffer): boolean {
  if (body.length > 64) return false
  const text = body.toString('utf8').trim()
  return text === '' || text === ACKNOWLEDGED
}

function replyOf(fields: Fields, clear: Buffer, encrypted: boolean): ReplyDecoded {
  const msgType = textOf(fields, 'MsgType')
  if (!msgType) return refused('not_a_reply')
  const reply = typedReply(msgType, fields) ?? { type: 'other', msgType, fields: otherFields(fields) }
  return { ok: true, reply, clear, encrypted }
}

/** Null for an unknown type, and for a known one without what makes it one. */
function typedReply(msgType: string, fields: Fields): PassiveReply | null {
  switch (msgType) {
    case 'text': {
      const content = textOf(fields, 'Content')
      return content === null ? null : { type: 'text', content }
    }
    case 'image': {
      const mediaId = textOf(childrenOf(fields, 'Image'), 'MediaId')
      return mediaId ? { type: 'image', mediaId } : null
    }
    case 'voice': {
      const mediaId = textOf(childrenOf(fields, 'Voice'), 'MediaId')
      return mediaId ? { type: 'voice', mediaId } : null
    }
    case 'video':
      return videoOf(childrenOf(fields, 'Video'))
    case 'music':
      return musicOf(childrenOf(fields, 'Music'))
    case 'news':
      return { type: 'news', articles: articlesOf(fields.Articles) }
    case 'transfer_customer_service':
      return { type: msgType, kfAccount: textOf(childrenOf(fields, 'TransInfo'), 'KfAccount') || null }
    case 'transfer_biz_ai_ivr':
      return { type: msgType }
    default:
      return null
  }
}

function videoOf(video: Fields): PassiveReply | null {
  const mediaId = textOf(video, 'MediaId')
  if (!mediaId) return null
  return { type: 'video', mediaId, title: textOf(video, 'Title'), description: textOf(video, 'Description') }
}

function musicOf(music: Fields): PassiveReply | null {
  const thumbMediaId = textOf(music, 'ThumbMediaId')
  if (thumbMediaId === null) return null
  return {
    type: 'music',
    title: textOf(music, 'Title'),
    description: textOf(music, 'Description'),
    musicUrl: textOf(music, 'MusicUrl'),
    hqMusicUrl: textOf(music, 'HQMusicUrl'),
    thumbMediaId,
  }
}

/** XML wraps the articles in `item` nodes; JSON may give the list itself. */
function articlesOf(articles: FieldValue | undefined): ReplyArticle[] {
  const items = Array.isArray(articles) ? listOf(articles) : listOf(listOf(articles)[0]?.item)
  return items.map((item) => ({
    title: textOf(item, 'Title') ?? '',
    description: textOf(item, 'Description') ?? '',
    picUrl: textOf(item, 'PicUrl') ?? '',
    url: textOf(item, 'Url') ?? '',
  }))
}

const ENVELOPE = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType'])

function otherFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !ENVELOPE.has(name)))
}
