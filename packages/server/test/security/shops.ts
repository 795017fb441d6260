import { channel } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { pino } from 'pino'
import { type Dispatcher, request } from 'undici'
import { addAgent } from '../../src/agents/service.ts'
import { readConfig } from '../../src/config.ts'
import { serializers } from '../../src/loggable.ts'
import { createLoginLink, loginByLink } from '../../src/login/service.ts'
import { type Server, startServer } from '../../src/server.ts'
import { makeAccount } from '../factories.ts'
import { errcode, type FakeWechat, startFakeWechat, tokenPath } from '../fake-wechat.ts'
import { fanText } from '../ledger-harness.ts'
import { pngOf } from '../png.ts'
import { createTestDatabase } from '../postgres.ts'
import { behave } from '../team-harness.ts'

/** What the server knows of a shop and nobody else is to learn. */
export interface KnownSecrets {
  readonly appSecret: string
  readonly token: string
  readonly encodingAesKey: string
  readonly developerToken: string
  readonly developerAesKey: string
  readonly accessToken: string
}

/** Everybody who may ask, by what they are in the shop. */
export const roles = ['agent', 'supervisor', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** One of each thing that a request can name. */
export interface Things {
  readonly openid: string
  readonly agent: AgentId
  readonly group: string
  readonly reply: string
  readonly ownReply: string
  readonly replyGroup: string
  readonly ownReplyGroup: string
  readonly material: string
  readonly media: string
  readonly key: string
  readonly address: string
  readonly session: string
}

export interface Shop {
  readonly id: AccountId
  readonly appid: string
  /** Stands in every text and name of this shop, and in nothing of the other one. */
  readonly marker: string
  readonly secrets: KnownSecrets
  readonly cookies: Readonly<Record<Role, string>>
  readonly agents: Readonly<Record<Role, AgentId>>
  readonly things: Things
  /** Keys of the two doors for programs, as they were shown once. */
  readonly apiKey: string
  readonly tokenKey: string
}

/** A route as the server registered it. */
export interface Route {
  readonly method: string
  readonly url: string
  /** Requests of one address in a minute; null = as many as there are. */
  readonly perMinute: number | null
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

/** Everything that is stored of a shop, by table, but for what the server counts by itself. */
export async function storedOf({ rows }: Pick<Shops, 'rows'>, { id }: Shop): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    `select c.table_name as name from information_schema.columns c join pg_class t on t.relname = c.table_name
     where c.column_name = 'account_id' and c.table_schema = 'public' and not t.relispartition
       and c.table_name !~ '^(report_|gateway_|developer_(failure|standing)|connection_seen)' order by 1`,
  )
  const digests = tables.map(async ({ name }) => {
    const sql = `select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as digest
      from "${name}" t where account_id = $1`
    return [name, (await rows<{ digest: string }>(sql, [id]))[0]?.digest ?? ''] as const
  })
  return Object.fromEntries(await Promise.all(digests))
}

export interface Asked {
  readonly cookie?: string | null
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** Two shops with people and things on one whole server, and WeChat as a test wants it. */
export interface Shops {
  readonly server: Server
  readonly wechat: FakeWechat
  readonly ours: Shop
  readonly theirs: Shop
  /** Cookies of somebody who left our shop and still serves the other one. */
  readonly removed: string
  /** Every route that the server has. */
  readonly routes: readonly Route[]
  /** Lines of the log, at its finest level. */
  readonly log: readonly string[]
  readonly secret: string
  /** From an address of its own, so that no limit by address is met by chance. */
  ask(method: string, path: string, asked?: Asked): Promise<Answer>
  login(agentId: AgentId): Promise<string>
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

const installationSecret = 'the secret of an installation that nobody is told'

export async function startShops(): Promise<Shops> {
  const [database, wechat] = await Promise.all([createTestDatabase(), startFakeWechat()])
  const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-security-'))
  const log: string[] = []
  const routes: Route[] = []
  const forget = onEachRoute((route) => void routes.push(route))
  const server = await startServer({
    config: readConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.connectionString,
      DUOKEFU_SECRET: installationSecret,
      ALLOW_PRIVATE_URLS: 'on',
      TRUSTED_PROXIES: 'loopback',
    }),
    log: pino({ level: 'trace', serializers }, { write: (line) => void log.push(line) }),
    deskDir: null,
  })
  forget()
  behave(wechat)
  wechat.on('/mall', () => ({ json: {} }))

