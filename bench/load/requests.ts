import { type Shop, signedPath, textPush } from '../product/callback.ts'

/** A fan's signed request; only the digits of its MsgId are written anew for each message. */
interface Fan {
  readonly bytes: Buffer
  readonly msgIdAt: number
  waiting: boolean
}

const digits = 17
const firstMsgId = 24_810_973_561_000_000n

/** Signed requests of many fans, in turn, each with a MsgId of its own. */
export class Requests {
  readonly #fans: readonly Fan[]
  #next = 0
  #sent = 0n

  constructor(shop: Shop, openids: readonly string[], at: number) {
    this.#fans = openids.map((openid) => fanOf(shop, openid, at))
  }

  /** The next fan who hears an answer before they write again; `answered` frees them. */
  take(): { readonly bytes: Buffer; readonly msgId: string; readonly answered: () => void } {
    let fan = this.#turn()
    while (fan.waiting) fan = this.#turn()
    fan.waiting = true
    const msgId = String(firstMsgId + this.#sent)
    fan.bytes.write(msgId, fan.msgIdAt, 'latin1')
    this.#sent += 1n
    return {
      bytes: fan.bytes,
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

function fanOf(shop: Shop, openid: string, at: number): Fan {
  const msgId = '0'.repeat(digits)
  const body = textPush(shop, { openid, text: '请问这件衣服还有 M 码吗？什么时候可以发货？', msgId, at })
  const head = [
    `POST ${signedPath(shop, openid, at)} HTTP/1.1`,
    'User-Agent: Mozilla/4.0',
    'Accept: */*',
    'Host: 127.0.0.1',
    'Pragma: no-cache',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: text/xml',
  ].join('\r\n')
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`)
  return { bytes, msgIdAt: bytes.indexOf(`<MsgId>${msgId}`) + '<MsgId>'.length, waiting: false }
}
