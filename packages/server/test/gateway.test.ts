import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import {
  aesKeyOf,
  decodeCallback,
  decodeReply,
  encodePushXml,
  encodeReply,
  MAX_BODY_BYTES,
  type PassiveReply,
  type Push,
  wrapPush,
} from '@duokefu/wechat'
import Fastify, { type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createForwarder } from '../src/gateway/forwarder.ts'
import { createGateway, type Gateway } from '../src/gateway/gateway.ts'
import { gatewayPlugin } from '../src/gateway/plugin.ts'
import { createSightings, type Sightings } from '../src/gateway/sightings.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'
import { patient } from './patience.ts'

const fan = 'oGateway_Fan_0001aBcDeFgHiJk'
const encodingAesKey = 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu'

/** A merchant's server: answers what the test tells it to, and keeps what it heard. */
interface Mall {
  readonly server: Server
  readonly heard: Push[]
  answer: (push: Push) => string | Promise<string> | { status: number }
}

let mall: Mall
let h: LedgerHarness
let sightings: Sightings
let gateway: Gateway
let app: FastifyInstance
let url: string

beforeAll(async () => {
  mall = await startMall()
  const { port } = mall.server.address() as AddressInfo
  h = await startLedgerHarness({ developerUrl: `http://127.0.0.1:${port}/wechat?shop=1` })
  const fetch = createSafeFetch({ allowPrivate: true })
  sightings = createSightings({ ...h, log: pino({ level: 'silent' }) })
  gateway = createGateway({
    accounts: h.accounts,
    ledger: h.ledger,
    forwarder: createForwarder({ fetchFor: () => fetch.fetch, clock: h.clock }),
    clock: h.clock,
    onSeen: sightings.note,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
  app = Fastify()
  await app.register(gatewayPlugin, { gateway, registry: new Registry() })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const [account] = await h.accounts.all()
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/wechat/${account?.appid}`
})
afterAll(async () => {
  await app.close()
  await gateway.idle()
  await h.stop()
  mall.server.close()
})
beforeEach(() => {
  mall.heard.length = 0
  mall.answer = () => 'success'
})

describe('a callback', () => {
  it('[L7] is on durable storage before its 200', async () => {
    const msgId = nextMsgId()
    expect(await push(text('什么时候发货', msgId))).toEqual({ status: 200, body: 'success' })
    expect(await h.rows('select 1 from message where msg_id = $1', [msgId])).toHaveLength(1)
  })

  it('[L2] outside of a conversation reaches the developer URL signed, byte for byte, and its reply comes back', async () => {
    mall.answer = (heard) => reply(heard, { type: 'text', content: '营业时间 9:00–21:00' })
    const answer = await push(text('营业时间'))
    expect(decodeReply(Buffer.from(answer.body))).toMatchObject({
      ok: true,
      reply: { type: 'text', content: '营业时间 9:00–21:00' },
    })
    expect(mall.heard).toHaveLength(1)
    await gateway.idle()
    const [last] = await h.rows<{ origin: string; delivery: string }>(
      'select origin, delivery from message where openid = $1 order by seq desc limit 1',
      [fan],
    )
    expect(last).toEqual({ origin: 'mall', delivery: 'sent' })
  })

  it('[S9] of a served fan never reaches the developer URL', async () => {
    const openid = 'oGateway_served'
    const agent = await h.addAgent()
    await push(text('客服', nextMsgId(), openid))
    await h.desk(openid, { type: 'accept', by: agent, auto: false, aboveMaximum: false })
    mall.heard.length = 0
    expect(await push(text('还有货吗', nextMsgId(), openid))).toEqual({ status: 200, body: 'success' })
    expect(mall.heard).toEqual([])
  })

  it('[S11] of a fan who waits is shown and forwarded, and the mall’s reply still reaches them', async () => {
    const openid = 'oGateway_waiting'
    await push(text('在吗', nextMsgId(), openid))
    mall.answer = (heard) => reply(heard, { type: 'text', content: '请稍候' })
    const answer = await push(text('订单号 1', nextMsgId(), openid))
    expect(answer.body).toContain('请稍候')
    const [row] = await h.rows<{ state: string; unread: number }>(
      'select state, unread from conversation where openid = $1',
      [openid],
    )
    expect(row).toEqual({ state: 'waiting', unread: 2 })
  })

  it('[L6] repeated five times at once is forwarded once, and every attempt gets the same answer', async () => {
    mall.answer = (heard) => reply(heard, { type: 'text', content: '只说一次' })
    const body = text('重复', nextMsgId())
    const answers = await Promise.all(Array.from({ length: 5 }, () => push(body)))
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(mall.heard).toHaveLength(1)
    expect((await push(body)).body).toBe(answers[0]?.body)
    expect(mall.heard).toHaveLength(1)
  })

  it.each([
    ['an unreadable reply', () => '<xml><broken'],
    ['a 500', () => ({ status: 500 })],
    ['nothing', () => ''],
  ])('[L6] with %s from the developer URL is answered success', async (_name, answer) => {
    mall.answer = answer
    expect(await push(text('你们好'))).toEqual({ status: 200, body: 'success' })
  })

  it('[L3] that the mall answers with transfer_customer_service waits at the desk, and WeChat hears success', async () => {
    const openid = 'oGateway_transferred'
    mall.answer = (heard) => reply(heard, { type: 'transfer_customer_service', kfAccount: null })
    expect(await push(text('转人工', nextMsgId(), openid))).toEqual({ status: 200, body: 'success' })
    const [row] = await h.rows<{ state: string }>('select state from conversation where openid = $1', [
      openid,
    ])
    expect(row?.state).toBe('waiting')
  })

  it('[L13] in safe mode is decrypted, and its answer encrypted with the key that fitted', async () => {
    const key = aesKeyOf(encodingAesKey)
    const before = await h.rows<{ mode: string; aes_key: Buffer }>('select mode, aes_key from account')
    const { createSecrets } = await import('../src/secrets.ts')
    await h.pool.query(
      `update account set mode = 'safe', aes_key = $1, config_version = config_version + 1`,
      [createSecrets('a secret of tests alone').seal(key)],
    )
    await h.accounts.refresh(h.accountId)
    try {
      mall.answer = (heard) => reply(heard, { type: 'text', content: '安全模式' })
      const appid = url.split('/').at(-1) ?? ''
      const answer = await push(text('加密'), { mode: 'safe', aesKey: key, appid })
      expect(answer.body).toContain('<Encrypt>')
      expect(decodeReply(Buffer.from(answer.body), { token: 'token', aesKeys: [key], appid })).toMatchObject({
        reply: { content: '安全模式' },
      })
    } finally {
      await h.pool.query(`update account set mode = $1, aes_key = $2, config_version = config_version + 1`, [
        before[0]?.mode,
        before[0]?.aes_key,
      ])
      await h.accounts.refresh(h.accountId)
    }
  })

  it('[L6] with a wrong signature, no signature or another appid is refused and leaves nothing', async () => {
    const body = text('假的')
    const { query } = wrapPush(wrapped(body))
    expect((await send({ ...query, signature: '0'.repeat(40) }, body)).status).toBe(403)
    expect((await send({}, body)).status).toBe(403)
    for (const appid of ['wxffffffffffffffff', '%00', 'x'.repeat(90)]) {
      const elsewhere = await fetch(
        `${url.slice(0, url.lastIndexOf('/'))}/${appid}?${new URLSearchParams(query)}`,
        { method: 'POST', body },
      )
      expect(elsewhere.status).toBe(404)
    }
    expect(await h.rows(`select 1 from message where content->>'text' = '假的'`)).toEqual([])
  })

  it('[L7] while storage is away is held, then closed without an answer', async () => {
    await h.pool.query(`alter table message add constraint not_now check (content->>'text' <> '存不下')`)
    const locker = await h.pool.connect()
    await locker.query('begin; lock table conversation in access exclusive mode')
    const closed = pushRaw(text('存不下'))
    h.clock.skewMs = 10_000
    expect(await closed).toBe('')
    h.clock.skewMs = 0
    await locker.query('rollback')
    locker.release()
    await h.pool.query('alter table message drop constraint not_now')
    await h.ledger.idle()
  })

  it('[L7] that storage refuses is closed without an answer, never told a 500', async () => {
    await h.pool.query(`alter table message add constraint not_now check (content->>'text' <> '存不了')`)
    try {
      expect(await pushRaw(text('存不了'))).toBe('')
    } finally {
      await h.pool.query('alter table message drop constraint not_now')
    }
  })

  it('[L6] the mall’s hand-over counts also when storage comes back after WeChat has heard success', async () => {
    const openid = 'oGateway_late'
    await push(text('你们好', nextMsgId(), openid))
    const locker = await h.pool.connect()
    mall.answer = async (heard) => {
      await locker.query('begin; lock table conversation in access exclusive mode')
      return reply(heard, { type: 'transfer_customer_service', kfAccount: null })
    }
    expect(await push(text('转人工', nextMsgId(), openid))).toEqual({ status: 200, body: 'success' })
    const first = await vi.waitFor(groupThatWaits, patient)
    h.clock.skewMs = 20_000
    // Its lock is waited for two seconds at a time: the group has to be tried once more.
    await vi.waitFor(async () => expect(await groupThatWaits()).not.toBe(first), patient)
    await locker.query('rollback')
    locker.release()
    await gateway.idle()
    h.clock.skewMs = 0
    expect(await h.rows('select state from conversation where openid = $1', [openid])).toEqual([
      { state: 'waiting' },
    ])
  })

  it('[S12] GET answers the echostr of a signed check alone', async () => {
    const { query } = wrapPush(wrapped(text('')))
    const echo = await fetch(`${url}?${new URLSearchParams({ ...query, echostr: '5837261940028374651' })}`)
    expect(await echo.text()).toBe('5837261940028374651')
    const forged = await fetch(`${url}?${new URLSearchParams({ ...query, signature: 'x', echostr: '1' })}`)
    expect(forged.status).toBe(403)
  })

  it('[S12] a replaced token holds until an hour after WeChat was seen with the new one', async () => {
    const change = (sql: string) => h.pool.query(sql, [h.accountId])
    await change(
      `update account set previous_callback_token = callback_token, previous_aes_key = aes_key, previous_until = null,
         callback_token = 'newtoken', config_version = config_version + 1 where account_id = $1`,
    )
    await h.accounts.refresh(h.accountId)
    expect((await push(text('还用旧令牌'))).status).toBe(200)

    const { query } = wrapPush({ ...wrapped(text('')), token: 'newtoken' })
    const echo = await fetch(`${url}?${new URLSearchParams({ ...query, echostr: '42' })}`)
    expect(await echo.text()).toBe('42')
    await sightings.flush()
    await h.accounts.refresh(h.accountId)
    expect((await push(text('路上的旧消息'))).status).toBe(200)

    await change(`update account set previous_until = now() - interval '1 second' where account_id = $1`)
    await h.accounts.refresh(h.accountId)
    expect((await push(text('太旧了'))).status).toBe(403)
    await sightings.flush()
    const [seen] = await h.rows<{ verified: boolean; called: boolean; refused_why: string }>(
      `select verified_at is not null as verified, called_at is not null as called, refused_why from connection_seen`,
    )
    expect(seen).toEqual({ verified: true, called: true, refused_why: 'bad_signature' })
  })

  it('[design] a body that is too long is refused, whether its length is said or not', async () => {
    const long = new Uint8Array(MAX_BODY_BYTES + 1)
    const said = await fetch(url, { method: 'POST', body: long })
    const unsaid = await fetch(url, {
      method: 'POST',
      body: new Blob([long]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect([said.status, unsaid.status]).toEqual([413, 413])
  })

  it('[S12] a message with the new token ends the replaced one too', async () => {
    await h.pool.query(
      `update account set previous_callback_token = callback_token, previous_aes_key = aes_key, previous_until = null,
         callback_token = 'third', config_version = config_version + 1 where account_id = $1`,
      [h.accountId],
    )
    await h.accounts.refresh(h.accountId)
    const { body, query } = wrapPush({ ...wrapped(text('用新令牌')), token: 'third' })
    const answer = await fetch(`${url}?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: new Uint8Array(body),
    })
    expect(answer.status).toBe(200)
    await sightings.flush()
    expect(await h.rows('select previous_until > now() as ends from account')).toEqual([{ ends: true }])
  })
})

