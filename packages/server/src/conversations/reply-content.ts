import type { Content, DeskCommandBody, Media, ReplyContent } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { readyMedia } from '../media/media-store.ts'
import { isSendable, type SendableKind } from '../media/sendable.ts'
import type { DeskEntry, Payload } from './entries.ts'

type Reply = Extract<DeskCommandBody, { readonly type: 'reply' }>

/**
 * What an agent sends, as it is shown and as it goes to WeChat. Throws `not_found` for a file that the account doesn't
 * have, `media_type_unsupported` for one that is something else.
 */
export async function toReply(
  pool: Context['pool'],
  accountId: AccountId,
  { id, content: wanted }: Pick<Reply, 'id' | 'content'>,
): Promise<NonNullable<DeskEntry['reply']>> {
  const content = await contentOf(wanted, id, (key, kind) => fileOf(pool, accountId, key, kind))
  const payload = payloadOf(content)
  if (payload === null) throw new AppError('invalid_request')
  return { content, payload }
}

async function contentOf(
  reply: ReplyContent,
  commandId: string,
  file: (key: string, kind: SendableKind) => Promise<Media>,
): Promise<Content> {
  switch (reply.type) {
    case 'text':
      return { ...reply, menuId: null }
    case 'image':
      return { type: 'image', media: await file(reply.mediaKey, 'image') }
    case 'voice': {
      const media = await file(reply.mediaKey, 'voice')
      return { type: 'voice', media, format: media.mime === 'audio/amr' ? 'amr' : 'mp3', recognition: null }
    }
    case 'video': {
      const thumb = reply.thumbKey === null ? null : await file(reply.thumbKey, 'thumb')
      return { type: 'video', media: await file(reply.mediaKey, 'video'), thumb }
    }
    case 'link':
      return reply
    case 'menu':
      // Taps may come much later: the id says which message they answer.
      return {
        ...reply,
        items: reply.items.map((content, index) => ({
          id: `${commandId.slice(0, 8)}.${index + 1}`,
          content,
        })),
      }
    case 'miniprogram': {
      const { type, title, appid, pagePath } = reply
      return { type, title, appid, pagePath, thumbUrl: null, cover: await file(reply.coverKey, 'image') }
    }
  }
}

async function fileOf(
  pool: Context['pool'],
  accountId: AccountId,
  key: string,
  kind: SendableKind,
): Promise<Media> {
  const media = await readyMedia(pool, accountId, key)
  if (media === null) throw new AppError('not_found')
  if (!isSendable(kind, media.mime)) throw new AppError('media_type_unsupported')
  return media
}

/** What goes to WeChat for a record, the first time and when it is sent again; null for kinds that agents don't send. */
export function payloadOf(content: Content): Payload | null {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: content.text }
    case 'image':
    case 'voice': {
      const { key } = content.media
      return key === null ? null : { type: content.type, mediaKey: key }
    }
    case 'video': {
      const { key } = content.media
      return key === null ? null : { type: 'video', mediaKey: key, thumbKey: content.thumb?.key ?? null }
    }
    case 'link':
    case 'menu':
      return content
    case 'miniprogram': {
      const { type, title, appid, pagePath, cover } = content
      return cover?.key == null ? null : { type, title, appid, pagePath, coverKey: cover.key }
    }
    default:
      return null
  }
}
