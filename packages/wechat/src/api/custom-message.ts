/** A customer-service message (客服消息, message/custom/send). */
export type CustomMessage = {
  /** The fan's openid. */
  toUser: string
  /** Sends in the name of this kf account; WeChat refuses one it doesn't know (65401). */
  kfAccount?: string | null
} & CustomContent

export type CustomContent =
  | { type: 'text'; content: string }
  | { type: 'image'; mediaId: string }
  | { type: 'voice'; mediaId: string }
  | { type: 'video'; mediaId: string; thumbMediaId: string; title: string; description: string }
  | {
      type: 'music'
      title: string
      description: string
      musicUrl: string
      hqMusicUrl: string
      thumbMediaId: string
    }
  /** WeChat allows one article (45008). */
  | { type: 'news'; articles: { title: string; description: string; url: string; picUrl: string }[] }
  | { type: 'msgmenu'; headContent: string; list: { id: string; content: string }[]; tailContent: string }
  | { type: 'miniprogrampage'; title: string; appId: string; pagePath: string; thumbMediaId: string }
  /** Of any msgtype, as somebody else wrote it: the object of that name goes out unchanged. */
  | { type: 'given'; msgtype: string; body: { readonly [name: string]: unknown }; isByAi: boolean }

/** The request body of message/custom/send. */
export function customMessageBody(message: CustomMessage): Record<string, unknown> {
  const msgtype = message.type === 'given' ? message.msgtype : message.type
  return {
    touser: message.toUser,
    msgtype,
    [msgtype]: contentBody(message),
    // WeChat adds a line of its own that a machine wrote this.
    ...(message.type === 'given' && message.isByAi ? { aimsgcontext: { is_ai_msg: 1 } } : {}),
    ...(message.kfAccount ? { customservice: { kf_account: message.kfAccount } } : {}),
  }
}

function contentBody(content: CustomContent): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      return { content: content.content }
    case 'image':
    case 'voice':
      return { media_id: content.mediaId }
    case 'video':
      return {
        media_id: content.mediaId,
        thumb_media_id: content.thumbMediaId,
        title: content.title,
        description: content.description,
      }
    case 'music':
      return {
        title: content.title,
        description: content.description,
        musicurl: content.musicUrl,
        hqmusicurl: content.hqMusicUrl,
        thumb_media_id: content.thumbMediaId,
      }
    case 'news':
      return {
        articles: content.articles.map(({ title, description, url, picUrl }) => ({
          title,
          description,
          url,
          picurl: picUrl,
        })),
      }
    case 'msgmenu':
      return { head_content: content.headContent, list: content.list, tail_content: content.tailContent }
    case 'miniprogrampage':
      return {
        title: content.title,
        appid: content.appId,
        pagepath: content.pagePath,
        thumb_media_id: content.thumbMediaId,
      }
    case 'given':
      return { ...content.body }
  }
}
