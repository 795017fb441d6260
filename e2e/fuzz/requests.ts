import { randomUUID } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { fuzzedCallback } from './callbacks.ts'
import type { Dice } from './dice.ts'
import { bomb, fuzzedUpload } from './files.ts'
import { sampleOf } from './json-sample.ts'
import { hostileJson, hostileValue, hostileWord, mutateBytes, mutateValue } from './mutate.ts'
import type { FuzzedShop } from './shop.ts'
import type { Target } from './target.ts'

/** One request as it goes over the wire, framed as HTTP wants it. */
export interface FuzzedRequest {
  readonly bytes: Buffer
  readonly method: string
  /** The route that was meant. */
  readonly about: string
  /** Of messages and commands that may be in the record once this was answered 200. */
  readonly ids: readonly string[]
  readonly kind: 'callback' | 'api' | 'path'
}

interface Parts {
  readonly method: string
  readonly target: string
  readonly headers: [string, string][]
  readonly body: Buffer | null
}

const msgIdsFrom = 24_810_973_571_000_000n

/** A request to any route of the table, with and without keys to its door. */
export function fuzzedRequest(
  dice: Dice,
  index: number,
  shop: FuzzedShop,
  targets: readonly Target[],
): FuzzedRequest {
  if (dice.chance(0.35)) return callback(dice, index, shop)
  if (dice.chance(0.06)) return pathTrick(dice, shop)
  return ofRoute(dice, shop, dice.pick(targets))
}

