import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { wrapPush } from '@duokefu/wechat'
import Fastify from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Accounts } from '../src/accounts/accounts.ts'
import type { Ledger } from '../src/conversations/entries.ts'
import { createPool } from '../src/db/pool.ts'
import { systemTimers, type Timers } from '../src/delivery/timers.ts'
import { createForwarder } from '../src/gateway/forwarder.ts'
import { createGateway } from '../src/gateway/gateway.ts'
import { type Limits, limits } from '../src/gateway/limits.ts'
import { gatewayPlugin } from '../src/gateway/plugin.ts'
import { createDeskOnly } from '../src/gateway/spool/desk-only.ts'
import { createSpool, type Spool } from '../src/gateway/spool/spool.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { createSecrets } from '../src/secrets.ts'
import { type Cable, layCable } from './cable.ts'
import { accountName, type DeveloperUrl, startDeveloperUrl } from './gateway-harness.ts'
import { type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'

/** Some gateways on one database, which can be taken from them, and on one folder for what they spool. */
export interface SpoolHarness {
  readonly h: LedgerHarness
  readonly cable: Cable
  readonly mall: DeveloperUrl
  readonly folder: string
  startGateway(part?: GatewayPart): Promise<SpoolingGateway>
  /** What the fan's records are, in order: direction, text and what became of it. */
  records(openid: string): Promise<string[]>
  stop(): Promise<void>
}

export interface GatewayPart {
  readonly limitBytes?: number
  readonly limits?: Partial<Limits>
  /** A process that runs no more, as others see it. */
  readonly pid?: number
  /** The storage is known to be away from the first moment on. */
  readonly isStorageAway?: () => boolean
}

export interface SpoolingGateway {
  readonly spool: Spool
  readonly ledger: Ledger
  /** What WeChat hears: the body of a 200; null = the connection was closed. */
  push(clear: string): Promise<string | null>
  /** Resolves when no callback is under way, and what the developer URL said is noted. */
  idle(): Promise<void>
  /** Resolves when everything of its spool is in the database. */
  replayed(): Promise<void>
  stop(): Promise<void>
  /** Ends without a word: its spool stays as it is. */
  kill(): Promise<void>
}

/** An order of magnitude shorter than what WeChat waits, so that a test need not. */
const shortLimits: Limits = { ...limits, spoolMs: 200, storeMs: 400, answerMs: 2_000, forwardMs: 1_500 }

export async function startSpoolHarness(): Promise<SpoolHarness> {
  const mall = await startDeveloperUrl()
  const h = await startLedgerHarness({ developerUrl: mall.url })
  const cable = await layCable(h.connectionString)
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-spool-'))
  const appid = (await h.accounts.byId(h.accountId))?.appid ?? ''
  const running = new Set<SpoolingGateway>()

  async function startGateway(part: GatewayPart = {}): Promise<SpoolingGateway> {
    const pool = createPool({ connectionString: cable.connectionString })
    const ledger = h.anotherLedger(pool)
    const log = pino({ level: 'silent' })
    const secrets = createSecrets('a secret of tests alone')
    const accounts = new Accounts(pool, secrets, h.clock.now)
    await accounts.byAppid(appid)
    const fetch = createSafeFetch({ allowPrivate: true })
    const processId = randomUUID()
    const stopped: (() => void)[] = []
    const timers: Timers = {
      ...systemTimers,
      every(ms, run) {
        const stop = systemTimers.every(ms, run)
        stopped.push(stop)
        return stop
      },
    }
    const spool = createSpool({
      folder: path.join(folder, 'spool'),
      limitBytes: part.limitBytes ?? 1024 * 1024,
      processId,
      secrets,
      clock: h.clock,
      timers,
      log,
      owner: { host: 'here', pid: part.pid ?? process.pid, processId },
    })
    const deskOnly = createDeskOnly()
    const unfollow = ledger.onCommitted(({ changes }) => deskOnly.note(changes))
    const gateway = createGateway({
      accounts,
      ledger,
      forwarder: createForwarder({ fetchFor: () => fetch.fetch, clock: h.clock }),
      clock: h.clock,
      onSeen: () => undefined,
      wait: systemTimers.wait,
      limits: { ...shortLimits, ...part.limits },
      spooling: { spool, deskOnly, isStorageAway: part.isStorageAway ?? (() => false), log },
    })
    const app = Fastify()
    await app.register(gatewayPlugin, { gateway, registry: new Registry() })
    await app.listen({ port: 0, host: '127.0.0.1' })
    await spool.start()
    const { port } = new URL(app.listeningOrigin)

    async function end(): Promise<void> {
      running.delete(made)
      unfollow()
      await app.close()
      await gateway.stop()
      await ledger.stop()
      await pool.end()
      await fetch.close()
    }
    const made: SpoolingGateway = {
      spool,
      ledger,
      push: (clear) => push(Number(port), appid, clear),
      idle: gateway.idle,
      async replayed() {
        while (spool.figures().records > 0) await systemTimers.wait(10)
        await gateway.idle()
      },
      async stop() {
        await end()
        await spool.stop()
      },
      async kill() {
        for (const stop of stopped) stop()
        await end()
      },
    }
    running.add(made)
    return made
  }

  return {
    h,
    cable,
    mall,
    folder: path.join(folder, 'spool'),
    startGateway,
    async records(openid) {
      const rows = await h.rows<{ line: string }>(
        `select concat_ws(' ', direction, coalesce(content->>'text', content->'line'->>'kind', content->>'type'), delivery) as line
         from message where openid = $1 order by seq`,
        [openid],
      )
      return rows.map(({ line }) => line)
    },
    async stop() {
      cable.mend()
      for (const each of running) await each.stop()
      await cable.close()
      await h.stop()
      await mall.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Over a bare socket, so that a closed connection is seen as one. */
async function push(port: number, appid: string, clear: string): Promise<string | null> {
  const { body, query } = wrapPush({
    clear: Buffer.from(clear),
    format: 'xml',
    mode: 'plain',
    aesKey: null,
    appid,
    token: 'token',
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: '518264037',
    toUserName: accountName,
    openid: '',
  })
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `POST /wechat/${appid}?${new URLSearchParams(query)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: text/xml\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  socket.write(body)
  let heard = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    heard += chunk
  })
  await new Promise((resolve) => socket.on('close', resolve))
  if (heard === '') return null
  if (!heard.startsWith('HTTP/1.1 200')) throw new Error(heard)
  return heard.slice(heard.indexOf('\r\n\r\n') + 4)
}
