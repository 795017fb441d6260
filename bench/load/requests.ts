import { pushOf, type Shop, type TextMessage } from '../product/callback.ts'

interface Fan {
  readonly openid: string
  /** Their next request, with this MsgId; the bytes are good until the one after it. */
  readonly request: (msgId: string) => Buffer
  /** Requests that were made before they are needed. */
  readonly made: { readonly bytes: Buffer; readonly msgId: string }[]
  waiting: boolean
}

const digits = 17
const firstMsgId = 24_810_973_561_000_000n
const seriesLength = 1_000_000_000n
const usualText = '请问这件衣服还有 M 码吗？什么时候可以发货？'
const placeholder = '0'.repeat(digits)

/** Stands in a text for the message's own MsgId. */
export const msgIdInText = placeholder

export interface PreparedRequest {
  readonly bytes: Buffer
  readonly openid: string
  readonly msgId: string
  /** To be called with the answer: the fan may write again. */
  readonly answered: () => void
}

/** Signed requests of many fans, in turn, each with a MsgId of its own. */
export class Requests {
  readonly #shop: Shop
  readonly #fans: readonly Fan[]
  #next = 0
  #msgId: bigint

  /** Where several make requests, each needs a `series` (0, 1, …) of its own, or their MsgIds are the same. */
  constructor(
    shop: Shop,
    openids: readonly string[],
    at: number,
    { text = usualText, series = 0 }: { readonly text?: string; readonly series?: number } = {},
  ) {
    this.#shop = shop
    this.#msgId = firstMsgId + BigInt(series) * seriesLength
    this.#fans = openids.map((openid) => fanOf(shop, { openid, text, msgId: placeholder, at }))
  }

  /** Makes some that take time to be made, so that they don't take it later. */
  make(count: number): void {
    if (this.#shop.encodingAesKey === undefined) return
    let made = this.#fans.reduce((sum, fan) => sum + fan.made.length, 0)
    for (; made < count; made += 1) {
      const fan = this.#turn()
      const msgId = this.#newMsgId()
      fan.made.push({ bytes: fan.request(msgId), msgId })
    }
  }

  /** The next fan who hears an answer before they write again. */
  take(): PreparedRequest {
    let fan = this.#turn()
    while (fan.waiting) fan = this.#turn()
    fan.waiting = true
    const { openid } = fan
    const made = fan.made.shift()
    const msgId = made?.msgId ?? this.#newMsgId()
    return {
      bytes: made?.bytes ?? fan.request(msgId),
      openid,
      msgId,
      answered: () => {
        fan.waiting = false
      },
    }
  }

  #newMsgId(): string {
    const msgId = String(this.#msgId)
    this.#msgId += 1n
    return msgId
  }

  #turn(): Fan {
    const fan = this.#fans[this.#next]
    if (fan === undefined) throw new Error('there are no fans')
    this.#next = (this.#next + 1) % this.#fans.length
    return fan
  }
}

function fanOf(shop: Shop, message: TextMessage): Fan {
  const { openid } = message
  const request = shop.encodingAesKey === undefined ? stamped(shop, message) : madeAnew(shop, message)
  return { openid, request, made: [], waiting: false }
}

/** In plain mode only the digits of the MsgId are written anew, wherever they stand. */
function stamped(shop: Shop, message: TextMessage): Fan['request'] {
  const bytes = requestOf(shop, message)
  const places = placesOf(bytes, placeholder)
  return (msgId) => {
    for (const place of places) bytes.write(msgId, place, 'latin1')
    return bytes
  }
}

/** In safe mode the MsgId is inside of what is encrypted. */
function madeAnew(shop: Shop, message: TextMessage): Fan['request'] {
  return (msgId) => requestOf(shop, { ...message, text: message.text.replaceAll(msgIdInText, msgId), msgId })
}

function requestOf(shop: Shop, message: TextMessage): Buffer {
  const { path, body } = pushOf(shop, message)
  const head = [
    `POST ${path} HTTP/1.1`,
    'User-Agent: Mozilla/4.0',
    'Accept: */*',
    'Host: 127.0.0.1',
    'Pragma: no-cache',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: text/xml',
  ].join('\r\n')
  return Buffer.from(`${head}\r\n\r\n${body}`)
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) places.push(at)
  return places
}
