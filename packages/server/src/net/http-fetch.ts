import type { FetchAnswer, FetchLike } from '@duokefu/wechat'
import { type Dispatcher, request } from 'undici'

/** A fetch with its own connections, and the way to close them. Usable as the transport of `createWechatApi`. */
export interface HttpFetch {
  readonly fetch: FetchLike
  /** Closes idle connections now, and busy ones when their answer is there. */
  close(): Promise<void>
}

export interface HttpLimits {
  /** Largest body of an answer; a larger one is cut off with a BodyTooLargeError. */
  readonly maxBytes: number
  /** How many redirects of a GET are followed, each a new connection that is checked like the first. */
  readonly redirects: number
}

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
  readonly code = 'ERR_BODY_TOO_LARGE'
}

/** The whole answer is read before it is returned, so that the caller's signal covers the body as well. */
export function createHttpFetch(dispatcher: Dispatcher, limits: HttpLimits): HttpFetch {
  const fetch: FetchLike = async (url, init) => {
    let target = httpUrl(url)
    for (let left = limits.redirects; ; left--) {
      const answer = await request(target, { dispatcher, ...init, body: init.body ?? null })
      const next = init.method === 'GET' && left > 0 ? redirectOf(answer, target) : null
      if (next === null) return readAnswer(answer, limits.maxBytes)
      await answer.body.dump()
      target = next
    }
  }
  return { fetch, close: () => dispatcher.close() }
}

function httpUrl(url: string | URL, base?: URL): URL {
  const parsed = new URL(url, base)
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw Object.assign(new TypeError('only http and https are fetched'), { code: 'ERR_INVALID_URL' })
  }
  return parsed
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, from: URL): URL | null {
  const { location } = headers
  const redirects = [301, 302, 303, 307, 308].includes(statusCode)
  return redirects && typeof location === 'string' ? httpUrl(location, from) : null
}

async function readAnswer(answer: Dispatcher.ResponseData, maxBytes: number): Promise<FetchAnswer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) throw new BodyTooLargeError(`the answer has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return {
    status: answer.statusCode,
    headers: { get: (name) => headerOf(answer.headers[name.toLowerCase()]) },
    arrayBuffer: async () => body.buffer,
  }
}

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value.join(', ') : value) ?? null
}
