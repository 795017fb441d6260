import { connect } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import type { Dice } from './dice.ts'
import type { FuzzedShop } from './shop.ts'

/** What a connection of its own brought: bytes that are no HTTP, or that look like two requests to somebody else. */
export interface WireResult {
  readonly about: string
  /** Statuses of the answers, in order. */
  readonly statuses: readonly number[]
  /** What was hidden in a body was taken for a request, and answered. */
  readonly smuggled: boolean
}

const patienceMs = 1_000
const crlf = '\r\n'
const packed = deflateRawSync(Buffer.alloc(10_000_000))
const get = (extra = '', path = '/api/session') => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${extra}\r\n`
const post = (extra: string, body: string) =>
  `POST /api/login/link HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${extra}\r\n${body}`
/** Would be answered, if it were taken for a request of its own. */
const hidden = get('', '/healthz')
const hiddenAnswer = '{"status":"ok"}'

const tricks: readonly (readonly [about: string, make: (dice: Dice) => string | Buffer])[] = [
  ['two lengths', () => post(`Content-Length: 2\r\nContent-Length: ${2 + hidden.length}\r\n`, `{}${hidden}`)],
  ['a list of lengths', () => post(`Content-Length: 2, ${hidden.length}\r\n`, `{}${hidden}`)],
  [
    'length and chunks',
    () => post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`),
  ],
  [
    'chunks and length',
    () =>
      post(`Transfer-Encoding: chunked\r\nContent-Length: ${hidden.length + 5}\r\n`, `0\r\n\r\n${hidden}`),
  ],
  [
    'chunked twice',
    () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${hidden}`),
  ],
  [
    'chunked, spelt otherwise',
    (dice) =>
      post(
        `Transfer-Encoding: ${dice.pick(['xchunked', 'chunked, identity', '\x0bchunked', 'chunked;q=1', '"chunked"'])}\r\n`,
        `0\r\n\r\n${hidden}`,
      ),
  ],
  [
    'a space before the colon',
    () => post(`Content-Length : 2\r\nTransfer-Encoding : chunked\r\n`, `{}${hidden}`),
  ],
  ['a folded header', () => post(`X: a\r\n Content-Length: 90\r\nContent-Length: 2\r\n`, `{}${hidden}`)],
  ['no carriage returns', () => get().replaceAll(crlf, '\n')],
  ['a lone carriage return', () => get('X: a\rContent-Length: 50\r\n')],
  [
    'a signed length',
    (dice) =>
      post(
        `Content-Length: ${dice.pick(['+2', '-2', '0x2', '2.0', '1e9', ' ', '9'.repeat(30)])}\r\n`,
        `{}${hidden}`,
      ),
  ],
  [
    'a chunk of a strange size',
    (dice) =>
      post(
        'Transfer-Encoding: chunked\r\n',
        `${dice.pick(['-1', '0x2', 'FFFFFFFFFFFFFFFF', '2 ', 'g', '+2', ''])}\r\n{}\r\n0\r\n\r\n`,
      ),
  ],
  [
    'a chunk with long extensions',
    (dice) => post('Transfer-Encoding: chunked\r\n', `2;${'x'.repeat(dice.int(100_000))}\r\n{}\r\n0\r\n\r\n`),
  ],
  [
    'trailers',
    () => post('Transfer-Encoding: chunked\r\n', `2\r\n{}\r\n0\r\nCookie: a=b\r\nHost: evil.invalid\r\n\r\n`),
  ],
  [
    'thousands of chunks',
    (dice) => post('Transfer-Encoding: chunked\r\n', `${'1\r\n \r\n'.repeat(dice.int(20_000))}0\r\n\r\n`),
  ],
  ['a giant header', (dice) => get(`X: ${'y'.repeat(10_000 + dice.int(200_000))}\r\n`)],
  ['thousands of headers', (dice) => get('a: b\r\n'.repeat(dice.int(6_000)))],
  ['a header without a name', () => get(': x\r\n')],
  ['a header without a colon', () => get('justtext\r\n')],
  ['NUL in a header', () => get('X: a\0b\r\n')],
  ['two hosts', () => get('Host: evil.invalid\r\n')],
  ['no host', () => `GET /api/session HTTP/1.1\r\n\r\n`],
  [
    'a strange host',
    (dice) =>
      `GET / HTTP/1.1\r\nHost: ${dice.pick(['', '[', 'a b', '\xff', 'x'.repeat(9_000), 'a,b', '127.0.0.1:99999'])}\r\n\r\n`,
  ],
  ['a whole address', () => get('', 'http://evil.invalid/api/session')],
  [
    'a strange line',
    (dice) =>
      `${dice.pick(['get / HTTP/1.1', 'GET / HTTP/9.9', 'GET /', 'GET  / HTTP/1.1', '/ GET HTTP/1.1', 'CONNECT a:1 HTTP/1.1', 'PRI * HTTP/2.0', 'OPTIONS * HTTP/1.1', 'GET / HTTP/1.0', '\0\0'])}\r\nHost: a\r\n\r\n`,
  ],
  ['an endless address', (dice) => get('', `/${'a'.repeat(10_000 + dice.int(100_000))}`)],
  [
    'an upgrade to HTTP/2',
    () =>
      get(
        'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n',
      ),
  ],
  [
    'a socket elsewhere',
    (dice) =>
      get(
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
        dice.pick(['/', '/wechat/x', '/cgi-bin/token', '/api/session']),
      ),
  ],
  ['TLS', (dice) => Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), dice.bytes(300)])],
  ['noise', (dice) => dice.bytes(1 + dice.int(2_000))],
  [
    'an expectation',
    (dice) => post(`Expect: ${dice.pick(['100-continue', 'x'])}\r\nContent-Length: 2\r\n`, '{}'),
  ],
  ['a body that is cut', () => post('Content-Length: 5000\r\n', '{"token":')],
  ['a body that is longer than it says', () => post('Content-Length: 2\r\n', '{}{}{}{}{}{}')],
  ['a hundred at once', () => get().repeat(100)],
  [
    'a packed body in chunks',
    () => {
      const head = post(
        'Content-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n',
        `${packed.length.toString(16)}\r\n`,
      )
      return Buffer.concat([Buffer.from(head), packed, Buffer.from('\r\n0\r\n\r\n')])
    },
  ],
  [
    'a method of its own',
    (dice) => get().replace('GET', dice.pick(['FOO', 'G\tET', 'GETGETGETGETGETGETGET', ''])),
  ],
]

/** How the connection ends: waiting, by its half, by its whole, or at once. */
const ends = ['wait', 'half', 'reset', 'slowly'] as const

/** Sends one of the tricks over a connection of its own, and reads what comes. */
export async function sendTrick(port: number, dice: Dice, shop: FuzzedShop): Promise<WireResult> {
  const [about, make] = dice.pick(tricks)
  const made = make(dice)
  const bytes = typeof made === 'string' ? Buffer.from(withCookie(made, dice, shop), 'latin1') : made
  const end = dice.chance(0.7) ? 'half' : dice.pick(ends)
  const heard = await exchange(port, bytes, end)
  const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
  return {
    about: `${about} (${end})`,
    statuses,
    smuggled: heard.includes(hiddenAnswer),
  }
}

function withCookie(text: string, dice: Dice, { cookies }: FuzzedShop): string {
  return dice.chance(0.5) ? text.replace(/\r\nHost: /, `\r\nCookie: ${cookies.owner}\r\nHost: `) : text
}

/** Everything that the server says until the connection ends, or for three seconds. */
function exchange(port: number, bytes: Buffer, end: (typeof ends)[number]): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const patience = setTimeout(() => socket.destroy(), end === 'wait' ? 500 : patienceMs)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
    })
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(patience)
      resolve(heard)
    })
    if (end === 'slowly') {
      socket.write(bytes.subarray(0, bytes.length / 2))
      setTimeout(() => socket.end(bytes.subarray(bytes.length / 2)), 20)
    } else if (end === 'reset') socket.write(bytes, () => socket.resetAndDestroy())
    else if (end === 'half') socket.end(bytes)
    else socket.write(bytes)
  })
}
