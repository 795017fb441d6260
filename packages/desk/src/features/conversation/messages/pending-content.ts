import type { Content, Media, ReplyContent } from '@duokefu/contract'

/** What a reply will look like once it is stored. */
export function contentOf(reply: ReplyContent): Content {
  switch (reply.type) {
    case 'text':
      return { ...reply, menuId: null }
    case 'image':
      return { type: 'image', media: mediaOf(reply.mediaKey) }
    case 'voice':
      return { type: 'voice', media: mediaOf(reply.mediaKey), format: 'mp3', recognition: null }
    case 'video': {
      const thumb = reply.thumbKey === null ? null : mediaOf(reply.thumbKey)
      return { type: 'video', media: mediaOf(reply.mediaKey), thumb }
    }
    case 'link':
      return reply
    case 'menu':
      return { ...reply, items: reply.items.map((content, index) => ({ id: `${index}`, content })) }
    case 'miniprogram':
      return { ...reply, thumbUrl: null, cover: mediaOf(reply.coverKey) }
  }
}

function mediaOf(key: string): Media {
  const size = sizes.get(key) ?? { width: null, height: null }
  return { key, state: 'ready', mime: null, bytes: null, ...size }
}

const sizes = new Map<string, { readonly width: number | null; readonly height: number | null }>()

/** Remembers a picture's pixels from its upload, so that its box doesn't change when it is stored. */
export function rememberSize(mediaKey: string, width: number | null, height: number | null): void {
  sizes.set(mediaKey, { width, height })
}
