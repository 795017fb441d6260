import { aesKeyOf, decodeReply, type PassiveReply } from '@duokefu/wechat'
import type { Account } from '../world/account.ts'
import type { Content } from '../world/entry.ts'
import type { MediaShelf } from '../world/media.ts'

export type AnswerRead =
  | { kind: 'accepted' }
  | { kind: 'answered_by_ai' }
  | { kind: 'handed_over'; kfAccount: string | null }
  | { kind: 'reply'; content: Content }
  | { kind: 'malformed'; problem: string }

/** What WeChat makes of a server's answer: nothing, a passive reply, a hand-over to its own desk or its own AI, or an error for the fan. */
export function readAnswer(account: Account, body: Buffer, media: MediaShelf, at: number): AnswerRead {
  const decoded = decodeReply(body, {
    token: account.token,
    appid: account.appid,
    aesKeys: account.encodingAesKey === '' ? [] : [aesKeyOf(account.encodingAesKey)],
  })
  if (!decoded.ok) return { kind: 'malformed', problem: decoded.problem }
  if (decoded.reply === null) return { kind: 'accepted' }
  if (account.mode === 'safe' && !decoded.encrypted) return { kind: 'malformed', problem: 'not_encrypted' }
  return readReply(decoded.reply, (id) => media.live(account.appid, id, at))
}

function readReply(reply: PassiveReply, mediaById: (id: string) => { format: string } | null): AnswerRead {
  switch (reply.type) {
    case 'transfer_customer_service':
      return { kind: 'handed_over', kfAccount: reply.kfAccount }
    case 'transfer_biz_ai_ivr':
      return { kind: 'answered_by_ai' }
    case 'text':
      return reply.content === ''
        ? { kind: 'accepted' }
        : { kind: 'reply', content: { type: 'text', text: reply.content } }
    case 'news': {
      const [article] = reply.articles
      if (article === undefined) return { kind: 'malformed', problem: 'no_article' }
      const { title, description, url, picUrl } = article
      return { kind: 'reply', content: { type: 'link', title, description, url, picture: picUrl } }
    }
    case 'music': {
      const { title, description, musicUrl } = reply
      const content = { title: title ?? '', description: description ?? '', url: musicUrl ?? '' }
      return { kind: 'reply', content: { type: 'music', ...content } }
    }
    case 'image':
    case 'voice':
    case 'video':
      return mediaReply(reply, mediaById)
    default:
      return { kind: 'malformed', problem: `unknown MsgType ${reply.msgType}` }
  }
}

type MediaReply = Extract<PassiveReply, { mediaId: string }>

function mediaReply(reply: MediaReply, mediaById: (id: string) => { format: string } | null): AnswerRead {
  const { mediaId } = reply
  const media = mediaById(mediaId)
  if (media === null) return { kind: 'malformed', problem: 'media_id' }
  const url = `/pic/${mediaId}`
  switch (reply.type) {
    case 'image':
      return { kind: 'reply', content: { type: 'image', mediaId, url } }
    case 'voice':
      return { kind: 'reply', content: { type: 'voice', mediaId, url, format: media.format, seconds: null } }
    case 'video': {
      const title = reply.title ?? ''
      return { kind: 'reply', content: { type: 'video', mediaId, url, thumbMediaId: null, title } }
    }
  }
}
