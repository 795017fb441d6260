import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../src/demo.ts'
import { createLoginLink } from '../src/login/service.ts'
import { type Answer, startTestServer, type TestServer } from './harness.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const hours = (n: number) => n * 60 * 60_000
const days = (n: number) => n * hours(24)

async function personId(agentId: string): Promise<string> {
  const sql = 'select agent.person_id from agent where agent.agent_id = $1'
  const { rows } = await server.ctx.pool.query<{ person_id: string }>(sql, [agentId])
  return rows[0]?.person_id ?? ''
}

async function linkFor(agentId: string): Promise<string> {
  return createLoginLink(server.ctx, await personId(agentId))
}

const follow = (token: string) => server.ask(null, 'POST', '/api/login/link', { token })
const cookieOf = (answer: Answer) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const session = (cookie: string | null) => server.ask(cookie, 'GET', '/api/session')

describe('a one-time link', () => {
  it('[S24] logs its person in, who sees their accounts and nothing else', async () => {
    const answer = await follow(await linkFor(server.agents.lin))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^duokefu_login=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const { body } = await session(cookieOf(answer))
    expect(body).toEqual({
      person: { id: await personId(server.agents.lin), name: '小林' },
      accounts: [
        {
          id: server.account.id,
          appid: server.account.appid,
          name: '花田小店',
          agentId: server.agents.lin,
          role: 'agent',
        },
      ],
      sandboxUrl: null,
    })
  })

  it('[S24] works once, also when it is opened ten times at once', async () => {
    const token = await linkFor(server.agents.lin)
    const answers = await Promise.all(Array.from({ length: 10 }, () => follow(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.error?.code === 'login_link_invalid')).toHaveLength(9)
  })

  it.each([
    ['a minute before', hours(24) - 60_000, 200],
    ['a second after', hours(24) + 1_000, 410],
  ])('[S24] lives a day: %s', async (_name, waited, status) => {
    const token = await linkFor(server.agents.lin)
    server.clock.skewMs += waited
    try {
      expect((await follow(token)).status).toBe(status)
    } finally {
      server.clock.skewMs -= waited
    }
  })

  it('[design] is stored as a hash alone, as logins are', async () => {
    const token = await linkFor(server.agents.lin)
    const cookie = cookieOf(await follow(token))
    const { rows } = await server.ctx.pool.query(
      `select 1 from login_link where token_hash = sha256(convert_to($1, 'utf8'))
       union all select 1 from login where token_hash = sha256(convert_to($2, 'utf8'))`,
      [token, cookie.split('=')[1]],
    )
    expect(rows).toHaveLength(2)
  })

  it('[design] cannot be guessed for long', async () => {
    const fresh = await startTestServer()
    try {
      const guess = () => fresh.ask(null, 'POST', '/api/login/link', { token: 'a guess of sixteen' })
      const answers = []
      for (let count = 0; count < 25; count += 1) answers.push(await guess())
      expect(answers.at(0)?.body.error.code).toBe('login_link_invalid')
      expect(answers.at(-1)).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    } finally {
      await fresh.stop()
    }
  })
})

describe('a login', () => {
  it('[S24] ends by logging out', async () => {
    const cookie = await server.login(server.agents.lin)
    expect((await session(cookie)).status).toBe(200)
    const out = await server.ask(cookie, 'POST', '/api/logout', {})
    expect(out.headers.get('set-cookie')).toMatch(/^duokefu_login=; /)
    expect((await session(cookie)).body).toMatchObject({ person: null, accounts: [] })
  })

  it('[S24] lasts thirty days after its last use', async () => {
    const cookie = await server.login(server.agents.lin)
    const before = server.clock.skewMs
    try {
      server.clock.skewMs += days(29)
      const used = await session(cookie)
      expect(used.status).toBe(200)
      expect(used.headers.get('set-cookie')).toContain('Max-Age=2592000')
      server.clock.skewMs += days(29)
      expect((await session(cookie)).body.person).not.toBeNull()
      server.clock.skewMs += days(30) + 1_000
      expect((await session(cookie)).body.person).toBeNull()
    } finally {
      server.clock.skewMs = before
    }
  })

  it('[design] is Secure where the desk is reached by https', async () => {
    const fresh = await startTestServer({ config: { publicUrl: 'https://kefu.example.com' } })
    try {
      const token = await createLoginLink(fresh.ctx, '1')
      const answer = await fresh.ask(null, 'POST', '/api/login/link', { token })
      expect(answer.headers.get('set-cookie')).toContain('; Secure')
      expect(answer.headers.get('strict-transport-security')).toContain('max-age')
    } finally {
      await fresh.stop()
    }
  })
})

describe('the demo', () => {
  const sandbox = {
    url: 'http://127.0.0.1:8081',
    mallUrl: 'http://127.0.0.1:8082/wechat',
    demoFile: null,
  }

  it('[design] has one-click logins with the sandbox, and without it no such address', async () => {
    const demo = await startTestServer({ config: { sandbox } })
    try {
      const { agents } = (await demo.ask(null, 'GET', '/api/sandbox/agents')).body
      type Listed = { name: string; oneClick: boolean }
      const listed = agents.map(({ name, oneClick }: Listed) => `${name} ${oneClick}`)
      expect(listed).toEqual(['小林 true', '小吴 true', '老周 false'])
      const { lin, zhou } = demo.agents
      const answer = await demo.ask(null, 'POST', '/api/login/sandbox', { agentId: lin })
      expect((await demo.ask(cookieOf(answer), 'GET', '/api/session')).body.sandboxUrl).toBe(sandbox.url)
      expect((await demo.ask(null, 'POST', '/api/login/sandbox', { agentId: zhou })).status).toBe(404)
    } finally {
      await demo.stop()
    }
    expect((await server.ask(null, 'GET', '/api/sandbox/agents')).status).toBe(404)
    const click = { agentId: server.agents.lin }
    expect((await server.ask(null, 'POST', '/api/login/sandbox', click)).status).toBe(404)
  })

  it('[design] is made once, and follows its ports', async () => {
    const file = new URL('fixtures/demo-shop.json', import.meta.url).pathname
    const first = { file, apiBase: 'http://127.0.0.1:8081', developerUrl: 'http://127.0.0.1:8082/wechat' }
    const token = await seedDemo(server.ctx, first)
    expect((await follow(token ?? '')).status).toBe(200)
    expect(await seedDemo(server.ctx, { ...first, developerUrl: 'http://127.0.0.1:9/wechat' })).toBeNull()
    const shop = await server.ctx.accounts.byAppid('wx0123456789abcdef')
    expect(shop).toMatchObject({ configVersion: 2, developer: { url: 'http://127.0.0.1:9/wechat' } })
    const { rows } = await server.ctx.pool.query(
      'select agent.name, agent.role from agent where agent.account_id = $1 order by agent.agent_id',
      [shop?.id],
    )
    expect(rows).toEqual([
      { name: '小林', role: 'agent' },
      { name: '小吴', role: 'agent' },
      { name: '老周', role: 'owner' },
    ])
  })
})
