import { connect, type Socket } from 'node:net'

/** What came back for one request; null instead when the connection was closed without an answer. */
export interface HttpAnswer {
  readonly status: number
  readonly head: string
  /** Its beginning. */
  readonly body: string
}

/** Every so many requests the sender is another machine: limits by address are there too, and are to be passed. */
const requestsPerAddress = 40
const bodyKept = 4_000
const patienceMs = 40_000

/** Sends one request after the other, over connections that last as long as the server lets them. */
export interface Sender {
  /** Throws when neither an answer nor an end comes. */
  send(bytes: Buffer, method: string): Promise<HttpAnswer | null>
  close(): void
}

export function createSender(port: number, addressOf: () => string | undefined): Sender {
  let socket: Socket | null = null
  let sent = 0

  function open(): Socket {
    const localAddress = addressOf()
    const opened = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      ...(localAddress ? { localAddress } : {}),
    })
    opened.setMaxListeners(20)
    opened.on('error', () => undefined)
    return opened
  }

  function exchange(used: Socket, bytes: Buffer, method: string): Promise<HttpAnswer | null> {
    return new Promise((resolve, reject) => {
      const reader = new AnswerReader(method)
      const patience = setTimeout(() => {
        reject(new Error(`no answer within ${patienceMs / 1000} s`))
        used.destroy()
      }, patienceMs)
      const settle = (answer: HttpAnswer | null, isKept: boolean) => {
        clearTimeout(patience)
        used.off('data', take)
        used.off('close', ended)
        if (!isKept) used.destroy()
        resolve(answer)
      }
      const take = (chunk: Buffer) => {
        const answer = reader.take(chunk)
        if (answer !== null) settle(answer, reader.keepsAlive())
      }
      const ended = () => settle(reader.atEnd(), false)
      used.on('data', take)
      used.on('close', ended)
      used.write(bytes)
    })
  }

  return {
    async send(bytes, method) {
      const kept = socket?.writable === true && sent % requestsPerAddress !== 0 ? socket : null
      sent += 1
      const answer = kept === null ? null : await exchange(kept, bytes, method)
      if (answer !== null) return answer
      // The server may have closed a kept connection just now; nothing on it was read then.
      socket?.destroy()
      socket = open()
      return exchange(socket, bytes, method)
    },
    close: () => socket?.destroy(),
  }
}

/** Reads one answer as our server writes it: with a length, in chunks, or to the end of the connection. */
class AnswerReader {
  readonly #method: string
  #head: string | null = null
  #rest: Buffer = Buffer.alloc(0)
  #body = ''
  /** Bytes of the body, or of the present chunk, that are still to come; null: until the end. */
  #missing: number | null = 0
  #chunked = false

  constructor(method: string) {
    this.#method = method
  }

  take(chunk: Buffer): HttpAnswer | null {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (this.#head === null) {
      const end = this.#rest.indexOf('\r\n\r\n')
      if (end < 0) return null
      const head = this.#rest.toString('latin1', 0, end)
      this.#rest = this.#rest.subarray(end + 4)
      // 100 Continue comes before the answer.
      if (!head.startsWith('HTTP/1.1 100')) this.#begin(head)
    }
    return this.#readBody() ? this.#answer() : null
  }

  keepsAlive(): boolean {
    return this.#missing !== null && !/\r\nconnection: close/i.test(this.#head ?? '')
  }

  /** What there is when the connection has ended. */
  atEnd(): HttpAnswer | null {
    return this.#head === null ? null : this.#answer()
  }

  #begin(head: string): void {
    this.#head = head
    const status = statusOf(head)
    this.#chunked = /\r\ntransfer-encoding: chunked/i.test(head)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
    if (this.#method === 'HEAD' || status === 204 || status === 304) {
      this.#chunked = false
      this.#missing = 0
    } else this.#missing = this.#chunked ? 0 : length === undefined ? null : Number(length)
  }

  #readBody(): boolean {
    if (!this.#chunked) {
      this.#keep(this.#missing ?? this.#rest.length)
      return this.#missing === 0
    }
    for (;;) {
      this.#keep(this.#missing ?? 0)
      if (this.#missing !== 0) return false
      const line = this.#rest.indexOf('\r\n', 2)
      const start = this.#rest.subarray(0, 2).toString('latin1') === '\r\n' ? 2 : 0
      const end = start === 2 ? line : this.#rest.indexOf('\r\n')
      if (end < 0) return false
      const size = Number.parseInt(this.#rest.toString('latin1', start, end), 16)
      if (size === 0) return this.#rest.length >= end + 4
      this.#rest = this.#rest.subarray(end + 2)
      this.#missing = size
    }
  }

  #keep(most: number): void {
    const part = this.#rest.subarray(0, most)
    if (this.#body.length < bodyKept) this.#body += part.toString('utf8', 0, bodyKept)
    this.#rest = this.#rest.subarray(part.length)
    if (this.#missing !== null) this.#missing -= part.length
  }

  #answer(): HttpAnswer {
    const head = this.#head ?? ''
    return { status: statusOf(head), head, body: this.#body }
  }
}

function statusOf(head: string): number {
  return Number(head.slice(9, 12))
}
