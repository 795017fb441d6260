import type { LookupFunction } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createApiFetch } from '../src/net/api-fetch.ts'
import type { HttpFetch } from '../src/net/http-fetch.ts'
import { createSafeFetch, type SafeFetch, type SafeFetchOptions } from '../src/net/safe-fetch.ts'
import { type FakeWechat, startFakeWechat } from './fake-wechat.ts'

let server: FakeWechat
beforeAll(async () => {
  server = await startFakeWechat()
  server.on('/file', () => ({ file: Buffer.alloc(2_000, 'x'), type: 'text/plain' }))
})
afterAll(() => server.stop())

const open: HttpFetch[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

function safeFetch(options: SafeFetchOptions): SafeFetch {
  const made = createSafeFetch(options)
  open.push(made)
  return made
}

const get = () => ({ method: 'GET' as const, headers: {}, signal: AbortSignal.timeout(5_000) })

/** A name server that says what a test wants. */
function names(table: Record<string, string[]>): LookupFunction {
  return (hostname, _options, callback) => {
    const addresses = (table[hostname] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }))
    callback(null, addresses)
  }
}

it('[net] where private addresses are allowed, one can be called', async () => {
  const answer = await safeFetch({ allowPrivate: true }).fetch(`${server.url}/file`, get())
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toBe('text/plain')
  expect((await answer.arrayBuffer()).byteLength).toBe(2_000)
})

it.each([
  ['an address', 'http://127.0.0.1:PORT/file'],
  ['a number', 'http://2130706433:PORT/file'],
  ['octal', 'http://0177.0.0.1:PORT/file'],
  ['short', 'http://127.1:PORT/file'],
  ['hexadecimal', 'http://0x7f.0.0.1:PORT/file'],
  ['full-width', 'http://１２７.0.0.1:PORT/file'],
  ['dotted at its end', 'http://127.0.0.1.:PORT/file'],
  ['all addresses', 'http://0.0.0.0:PORT/file'],
  ['zero', 'http://0:PORT/file'],
  ['all addresses of IPv6', 'http://[::]:PORT/file'],
  ['link-local', 'http://169.254.169.254/latest/meta-data/'],
  ['carrier-grade NAT', 'http://100.100.100.200/latest/meta-data/'],
  ['private', 'http://10.0.0.1/'],
  ['mapped in hex', 'http://[::ffff:7f00:1]:PORT/file'],
  ['translated IPv4', 'http://[64:ff9b::7f00:1]:PORT/file'],
  ['a name with its dot', 'http://localhost.:PORT/file'],
  ['IPv6', 'http://[::1]:PORT/file'],
  ['mapped IPv4', 'http://[::ffff:127.0.0.1]:PORT/file'],
  ['a name', 'http://localhost:PORT/file'],
  ['a name that resolves to it', 'http://rebound.example:PORT/file'],
  ['a name that resolves to metadata', 'http://metadata.example/'],
])('[net] where they are not, %s of this machine is refused before anything is sent', async (_name, url) => {
  const before = server.calls().length
  const lookup = names({
    localhost: ['127.0.0.1', '::1'],
    'localhost.': ['127.0.0.1', '::1'],
    'rebound.example': ['127.0.0.1'],
    'metadata.example': ['169.254.169.254', 'fd00:ec2::254'],
  })
  const { fetch } = safeFetch({ allowPrivate: false, lookup })
  await expect(fetch(url.replace('PORT', new URL(server.url).port), get())).rejects.toMatchObject({
    name: 'PrivateAddressError',
  })
  expect(server.calls()).toHaveLength(before)
})

it('[net] every address of a name is checked', async () => {
  const lookup = names({ 'many.example': ['127.0.0.1', '192.0.2.1', '10.0.0.1', '::1', 'fe80::1'] })
  const { fetch } = safeFetch({ allowPrivate: false, lookup })
  const url = `http://many.example:${new URL(server.url).port}/file`
  await expect(fetch(url, get())).rejects.toMatchObject({ name: 'PrivateAddressError' })
})

/** Of all addresses this machine's alone may be called: it stands for the public ones. */
const publicHere = { allowPrivate: false, isAllowed: (address: string) => address === '127.0.0.1' }

