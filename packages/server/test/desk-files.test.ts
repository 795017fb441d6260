import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duokefu-test-'))
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'phone.html'), '<!doctype html><title>phone</title>')
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>多客服</title>')
  writeFileSync(path.join(folder, 'assets/index-0a1b2c3d.js'), 'console.log(1)')
  writeFileSync(path.join(folder, 'assets/index-0a1b2c3d.js.gz'), gzipSync('console.log(1)'))
  server = await startTestServer({ deskDir: folder })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** As it is asked, with its dots. */
function get(
  wanted: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    request({ hostname, port, path: wanted, headers, agent: false }, async (response) => {
      const body = Buffer.concat(await response.toArray())
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    })
      .on('error', reject)
      .end()
  })
}

describe('the built desk', () => {
  it.each(['/', '/login', '/desk/1/serving/oFan?panel=customer'])(
    '[S1] is one page at every address of the app: %s',
    async (wanted) => {
      const answer = await get(wanted)
      expect(answer.status).toBe(200)
      expect(String(answer.body)).toContain('多客服')
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-cache',
        'content-type': 'text/html; charset=utf-8',
      })
    },
  )

  it('[S2] is another page, smaller, at the addresses that phones open', async () => {
    const answer = await get('/m/login/ticket')
    expect(String(answer.body)).toContain('<title>phone</title>')
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(answer.headers['x-frame-options']).toBe('DENY')
  })

  it("[S2] lets the sandbox's phone frame those, and nothing else", async () => {
    const sandbox = { url: 'http://127.0.0.1:8081', mallUrl: 'http://127.0.0.1:8082/wechat', demoFile: null }
    const demo = await startTestServer({ deskDir: folder, config: { sandbox } })
    try {
      const phone = await fetch(`${demo.url}/m/login/ticket`)
      expect(phone.headers.get('content-security-policy')).toMatch(
        /frame-ancestors http:\/\/127\.0\.0\.1:8081 [^;']*;/,
      )
      expect(phone.headers.get('x-frame-options')).toBeNull()
      const desk = await fetch(`${demo.url}/login`)
      expect(desk.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(desk.headers.get('x-frame-options')).toBe('DENY')
    } finally {
      await demo.stop()
    }
  })

  it('[S1] has files that browsers keep for ever, small where they can be', async () => {
    const answer = await get('/assets/index-0a1b2c3d.js', { 'accept-encoding': 'gzip' })
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    })
    expect(String(gunzipSync(answer.body))).toBe('console.log(1)')
    expect(String((await get('/assets/index-0a1b2c3d.js')).body)).toBe('console.log(1)')
  })

  it.each(['/api/nothing', '/assets/index-of-yesterday.js', '/favicon.ico', '/wechat/wx/x'])(
    '[S1] is no page where something else is asked for: %s',
    async (wanted) => {
      const answer = await get(wanted)
      expect(answer.status).toBe(404)
      expect(JSON.parse(String(answer.body)).error.code).toBe('not_found')
    },
  )

  it.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    '[S1] never leaves its folder: %s',
    async (wanted) => {
      const answer = await get(wanted)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(Object.keys(JSON.parse(String(answer.body)))).toEqual(['error'])
    },
  )
})
