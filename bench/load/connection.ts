import { connect, type Socket } from 'node:net'

/**
 * A keep-alive HTTP connection, one request at a time, opened with the first: a server cuts one that says nothing. It does as little as telling an answer's end needs, so that the
 * generator takes little of the machine from what it measures.
 */
export class Connection {
  readonly #port: number
  #socket: Socket | null = null
  readonly #isAnswer: (body: string) => boolean
  #heard = ''
  #done: ((problem: string | null) => void) | null = null

  /** `isAnswer`: what a 200 has to say. */
  constructor(port: number, isAnswer: (body: string) => boolean) {
    this.#isAnswer = isAnswer
    this.#port = port
  }

  /** `done` hears null for a 200 that says what it has to; else what came instead. */
  send(request: Buffer, done: (problem: string | null) => void): void {
    this.#done = done
    this.#socket ??= this.#open()
    this.#socket.write(request)
  }

  close(): void {
    this.#socket?.destroy()
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#settle('the connection was closed without an answer'))
    return socket
  }

  #take(chunk: Buffer): void {
    this.#heard += chunk.toString('latin1')
    const headEnd = this.#heard.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#heard.slice(0, headEnd)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
    const body = this.#heard.slice(headEnd + 4)
    if (body.length < length) return
    const problem =
      head.startsWith('HTTP/1.1 200 ') && this.#isAnswer(body)
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

/** What WeChat is told of a callback that needs no reply. */
export const isSuccess = (body: string): boolean => body === 'success'

/** The same, or a passive reply. */
export const isSuccessOrReply = (body: string): boolean => isSuccess(body) || body.startsWith('<xml>')
