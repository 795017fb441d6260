import { type CustomContent, decodeReply, type PassiveReply, type ReplyArticle } from '@duokefu/wechat'
import type { Payload } from '../conversations/entries.ts'
import type { FileToSend } from '../media/wechat-copy-store.ts'

/** What a payload is for custom/send: its content, what it becomes of files that are uploaded first, or nothing that could be sent. */
export type Sendable =
  | { readonly kind: 'content'; readonly content: CustomContent }
  | {
      readonly kind: 'files'
      readonly files: readonly FileToSend[]
      /** Given WeChat's ids of the files, in their order. */
      readonly contentOf: (ids: readonly string[]) => CustomContent
    }
  | { readonly kind: 'nothing'; readonly why: string }

/** Translates what the outbox keeps into a customer-service message (protocol: custom/send). */
export function sendableOf(payload: Payload): Sendable {
  switch (payload.type) {
    case 'text':
      return { kind: 'content', content: { type: 'text', content: payload.text } }
    case 'image':
    case 'voice': {
      const { type, mediaKey } = payload
      return withFiles([{ mediaKey, type }], ([mediaId = '']) => ({ type, mediaId }))
    }
    case 'video': {
      const { type, mediaKey, thumbKey } = payload
      const thumb = thumbKey === null ? [] : [{ mediaKey: thumbKey, type: 'thumb' } as const]
      return withFiles([{ mediaKey, type }, ...thumb], ([mediaId = '', thumbMediaId = mediaId]) => ({
        type,
        mediaId,
        thumbMediaId,
        title: '',
        description: '',
      }))
    }
    case 'link': {
      const { title, description, url, picUrl } = payload
      const article = { title, description, url, picUrl: picUrl ?? '' }
      return { kind: 'content', content: { type: 'news', articles: [article] } }
    }
    case 'menu': {
      const { head: headContent, items, tail: tailContent } = payload
      return { kind: 'content', content: { type: 'msgmenu', headContent, list: [...items], tailContent } }
    }
    case 'miniprogram': {
      const { title, appid: appId, pagePath, coverKey } = payload
      return withFiles([{ mediaKey: coverKey, type: 'image' }], ([thumbMediaId = '']) => ({
        type: 'miniprogrampage',
        title,
        appId,
        pagePath,
        thumbMediaId,
      }))
    }
    case 'given':
      return { kind: 'content', content: { ...payload } }
    case 'passive':
      return passiveOf(payload.clear)
  }
}

function withFiles(
  files: readonly FileToSend[],
  contentOf: (ids: readonly string[]) => CustomContent,
): Sendable {
  return { kind: 'files', files, contentOf }
}

function passiveOf(clear: string): Sendable {
  const decoded = decodeReply(Buffer.from(clear))
  if (!decoded.ok) return nothing(`the reply is not readable: ${decoded.problem}`)
  if (decoded.reply === null) return nothing('the reply is empty')
  const content = contentOf(decoded.reply)
  return content === null
    ? nothing(`a reply of type ${typeNameOf(decoded.reply)} can't be sent by the API`)
    : { kind: 'content', content }
}

function contentOf(reply: PassiveReply): CustomContent | null {
  switch (reply.type) {
    case 'text':
      return { type: 'text', content: reply.content }
    case 'image':
    case 'voice':
      return { type: reply.type, mediaId: reply.mediaId }
    case 'video':
      return {
        type: 'video',
        mediaId: reply.mediaId,
        // custom/send wants a picture and a passive reply has none; the video's own id is what other clients send.
        thumbMediaId: reply.mediaId,
        title: reply.title ?? '',
        description: reply.description ?? '',
      }
    case 'music':
      return {
        type: 'music',
        title: reply.title ?? '',
        description: reply.description ?? '',
        musicUrl: reply.musicUrl ?? '',
        hqMusicUrl: reply.hqMusicUrl ?? reply.musicUrl ?? '',
        thumbMediaId: reply.thumbMediaId,
      }
    case 'news':
      return newsOf(reply.articles)
    case 'transfer_customer_service':
    case 'transfer_biz_ai_ivr':
    case 'other':
      return null
  }
}

/** custom/send takes one article (45008). Several become links in one text: one message, sent or not sent as a whole. */
function newsOf(articles: readonly ReplyArticle[]): CustomContent | null {
  const [first, ...more] = articles
  if (first === undefined) return null
  if (more.length === 0) return { type: 'news', articles: [first] }
  const links = articles.map(({ title, url }) => `<a href="${url.replaceAll('"', '%22')}">${title}</a>`)
  return { type: 'text', content: links.join('\n') }
}

function typeNameOf(reply: PassiveReply): string {
  return reply.type === 'other' ? reply.msgType : reply.type
}

function nothing(why: string): Sendable {
  return { kind: 'nothing', why }
}
