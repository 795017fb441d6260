import { randomBytes } from 'node:crypto'
import { clientFrameSchema } from '@duokefu/contract'
import { aesKeyOf, encodePushXml, signatureOf, wrapPush } from '@duokefu/wechat'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openDesk } from '../desk-client.ts'
import { fanText } from '../ledger-harness.ts'
import { pngFrom, pngOf } from '../png.ts'
import { type Answer, type Shop, type Shops, startShops, storedOf } from './shops.ts'
import { addressOf, saidOf } from './statements.ts'

// The doors that open to something else than a cookie: callbacks, programs, sockets, one-time secrets.

let shops: Shops
let ours: Shop
let theirs: Shop
beforeAll(async () => {
  shops = await startShops()
  ;({ ours, theirs } = shops)
})
afterAll(() => shops.stop())

const now = () => Math.floor(Date.now() / 1_000)
let nth = 0
/** A fan's text as WeChat's clear XML. */
function textXml(text: string, openid = ours.things.openid): Buffer {
  nth += 1
  return Buffer.from(
    encodePushXml({
      ToUserName: 'gh_0123456789ab',
      FromUserName: openid,
      CreateTime: now(),
      MsgType: 'text',
      Content: text,
      MsgId: String(24_900_000_000_000_000n + BigInt(nth)),
    }),
  )
}

interface Push {
  readonly body: Buffer
  readonly query: Record<string, string>
}

/** As WeChat sends it to a shop in safe mode, with what somebody else may have in its place. */
function pushOf(
  clear: Buffer,
  shop: Shop,
  part: { token?: string; key?: string; appid?: string } = {},
): Push {
  return wrapPush({
    clear,
    format: 'xml',
    mode: 'safe',
    aesKey: aesKeyOf(part.key ?? shop.secrets.encodingAesKey),
    appid: part.appid ?? shop.appid,
    token: part.token ?? shop.secrets.token,
    timestamp: String(now()),
    nonce: String(nth),
    toUserName: 'gh_0123456789ab',
  })
}

async function post({ appid }: Shop, { body, query }: Push): Promise<number> {
  const url = `${shops.server.url}/wechat/${appid}?${new URLSearchParams(query)}`
  return (await fetch(url, { method: 'POST', body: new Uint8Array(body) })).status
}

const texts = async (text: string) =>
  shops.rows(`select account_id from message where content->>'text' = $1`, [text])

describe('a callback', () => {
  const clear = () => textXml('假的消息')
  const forged: readonly (readonly [string, () => Push])[] = [
    ['without a signature', () => ({ ...pushOf(clear(), ours), query: {} })],
    ['with an empty one', () => withQuery(pushOf(clear(), ours), { msg_signature: '' })],
    ['with a made-up one', () => withQuery(pushOf(clear(), ours), { msg_signature: '0'.repeat(40) })],
    ['signed with another account’s token', () => pushOf(clear(), ours, { token: theirs.secrets.token })],
    [
      'encrypted with another account’s key',
      () => pushOf(clear(), ours, { key: theirs.secrets.encodingAesKey }),
    ],
    ['for another account inside', () => pushOf(clear(), ours, { appid: theirs.appid })],
    ['of another account, whole', () => pushOf(clear(), theirs)],
    ['changed on the way', () => ({ ...pushOf(clear(), ours), body: pushOf(clear(), ours).body })],
    ['in the clear, signed as the clear modes are', () => clearPush(clear())],
    ['in the clear beside an old encrypted signature', () => ({ ...pushOf(clear(), ours), body: clear() })],
    [
      'encrypted, signed as the clear modes are',
      () => withQuery(pushOf(clear(), ours), clearPush(clear()).query),
    ],
  ]

  it.each(forged)('[L6] %s is refused and leaves nothing', async (_name, push) => {
    const before = await messagesOf(ours)
    expect(await post(ours, push())).toBe(403)
    expect(await messagesOf(ours)).toBe(before)
    expect(await texts('假的消息')).toEqual([])
  })

  it('[L6] with a parameter given twice is refused, not broken by it', async () => {
    const { body, query } = pushOf(clear(), ours)
    const twice = `${new URLSearchParams(query)}&msg_signature=0&nonce=1&timestamp=2`
    const url = `${shops.server.url}/wechat/${ours.appid}?${twice}`
    expect((await fetch(url, { method: 'POST', body: new Uint8Array(body) })).status).toBe(403)
  })

  it('[L6] replayed at once, later, under another signature and at another account is one message', async () => {
    const text = '只说一次'
    const message = textXml(text)
    const push = pushOf(message, ours)
    expect(await Promise.all(Array.from({ length: 5 }, () => post(ours, push)))).toEqual(Array(5).fill(200))
    expect(await post(ours, push)).toBe(200)
    expect(await post(ours, pushOf(message, ours))).toBe(200)
    expect(await post(theirs, push)).toBe(403)
    expect(await texts(text)).toHaveLength(1)
  })

  it('[S12] GET tells its echo to who can sign it alone', async () => {
    const ask = async (token: string) => {
      const [timestamp, nonce] = [String(now()), 'n']
      const signature = signatureOf(token, timestamp, nonce)
      const query = new URLSearchParams({ signature, timestamp, nonce, echostr: '<b>1</b>' })
      return shops.ask('GET', `/wechat/${ours.appid}?${query}`)
    }
    expect((await ask(theirs.secrets.token)).status).toBe(403)
    const echo = await ask(ours.secrets.token)
    expect([echo.text, echo.headers['content-type']]).toEqual(['<b>1</b>', 'text/plain'])
  })

  function withQuery(push: Push, query: Record<string, string>): Push {
    return { ...push, query: { ...push.query, ...query } }
  }

  function clearPush(body: Buffer): Push {
    const [timestamp, nonce] = [String(now()), 'n']
    return { body, query: { signature: signatureOf(ours.secrets.token, timestamp, nonce), timestamp, nonce } }
  }

  async function messagesOf({ id }: Shop): Promise<number> {
    return (await shops.rows('select 1 from message where account_id = $1', [id])).length
  }
})

