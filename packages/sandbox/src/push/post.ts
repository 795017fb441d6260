import { Agent, request as httpRequest } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'

export type Posted =
  | { ok: true; status: number; body: Buffer }
  | { ok: false; problem: 'timeout' | 'no_connection'; detail: string }

const LARGEST_ANSWER_BYTES = 1024 * 1024

/** Posts callbacks over kept-alive connections and gives up when the whole answer isn't there in time. */
export class Poster {
  readonly #http = new Agent({ keepAlive: true, maxSockets: 512 })
  readonly #https = new TlsAgent({ keepAlive: true, maxSockets: 512 })

  /** `dropMs`: the line breaks then, if the whole answer isn't there yet; null = it holds. */
  post(url: URL, contentType: string, body: Buffer, waitMs: number, dropMs: number | null): Promise<Posted> {
    const secure = url.protocol === 'https:'
    return new Promise((resolve) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: secure ? this.#https : this.#http,
        headers: { 'content-type': contentType, 'content-length': body.length, 'user-agent': 'Mozilla/4.0' },
      })
      const deadline = setTimeout(() => {
        settle({ ok: false, problem: 'timeout', detail: `no answer within ${waitMs} ms` })
        request.destroy()
      }, waitMs)
      const drop =
        dropMs === null ? undefined : setTimeout(() => request.destroy(new Error('the line broke')), dropMs)
      const settle = (posted: Posted) => {
        clearTimeout(deadline)
        clearTimeout(drop)
        resolve(posted)
      }
      const fail = (problem: Error) =>
        settle({ ok: false, problem: 'no_connection', detail: problem.message || problem.name })
      request.on('error', fail)
      request.on('response', (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('error', fail)
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > LARGEST_ANSWER_BYTES) request.destroy(new Error('the answer is too large'))
          else chunks.push(chunk)
        })
        response.on('end', () =>
          settle({ ok: true, status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
        )
        response.on('close', () => fail(new Error('the connection was closed before the answer')))
      })
      request.end(body)
    })
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }
}
