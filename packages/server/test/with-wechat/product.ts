import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { SandboxOptions } from '@duokefu/sandbox'
import { pino } from 'pino'
import type { NewAccount } from '../../src/accounts/service.ts'
import { addAgent } from '../../src/agents/service.ts'
import { systemTimers } from '../../src/delivery/timers.ts'
import { createLoginLink, loginByLink } from '../../src/login/service.ts'
import { type Server, startServer } from '../../src/server.ts'
import { type DeskClient, openDesk } from '../desk-client.ts'
import { makeAccount } from '../factories.ts'
import { type Answer, ask } from '../harness.ts'
import type { MovableClock } from '../ledger-harness.ts'
import { createTestDatabase } from '../postgres.ts'
import { ACCOUNT, startWechat, type Wechat } from './wechat.ts'

/** The whole server with the simulated WeChat before it: one account, one clock for both. */
export interface Product {
  readonly server: Server
  readonly wechat: Wechat
  readonly clock: MovableClock
  readonly accountId: AccountId
  /** An agent who can log in; `kf` is the prefix of their kf account, which is bound. */
  addAgent(name: string, kf: string): Promise<Agent>
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Resolves when nobody pushes, decides or sends anything. */
  idle(): Promise<void>
  stop(): Promise<void>
}

export interface Agent {
  readonly id: AgentId
  readonly kfAccount: string
  /** A request of this agent's browser under `/api/accounts/<id>`. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  openDesk(): Promise<DeskClient>
}

type ProductOptions = {
  readonly mode?: NewAccount['mode']
  readonly mallUrl?: string
  readonly deliver?: SandboxOptions['deliver']
  /** WeChat's own desk has two agents of its own. */
  readonly demoDesk?: boolean
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const { mode = 'plain' } = options
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-product-'))
  const clock: MovableClock = { now: () => Date.now() + clock.skewMs, skewMs: 0 }
  const server = await startServer({
    config: {
      host: '127.0.0.1',
      port: 0,
      spoolBytes: 1024 * 1024,
      dataDir,
      s3: null,
      natsServers: null,
      databaseUrl: database.connectionString,
      publicUrl: null,
      secret: 'a secret of tests alone',
      trustedProxies: [],
      sandbox: null,
      allowPrivateUrls: true,
    },
    log: pino({ level: 'silent' }),
    clock,
    timers: systemTimers,
    deskDir: null,
  })
  const wechat = await startWechat(clock, {
    accounts: [{ ...ACCOUNT, mode }],
    serverUrl: server.url,
    demoDesk: options.demoDesk ?? false,
    ...(options.deliver === undefined ? {} : { deliver: options.deliver }),
  })
  const { id: accountId } = await makeAccount(server.ctx, {
    appid: ACCOUNT.appid,
    secret: ACCOUNT.secret,
    token: ACCOUNT.token,
    encodingAesKey: ACCOUNT.encodingAesKey,
    mode,
    apiBase: wechat.url,
    originalId: ACCOUNT.ghId,
    wechatId: ACCOUNT.wechatId,
    developer:
      options.mallUrl === undefined
        ? null
        : { url: options.mallUrl, token: 'developer', encodingAesKey: null },
  })

  async function cookieOf(agentId: AgentId): Promise<string> {
    const [found] = await rows<{ person_id: string }>('select person_id from agent where agent_id = $1', [
      agentId,
    ])
    const link = await createLoginLink(server.ctx, found?.person_id ?? '')
    const device = { userAgent: 'test', address: '127.0.0.1' }
    return `duokefu_login=${await loginByLink(server.ctx, link, device)}`
  }

  async function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await server.ctx.pool.query(sql, [...values])).rows as Row[]
  }

  return {
    server,
    wechat,
    clock,
    accountId,
    rows,
    async addAgent(name, kf) {
      const kfAccount = `${kf}@${ACCOUNT.wechatId}`
      const { agentId: id } = await addAgent(server.ctx, { accountId, name, kfAccount, role: 'agent' })
      const cookie = await cookieOf(id)
      return {
        id,
        kfAccount,
        ask: (method, wanted, body) =>
          ask(server.url, cookie, method, `/api/accounts/${accountId}${wanted}`, body),
        openDesk: () => openDesk(server.url, accountId, cookie),
      }
    },
    async idle() {
      await wechat.idle()
      await server.idle()
    },
    async stop() {
      await wechat.stop()
      await server.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
