import type { Content, QuickReplyBody } from '@duokefu/contract'

const longestTitle = 50

/** A record as a quick reply of one's own; null for what can't be sent again. `readable` turns face codes into names. */
export function savedReply(
  content: Content,
  direction: 'in' | 'out',
  readable: (text: string) => string,
): QuickReplyBody | null {
  const nothing = { title: '', text: '', pictures: [], card: null, groupId: null, audience: null }
  switch (content.type) {
    case 'text': {
      const text = readable(content.text).trim()
      return text === '' || text.length > 2_000 ? null : { ...nothing, text }
    }
    case 'image': {
      // A fan's picture is deleted with their records.
      const { key } = content.media
      return direction === 'in' || key === null ? null : { ...nothing, pictures: [key] }
    }
    case 'link': {
      const { type, title, description, url, picUrl } = content
      if (title === '' || !/^https?:/.test(url)) return null
      return {
        ...nothing,
        card: { type, title: title.slice(0, 64), description: description.slice(0, 120), url, picUrl },
      }
    }
    case 'menu': {
      const { type, head, items, tail } = content
      const card = { type, head, items: items.map((item) => item.content), tail }
      return { ...nothing, title: head.slice(0, longestTitle), card }
    }
    case 'miniprogram': {
      const { type, title, appid, pagePath, cover } = content
      return cover?.key == null
        ? null
        : { ...nothing, card: { type, title, appid, pagePath, coverKey: cover.key } }
    }
    default:
      return null
  }
}