it('[net] a name that changes its mind between check and connection gets nowhere', async () => {
  const url = `http://flips.example:${new URL(server.url).port}/file`
  const answers = ['127.0.0.1', '10.0.0.1', '127.0.0.1']
  const asked: string[] = []
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.push(hostname)
    callback(null, [{ address: answers.shift() ?? '10.0.0.1', family: 4 }])
  }
  // Each connection is of one answer, and that one is checked: there is no second one to be asked for.
  const first = safeFetch({ ...publicHere, lookup })
  expect((await first.fetch(url, get())).status).toBe(200)
  expect(asked).toHaveLength(1)
  const again = safeFetch({ ...publicHere, lookup })
  await expect(again.fetch(url, get())).rejects.toMatchObject({ name: 'PrivateAddressError' })
  expect(asked).toHaveLength(2)
  expect((await again.fetch(url, get())).status).toBe(200)
  expect(server.calls('/file').length).toBeGreaterThan(1)
})

it('[net] of several addresses those that may not be called are not tried', async () => {
  const lookup = names({ 'mixed.example': ['10.0.0.1', '127.0.0.1', '::1'] })
  const { fetch } = safeFetch({ ...publicHere, lookup })
  const url = `http://mixed.example:${new URL(server.url).port}/file`
  expect((await fetch(url, get())).status).toBe(200)
})

it.each([
  'http://10.0.0.1/',
  'http://2852039166/latest/meta-data/', // 169.254.169.254
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://inside.example/',
  '//100.64.0.1/',
])('[net] a download that is led to %s goes no further', async (target) => {
  server.on('/inwards', () => ({ redirect: target }))
  const lookup = names({ 'inside.example': ['192.168.0.1'] })
  const { download } = safeFetch({ ...publicHere, lookup })
  await expect(download(`${server.url}/inwards`, get())).rejects.toMatchObject({
    name: 'PrivateAddressError',
  })
})

it('[net] a redirect is followed for downloads only, and three times at most', async () => {
  server.on('/to-file', () => ({ redirect: '/file' }))
  server.on('/round', () => ({ redirect: '/round' }))
  const { fetch, download } = safeFetch({ allowPrivate: true })
  expect((await fetch(`${server.url}/to-file`, get())).status).toBe(302)
  expect((await download(`${server.url}/to-file`, get())).status).toBe(200)
  expect((await download(`${server.url}/to-file`, { ...get(), method: 'POST' })).status).toBe(302)
  expect((await download(`${server.url}/round`, get())).status).toBe(302)
  expect(server.calls('/round')).toHaveLength(4)
})

it('[net] a redirect to a file or another scheme goes nowhere', async () => {
  server.on('/to-disk', () => ({ redirect: 'file:///etc/passwd' }))
  const { download } = safeFetch({ allowPrivate: true })
  await expect(download(`${server.url}/to-disk`, get())).rejects.toMatchObject({ code: 'ERR_INVALID_URL' })
})

it('[net] an answer that is too large is cut off', async () => {
  server.on('/large', () => ({ file: Buffer.alloc(1024 * 1024 + 1), type: 'text/xml' }))
  const { fetch, download } = safeFetch({ allowPrivate: true })
  await expect(fetch(`${server.url}/large`, get())).rejects.toMatchObject({ name: 'BodyTooLargeError' })
  expect((await download(`${server.url}/large`, get())).status).toBe(200)
})

it('[net] the signal covers the whole answer', async () => {
  server.on('/never', () => new Promise(() => {}))
  const signal = AbortSignal.timeout(50)
  await expect(
    safeFetch({ allowPrivate: true }).fetch(`${server.url}/never`, { ...get(), signal }),
  ).rejects.toMatchObject({ name: 'TimeoutError' })
})

it('[net] the API’s fetch follows no redirect', async () => {
  const api = createApiFetch()
  open.push(api)
  server.on('/elsewhere', () => ({ redirect: 'http://127.0.0.1:9/' }))
  expect((await api.fetch(`${server.url}/elsewhere`, get())).status).toBe(302)
})