describe('a program', () => {
  const from = { headers: { 'x-forwarded-for': '203.0.113.9' } }

  async function tokenOf({ appid, apiKey }: Shop): Promise<string> {
    const body = { grant_type: 'client_credential', appid, secret: apiKey }
    return JSON.parse((await shops.ask('POST', '/cgi-bin/stable_token', { ...from, body })).text).access_token
  }

  it('[design] has nothing of another account, whose customers and agents it can name', async () => {
    const token = await tokenOf(theirs)
    const { openid } = ours.things
    const [{ kf_account: kf } = { kf_account: '' }] = await shops.rows<{ kf_account: string }>(
      `update agent set kf_account = 'victim@shop' where account_id = $1 and agent_id = $2 returning kf_account`,
      [ours.id, ours.agents.agent],
    )
    const day = { starttime: now() - 3_600, endtime: now(), msgid: 1, number: 100 }
    const calls: [string, string, unknown?][] = [
      ['GET', `/customservice/kfsession/getsession?openid=${openid}`],
      ['GET', `/customservice/kfsession/getsessionlist?kf_account=${kf}`],
      ['GET', '/customservice/kfsession/getwaitcase'],
      ['POST', '/customservice/msgrecord/getmsglist', day],
      ['GET', '/cgi-bin/customservice/getkflist'],
      ['GET', '/cgi-bin/customservice/getonlinekflist'],
      ['POST', '/customservice/kfsession/create', { kf_account: kf, openid }],
      ['POST', '/customservice/kfsession/close', { kf_account: kf, openid }],
      ['POST', '/customservice/kfaccount/update', { kf_account: kf, nickname: 'x' }],
      ['GET', `/customservice/kfaccount/del?kf_account=${kf}`],
      ['POST', '/cgi-bin/message/custom/send', { touser: openid, msgtype: 'text', text: { content: 'x' } }],
    ]
    const before = await storedOf(shops, ours)
    for (const [method, path, body] of calls) {
      const wanted = `${path}${path.includes('?') ? '&' : '?'}access_token=${token}`
      const { text } = await shops.ask(method, wanted, { ...from, body })
      expect(text, path).not.toContain(ours.marker)
      expect(text, path).not.toContain(kf)
    }
    expect(await storedOf(shops, ours)).toEqual(before)
  })

  it('[design] opens its door with nothing of a browser, and a browser’s with nothing of its own', async () => {
    const cookie = ours.cookies.owner
    const doors = shops.routes.filter((route) =>
      saidOf(route).some(({ door }) => door === 'token' || door === 'key' || door === 'signature'),
    )
    expect(doors.length).toBeGreaterThan(8)
    for (const route of doors) {
      const [said] = saidOf(route)
      if (said === undefined) continue
      const answer = await shops.ask(route.method, addressOf(route, said, ours, ours), { cookie, ...from })
      expect(isShut(answer), `${route.method} ${route.url} ${answer.text}`).toBe(true)
    }
    const token = await tokenOf(ours)
    const desk = `/api/accounts/${ours.id}/desk`
    for (const secret of [token, ours.apiKey, ours.tokenKey]) {
      const headers = { authorization: `Bearer ${secret}` }
      const asked = await shops.ask('GET', `${desk}?access_token=${secret}`, {
        headers,
        cookie: `duokefu_login=${secret}`,
      })
      expect(asked.status).toBe(401)
    }
  })

  function isShut({ status, text }: Answer): boolean {
    return status === 401 || status === 403 || /"errcode":(4\d{4}|48001)/.test(text) || status === 400
  }
})