/** When the ledger's group began that waits for a lock of this database. */
async function groupThatWaits(): Promise<string> {
  const [group] = await h.rows<{ began: string }>(
    `select xact_start::text as began from pg_stat_activity
     where wait_event_type = 'Lock' and datname = current_database()`,
  )
  if (group === undefined) throw new Error('no group waits')
  return group.began
}

let msgIds = 24_810_973_571_000_000n
function nextMsgId(): string {
  return String(msgIds++)
}

function text(content: string, msgId = nextMsgId(), openid = fan): Buffer {
  return Buffer.from(
    encodePushXml({
      ToUserName: 'gh_5f2c1e9ab7d4',
      FromUserName: openid,
      CreateTime: Math.floor(Date.now() / 1000),
      MsgType: 'text',
      Content: content,
      MsgId: msgId,
    }),
  )
}

interface Wrapping {
  readonly mode: 'plain' | 'safe'
  readonly aesKey: Buffer | null
  readonly appid: string
}

function wrapped(clear: Buffer, wrapping: Wrapping = { mode: 'plain', aesKey: null, appid: '' }) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  return {
    clear,
    format: 'xml',
    token: 'token',
    timestamp,
    nonce: '518264037',
    toUserName: 'gh_5f2c1e9ab7d4',
    ...wrapping,
  } as const
}

