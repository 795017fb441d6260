import { type Shop, signedPath, textPush } from '../product/callback.ts'

/** A fan's signed request; only the digits of its MsgId are written anew for each message, wherever they stand. */
interface Fan {
  readonly openid: string
  readonly bytes: Buffer
  readonly msgIdAt: readonly number[]
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
    this.#msgId = firstMsgId + BigInt(series) * seriesLength
    this.#fans = openids.map((openid) => fanOf(shop, { openid, text, msgId: placeholder, at }))
  }

  /** The next fan who hears an answer before they write again. */
  take(): PreparedRequest {
    let fan = this.#turn()
    while (fan.waiting) fan = this.#turn()
    fan.waiting = true
    const msgId = String(this.#msgId)
    for (const place of fan.msgIdAt) fan.bytes.write(msgId, place, 'latin1')
    this.#msgId += 1n
    return {
      bytes: fan.bytes,
      openid: fan.openid,
      msgId,
      answered: () => {
        fan.waiting = false
      },
    }
  }

  #turn(): Fan {
    const fan = this.#fans[this.#next]
    if (fan === undefined) throw new Error('there are no fans')
    this.#next = (this.#next + 1) % this.#fans.length
    return fan
  }
}

function fanOf(shop: Shop, message: Parameters<typeof textPush>[1]): Fan {
  const body = textPush(shop, message)
  const head = [
    `POST ${signedPath(shop, message.openid, message.at)} HTTP/1.1`,
    'User-Agent: Mozilla/4.0',
    'Accept: */*',
    'Host: 127.0.0.1',
    'Pragma: no-cache',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: text/xml',
  ].join('\r\n')
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`)
  return { openid: message.openid, bytes, msgIdAt: placesOf(bytes, placeholder), waiting: false }
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) places.push(at)
  return places
}
