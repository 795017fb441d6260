import { connect, type Socket } from 'node:net'

/**
 * A keep-alive HTTP connection, one request at a time. It does as little as telling an answer's end needs, so that the
 * generator takes little of the machine from what it measures.
 */
export class Connection {
  readonly #socket: Socket
  readonly #mayReply: boolean
  #heard = ''
  #done: ((problem: string | null) => void) | null = null

  /** `mayReply`: a passive reply is an answer too. */
  constructor(port: number, mayReply: boolean) {
    this.#mayReply = mayReply
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => this.#settle('the connection was closed without an answer'))
  }

  /** `done` hears null for a 200 that says success or, where it may, replies; else what came instead. */
  send(request: Buffer, done: (problem: string | null) => void): void {
    this.#done = done
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#heard += chunk.toString('latin1')
    const headEnd = this.#heard.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#heard.slice(0, headEnd)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
    const body = this.#heard.slice(headEnd + 4)
    if (body.length < length) return
    const isAnswer = body === 'success' || (this.#mayReply && body.startsWith('<xml>'))
    const problem =
      head.startsWith('HTTP/1.1 200 ') && isAnswer
        ? null
        : `${head.split('\r\n', 1)[0]} ${body.slice(0, 200)}`
    this.#heard = ''
    this.#settle(problem)
  }

  #settle(problem: string | null): void {
    const done = this.#done
    this.#done = null
    done?.(problem)
  }
}
