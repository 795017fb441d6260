import type { Content } from '@duokefu/contract'
import type { PassiveReply } from '@duokefu/wechat'

/** What the record shows of a passive reply of the developer URL; null for replies that are no message. */
export function contentOfReply(reply: PassiveReply): Content | null {
  switch (reply.type) {
    case 'text':
      return { type: 'text', text: reply.content, menuId: null }
    // Files of the mall lie at WeChat under its own media ids: the record names them, without a copy.
    case 'image':
      return { type: 'unknown', msgType: 'image', fields: { MediaId: reply.mediaId } }
    case 'voice':
      return { type: 'unknown', msgType: 'voice', fields: { MediaId: reply.mediaId } }
    case 'video':
      return { type: 'unknown', msgType: 'video', fields: { MediaId: reply.mediaId, Title: reply.title } }
    case 'music':
      return {
        type: 'music',
        title: reply.title ?? '',
        description: reply.description ?? '',
        url: reply.musicUrl ?? '',
      }
    case 'news': {
      const first = reply.articles[0]
      if (first === undefined) return null
      return {
        type: 'link',
        title: first.title,
        description: first.description ?? '',
        url: first.url ?? '',
        picUrl: first.picUrl ?? null,
      }
    }
    case 'transfer_customer_service':
    case 'transfer_biz_ai_ivr':
      return null
    case 'other':
      return { type: 'unknown', msgType: reply.msgType, fields: reply.fields }
  }
}
