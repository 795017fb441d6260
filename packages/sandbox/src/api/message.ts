import { type Json, listOf, objectOf, textOf } from '../json-fields.ts'
import type { Content } from '../world/entry.ts'
import type { Media } from '../world/media.ts'
import type { MediaType } from '../world/media-kind.ts'
import type { ErrCode } from './errors.ts'

/** Common knowledge, not on the official page (protocol 5.1). */
const LONGEST_TEXT_BYTES = 2048

export type MediaById = (id: string) => Media | null
export type Read = { ok: true; content: Content } | { ok: false; errcode: ErrCode }

const refused = (errcode: ErrCode): Read => ({ ok: false, errcode })
const read = (content: Content): Read => ({ ok: true, content })

/** The message of a custom/send body as the phone will show it, or WeChat's reason against it. */
export function readMessage(body: Json, mediaById: MediaById): Read {
  const msgtype = textOf(body, 'msgtype')
  const reader = Object.hasOwn(READER, msgtype) ? READER[msgtype] : undefined
  if (reader === undefined) return refused(40008)
  return reader(objectOf(body[msgtype]) ?? {}, mediaById)
}

const READER: Record<string, (message: Json, mediaById: MediaById) => Read> = {
  text: (message) => {
    const text = textOf(message, 'content')
    if (text === '') return refused(44004)
    return Buffer.byteLength(text) > LONGEST_TEXT_BYTES ? refused(45002) : read({ type: 'text', text })
  },
  image: (message, mediaById) =>
    withMedia(message, 'media_id', ['image'], mediaById, (media) => ({
      type: 'image',
      mediaId: media.id,
      url: `/pic/${media.id}`,
    })),
  voice: (message, mediaById) =>
    withMedia(message, 'media_id', ['voice'], mediaById, (media) => ({
      type: 'voice',
      mediaId: media.id,
      url: `/pic/${media.id}`,
      format: media.format,
      seconds: media.seconds,
    })),
  video: (message, mediaById) => {
    const thumb = mediaById(textOf(message, 'thumb_media_id'))
    if (thumb === null) return refused(40007)
    return withMedia(message, 'media_id', ['video'], mediaById, (media) => ({
      type: 'video',
      mediaId: media.id,
      url: `/pic/${media.id}`,
      thumbMediaId: thumb.id,
      title: textOf(message, 'title'),
    }))
  },
  music: (message, mediaById) => {
    if (mediaById(textOf(message, 'thumb_media_id')) === null) return refused(40007)
    return read({
      type: 'music',
      title: textOf(message, 'title'),
      description: textOf(message, 'description'),
      url: textOf(message, 'musicurl'),
    })
  },
  news: (message) => {
    const articles = listOf(message.articles).map(objectOf)
    if (articles.length > 1) return refused(45008)
    const article = articles[0] ?? null
    if (article === null) return refused(44003)
    return read({
      type: 'link',
      title: textOf(article, 'title'),
      description: textOf(article, 'description'),
      url: textOf(article, 'url'),
      picture: textOf(article, 'picurl'),
    })
  },
  mpnews: (message) => card('mpnews', textOf(message, 'media_id')),
  mpnewsarticle: (message) => card('mpnewsarticle', textOf(message, 'article_id')),
  wxcard: (message) => card('wxcard', textOf(message, 'card_id')),
  msgmenu: (message) => {
    const items = listOf(message.list).map((item) => ({
      id: textOf(objectOf(item), 'id'),
      content: textOf(objectOf(item), 'content'),
    }))
    if (items.length === 0) return refused(44004)
    return read({
      type: 'menu',
      head: textOf(message, 'head_content'),
      items,
      tail: textOf(message, 'tail_content'),
    })
  },
  miniprogrampage: (message, mediaById) =>
    withMedia(message, 'thumb_media_id', ['image', 'thumb'], mediaById, (media) => ({
      type: 'miniprogram',
      title: textOf(message, 'title'),
      appid: textOf(message, 'appid'),
      page: textOf(message, 'pagepath'),
      picture: `/pic/${media.id}`,
    })),
  // Links are for Mini Program accounts only (protocol 5.1).
  link: () => refused(48008),
}

function withMedia(
  message: Json,
  name: string,
  types: MediaType[],
  mediaById: MediaById,
  show: (media: Media) => Content,
): Read {
  const media = mediaById(textOf(message, name))
  return media !== null && types.includes(media.type) ? read(show(media)) : refused(40007)
}

function card(kind: string, reference: string): Read {
  return reference === '' ? refused(40007) : read({ type: 'card', kind, reference })
}
