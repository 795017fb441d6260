import type { Buffer } from 'node:buffer'
import { encryptMessage } from './aes.ts'
import type { Fields } from './fields.ts'
import type { Format } from './push.ts'
import { signatureOf } from './signature.ts'
import { encodeFields, type WritableFields } from './writer.ts'

export interface ReplyArticle {
  title: string
  description: string
  picUrl: string
  url: string
}

/** A passive reply (被动回复用户消息). */
export type PassiveReply =
  | { type: 'text'; content: string }
  | { type: 'image'; mediaId: string }
  | { type: 'voice'; mediaId: string }
  | { type: 'video'; mediaId: string; title: string | null; description: string | null }
  | {
      type: 'music'
      title: string | null
      description: string | null
      musicUrl: string | null
      hqMusicUrl: string | null
      thumbMediaId: string
    }
  | { type: 'news'; articles: ReplyArticle[] }
  | { type: 'transfer_customer_service'; kfAccount: string | null }
  | { type: 'transfer_biz_ai_ivr' }
  /** A type that we don't know: its nodes are passed on as they are. */
  | { type: 'other'; msgType: string; fields: Fields }

/** The answer for "nothing to say"; never encrypted, in any mode (消息加解密说明). */
export const ACKNOWLEDGED = 'success'

/** The clear reply. `createTime` in seconds; toUser is the fan, fromUser the account (the push's names swapped). */
export function encodeReply(
  reply: PassiveReply,
  envelope: { toUser: string; fromUser: string; createTime: number },
  format: Format,
): string {
  const fields: WritableFields = {
    ToUserName: envelope.toUser,
    FromUserName: envelope.fromUser,
    CreateTime: envelope.createTime,
    MsgType: reply.type === 'other' ? reply.msgType : reply.type,
    ...bodyOf(reply, format),
  }
  return encodeFields(fields, format)
}

/** An encrypted reply. `timestamp` in seconds; the nonce is normally that of the request. */
export function encodeReplyEnvelope(input: {
  clear: string | Buffer
  aesKey: Buffer
  appid: string
  token: string
  timestamp: string
  nonce: string
  format: Format
  random16?: Buffer
}): string {
  const { aesKey, appid, token, timestamp, nonce, format, random16 } = input
  const encrypt = encryptMessage({ aesKey, appid, message: input.clear, ...(random16 ? { random16 } : {}) })
  const MsgSignature = signatureOf(token, timestamp, nonce, encrypt)
  return encodeFields({ Encrypt: encrypt, MsgSignature, TimeStamp: Number(timestamp), Nonce: nonce }, format)
}

function bodyOf(reply: PassiveReply, format: Format): WritableFields {
  switch (reply.type) {
    case 'text':
      return { Content: reply.content }
    case 'image':
      return { Image: { MediaId: reply.mediaId } }
    case 'voice':
      return { Voice: { MediaId: reply.mediaId } }
    case 'video':
      return { Video: { MediaId: reply.mediaId, Title: reply.title, Description: reply.description } }
    case 'music':
      return {
        Music: {
          Title: reply.title,
          Description: reply.description,
          MusicUrl: reply.musicUrl,
          HQMusicUrl: reply.hqMusicUrl,
          ThumbMediaId: reply.thumbMediaId,
        },
      }
    case 'news': {
      const articles = reply.articles.map(articleFields)
      return { ArticleCount: articles.length, Articles: format === 'xml' ? { item: articles } : articles }
    }
    case 'transfer_customer_service':
      return reply.kfAccount === null ? {} : { TransInfo: { KfAccount: reply.kfAccount } }
    case 'transfer_biz_ai_ivr':
      return {}
    case 'other':
      return reply.fields
  }
}

function articleFields({ title, description, picUrl, url }: ReplyArticle): WritableFields {
  return { Title: title, Description: description, PicUrl: picUrl, Url: url }
}