async function push(clear: Buffer, wrapping?: Wrapping) {
  const { body, query } = wrapPush(wrapped(clear, wrapping))
  return send(query, body)
}

async function send(query: Record<string, string>, body: Buffer) {
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: new Uint8Array(body),
  })
  return { status: answer.status, body: await answer.text() }
}

/** Over a bare socket: everything that came back before it was closed. */
async function pushRaw(clear: Buffer): Promise<string> {
  const { body, query } = wrapPush(wrapped(clear))
  const target = new URL(url)
  const socket = connect(Number(target.port), target.hostname)
  socket.write(
    `POST ${target.pathname}?${new URLSearchParams(query)} HTTP/1.1\r\nhost: x\r\ncontent-type: text/xml\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  socket.write(body)
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  await new Promise((resolve) => socket.on('close', resolve))
  return heard
}

function reply(heard: Push, passive: PassiveReply): string {
  return encodeReply(
    passive,
    { toUser: heard.fromUserName, fromUser: heard.toUserName, createTime: 1_767_225_600 },
    'xml',
  )
}

async function startMall(): Promise<Mall> {
  const heard: Push[] = []
  const made: Mall = { heard, answer: () => 'success', server: createServer(serve) }
  async function serve(request: IncomingMessage, response: import('node:http').ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { searchParams } = new URL(request.url ?? '', 'http://mall')
    const decoded = decodeCallback({
      body: Buffer.concat(chunks),
      query: Object.fromEntries(searchParams),
      account: { appid: '', token: 'developer', aesKeys: [], mode: 'plain' },
    })
    if (!decoded.ok || searchParams.get('shop') !== '1') return response.writeHead(403).end()
    heard.push(decoded.callback.push)
    const answer = await made.answer(decoded.callback.push)
    if (typeof answer === 'string') return response.end(answer)
    return response.writeHead(answer.status).end('broken')
  }
  await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve))
  return made
}
