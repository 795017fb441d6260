import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { AccountId, AgentId, SessionId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { type DestinationStream, pino } from 'pino'
import { Accounts } from '../src/accounts/accounts.ts'
import { addAgent } from '../src/agents/service.ts'
import type { Config } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { createLedger } from '../src/conversations/ledger.ts'
import { makePartitions } from '../src/db/migrate.ts'
import { ledgerSettings } from '../src/db/open.ts'
import { createPool } from '../src/db/pool.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { createTokenKeeper } from '../src/delivery/token-keeper.ts'
import { createWechatCalls, wechatApis } from '../src/delivery/wechat-calls.ts'
import { createHttp } from '../src/http/app.ts'
import { createDeskApi, type DeskApi } from '../src/http/desk-api.ts'
import { createMetrics } from '../src/http/operator-routes.ts'
import type { Routes, Scope } from '../src/http/scope.ts'
import { createLoginLink, loginByLink } from '../src/login/service.ts'
import { createSecrets } from '../src/secrets.ts'
import { type DeskClient, openDesk } from './desk-client.ts'
import { makeAccount } from './factories.ts'
import { fanText, type MovableClock } from './ledger-harness.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

/** A demo shop's people, made unless the test shares another server's database. */
export interface Agents {
  readonly lin: AgentId
  readonly wu: AgentId
  readonly zhou: AgentId
}

export interface TestServer {
  readonly url: string
  readonly ctx: Context
  readonly app: Scope
  readonly desk: DeskApi
  readonly clock: MovableClock
  readonly database: TestDatabase
  readonly account: { readonly id: AccountId; readonly appid: string }
  readonly agents: Agents
  /** Accounts for which the allocator was asked to look. */
  readonly drained: AccountId[]
  /** The Cookie header of a fresh login of this agent. */
  login(agentId: AgentId): Promise<string>
  /** A request with a cookie; JSON in and out. */
  ask(cookie: string | null, method: string, path: string, body?: unknown): Promise<Answer>
  /** An open desk that is kept true by frames, as a browser keeps it. */
  openDesk(agentId: AgentId): Promise<DeskClient>
  /** A text of a fan, through the ledger. */
  fanSays(openid: string, text: string): Promise<void>
  /** A desk command over HTTP, under a fresh id. */
  command(cookie: string, openid: string, body: Record<string, unknown>): Promise<Answer>
  /** Accepts a waiting customer; returns their session. */
  accept(cookie: string, openid: string): Promise<SessionId>
  stop(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape they state
  readonly body: any
}

export interface TestServerOptions {
  readonly config?: Partial<Config>
  /** Another process on the same database: its account and agents are used. */
  readonly beside?: TestServer
  readonly deskDir?: string
  readonly api?: readonly Routes[]
  /** Likewise, for parts that tell open desks what they did. */
  readonly apiBeside?: (ctx: Context, desk: DeskApi) => readonly Routes[]
  /** The ledger's own connections, in place of those that everything else uses. */
  readonly ledgerPool?: Pool
  /** Takes what is logged. */
  readonly logTo?: DestinationStream
}

const config: Config = {
  host: '127.0.0.1',
  port: 0,
  dataDir: '',
  spoolBytes: 0,
  s3: null,
  databaseUrl: null,
  natsServers: null,
  publicUrl: null,
  secret: null,
  trustedProxies: [],
  sandbox: null,
  allowPrivateUrls: true,
}

/** The desk's side of a server on a free port, on a database of its own; without callbacks, delivery and allocator. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { beside } = options
  const database = beside?.database ?? (await createTestDatabase())
  const clock: MovableClock = beside?.clock ?? { now: () => Date.now() + clock.skewMs, skewMs: 0 }
  const ctx = createContext(database, clock, options)
  await makePartitions(ctx.pool)
  const account = beside?.account ?? (await makeAccount(ctx))
  const agents = beside?.agents ?? (await makeAgents(ctx, account.id))

  const drained: AccountId[] = []
  const metrics = createMetrics()
  const desk = createDeskApi(ctx, (accountId) => drained.push(accountId), metrics)
  await desk.start()
  const app = await createHttp(ctx, {
    api: [...desk.routes, ...(options.api ?? []), ...(options.apiBeside?.(ctx, desk) ?? [])],
    outside: [],
    deskDir: options.deskDir ?? null,
    metrics,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const clients: DeskClient[] = []
  const path = `/api/accounts/${account.id}`

  const server: TestServer = {
    url,
    ctx,
    app,
    desk,
    clock,
    database,
    account,
    agents,
    drained,
    async login(agentId) {
      const found = await ctx.pool.query<{ person_id: string }>(
        'select agent.person_id from agent where agent.agent_id = $1',
        [agentId],
      )
      const link = await createLoginLink(ctx, found.rows[0]?.person_id ?? '')
      const device = { userAgent: 'test', address: '127.0.0.1' }
      return `duokefu_login=${await loginByLink(ctx, link, device)}`
    },
    ask: (cookie, method, wanted, body) => ask(url, cookie, method, wanted, body),
    async openDesk(agentId) {
      const client = await openDesk(url, account.id, await server.login(agentId))
      clients.push(client)
      return client
    },
    async fanSays(openid, text) {
      await ctx.ledger.submit(fanText(account.id, openid, text))
    },
    command: (cookie, openid, body) =>
      ask(url, cookie, 'POST', `${path}/conversations/${openid}/commands`, { id: randomUUID(), ...body }),
    async accept(cookie, openid) {
      const { body } = await server.command(cookie, openid, { type: 'accept', aboveMaximum: false })
      return body.conversation.session
    },
    async stop() {
      for (const client of clients) client.close()
      await desk.stop()
      await app.close()
      await ctx.ledger.stop()
      await desk.end()
      await ctx.pool.end()
      if (beside === undefined) await database.drop()
    },
  }
  return server
}

function createContext(database: TestDatabase, clock: MovableClock, options: TestServerOptions): Context {
  const pool = createPool({ connectionString: database.connectionString, settings: ledgerSettings })
  const secrets = createSecrets('a secret of tests alone')
  const log = options.logTo === undefined ? pino({ level: 'silent' }) : pino({}, options.logTo)
  const accounts = new Accounts(pool, secrets, clock.now)
  const processId = randomUUID()
  const ledger = createLedger({
    pool: options.ledgerPool ?? pool,
    clock,
    log,
    processId,
    notifies: (options.config?.natsServers ?? null) === null,
    matchPattern: (pattern, text) => new RegExp(pattern, 'u').test(text),
    account: (id) => accounts.byId(id),
    refreshAccount: (id) => accounts.refresh(id),
  })
  const apiOf = wechatApis({ fetch, timeoutMs: 10_000 })
  const parts = { apiOf, timers: systemTimers }
  const calls = createWechatCalls(apiOf, createTokenKeeper({ pool, secrets, clock, log, processId }, parts))
  const publicUrl = () => options.config?.publicUrl ?? 'http://127.0.0.1'
  return {
    config: { ...config, ...options.config },
    clock,
    log,
    pool,
    secrets,
    accounts,
    ledger,
    calls,
    processId,
    publicUrl,
  }
}

async function makeAgents(ctx: Context, accountId: AccountId): Promise<Agents> {
  const add = async (name: string, role: 'agent' | 'owner') =>
    (await addAgent(ctx, { accountId, name, kfAccount: null, role })).agentId
  return { lin: await add('小林', 'agent'), wu: await add('小吴', 'agent'), zhou: await add('老周', 'owner') }
}

/** One request, JSON in and out. */
export async function ask(
  url: string,
  cookie: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie === null ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}
