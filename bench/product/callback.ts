import { createHash } from 'node:crypto'

/** What WeChat knows of an account and signs with. */
export interface Shop {
  readonly appid: string
  readonly token: string
  readonly originalId: string
}

/** Path and query of a callback in plain mode, signed as WeChat's guide 接入指南 says. `at` in milliseconds. */
export function signedPath({ appid, token }: Shop, openid: string, at: number): string {
  const timestamp = String(Math.floor(at / 1000))
  const nonce = '518264037'
  const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  return `/wechat/${appid}?${new URLSearchParams({ signature, timestamp, nonce, openid })}`
}

/** A text message as WeChat pushes it (接收普通消息). */
export function textPush(
  { originalId }: Shop,
  message: { readonly openid: string; readonly text: string; readonly msgId: string; readonly at: number },
): string {
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
