import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aesKeyOf, encodePushXml, type WritableFields, wrapPush } from '@duokefu/wechat'
import Fastify from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { systemTimers } from '../src/delivery/timers.ts'
import { createBreakers } from '../src/gateway/breakers.ts'
import { createForwarder, type Forwarder } from '../src/gateway/forwarder.ts'
import { createGateway, type Gateway } from '../src/gateway/gateway.ts'
import { createHealthKeeper, type HealthKeeper } from '../src/gateway/health-keeper.ts'
import { type Limits, limits } from '../src/gateway/limits.ts'
import { gatewayPlugin } from '../src/gateway/plugin.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { createSecrets } from '../src/secrets.ts'
import { type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'

/** Keys of WeChat's console and of the developer URL; a developer URL may have another token than the account. */
export const consoleKey = 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu'
export const developerKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
export const developerToken = 'developer'
export const accountName = 'gh_5f2c1e9ab7d4'

export interface GatewayHarness extends LedgerHarness {
  readonly appid: string
  /** Where WeChat calls. */
  readonly url: string
  readonly gateway: Gateway
  readonly forwarder: Forwarder
  readonly health: HealthKeeper
  /** As the gateway goes by them; a test may make them shorter. */
  readonly limits: Limits
  /** How the account is connected from now on; WeChat pushes accordingly. */
  connect(part: Connection): Promise<void>
  /** A callback of WeChat's, in the account's mode. */
  push(clear: string): Promise<WechatHears>
  stop(): Promise<void>
}

export interface Connection {
  readonly developerUrl?: string | null
  readonly developerKey?: string | null
  readonly mode?: 'plain' | 'compatible' | 'safe'
  readonly interfaceOn?: boolean
}

export interface WechatHears {
  readonly status: number
  readonly contentType: string | null
  readonly body: string
}

/** A gateway on a database of its own, with WeChat and a developer URL on its two sides. */
export async function startGatewayHarness(part: Partial<Limits> = {}): Promise<GatewayHarness> {
  const h = await startLedgerHarness()
  const log = pino({ level: 'silent' })
  const secrets = createSecrets('a secret of tests alone')
  const fetches = {
    open: createSafeFetch({ allowPrivate: true }),
    shut: createSafeFetch({ allowPrivate: false }),
  }
  const { clock } = h
  const breakers = createBreakers(clock)
  const ownLimits = { ...limits, ...part }
  const processId = '0190a5c0-0000-7000-8000-000000000001'
  const health = createHealthKeeper({ ...h, log, processId }, { breakers, timers: systemTimers })
  const forwarder = createForwarder({
    fetchFor: ({ allowPrivate }) => fetches[allowPrivate ? 'open' : 'shut'].fetch,
    clock,
    onSaid: health.said,
  })
  const gateway = createGateway({
    accounts: h.accounts,
    ledger: h.ledger,
    forwarder,
    clock,
    onSeen: health.seen,
    onMissed: health.missed,
    breakers,
    wait: systemTimers.wait,
    limits: ownLimits,
  })
  const app = Fastify()
  await app.register(gatewayPlugin, { gateway, registry: new Registry() })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const appid = (await h.accounts.byId(h.accountId))?.appid ?? ''
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/wechat/${appid}`
  let mode: NonNullable<Connection['mode']> = 'plain'

  return {
    ...h,
    appid,
    url,
    gateway,
    forwarder,
    health,
    limits: ownLimits,
    async connect(wanted) {
      mode = wanted.mode ?? mode
      const seal = (key: string) => secrets.seal(aesKeyOf(key))
      const { developerUrl, developerKey: key = null, interfaceOn = true } = wanted
      await h.pool.query(
        `update account set mode = $2, aes_key = $3, developer_url = coalesce($4, developer_url), developer_token = $5,
           developer_aes_key = $6, interface_on = $7, config_version = config_version + 1 where account_id = $1`,
        [
          h.accountId,
          mode,
          seal(consoleKey),
          developerUrl ?? null,
          developerToken,
          key === null ? null : seal(key),
          interfaceOn,
        ],
      )
      await h.accounts.refresh(h.accountId)
    },
    async push(clear) {
      const { body, query } = wrapPush({
        clear: Buffer.from(clear),
        format: clear.startsWith('{') ? 'json' : 'xml',
        mode,
        aesKey: mode === 'plain' ? null : aesKeyOf(consoleKey),
        appid,
        token: 'token',
        timestamp: String(Math.floor(Date.now() / 1000)),
        nonce: '518264037',
        toUserName: accountName,
        openid: 'oFromTheQuery',
      })
      const answer = await fetch(`${url}?${new URLSearchParams(query)}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: new Uint8Array(body),
      })
      return {
        status: answer.status,
        contentType: answer.headers.get('content-type'),
        body: await answer.text(),
      }
    },
    async stop() {
      await app.close()
      await gateway.stop()
      await health.stop()
      for (const each of Object.values(fetches)) await each.close()
      await h.stop()
    },
  }
}

let msgIds = 24_810_973_571_000_000n

/** A fan's text as WeChat pushes it, with a fresh MsgId of 17 digits. */
export function fanText(content: string, openid: string, part: WritableFields = {}): string {
  return encodePushXml({
    ToUserName: accountName,
    FromUserName: openid,
    CreateTime: Math.floor(Date.now() / 1000),
    MsgType: 'text',
    Content: content,
    MsgId: String(msgIds++),
    ...part,
  })
}

/** What a developer URL was asked. */
export interface Heard {
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A developer URL of which every byte is seen, and said. */
export interface DeveloperUrl {
  readonly url: string
  readonly heard: Heard[]
  /** TCP connections until now. */
  readonly connections: () => number
  answer: (response: ServerResponse, heard: Heard) => void
  stop(): Promise<void>
}

export async function startDeveloperUrl(): Promise<DeveloperUrl> {
  let connections = 0
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { headers } = request
    const heard = { url: new URL(request.url ?? '', 'http://mall'), headers, body: Buffer.concat(chunks) }
    made.heard.push(heard)
    made.answer(response, heard)
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: DeveloperUrl = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat?shop=1`,
    heard: [],
    connections: () => connections,
    answer: (response) => response.end('success'),
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return made
}