function callback(dice: Dice, index: number, shop: FuzzedShop): FuzzedRequest {
  const { target, body, ids } = fuzzedCallback(dice, shop, String(msgIdsFrom + BigInt(index)))
  const headers: [string, string][] = [
    ['content-type', dice.chance(0.9) ? 'text/xml' : dice.pick(mediaTypes)],
  ]
  if (dice.chance(0.1)) headers.push(...hostileHeaders(dice))
  const method = dice.chance(0.95) ? 'POST' : dice.pick(['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])
  return {
    ...{ bytes: encode({ method, target, headers, body }), method, ids },
    about: `${method} /wechat/{appid}`,
    kind: 'callback',
  }
}

function ofRoute(dice: Dice, shop: FuzzedShop, target: Target): FuzzedRequest {
  const method = dice.chance(0.97) ? target.method : dice.pick(methods)
  const isCompat = /^\/(cgi-bin|customservice)\//.test(target.path)
  const headers = [...door(dice, shop, isCompat), ...(dice.chance(0.15) ? hostileHeaders(dice) : [])]
  const query = queryOf(dice, shop, target)
  if (isCompat && dice.chance(0.95)) query.push(['access_token', dice.pick(shop.apiTokens)])
  if (/token/.test(target.path) && dice.chance(0.8))
    query.push(['grant_type', 'client_credential'], ['appid', shop.safe.appid], ['secret', shop.appSecret])
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(dice, shop, target, headers)
  const search = query.length === 0 ? '' : `?${searchOf(query, dice)}`
  return {
    bytes: encode({ method, target: pathOf(dice, shop, target) + search, headers, body }),
    method,
    about: `${method} ${target.path}`,
    ids:
      body
        ?.toString('utf8')
        .toLowerCase()
        .match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [],
    kind: 'api',
  }
}

/** Cookies of people who may, of people who may not, and of nobody. */
function door(dice: Dice, { cookies }: FuzzedShop, isCompat: boolean): [string, string][] {
  const headers: [string, string][] = []
  if (dice.chance(isCompat ? 0.1 : 0.92))
    headers.push([
      'cookie',
      dice.chance(0.75) ? cookies.owner : dice.pick([...Object.values(cookies), ...strangers]),
    ])
  return headers
}

const strangers = [
  'duokefu_login=',
  'duokefu_login=%00',
  `duokefu_login=${'x'.repeat(4_000)}`,
  'duokefu_login=a; duokefu_login=b',
  '__proto__=1; constructor=2; duokefu_login=%zz',
  'duokefu_phone=x; duokefu_browser=\xff',
  ';;;=;=,',
]

function pathOf(dice: Dice, shop: FuzzedShop, { path, params }: Target): string {
  const known = shop.known().path
  const filled = path.replace(/\{(\w+)\}/g, (_brace, name: string) => {
    if (dice.chance(0.08)) return encodeURIComponent(hostileWord(dice))
    return encodeURIComponent(String(sampleOf(params[name] ?? {}, name, known, dice)))
  })
  return filled.replace(/\*$/, () => dice.pick(strayPaths))
}

function queryOf(dice: Dice, shop: FuzzedShop, { query }: Target): [string, string][] {
  const known = shop.known().path
  const made: [string, string][] = []
  for (const [name, schema] of Object.entries(query))
    if (dice.chance(0.7)) made.push([name, String(sampleOf(schema, name, known, dice))])
  for (const pair of made) if (dice.chance(0.12)) pair[1] = hostileWord(dice)
  if (dice.chance(0.06))
    made.push([dice.pick(['__proto__', 'constructor', 'a[b]', '', 'x'.repeat(2_000)]), '1'])
  if (dice.chance(0.06)) made.push(...made.slice(0, 2))
  return made
}

function searchOf(query: [string, string][], dice: Dice): string {
  const search = String(new URLSearchParams(query))
  if (dice.chance(0.94)) return search
  return dice.pick([
    search.replaceAll('=', '[]='),
    search.replaceAll('=', '[__proto__]='),
    search.replaceAll('%', '%25'),
    `${search}&%zz=%`,
    `&&&${search}&=&`,
    search.replaceAll('&', ';'),
    `${search}?${search}#x`,
  ])
}

function bodyOf(
  dice: Dice,
  shop: FuzzedShop,
  { path, body }: Target,
  headers: [string, string][],
): Buffer | null {
  const takesFile = path.endsWith('/media') || path.includes('upload')
  if (takesFile ? dice.chance(0.9) : dice.chance(0.01)) {
    const upload = fuzzedUpload(dice)
    headers.push(['content-type', upload.contentType])
    return upload.body
  }
  if (body === null && dice.chance(0.3)) return null
  const sample = body === null ? compatBody(dice, shop) : sampleOf(body, '', shop.known().body, dice)
  const value = dice.chance(0.5) ? mutateValue(sample, dice) : sample
  const bytes = dice.chance(0.02) ? Buffer.alloc(dice.int(6_000_000), 'x') : hostileJson(value, dice)
  headers.push(['content-type', dice.chance(0.93) ? 'application/json' : dice.pick(mediaTypes)])
  return dice.chance(0.03) ? packed(bytes, dice, headers) : bytes
}

/** What the calls of WeChat's API are given, all of their names in one. */
function compatBody(dice: Dice, { openids }: FuzzedShop): unknown {
  const type = dice.pick([
    'text',
    'image',
    'voice',
    'video',
    'music',
    'news',
    'mpnews',
    'msgmenu',
    'wxcard',
    'x',
  ])
  const now = Math.floor(Date.now() / 1000)
  return {
    touser: dice.pick(openids),
    msgtype: type,
    [type]: dice.chance(0.7) ? contents[type] : hostileValue(dice),
    ...(dice.chance(0.3) ? { customservice: { kf_account: 'kf1@shop' } } : {}),
    kf_account: dice.pick(['kf1@shop', 'kf2@shop', '@', '']),
    nickname: '小林',
    openid: dice.pick(openids),
    starttime: now - dice.int(90_000),
    endtime: now,
    msgid: dice.int(2_000),
    number: dice.int(20_000),
    command: dice.pick(['Typing', 'CancelTyping', 'x']),
  }
}

const contents: Readonly<Record<string, unknown>> = {
  text: { content: '已发货' },
  image: { media_id: 'a' },
  news: { articles: [{ title: 't', description: 'd', url: 'https://mall.invalid/', picurl: '' }] },
  msgmenu: { head_content: 'h', list: [{ id: '1', content: 'c' }], tail_content: 't' },
}

/** A body that says that it is packed, and is, or is not. */
function packed(bytes: Buffer, dice: Dice, headers: [string, string][]): Buffer {
  const encoding = dice.pick(['gzip', 'deflate', 'br', 'identity', 'gzip, gzip', 'zstd', 'x'.repeat(500)])
  headers.push(['content-encoding', encoding])
  return dice.pick([bomb, gzipSync(bytes), deflateSync(bytes), bytes])
}

const mediaTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/json; charset=x',
  'application/xml',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'APPLICATION/JSON',
  'application/vnd.api+json',
  '*/*',
  ';',
  'a/b/c; d="e',
  'x'.repeat(3_000),
]
const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'QUERY',
]

function hostileHeaders(dice: Dice): [string, string][] {
  return Array.from({ length: 1 + dice.int(3) }, () => dice.pick(headerTricks)(dice))
}

