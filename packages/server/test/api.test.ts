import { randomUUID } from 'node:crypto'
import {
  commandAnswerSchema,
  conversationAnswerSchema,
  deskSnapshotSchema,
  errorAnswerSchema,
  messagesAnswerSchema,
  recentAnswerSchema,
} from '@duokefu/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { addAgent } from '../src/agents/service.ts'
import { presentMessage } from '../src/conversations/present.ts'
import { createPool } from '../src/db/pool.ts'
import { createHttp } from '../src/http/app.ts'
import { createDeskApi } from '../src/http/desk-api.ts'
import { createMetrics } from '../src/http/operator-routes.ts'
import { fillThread, makeAccount, makeRecord } from './factories.ts'
import { type Answer, startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let lin: string
let wu: string
let path: string
beforeAll(async () => {
  server = await startTestServer()
  lin = await server.login(server.agents.lin)
  wu = await server.login(server.agents.wu)
  path = `/api/accounts/${server.account.id}`
})
afterAll(() => server.stop())

const sandbox = {
  url: 'http://127.0.0.1:8081',
  mallUrl: 'http://127.0.0.1:8082/wechat',
  demoFile: null,
}
const newFan = () => `oFan_${randomUUID().replaceAll('-', '')}`
const get = (wanted: string, cookie = lin) => server.ask(cookie, 'GET', `${path}${wanted}`)
const errorOf = ({ body }: Answer) => errorAnswerSchema.parse(body).error

async function served(cookie = lin): Promise<{ fan: string; session: string }> {
  const fan = newFan()
  await server.fanSays(fan, '客服')
  return { fan, session: await server.accept(cookie, fan) }
}

const reply = (session: string, text: string) => ({
  type: 'reply',
  session,
  mode: 'send',
  content: { type: 'text', text },
})

describe('what the desk shows first', () => {
  it('[S7] is who waits, who is served, the agents and today', async () => {
    const { fan } = await served()
    const waiting = newFan()
    await server.fanSays(waiting, '在吗')
    const theirs = await served(wu)
    const snapshot = deskSnapshotSchema.parse((await get('/desk')).body)
    const openids = snapshot.conversations.map((row) => row.openid)
    expect(openids).toEqual(expect.arrayContaining([fan, waiting]))
    expect(openids).not.toContain(theirs.fan)
    expect(snapshot.me).toMatchObject({ agentId: server.agents.lin, role: 'agent' })
    expect(snapshot.agents.map(({ name, status }) => `${name} ${status}`)).toEqual([
      '小林 offline',
      '小吴 offline',
      '老周 offline',
    ])
    const row = snapshot.conversations.find((each) => each.openid === waiting)
    expect(row).toMatchObject({
      state: 'waiting',
      cause: 'new',
      reason: { kind: 'rule', matched: '在吗' },
      last: { type: 'text', text: '在吗', direction: 'in' },
      quota: { kind: 'known', left: 5 },
    })
    expect(row?.alias).toMatch(/^\p{Script=Han}{2,4} [0-9A-HJKMNP-TV-Z]{4}$/u)
  })

  it('[S6] counts customers and replies of the day, and a customer once', async () => {
    const fresh = await startTestServer()
    try {
      const cookie = await fresh.login(fresh.agents.lin)
      const today = async () =>
        (await fresh.ask(cookie, 'GET', `/api/accounts/${fresh.account.id}/desk`)).body.me.today
      const fan = newFan()
      await fresh.fanSays(fan, '客服')
      const session = await fresh.accept(cookie, fan)
      expect(await today()).toEqual({ served: 0, replies: 0 })
      const { body } = await fresh.command(cookie, fan, reply(session, '您好'))
      expect(await today()).toEqual({ served: 1, replies: 0 })
      const target = { accountId: fresh.account.id, openid: fan, seq: body.message.seq }
      await fresh.ctx.pool.query("update outbox set state = 'sending' where openid = $1", [fan])
      await fresh.ctx.ledger.submit({ type: 'delivered', ...target, result: { state: 'sent' } })
      expect(await today()).toEqual({ served: 1, replies: 1 })
      await fresh.command(cookie, fan, { type: 'close', session, held: 'ask', reason: null })
      const again = (await fresh.command(cookie, fan, { type: 'reopen' })).body.conversation.session
      await fresh.command(cookie, fan, reply(again, '还在吗'))
      expect(await today()).toEqual({ served: 1, replies: 1 })
    } finally {
      await fresh.stop()
    }
  })
})

describe('a desk command', () => {
  it('[S3] two agents accept at once: one wins, the other hears who', async () => {
    const fan = newFan()
    await server.fanSays(fan, '客服')
    const accept = { type: 'accept', aboveMaximum: false }
    const answers = await Promise.all([lin, wu].map((cookie) => server.command(cookie, fan, accept)))
    const won = answers.find(({ status }) => status === 200)
    const lost = answers.find(({ status }) => status === 409)
    const { conversation } = commandAnswerSchema.parse(won?.body)
    expect(lost && errorOf(lost)).toMatchObject({ code: 'already_served', by: conversation.agentId })
  })

  it('[L8] a reply answers with its record, and the same id again with the same one', async () => {
    const { fan, session } = await served()
    const id = randomUUID()
    const body = { ...reply(session, '您好，请稍等'), id }
    const first = commandAnswerSchema.parse((await server.command(lin, fan, body)).body)
    expect(first.message).toMatchObject({
      clientId: id,
      direction: 'out',
      origin: 'agent',
      agentId: server.agents.lin,
      delivery: { state: 'sending' },
    })
    const again = commandAnswerSchema.parse((await server.command(lin, fan, body)).body)
    expect(again.message?.seq).toBe(first.message?.seq)
  })

  it('[L14] another session than the one on the screen is refused', async () => {
    const { fan } = await served()
    const answer = await server.command(lin, fan, reply(randomUUID(), '晚了'))
    expect(answer.status).toBe(409)
    expect(errorOf(answer)).toMatchObject({ code: 'session_ended' })
  })

  it("[S9] nobody writes to another agent's customer", async () => {
    const { fan, session } = await served()
    const answer = await server.command(wu, fan, reply(session, '我来'))
    expect(errorOf(answer)).toMatchObject({ code: 'not_yours', by: server.agents.lin })
    expect(answer.status).toBe(403)
  })

  it('[L10] a picture is sent by the key of its upload, and only by one that there is', async () => {
    const { fan, session } = await served()
    await server.ctx.pool.query(
      `insert into media (account_id, media_key, mime, bytes, width, height, state, created_at)
       values ($1, 'k-picture', 'image/png', 68, 40, 30, 'ready', now())`,
      [server.account.id],
    )
    const image = (mediaKey: string) => ({ ...reply(session, ''), content: { type: 'image', mediaKey } })
    const { message } = commandAnswerSchema.parse((await server.command(lin, fan, image('k-picture'))).body)
    expect(message?.content).toMatchObject({ type: 'image', media: { key: 'k-picture', width: 40 } })
    expect((await server.command(lin, fan, image('k-nothing'))).status).toBe(404)
  })

  it('[S1] 标为未读 and 置顶 are for whoever serves, and reading makes 未读 end again', async () => {
    const { fan, session } = await served(wu)
    await server.fanSays(fan, '还在吗')
    const { body } = await get(`/conversations/${fan}/messages`, wu)
    const seq = body.messages.at(-1).seq
    const row = async (command: Record<string, unknown>, cookie = wu) =>
      (await server.command(cookie, fan, command)).body.conversation
    expect(await row({ type: 'read', seq })).toMatchObject({ unread: 0 })
    expect(await row({ type: 'mark_unread' })).toMatchObject({ unread: 1 })
    expect(await row({ type: 'read', seq })).toMatchObject({ unread: 0 })
    expect(await row({ type: 'pin', on: true })).toMatchObject({ pinned: true })
    const others = await server.command(lin, fan, { type: 'pin', on: true })
    expect(others.body.error).toMatchObject({ code: 'not_yours', by: server.agents.wu })
    await server.command(wu, fan, { type: 'transfer', session, to: { kind: 'everybody' }, note: null })
    expect(await row({ type: 'accept', aboveMaximum: true }, lin)).toMatchObject({ pinned: false })
  })

  it('[S18] 离开设置 and preferences are kept whole, and an index of no text is refused', async () => {
    const away = { on: true, texts: ['我在开会', '我吃饭去了'], inUse: 1 }
    const patch = (body: object) => server.ask(wu, 'PATCH', `${path}/me`, body)
    expect((await patch({ away, preferences: { servingSort: 'latest' } })).body).toMatchObject({ away })
    expect((await patch({ status: 'away' })).body).toMatchObject({
      status: 'away',
      away,
      preferences: { servingSort: 'latest' },
    })
    expect((await patch({ away: { ...away, inUse: 2 } })).status).toBe(400)
    await patch({ status: 'online' })
  })

  it('[L14] a customer whom nobody knows is not found', async () => {
    const answer = await server.command(lin, newFan(), { type: 'reopen' })
    expect(answer.status).toBe(404)
  })

  it('[L13] 备注名 and 描述 are kept, and spaces alone take them away', async () => {
    const { fan } = await served()
    const change = (body: object) => server.ask(lin, 'PATCH', `${path}/conversations/${fan}/customer`, body)
    const named = await change({ remark: ' 花花 ', description: '常买多肉' })
    expect(conversationAnswerSchema.parse(named.body)).toMatchObject({
      conversation: { remark: '花花' },
      customer: { remark: '花花', description: '常买多肉' },
    })
    expect((await change({ remark: '  ' })).body.customer).toMatchObject({
      remark: null,
      description: '常买多肉',
    })
  })
})

describe("a customer's records", () => {
  const month = 30 * 24 * 60 * 60_000

  it('[S4] come by pages without gap or repeat, over months', async () => {
    const fan = newFan()
    // Three months of different density, with several records in one millisecond.
    const start = Date.now() - 3 * month
    const times = Array.from({ length: 230 }, (_, n) => start + Math.floor(n / 3) * (month / 26))
    await fillThread(server.ctx, server.account.id, fan, times)
    const seqs: number[] = []
    let before: string | null = null
    do {
      const query: string = before === null ? '' : `&before=${before}`
      const page = messagesAnswerSchema.parse(
        (await get(`/conversations/${fan}/messages?limit=40${query}`)).body,
      )
      seqs.unshift(...page.messages.map((message) => message.seq))
      before = page.before
    } while (before !== null)
    expect(seqs).toEqual(times.map((_, n) => n + 1))
  })

  it('[S4] of a customer with many touch no partition that a page does not need', async () => {
    const fan = newFan()
    await fillThread(
      server.ctx,
      server.account.id,
      fan,
      Array.from({ length: 500 }, (_, n) => Date.now() - (500 - n) * 1000),
    )
    const { rows } = await server.ctx.pool.query<{ 'QUERY PLAN': string }>(
      `explain select 1 from message m where m.account_id = $1 and m.openid = $2 and m.seq < 400
         and m.at < to_timestamp($3::float8 / 1000) and m.at >= to_timestamp($4::float8 / 1000) order by m.seq desc limit 50`,
      [server.account.id, fan, Date.now(), Date.now() - 31 * 24 * 60 * 60_000],
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan.match(/message_\d{6}/g)?.length).toBeLessThanOrEqual(4)
  })

  it('[L16] a late arrival shows its own time', () => {
    const at = 1_760_000_000_000
    expect(presentMessage(makeRecord({ at, sentAt: at - 60_000 })).lateFrom).toBeNull()
    expect(presentMessage(makeRecord({ at, sentAt: at - 60_001 })).lateFrom).toBe(at - 60_001)
  })

  it('[S25] 最近 has whom the agent served last, page by page', async () => {
    const fans: string[] = []
    for (let n = 0; n < 5; n += 1) {
      const { fan, session } = await served(wu)
      await server.command(wu, fan, { type: 'close', session, held: 'ask', reason: null })
      fans.unshift(fan)
    }
    const first = recentAnswerSchema.parse((await get('/recent?limit=3', wu)).body)
    const rest = recentAnswerSchema.parse((await get(`/recent?limit=3&before=${first.nextBefore}`, wu)).body)
    const both = [...first.conversations, ...rest.conversations]
    expect(both.map((row) => row.openid).filter((openid) => fans.includes(openid))).toEqual(fans)
    expect(first.conversations[0]).toMatchObject({ endReason: 'closed', lastAgentId: server.agents.wu })
  })

  it('[S23] 最近 has whom the agent gave to a colleague, and says to whom', async () => {
    const { fan, session } = await served(wu)
    const to = { kind: 'agent', agent: server.agents.zhou }
    await server.ctx.pool.query(
      `insert into presence (account_id, agent_id, process_id, sockets, seen_until) values ($1, $2, $3, 1, 'infinity')`,
      [server.account.id, server.agents.zhou, randomUUID()],
    )
    await server.command(wu, fan, { type: 'transfer', session, to, note: null })
    const { conversations } = recentAnswerSchema.parse((await get('/recent', wu)).body)
    expect(conversations[0]).toMatchObject({
      openid: fan,
      endReason: 'transferred',
      lastAgentId: server.agents.wu,
      agentId: server.agents.zhou,
    })
  })
})

describe('who may ask', () => {
  it('[design] nobody without a login', async () => {
    expect((await server.ask(null, 'GET', `${path}/desk`)).status).toBe(401)
    expect((await server.ask('duokefu_login=nonsense', 'GET', `${path}/desk`)).status).toBe(401)
  })

  it('[L18] an agent who left sees and does nothing any more, whatever their cookie', async () => {
    const { ctx, account } = server
    const { agentId } = await addAgent(ctx, {
      accountId: account.id,
      name: '小郑',
      kfAccount: null,
      role: 'agent',
    })
    const cookie = await server.login(agentId)
    const desk = `/api/accounts/${account.id}/desk`
    expect((await server.ask(cookie, 'GET', desk)).status).toBe(200)
    await ctx.pool.query('update agent set left_at = now() where agent_id = $1', [agentId])
    expect((await server.ask(cookie, 'GET', desk)).status).toBe(404)
    expect((await server.ask(cookie, 'GET', '/api/session')).body.accounts).toEqual([])
  })

  it("[design] another account's data does not exist", async () => {
    const other = await makeAccount(server.ctx)
    const { fan } = await served()
    for (const wanted of ['/desk', '/recent', `/conversations/${fan}`, `/conversations/${fan}/messages`])
      expect((await server.ask(lin, 'GET', `/api/accounts/${other.id}${wanted}`)).status).toBe(404)
    expect((await server.ask(lin, 'GET', '/api/accounts/9999999999999999999/desk')).status).toBe(404)
  })

  it.each([
    ['another site', 'https://evil.example', 403],
    ['a sandboxed frame', 'null', 403],
  ])('[design] a request from %s changes nothing', async (_name, origin, status) => {
    const response = await fetch(`${server.url}/api/logout`, {
      method: 'POST',
      headers: { cookie: lin, origin },
    })
    expect(response.status).toBe(status)
    expect((await server.ask(lin, 'GET', '/api/session')).status).toBe(200)
  })

  it('[design] a socket from another site is refused, and one without a login', async () => {
    const open = (headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        const url = `${server.url.replace('http', 'ws')}/api/realtime?account=${server.account.id}`
        new WebSocket(url, { headers })
          .on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
          .on('open', () => resolve(101))
          .on('error', () => undefined)
      })
    expect(await open({ cookie: lin, origin: 'https://evil.example' })).toBe(403)
    expect(await open({ origin: server.url })).toBe(401)
  })

  it('[design] with the sandbox on, no foreign host and nothing that a proxy passed on', async () => {
    const demo = await startTestServer({ config: { sandbox } })
    try {
      const ask = async (headers: Record<string, string>) => {
        const answer = await demo.app.inject({ url: '/api/sandbox/agents', headers })
        return [answer.statusCode, answer.headers['content-type']]
      }
      expect(await ask({ host: '127.0.0.1:8080' })).toEqual([200, 'application/json; charset=utf-8'])
      expect(await ask({ host: 'kefu.example.com' })).toEqual([403, 'text/plain; charset=utf-8'])
      expect((await ask({ host: '127.evil.example:8080' }))[0]).toBe(403)
      expect((await ask({ host: 'localhost:8080', 'x-forwarded-for': '1.2.3.4' }))[0]).toBe(403)
      expect((await ask({ host: '[::1]:8080' }))[0]).toBe(200)
    } finally {
      await demo.stop()
    }
  })
})