describe('a socket', () => {
  function open(headers: Record<string, string>, account = ours): Promise<number> {
    const url = `${shops.server.url.replace('http', 'ws')}/api/realtime?account=${account.id}`
    return new Promise((resolve) => {
      const socket = new WebSocket(url, { headers })
      socket
        .on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
        .on('open', () => {
          resolve(101)
          socket.terminate()
        })
        .on('error', () => undefined)
    })
  }

  it('[design] opens to a member’s cookie from our own pages, and to nobody else', async () => {
    const cookie = ours.cookies.agent
    const origin = shops.server.url
    expect(await open({ cookie, origin })).toBe(101)
    for (const foreign of ['https://evil.example', 'null', 'http://127.0.0.1', `${origin}.evil.example`])
      expect(await open({ cookie, origin: foreign })).toBe(403)
    expect(await open({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await open({ origin })).toBe(401)
    expect(await open({ origin, cookie: 'duokefu_login=guessed' })).toBe(401)
    expect(await open({ origin, cookie: theirs.cookies.owner })).toBe(404)
    expect(await open({ origin, cookie: shops.removed })).toBe(404)
  })

  it('[L18] tells of no other account, whatever it asks to see', async () => {
    /** What a frame of each type can name. A new type must be said here. */
    const naming: Record<string, () => object> = {
      view: () => ({ type: 'view', openids: [ours.things.openid] }),
      ping: () => ({ type: 'ping', n: 1 }),
    }
    const types = clientFrameSchema.options.map(({ shape }) => shape.type.value)
    expect(Object.keys(naming).sort()).toEqual([...types].sort())

    const spy = await openDesk(shops.server.url, theirs.id, theirs.cookies.owner)
    const agent = await openDesk(shops.server.url, ours.id, ours.cookies.agent)
    try {
      for (const frame of Object.values(naming)) spy.send(clientFrameSchema.parse(frame()))
      await shops.server.ctx.ledger.submit(fanText(ours.id, ours.things.openid, `${ours.marker}的新消息`))
      await agent.frame('messages', ({ messages }) => JSON.stringify(messages).includes('的新消息'))
      // Theirs come after what might have come of ours.
      await shops.server.ctx.ledger.submit(fanText(theirs.id, 'oSecurity_Late_Fan', '在吗'))
      await spy.frame('conversations', ({ rows }) =>
        rows.some(({ openid }) => openid === 'oSecurity_Late_Fan'),
      )
      const heard = JSON.stringify(spy.frames)
      expect(heard).not.toContain(ours.marker)
      for (const id of Object.values(ours.agents)) expect(heard).not.toContain(id)
    } finally {
      spy.close()
      agent.close()
    }
  })
})

describe('whoever guesses', () => {
  const address = () => ({ 'x-forwarded-for': `198.51.100.${randomBytes(1)[0]}` })

  it('[design] meets a limit at each door that a secret opens and a stranger can try', () => {
    const tried = shops.routes.filter((route) => saidOf(route).some(({ door }) => door === 'one-time'))
    expect(tried.length).toBeGreaterThan(10)
    expect(tried.filter(({ perMinute }) => perMinute === null)).toEqual([])
    // What anybody may ask of us without one: no limit is needed to read what is kept in memory.
    const free = shops.routes.filter(
      (route) => route.perMinute === null && saidOf(route).some(({ door }) => door === 'everybody'),
    )
    expect(new Set(free.map(({ url }) => url))).toEqual(
      new Set([
        '/customservice/headimg/:account/:key',
        '/api/openapi.json',
        '/healthz',
        '/readyz',
        '/api/session',
        '/api/logout',
      ]),
    )
  })

  it('[design] is stopped there, by address, before anything is looked at', async () => {
    const limited = shops.routes.filter(
      ({ perMinute, method }) => perMinute !== null && perMinute <= 60 && method === 'POST',
    )
    expect(limited.length).toBeGreaterThan(8)
    for (const route of limited) {
      const [said] = saidOf(route)
      if (said === undefined) continue
      const headers = address()
      const path = addressOf(route, said, ours, ours)
      const tries = Array.from({ length: (route.perMinute ?? 0) + 1 }, () =>
        // What is no question costs nothing, and counts.
        shops.ask('POST', path, { headers, body: 'none' }),
      )
      const statuses = (await Promise.all(tries)).map(({ status }) => status)
      expect(
        statuses.filter((status) => status === 429),
        route.url,
      ).toHaveLength(1)
      expect((await shops.ask('POST', path, { body: 'none' })).status, route.url).not.toBe(429)
    }
  })
})

describe('a member with bad intent', () => {
  const cookie = () => ours.cookies.agent
  const path = (rest: string) => `/api/accounts/${ours.id}${rest}`

  it('[design] gives no object a prototype of theirs', async () => {
    for (const body of ['{"__proto__":{"maximum":7}}', '{"constructor":{"prototype":{"maximum":7}}}']) {
      const url = `${shops.server.url}${path('/me')}`
      const headers = { cookie: cookie(), 'content-type': 'application/json' }
      expect((await fetch(url, { method: 'PATCH', headers, body })).status).toBe(400)
    }
    expect(Object.hasOwn(Object.prototype, 'maximum')).toBe(false)
  })

  it.each([
    ['a path', '../../etc/passwd'],
    ['a NUL', 'a\0b.png'],
    ['half a character', 'a\ud800.png'],
    ['a page', '<script>alert(1)</script>.html'],
    ['another header', 'a"\r\nset-cookie: x=1.png'],
  ])('[design] uploads under a name that is %s, and it is a name', async (_what, name) => {
    const body = new FormData()
    body.set('media', new Blob([pngOf(1, 1, () => [1, 1, 1, 255])]), name)
    const uploaded = await shops.ask('POST', path('/media'), { cookie: cookie(), body })
    expect(uploaded.status).toBe(200)
    const { key } = JSON.parse(uploaded.text)
    const { status, headers } = await shops.ask('GET', path(`/media/${key}`), { cookie: cookie() })
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('image/png')
    expect(headers['content-disposition']).toMatch(/^inline; filename\*=UTF-8''[\w%.!~*'()-]*$/)
    expect(headers['set-cookie']).toBeUndefined()
  })

  it.each([
    '/media/..%2f..%2fsecret',
    '/media/%2e%2e/secret',
    '/media/a%00b',
    '/conversations/%00',
    '/conversations/..%2f..%2faudit/messages',
    '/conversations/oFan/messages?before=99999999999999999999.1',
    `/conversations/oFan/messages?after=1.${'9'.repeat(400)}`,
    '/conversations/oFan/messages?around=9007199254740993',
    '/conversations/oFan/search?q=%00a',
    '/recent?before=-9007199254740991',
    '/records?customer=a%00',
    `/records?cursor=${Buffer.from('[1e300,"x"]').toString('base64url')}`,
    `/records?cursor=${Buffer.from('[1,"\0"]').toString('base64url')}`,
    `/records?cursor=${Buffer.from('{}').toString('base64url')}`,
  ])('[design] asks for %s and gets nothing', async (wanted) => {
    const { status, text } = await shops.ask('GET', path(wanted), { cookie: cookie() })
    expect(status, text).toBeGreaterThanOrEqual(400)
    expect(status, text).toBeLessThan(500)
  })

  it('[design] sees of a wrong file what it is not, whatever it is called', async () => {
    const send = async (content: string | Buffer, type: string) => {
      const body = new FormData()
      body.set('media', new Blob([content], { type }), 'a.png')
      return (await shops.ask('POST', path('/media'), { cookie: cookie(), body })).status
    }
    expect(await send('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/png')).toBe(415)
    expect(await send('<html><script>alert(1)</script>', 'image/jpeg')).toBe(415)
    // A few bytes that claim to be a wall of pixels are kept as they are, and opened by nobody.
    expect(await send(pngFrom(60_000, 60_000, Buffer.alloc(8)), 'image/png')).toBeLessThan(500)
  })
})
