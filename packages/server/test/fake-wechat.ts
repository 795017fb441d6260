import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as WeChat got it. */
export interface Call {
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Buffer
  /** The body when it is JSON, else {}. */
  readonly json: { readonly [name: string]: unknown }
}

/** What WeChat answers: JSON, a file, a connection that breaks once the request was read, or nothing yet. */
export type Answer =
  | { readonly json: unknown }
  | { readonly file: Uint8Array; readonly type: string; readonly name?: string }
  | { readonly status: number }
  | { readonly redirect: string }
  | 'break'

/** `nth` counts the calls of the path, from 1. */
type Answering = (call: Call, nth: number) => Answer | Promise<Answer>

export interface FakeWechat {
  readonly url: string
  /** All calls, or those of one path, as they came. */
  calls(path?: string): Call[]
  /** Forgets all calls, and everything that it was told to answer. */
  startOver(): void
  /** Answers a path from now on; the last one given counts. */
  on(path: string, answer: Answering): void
  /** Texts that were accepted for a fan, in order. */
  textsTo(openid: string): string[]
  stop(): Promise<void>
}

export const ok: Answer = { json: { errcode: 0, errmsg: 'ok' } }

export function errcode(code: number, errmsg = 'said by the test'): Answer {
  return { json: { errcode: code, errmsg } }
}

export const sendPath = '/cgi-bin/message/custom/send'
export const tokenPath = '/cgi-bin/stable_token'

const usualAnswers: [string, Answering][] = [
  [sendPath, () => ok],
  [tokenPath, () => ({ json: { access_token: 'token-1', expires_in: 7_200 } })],
]

/** WeChat's API as far as sending needs it: a real server on a real port that does what a test says. */
export async function startFakeWechat(): Promise<FakeWechat> {
  const calls: Call[] = []
  const accepted: Call[] = []
  const counts = new Map<string, number>()
  const answers = new Map(usualAnswers)
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error))
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const body = await bodyOf(request)
    const call: Call = { path: url.pathname, query: url.searchParams, body, json: jsonOf(body) }
    calls.push(call)
    const nth = (counts.get(call.path) ?? 0) + 1
    counts.set(call.path, nth)
    const answer = await (answers.get(call.path)?.(call, nth) ?? { status: 404 })
    if (call.path === sendPath && answer === ok) accepted.push(call)
    write(response, answer)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls: (path) => (path === undefined ? [...calls] : calls.filter((call) => call.path === path)),
    startOver() {
      calls.length = 0
      accepted.length = 0
      counts.clear()
      answers.clear()
      for (const [path, answer] of usualAnswers) answers.set(path, answer)
    },
    on: (path, answer) => void answers.set(path, answer),
    textsTo: (openid) => accepted.filter(({ json }) => json.touser === openid).map(textOf),
    stop: () => close(server),
  }
}

/** The text of a custom message. */
export function textOf({ json }: Call): string {
  const text = json.text
  return typeof text === 'object' && text !== null && 'content' in text ? String(text.content) : ''
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer === 'break') response.destroy()
  else if ('status' in answer) response.writeHead(answer.status).end()
  else if ('redirect' in answer) response.writeHead(302, { location: answer.redirect }).end()
  else if ('file' in answer) {
    const name =
      answer.name === undefined ? {} : { 'content-disposition': `attachment; filename="${answer.name}"` }
    response.writeHead(200, { 'content-type': answer.type, ...name }).end(answer.file)
  } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function jsonOf(body: Buffer): Call['json'] {
  try {
    const json: unknown = JSON.parse(body.toString())
    return typeof json === 'object' && json !== null ? { ...json } : {}
  } catch {
    return {}
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

/** A promise that a test fulfils. */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}
