import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttp } from '../src/http/app.ts'
import { createMetrics } from '../src/http/operator-routes.ts'
import { type Patience, patience } from '../src/http/patience.ts'
import type { Scope } from '../src/http/scope.ts'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
const others: Scope[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  for (const other of others) await other.close()
  await server.stop()
})

/** A route outside of the API's context, as WeChat's callback is, that says what it was sent. */
async function listen(part: Partial<Patience> = {}): Promise<number> {
  const app = await createHttp(server.ctx, {
    api: [],
    outside: [
      (scope) => {
        scope.route({
          method: ['GET', 'POST'],
          url: '/outside',
          handler: async (request) => ({ got: request.body ?? null }),
        })
      },
    ],
    deskDir: null,
    metrics: createMetrics(),
    patience: { ...patience, ...part },
  })
  others.push(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Says the words and hears everything until the server ends the connection. */
async function say(port: number, words: string, drip = ''): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.on('error', () => undefined)
  socket.write(words)
  const dripping = drip === '' ? undefined : setInterval(() => socket.write(drip), 20)
  await once(socket, 'close')
  clearInterval(dripping)
  return heard
}

describe('a request for another protocol', () => {
  const asking = (path: string, protocol: string, more = '') =>
    `${more === '' ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n${more}`
  const body = 'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}'
  const last = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'

  it.each(['/outside', '/healthz', '/', '/api/session'])(
    '[design] a WebSocket at %s is refused and its connection closed',
    async (path) => {
      const socket = `${asking(path, 'websocket')}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
      expect(await say(await listen(), socket)).toMatch(/^HTTP\/1\.1 404 /)
    },
  )

  it('[design] h2c, which Java offers with every request, is answered as if it had not been asked for', async () => {
    const heard = await say(await listen(), asking('/outside', 'h2c', body) + last)
    expect(heard).toMatch(/^HTTP\/1\.1 200 /)
    expect(heard).toContain('{"got":{"a":1}}')
    expect(heard).toContain('{"status":"ok"}')
  })
})

describe('a connection that takes its time', () => {
  const head = 'POST /outside HTTP/1.1\r\nHost: 127.0.0.1\r\n'

  it('[design] is cut when the head of its request is never whole', async () => {
    const port = await listen({ headMs: 100, checkEveryMs: 20 })
    expect(await say(port, `${head}X-Slow: `, '1')).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('[design] is cut when its body is never whole', async () => {
    const port = await listen({ headMs: 100, requestMs: 200, checkEveryMs: 20 })
    const slow = `${head}Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n{"a":"`
    expect(await say(port, slow, '1')).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('[design] is cut when it was answered before its body, and goes on with it', async () => {
    const port = await listen({ requestMs: 60_000 })
    const login = 'POST /api/unknown HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://elsewhere.invalid\r\n'
    expect(await say(port, `${login}Content-Length: 90000\r\n\r\n{"a":"`, '1')).toContain('connection: close')
  })

  it.each([
    ['has said nothing at all', ''],
    [
      'stays silent in the middle of a body',
      `${head}Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc`,
    ],
  ])('[design] is cut when it %s', async (_name, words) => {
    await say(await listen({ silenceMs: 100 }), words)
  })

  it('[design] is closed unheard when there are as many as may be', async () => {
    const port = await listen({ connections: 1 })
    const first = connect({ port, host: '127.0.0.1' })
    await once(first, 'connect')
    expect(await say(port, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toBe('')
    first.destroy()
  })
})

describe('a browser that goes in the middle of a request', () => {
  const head = 'POST /api/login/link HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n'

  it.each([
    ['with half a body', `${head}Content-Length: 5000\r\n\r\n{"token":`],
    ['with a chunk that is none', `${head}Transfer-Encoding: chunked\r\n\r\ng\r\n{}\r\n0\r\n\r\n`],
  ])('[design] is no fault of ours, and not of the storage: %s', async (_name, words) => {
    const lines: string[] = []
    const logged = await startTestServer({ beside: server, logTo: { write: (line) => lines.push(line) } })
    try {
      const port = Number(new URL(logged.url).port)
      for (let times = 0; times < 5; times += 1) await leaveAfter(port, words)
      expect((await logged.ask(null, 'GET', '/api/session')).status).toBe(200)
      expect(lines.filter((line) => JSON.parse(line).level > 30)).toEqual([])
    } finally {
      await logged.stop()
    }
  })
})

/** Says the words and its own end; resolves when the server's is heard. */
async function leaveAfter(port: number, words: string): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.resume()
  socket.end(words)
  await once(socket, 'close')
}
