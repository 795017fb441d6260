import { createHash } from 'node:crypto'
import { aesKeyOf, wrapPush } from '@duokefu/wechat'

/** What WeChat knows of an account and signs with. */
export interface Shop {
  readonly appid: string
  readonly token: string
  readonly originalId: string
  /** EncodingAESKey of an account in safe mode (安全模式); without it the account is in plain mode (明文模式). */
  readonly encodingAesKey?: string
}

export interface TextMessage {
  readonly openid: string
  readonly text: string
  readonly msgId: string
  /** Milliseconds. */
  readonly at: number
}

/** A text message as WeChat pushes it, in the account's mode: path with query, and body. */
export function pushOf(shop: Shop, message: TextMessage): { readonly path: string; readonly body: string } {
  const clear = textPush(shop, message)
  if (shop.encodingAesKey === undefined)
    return { path: signedPath(shop, message.openid, message.at), body: clear }
  const { query, body } = wrapPush({
    ...shop,
    clear: Buffer.from(clear),
    format: 'xml',
    mode: 'safe',
    aesKey: aesKeyOf(shop.encodingAesKey),
    timestamp: String(Math.floor(message.at / 1000)),
    nonce,
    toUserName: shop.originalId,
    openid: message.openid,
  })
  return { path: `/wechat/${shop.appid}?${new URLSearchParams(query)}`, body: body.toString() }
}

const nonce = '518264037'

/** Path and query of a callback in plain mode, signed as WeChat's guide 接入指南 says. `at` in milliseconds. */
export function signedPath({ appid, token }: Shop, openid: string, at: number): string {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  return `/wechat/${appid}?${new URLSearchParams({ signature, timestamp, nonce, openid })}`
}

/** A text message as WeChat pushes it (接收普通消息). */
export function textPush({ originalId }: Shop, message: TextMessage): string {
  return `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName>
<FromUserName><![CDATA[${message.openid}]]></FromUserName>
<CreateTime>${Math.floor(message.at / 1000)}</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[${message.text}]]></Content>
<MsgId>${message.msgId}</MsgId>
</xml>`
}

/** An openid of 28 characters, the shape of WeChat's. */
export function openidOf(index: number): string {
  return `oBenchFan_${String(index).padStart(6, '0')}_kLmNoPqRsTu`
}