const headerTricks: readonly ((dice: Dice) => [string, string])[] = [
  (dice) => [
    'origin',
    dice.pick(['null', 'https://evil.invalid', 'http://', '//', 'file://', '\xff', 'a'.repeat(5_000)]),
  ],
  (dice) => [
    'x-forwarded-for',
    dice.pick(['1.2.3.4', '::1', '127.0.0.1, 8.8.8.8', 'unknown', '[', 'x'.repeat(5_000)]),
  ],
  (dice) => ['x-forwarded-host', dice.pick(['evil.invalid', 'localhost', '\xff'])],
  (dice) => ['x-forwarded-proto', dice.pick(['https', 'javascript', ''])],
  (dice) => ['forwarded', dice.pick(['for=1.2.3.4;proto=https', 'for="[::1]', ';;'])],
  (dice) => [
    'range',
    dice.pick(['bytes=0-', 'bytes=-1', 'bytes=5-1', 'bytes=0-1,2-3', 'bytes=99999999999999999999-', 'x']),
  ],
  (dice) => ['if-none-match', dice.pick(['*', '"', 'W/"x"', 'x'.repeat(3_000)])],
  (dice) => ['if-modified-since', dice.pick(['x', 'Thu, 01 Jan 1970 00:00:00 GMT', '99999999999'])],
  (dice) => ['accept-encoding', dice.pick(['br', 'gzip;q=-1', '*;q=0', ';;;', 'identity;q=0'])],
  (dice) => ['accept-language', dice.pick(['zh', '*;q=9', 'x'.repeat(4_000)])],
  (dice) => ['sec-fetch-site', dice.pick(['cross-site', 'none', '\xff'])],
  (dice) => ['user-agent', dice.pick(['', '\xff\xfe', 'MicroMessenger', 'x'.repeat(6_000), '<script>'])],
  (dice) => ['accept', dice.pick(['text/html', '*/*', 'x'.repeat(3_000)])],
  (dice) => ['access-control-request-method', dice.pick(methods)],
  (dice) => ['x-http-method-override', dice.pick(methods)],
  (dice) => ['authorization', dice.pick(['Basic \xff', 'Bearer x', 'Basic OmE='])],
  (dice) => ['cookie', dice.pick(strangers)],
  (dice) => ['__proto__', dice.pick(['x', ''])],
  (dice) => [`x-${dice.int(100)}`, 'x'.repeat(dice.int(9_000))],
]

const strayPaths = [
  '',
  'index.html',
  'assets/',
  'phone.html',
  'favicon.svg',
  'help/',
  'login',
  'm/login/x',
  '.env',
  'package.json',
  '..%2f..%2fpackage.json',
  '%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '..%5c..%5cx',
  '%252e%252e%252fetc%252fpasswd',
  '....//....//etc/passwd',
  'assets/..%2f..%2f..%2fserver/dist/main.js',
  '%00',
  'index.html%00.png',
  '%c0%ae%c0%ae/',
  '%zz',
  '%',
  '%ff%fe',
  '/'.repeat(200),
  'a/'.repeat(3_000),
  'x'.repeat(12_000),
  '%2f'.repeat(1_000),
  './././healthz',
  'api/../metrics',
  'API/session',
  'api/session/',
  'api//session',
  'api/session%20',
  'api/session;x=1',
  'api/session.json',
  'api/accounts/1%2f..%2f2/desk',
  'api/%61ccounts/1/desk',
  'wechat',
  'wechat/',
  'wechat/a/b',
  'wechat/__proto__',
  'cgi-bin/../api/session',
  '~root',
  'C:/windows/win.ini',
  'file:///etc/passwd',
  'api/realtime',
  'api/accounts/99999999999999999999/desk',
  'api/accounts/-1/desk',
  'api/accounts/1e3/desk',
  'api/accounts/%E4%B8%80/desk',
  '中文'.repeat(5),
]

function pathTrick(dice: Dice, shop: FuzzedShop): FuzzedRequest {
  const method = dice.pick(methods)
  const stray = dice.pick(strayPaths)
  const path = dice.chance(0.3) ? mutateBytes(Buffer.from(stray || 'x'), dice).toString('latin1') : stray
  const headers = [...door(dice, shop, false), ...hostileHeaders(dice)]
  const body = method === 'GET' || method === 'HEAD' || dice.chance(0.5) ? null : Buffer.from(randomUUID())
  return {
    bytes: encode({ method, target: `/${path}`, headers, body }),
    method,
    about: `${method} /*`,
    ids: [],
    kind: 'path',
  }
}

/** The bytes of a request in whose frame nothing is wrong. */
function encode({ method, target, headers, body }: Parts): Buffer {
  // What would end the line is what `wire.ts` is for; here it would only cut the request in two.
  const line = Buffer.from(`${method} ${target.replace(/\p{Cc}| /gu, encodeURIComponent)} HTTP/1.1\r\n`)
  const fields = [['host', '127.0.0.1'], ...headers].map(([name, value = '']) => {
    return `${name}: ${value.replace(/[\0\r\n]/g, '')}\r\n`
  })
  const length = body === null ? '' : `content-length: ${body.length}\r\n`
  return Buffer.concat([
    line,
    Buffer.from(`${fields.join('')}${length}\r\n`, 'latin1'),
    body ?? Buffer.alloc(0),
  ])
}
