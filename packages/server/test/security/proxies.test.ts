import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../harness.ts'

// Who is believed when a request says for whom it was made.

const container = '172.18.0.5'
let alone: TestServer
let behind: TestServer
const log: string[] = []
beforeAll(async () => {
  alone = await startTestServer({
    config: { trustedProxies: ['127.0.0.0/8', '::1'], publicUrl: 'https://kefu.example.com' },
    logTo: { write: (line: string) => void log.push(line) },
  })
  behind = await startTestServer({ beside: alone, config: { trustedProxies: [container] } })
})
afterAll(async () => {
  await behind.stop()
  await alone.stop()
})

/** How many of thirty guesses from one connection, each for another address, are answered. */
async function answered({ app }: TestServer, proxy: string, forOthers = true): Promise<number> {
  const statuses: number[] = []
  for (let n = 0; n < 30; n += 1) {
    const headers = forOthers ? { 'x-forwarded-for': `203.0.113.${n}` } : {}
    const options = { method: 'POST', url: '/api/login/link', headers, remoteAddress: proxy } as const
    statuses.push((await app.inject({ ...options, payload: {} })).statusCode)
  }
  return statuses.filter((status) => status === 400).length
}

describe('X-Forwarded-For', () => {
  it('[design] is believed of the proxies that are named', async () => {
    expect(await answered(alone, '127.0.0.1')).toBe(30)
    expect(await answered(behind, container)).toBe(30)
  })

  it('[design] is nobody’s way around a limit by address', async () => {
    expect(await answered(alone, container)).toBe(20)
    expect(await answered(alone, '10.0.0.7')).toBe(20)
    expect(await answered(behind, '172.18.0.6')).toBe(20)
    expect(await answered(behind, '203.0.113.99', false)).toBe(20)
  })

  it('[design] counts from its end: what a client put before the proxy’s word is only theirs', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 30; n += 1) {
      const headers = { 'x-forwarded-for': `10.1.1.${n}, 192.168.7.${n}, 198.51.100.1` }
      const options = { method: 'POST', url: '/api/login/link', headers, remoteAddress: '127.0.0.1' } as const
      statuses.push((await alone.app.inject({ ...options, payload: {} })).statusCode)
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })

  it('[design] of a proxy that nobody named is said in the log, once', () => {
    const lines = log.filter((line) => line.includes('TRUSTED_PROXIES'))
    expect(lines.map((line) => JSON.parse(line).proxy)).toEqual([container, '10.0.0.7'])
  })
})

it.each([
  ['this machine', { host: '127.0.0.1:8080' }, '127.0.0.1', 200],
  ['a proxy on it', { host: '127.0.0.1:8080', 'x-forwarded-for': '203.0.113.7' }, '127.0.0.1', 404],
  ['a proxy on it that says nothing', { host: 'kefu.example.com' }, '127.0.0.1', 404],
  ['another machine', { host: '127.0.0.1:8080' }, '10.0.0.7', 404],
])('[design] figures are told to this machine alone: %s', async (_name, headers, remoteAddress, status) => {
  expect((await alone.app.inject({ url: '/metrics', headers, remoteAddress })).statusCode).toBe(status)
})

it('[design] the public host over plain http is not ours', async () => {
  const ask = (origin: string) =>
    alone.app.inject({ method: 'POST', url: '/api/logout', headers: { origin, host: 'kefu.example.com' } })
  expect((await ask('https://kefu.example.com')).statusCode).toBe(200)
  expect((await ask('http://kefu.example.com')).statusCode).toBe(403)
})

it('[design] pages open sockets of this host alone', async () => {
  const { headers } = await alone.app.inject({ url: '/api/session' })
  expect(String(headers['content-security-policy'])).toContain("connect-src 'self' wss://kefu.example.com;")
})
