import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AccountId, AgentId } from '@duokefu/engine'
import { pino } from 'pino'
import { addAgent } from '../src/agents/service.ts'
import { readConfig } from '../src/config.ts'
import { createLoginLink, loginByLink } from '../src/login/service.ts'
import { type Server, startServer } from '../src/server.ts'
import { makeAccount } from './factories.ts'
import { type FakeWechat, ok, startFakeWechat } from './fake-wechat.ts'
import { type Answer, ask } from './harness.ts'
import { fanText, type MovableClock } from './ledger-harness.ts'
import { createTestDatabase } from './postgres.ts'

export type Said = Record<string, unknown>

/** A whole server with its API for programs, and a WeChat that does what a test says. */
export interface CompatHarness {
  readonly server: Server
  readonly wechat: FakeWechat
  readonly clock: MovableClock
  readonly accountId: AccountId
  readonly appid: string
  /** One call as a program makes it, with nothing of ours around it. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Said>
  /** The same with a good token. */
  get(path: string): Promise<Said>
  post(path: string, body: unknown): Promise<Said>
  /** A token for the account's AppSecret, or for another secret. */
  token(secret?: string): Promise<string>
  /** An agent whose kf account begins with `prefix`; at the desk unless said otherwise. */
  agent(prefix: string, part?: { readonly online?: boolean }): Promise<{ id: AgentId; kf: string }>
  /** The back office, asked by its owner. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>
  fanSays(openid: string, text: string): Promise<void>
  /** Moves every clock. */
  later(ms: number): void
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Lines of the server's log. */
  readonly log: readonly string[]
  stop(): Promise<void>
}

export const suffix = 'huatian'
export const secret = 'a5b1c2d3e4f60718293a4b5c6d7e8f90'

let people = 0
/** An openid of nobody else's, as long as WeChat's are. */
export function newFan(): string {
  people += 1
  return `oCompat_Fan_${String(people).padStart(16, '0')}`
}

export async function startCompatHarness(
  part: {
    /** The fake WeChat is the developer URL as well, at `/mall`. */
    readonly hasMall?: boolean
    readonly publicUrl?: string
  } = {},
): Promise<CompatHarness> {
  const [database, wechat] = await Promise.all([createTestDatabase(), startFakeWechat()])
  const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-compat-'))
  const clock: MovableClock = { now: () => Date.now() + clock.skewMs, skewMs: 0 }
  const log: string[] = []
  const server = await startServer({
    config: readConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.connectionString,
      DUOKEFU_SECRET: 'a secret of tests alone',
      ALLOW_PRIVATE_URLS: 'on',
      ...(part.publicUrl === undefined ? {} : { PUBLIC_URL: part.publicUrl }),
    }),
    log: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
    clock,
    deskDir: null,
  })
  const { id: accountId, appid } = await makeAccount(server.ctx, {
    secret,
    apiBase: wechat.url,
    wechatId: suffix,
    developer: part.hasMall ? { url: `${wechat.url}/mall`, token: 'mall', encodingAesKey: null } : null,
  })
  for (const call of ['add', 'update', 'del', 'uploadheadimg', 'inviteworker'])
    wechat.on(`/customservice/kfaccount/${call}`, () => ok)
  wechat.on('/cgi-bin/customservice/getkflist', () => ({ json: { kf_list: [] } }))
  const { personId } = await addAgent(server.ctx, { accountId, name: '老周', kfAccount: null, role: 'owner' })
  const link = await createLoginLink(server.ctx, personId)
  const cookie = `duokefu_login=${await loginByLink(server.ctx, link, { userAgent: 'test', address: '127.0.0.1' })}`
  let kept: { readonly token: string; readonly until: number } | null = null

  async function said(method: string, wanted: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.url}${wanted}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    return (await response.json()) as Said
  }

  const harness: CompatHarness = {
    server,
    wechat,
    clock,
    accountId,
    appid,
    log,
    ask: said,
    get: (wanted) => withToken('GET', wanted),
    post: (wanted, body) => withToken('POST', wanted, body),
    async token(shown = secret) {
      const answer = await said('POST', '/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid,
        secret: shown,
      })
      if (typeof answer.access_token !== 'string') throw new Error(`no token: ${JSON.stringify(answer)}`)
      return answer.access_token
    },
    async agent(prefix, { online = true } = {}) {
      const kf = `${prefix}@${suffix}`
      const { agentId: id } = await addAgent(server.ctx, {
        accountId,
        name: '小林',
        kfAccount: kf,
        role: 'agent',
      })
      if (online) await comeOnline(id)
      return { id, kf }
    },
    admin: (method, wanted, body) =>
      ask(server.url, cookie, method, `/api/accounts/${accountId}${wanted}`, body),
    async fanSays(openid, text) {
      await server.ctx.ledger.submit(fanText(accountId, openid, text))
    },
    later(ms) {
      clock.skewMs += ms
    },
    async rows<Row>(sql: string, values: readonly unknown[] = []) {
      return (await server.ctx.pool.query(sql, [...values])).rows as Row[]
    },
    async stop() {
      await server.stop()
      await wechat.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return harness

  async function withToken(method: string, wanted: string, body?: unknown): Promise<Said> {
    if (kept === null || kept.until < clock.now())
      kept = { token: await harness.token(), until: clock.now() + 60 * 60_000 }
    return said(method, `${wanted}${wanted.includes('?') ? '&' : '?'}access_token=${kept.token}`, body)
  }

  async function comeOnline(agentId: AgentId): Promise<void> {
    await server.ctx.pool.query(
      `insert into presence (account_id, agent_id, process_id, sockets, seen_until)
       values ($1, $2, gen_random_uuid(), 1, 'infinity')`,
      [accountId, agentId],
    )
  }
}
