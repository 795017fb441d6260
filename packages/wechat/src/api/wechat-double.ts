import { Buffer } from 'node:buffer'
// biome-ignore lint/style/noRestrictedImports: the tests of the client speak to a real server
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { fixture } from '../fixtures.ts'
import { createWechatApi, type WechatApi } from './client.ts'

/** One call of the API as WeChat's documents show it. */
export interface Sample {
  url: string
  query: Record<string, string>
  body?: unknown
  response: unknown
  responseHeaders?: Record<string, string>
  errorResponses?: { errcode: number; errmsg: string }[]
}

export function sample(name: string): Sample {
  return JSON.parse(fixture(`api/${name}.json`).toString())
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A server that keeps the last request and answers as it is told. */
export interface WechatDouble {
  baseUrl: string
  answer: Answer
  received: { method: string; path: string; query: Record<string, string>; contentType: string; body: Buffer }
  answerJson(body: unknown, contentType?: string): void
  api(timeoutMs?: number): WechatApi
}

/** Runs for the tests of one file. */
export function useWechatDouble(): WechatDouble {
  const double: WechatDouble = {
    baseUrl: '',
    answer: (response) => response.end(),
    received: { method: '', path: '', query: {}, contentType: '', body: Buffer.alloc(0) },
    answerJson(body, contentType = 'application/json') {
      double.answer = (response) =>
        response.writeHead(200, { 'content-type': contentType }).end(JSON.stringify(body))
    },
    api: (timeoutMs = 5000) => createWechatApi({ baseUrl: double.baseUrl, fetch, timeoutMs }),
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url ?? '', 'http://wechat.test')
    double.received = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      contentType: request.headers['content-type'] ?? '',
      body: Buffer.concat(chunks),
    }
    double.answer(response, request)
  })
  beforeAll(async () => {
    double.baseUrl = `http://127.0.0.1:${await listen(server)}`
  })
  afterAll(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return double
}

/** An address where nobody listens. */
export async function deadBaseUrl(): Promise<string> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