describe('faults', () => {
  it.each([
    ['no JSON', 'POST', '/api/login/link', 'application/json', '{', 400],
    ['a wrong shape', 'POST', '/api/login/link', 'application/json', '{"token":1}', 400],
    ['another type', 'POST', '/api/login/link', 'text/xml', '<x/>', 400],
    ['an address that is none', 'GET', '/api/nothing', null, null, 404],
  ])('[design] %s is a word of the contract', async (_name, method, wanted, type, body, status) => {
    const response = await fetch(`${server.url}${wanted}`, {
      method,
      ...(type === null ? {} : { headers: { 'content-type': type } }),
      ...(body === null ? {} : { body }),
    })
    expect(response.status).toBe(status)
    expect(errorAnswerSchema.parse(await response.json()).error.requestId).toBeNull()
  })

  it('[design] a bug is told as an id, which names the log line with its stack', async () => {
    const lines: string[] = []
    const broken = await startTestServer({
      logTo: { write: (line: string) => lines.push(line) },
      api: [(scope) => void scope.get('/api/broken', () => Promise.reject(new Error('a detail of ours')))],
    })
    try {
      const answer = await broken.ask(null, 'GET', '/api/broken?secret=sesame')
      expect(answer.status).toBe(500)
      const { code, requestId } = errorOf(answer)
      expect(code).toBe('internal')
      expect(JSON.stringify(answer.body)).not.toContain('a detail of ours')
      const line = lines.find((each) => each.includes(String(requestId))) ?? ''
      expect(line).toContain('a detail of ours')
      expect(lines.join('')).not.toContain('sesame')
    } finally {
      await broken.stop()
    }
  })

  it('[design] no message text, token or openid is logged', async () => {
    const lines: string[] = []
    const quiet = await startTestServer({ logTo: { write: (line: string) => lines.push(line) } })
    try {
      const cookie = await quiet.login(quiet.agents.lin)
      const fan = newFan()
      await quiet.fanSays(fan, '客服')
      const session = await quiet.accept(cookie, fan)
      await quiet.command(cookie, fan, reply(session, '您的密码是芝麻开门'))
      await quiet.ask(cookie, 'POST', `/api/accounts/1/conversations/${fan}/commands`, { id: 'no' })
      for (const word of [fan, '芝麻', cookie.split('=')[1] ?? '-'])
        expect(lines.join('')).not.toContain(word)
    } finally {
      await quiet.stop()
    }
  })

  it('[design] a database that is away is said to be unavailable, and not our bug', async () => {
    const away = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
    const ctx = { ...server.ctx, pool: away }
    const metrics = createMetrics()
    const { routes } = createDeskApi(ctx, () => undefined, metrics)
    const app = await createHttp(ctx, { api: routes, outside: [], deskDir: null, metrics })
    for (const url of ['/readyz', '/api/session']) {
      const answer = await app.inject({ url, headers: { cookie: lin } })
      expect(answer.statusCode).toBe(503)
      expect(errorAnswerSchema.parse(answer.json()).error.code).toBe('unavailable')
    }
    await app.close()
  })
})

describe('for operators', () => {
  it('[design] health, readiness, figures and the description of the API', async () => {
    expect((await server.ask(null, 'GET', '/healthz')).status).toBe(200)
    expect((await server.ask(null, 'GET', '/readyz')).status).toBe(200)
    const { body: metrics } = await server.ask(null, 'GET', '/metrics')
    expect(metrics).toContain('route="/api/accounts/:account/desk"')
    expect(metrics).not.toContain('oFan_')
    const { body: api } = await server.ask(null, 'GET', '/api/openapi.json')
    expect(api.openapi).toBe('3.1.0')
    expect(Object.keys(api.paths)).toEqual(
      expect.arrayContaining([
        '/api/session',
        '/api/accounts/{account}/desk',
        '/api/accounts/{account}/conversations/{openid}/commands',
      ]),
    )
  })

  it('[design] the policy for content lets in nothing from elsewhere', async () => {
    const { headers } = await server.ask(null, 'GET', '/healthz')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
  })
})
