import { readFileSync } from 'node:fs'
import type { Side } from './side.ts'
import { ACCOUNT } from './wechat.ts'

const { appid, secret } = ACCOUNT
export const CREDENTIALS = { grant_type: 'client_credential', appid, secret }
export const minutes = (n: number) => n * 60_000

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url))
export const PICTURE = fixture('picture.jpg')
export const THUMB = fixture('thumb.jpg')

export type Answer = Record<string, unknown>

/** WeChat's calls at one side, as a plain HTTP client makes them. */
export interface Calls {
  readonly side: Side
  /** One request; `body` is JSON unless it is text or a form. */
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<Response>
  /** The same with a good token. */
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<Response>
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  /** `/cgi-bin/token`. */
  basic(query: object): Promise<Answer>
  /** `/cgi-bin/stable_token`. */
  stable(body: unknown): Promise<Answer>
  /** A call with this token that is good for nothing else than to try it. */
  works(accessToken: string): Promise<Answer>
  upload(type: string, bytes: Buffer): Promise<Answer>
}

export function callsAt(side: Side): Calls {
  const ask: Calls['ask'] = (method, path, body, contentType = 'application/json') => {
    if (body === undefined) return fetch(side.url + path, { method })
    if (body instanceof FormData) return fetch(side.url + path, { method, body })
    const headers = { 'content-type': contentType }
    return fetch(side.url + path, {
      method,
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }
  const stable: Calls['stable'] = async (body) => jsonOf(await ask('POST', '/cgi-bin/stable_token', body))
  const call: Calls['call'] = async (method, path, body, contentType) => {
    const { access_token } = await stable(CREDENTIALS)
    const joined = `${path}${path.includes('?') ? '&' : '?'}access_token=${String(access_token)}`
    return ask(method, joined, body, contentType)
  }
  const post: Calls['post'] = async (path, body) => jsonOf(await call('POST', path, body))
  return {
    side,
    ask,
    call,
    get: async (path) => jsonOf(await call('GET', path)),
    post,
    basic: async (query) =>
      jsonOf(await ask('GET', `/cgi-bin/token?${new URLSearchParams(Object.entries(query))}`)),
    stable,
    works: async (accessToken) =>
      jsonOf(await ask('GET', `/cgi-bin/customservice/getkflist?access_token=${accessToken}`)),
    upload: (type, bytes) => post(`/cgi-bin/media/upload?type=${type}`, formOf(bytes)),
  }
}

export async function jsonOf(response: Response): Promise<Answer> {
  return (await response.json()) as Answer
}

/** A file as WeChat wants it: field `media`. */
export function formOf(bytes: Buffer): FormData {
  const form = new FormData()
  form.append('media', new Blob([new Uint8Array(bytes)]), 'picture.jpg')
  return form
}