  let asked = 0
  async function ask(method: string, wanted: string, { cookie = null, headers = {}, body }: Asked = {}) {
    asked += 1
    const [type, bytes] = await encoded(body)
    const answer = await request(`${server.url}${wanted}`, {
      method: method as Dispatcher.HttpMethod,
      headers: {
        'x-forwarded-for': `2001:db8:${(asked >> 16).toString(16)}:${(asked & 0xffff).toString(16)}::1`,
        ...(cookie === null ? {} : { cookie }),
        ...(type === null ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(bytes === null ? {} : { body: bytes }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers as Answer['headers'],
      text: await answer.body.text(),
    }
  }

  async function login(agentId: AgentId): Promise<string> {
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

  const open = { server, wechat, ask, login, rows }
  // Ids that are found again wherever they are told.
  await rows(
    `select setval(quote_ident(relname)::regclass, 7300000 + oid::int % 90000) from pg_class where relkind = 'S'`,
  )
  const ours = await openShop(open, '甲记')
  const theirs = await openShop(open, '乙记')
  return {
    ...open,
    ours,
    theirs,
    removed: await removeFrom(open, ours, theirs),
    routes,
    log,
    secret: installationSecret,
    async stop() {
      await server.stop()
      await wechat.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function encoded(body: unknown): Promise<readonly [string | null, Buffer | string | null]> {
  if (body === undefined) return [null, null]
  if (!(body instanceof FormData)) return ['application/json', JSON.stringify(body)]
  const form = new Response(body)
  return [form.headers.get('content-type'), Buffer.from(await form.arrayBuffer())]
}

type Open = Pick<Shops, 'server' | 'wechat' | 'ask' | 'login' | 'rows'>

/** Fastify tells of each instance that is made: what this one registers, whoever does it, is heard. */
function onEachRoute(heard: (route: Route) => void): () => void {
  const made = channel('fastify.initialization')
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
      const { max = null } = (config as { rateLimit?: { max?: number } } | undefined)?.rateLimit ?? {}
      for (const each of [method].flat()) heard({ method: each, url, perMinute: max })
    })
  }
  made.subscribe(listen)
  return () => void made.unsubscribe(listen)
}

async function openShop({ server, wechat, ask, login, rows }: Open, marker: string): Promise<Shop> {
  const { ctx } = server
  const code = Buffer.from(marker).toString('hex').slice(0, 6)
  const secrets = secretsOf(code)
  wechat.on(tokenPath, ({ json }) =>
    json.secret === undefined
      ? errcode(41004)
      : { json: { access_token: accessTokenOf(String(json.secret)), expires_in: 7_200 } },
  )
  const { id, appid } = await makeAccount(ctx, {
    name: `${marker}花店`,
    secret: secrets.appSecret,
    token: secrets.token,
    encodingAesKey: secrets.encodingAesKey,
    mode: 'safe',
    apiBase: wechat.url,
    wechatId: `shop${code}`,
    developer: {
      url: `${wechat.url}/mall`,
      token: secrets.developerToken,
      encodingAesKey: secrets.developerAesKey,
    },
  })
  const person = async (role: Role, name: string) =>
    (await addAgent(ctx, { accountId: id, name: `${marker}${name}`, kfAccount: null, role })).agentId
  const agents = {
    agent: await person('agent', '小林'),
    supervisor: await person('supervisor', '主管'),
    admin: await person('admin', '管家'),
    owner: await person('owner', '老板'),
  }
  const cookies = {
    agent: await login(agents.agent),
    supervisor: await login(agents.supervisor),
    admin: await login(agents.admin),
    owner: await login(agents.owner),
  }
  const made = async (path: string, body: unknown, cookie = cookies.owner) => {
    const answer = await ask('POST', `/api/accounts/${id}${path}`, { cookie, body })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return JSON.parse(answer.text)
  }
  const openid = `oSecurity_Fan_of_${code}`
  await ctx.ledger.submit(fanText(id, openid, '客服'))
  await ctx.ledger.submit(fanText(id, openid, `${marker}的订单到哪了`))
  const command = (body: object) =>
    made(`/conversations/${openid}/commands`, { id: crypto.randomUUID(), ...body }, cookies.agent)
  const { conversation } = await command({ type: 'accept', aboveMaximum: true })
  const quickReply = {
    title: marker,
    text: `${marker}的话术`,
    pictures: [],
    card: null,
    groupId: null,
    audience: null,
  }
  const reply = async (scope: string, cookie = cookies.owner) =>
    (await made('/replies', { scope, reply: quickReply }, cookie)).id
  const replyGroup = async (scope: string, cookie = cookies.owner) =>
    (await made('/reply-groups', { scope, name: marker }, cookie)).id
  const picture = new FormData()
  picture.set('media', new Blob([pngOf(3, 2, () => [1, 2, 3, 255])]), `${marker}.png`)
  const material = { title: marker, content: { type: 'text', text: `${marker}的素材` } }
  const api = await made('/compat/keys', { door: 'api', name: `${marker}商城` })
  const tokenOut = await made('/compat/keys', { door: 'wechat_token', name: `${marker}积分` })
  const range = { door: 'api', range: '203.0.113.0/24', note: marker }
  const [keptKey] = await rows<{ key_id: string }>(
    'select key_id from api_key where account_id = $1 order by key_id limit 1',
    [id],
  )
  const things: Things = {
    openid,
    agent: await person('agent', '小吴'),
    group: (await made('/team/groups', { name: `${marker}售后`, members: [] })).groups[0].id,
    reply: await reply('team'),
    ownReply: await reply('own', cookies.agent),
    replyGroup: await replyGroup('team'),
    ownReplyGroup: await replyGroup('own', cookies.agent),
    material: (await made('/materials', { materials: [material] })).materials[0].id,
    media: (await made('/media', picture)).key,
    key: keptKey?.key_id ?? '',
    address: (await made('/compat/addresses', range)).addresses[0].id,
    session: conversation.session,
  }
  return {
    id,
    appid,
    marker,
    secrets,
    cookies,
    agents,
    things,
    apiKey: api.secret,
    tokenKey: tokenOut.secret,
  }
}

function secretsOf(code: string): KnownSecrets {
  return {
    appSecret: `appsecret${code}of0the0shop0000000`,
    token: `CallbackToken${code}`,
    encodingAesKey: `CallbackAesKey${code}`.padEnd(42, '7').concat('A'),
    developerToken: `MallToken${code}`,
    developerAesKey: `MallAesKey${code}`.padEnd(42, '8').concat('A'),
    accessToken: accessTokenOf(`appsecret${code}of0the0shop0000000`),
  }
}

/** WeChat's token for whoever shows this AppSecret. */
function accessTokenOf(appSecret: string): string {
  return `WechatAccessTokenFor_${Buffer.from(appSecret).toString('base64url')}`
}

/** Somebody who served both shops and has left ours. */
async function removeFrom({ server, ask, login, rows }: Open, ours: Shop, theirs: Shop): Promise<string> {
  const { agentId, personId } = await addAgent(server.ctx, {
    accountId: ours.id,
    name: `${ours.marker}旧人`,
    kfAccount: null,
    role: 'admin',
  })
  await rows(`insert into agent (account_id, name, role, person_id) values ($1, $2, 'agent', $3)`, [
    theirs.id,
    `${theirs.marker}新人`,
    personId,
  ])
  const cookie = await login(agentId)
  const path = `/api/accounts/${ours.id}/team/agents/${agentId}/deactivate`
  const left = await ask('POST', path, { cookie: ours.cookies.owner, body: { deleteKf: false } })
  if (left.status !== 200) throw new Error(`nobody left: ${left.text}`)
  return cookie
}
