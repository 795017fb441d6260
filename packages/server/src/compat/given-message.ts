import { randomUUID } from 'node:crypto'
import type { Content, Media } from '@duokefu/contract'
import type { ApiEntry, MediaSource } from '../conversations/entries.ts'
import { type Json, objectOf, textOf } from './call.ts'
import type { ErrCode } from './errors.ts'

export type GivenMessage = NonNullable<ApiEntry['message']>

/** Common knowledge, not on the official page (protocol 5.1). */
const longestTextBytes = 2048

/**
 * The message of a custom/send body: as it goes to WeChat, unchanged, and as the record shows it. What can be seen to be
 * wrong is said at once, in WeChat's code; the rest is WeChat's to judge.
 */
export function readGiven(body: Json): GivenMessage | { readonly errcode: ErrCode } {
  const msgtype = textOf(body, 'msgtype')
  const read = Object.hasOwn(readers, msgtype) ? readers[msgtype] : undefined
  if (read === undefined) return { errcode: 40008 }
  const message = objectOf(body[msgtype]) ?? {}
  const shown = read(message)
  if ('errcode' in shown) return shown
  const isByAi = textOf(objectOf(body.aimsgcontext), 'is_ai_msg') === '1'
  return { ...shown, payload: { type: 'given', msgtype, body: message, isByAi } }
}

type Shown = Omit<GivenMessage, 'payload'> | { readonly errcode: ErrCode }

const readers: { readonly [msgtype: string]: (message: Json) => Shown } = {
  text(message) {
    const text = textOf(message, 'content')
    if (text === '') return { errcode: 44004 }
    if (Buffer.byteLength(text) > longestTextBytes) return { errcode: 45002 }
    return said({ type: 'text', text, menuId: null })
  },
  image: (message) => withFile(message, 'image', (media) => ({ type: 'image', media })),
  voice: (message) =>
    withFile(message, 'voice', (media) => ({ type: 'voice', media, format: 'amr', recognition: null })),
  video(message) {
    if (textOf(message, 'thumb_media_id') === '') return { errcode: 40007 }
    return withFile(message, 'video', (media) => ({ type: 'video', media, thumb: null }))
  },
  music(message) {
    if (textOf(message, 'thumb_media_id') === '') return { errcode: 40007 }
    const [title, description] = [textOf(message, 'title'), textOf(message, 'description')]
    return said({ type: 'music', title, description, url: textOf(message, 'musicurl') })
  },
  news(message) {
    const articles = Array.isArray(message.articles) ? message.articles.map(objectOf) : []
    if (articles.length > 1) return { errcode: 45008 }
    const article = articles[0] ?? null
    return article === null ? { errcode: 44003 } : said(linkOf(article, 'picurl'))
  },
  link: (message) => said(linkOf(message, 'thumb_url')),
  msgmenu(message) {
    const list = Array.isArray(message.list) ? message.list.map(objectOf) : []
    if (list.length === 0) return { errcode: 44004 }
    const items = list.map((item) => ({ id: textOf(item, 'id'), content: textOf(item, 'content') }))
    return said({
      type: 'menu',
      head: textOf(message, 'head_content'),
      items,
      tail: textOf(message, 'tail_content'),
    })
  },
  miniprogrampage(message) {
    const [title, appid, pagePath] = [
      textOf(message, 'title'),
      textOf(message, 'appid'),
      textOf(message, 'pagepath'),
    ]
    const cover = textOf(message, 'thumb_media_id')
    if (cover === '') return { errcode: 40007 }
    const { media, file } = fileOf({ mediaId: cover, picUrl: null, type: 'image' })
    const content: Content = { type: 'miniprogram', title, appid, pagePath, thumbUrl: null, cover: media }
    return { content, files: [file] }
  },
  mpnews: (message) => reference('mpnews', message, 'media_id'),
  mpnewsarticle: (message) => reference('mpnewsarticle', message, 'article_id'),
  wxcard: (message) => reference('wxcard', message, 'card_id'),
}

function said(content: Content): Shown {
  return { content, files: [] }
}

function linkOf(article: Json, picture: string): Content {
  return {
    type: 'link',
    title: textOf(article, 'title'),
    description: textOf(article, 'description'),
    url: textOf(article, 'url'),
    picUrl: textOf(article, picture) || null,
  }
}

/** WeChat has the file under its own id; a copy is fetched, so that the desk shows it. */
function withFile(message: Json, type: MediaSource['type'], show: (media: Media) => Content): Shown {
  const mediaId = textOf(message, 'media_id')
  if (mediaId === '') return { errcode: 40007 }
  const { media, file } = fileOf({ mediaId, picUrl: null, type })
  return { content: show(media), files: [file] }
}

function fileOf(source: MediaSource) {
  const key = randomUUID()
  const media: Media = { key, state: 'fetching', mime: null, bytes: null, width: null, height: null }
  return { media, file: { key, source } }
}

/** Cards and articles that only WeChat can show: the record names them. */
function reference(msgType: string, message: Json, name: string): Shown {
  return textOf(message, name) === ''
    ? { errcode: 40007 }
    : said({ type: 'unknown', msgType, fields: { ...message } })
}
