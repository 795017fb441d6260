import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { compatRoutes } from '../src/compat/admin-routes.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { typingRoutes } from '../src/delivery/typing.ts'
import { importRoutes } from '../src/imports/routes.ts'
import { createMediaLibrary } from '../src/media/media.ts'
import { mediaRoutes } from '../src/media/routes.ts'
import { createTeam } from '../src/team/team.ts'
import { makeAccount } from './factories.ts'
import { startTestServer, type TestServer } from './harness.ts'

// Every route of an account that the server has, asked by those who may not.

const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-who-may-'))
/** What some questions need to be questions at all. */
const queries: readonly (readonly [RegExp, string])[] = [
  [/\/days$/, 'month=2026-11'],
  [/records\/search$/, 'q=ab'],
  [/older$/, 'days=3'],
  [/export$/, 'format=csv&lang=en'],
  [/reports/, 'from=2026-11-01&to=2026-11-02&by=day&format=csv&table=series&language=en'],
  [/repl(ies|y-groups)\/\{id\}/, 'scope=team'],
]
/** Also of an agent's own: everything else in an account is a supervisor's or an admin's. */
const agents =
  /\/(desk|me|me\/release|recent|records|records\/search|replies|replies\/.*|reply-groups.*|media.*|conversations\/.*)$/

let server: TestServer
let stranger: string
let agent: string
let routes: { readonly method: string; readonly path: string }[]

beforeAll(async () => {
  server = await startTestServer({
    config: { dataDir },
    apiBeside: (ctx, desk) => {
      const downloadFor = () => {
        throw new Error('nothing is downloaded here')
      }
      const media = createMediaLibrary(ctx, { calls: ctx.calls, downloadFor, timers: systemTimers })
      const team = createTeam(ctx, { openPicture: media.open, timers: systemTimers })
      return [
        ...team.routes(desk.events),
        importRoutes(ctx, () => undefined),
        compatRoutes(ctx),
        typingRoutes(ctx, ctx.calls),
        mediaRoutes(ctx, media),
      ]
    },
  })
  const other = await makeAccount(server.ctx)
  const owner = { accountId: other.id, name: '别家的老板', kfAccount: null, role: 'owner' } as const
  stranger = await server.login((await addAgent(server.ctx, owner)).agentId)
  agent = await server.login(server.agents.lin)
  await server.fanSays('oFan', '客服')
  const { body } = await server.ask(null, 'GET', '/api/openapi.json')
  routes = Object.entries<object>(body.paths)
    .filter(([each]) => each.startsWith('/api/accounts/{account}'))
    .flatMap(([each, methods]) => Object.keys(methods).map((method) => ({ method, path: each })))
})
afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function askEach(cookie: string | null): Promise<(readonly [string, number])[]> {
  const answers: [string, number][] = []
  for (const { method, path: template } of routes) {
    const real = template
      .replace('{account}', server.account.id)
      .replace('{openid}', 'oFan')
      .replace('{agent}', server.agents.wu)
      .replace('{key}', randomUUID())
      .replace(/\{\w+\}/, '1')
    const query = queries.find(([pattern]) => pattern.test(template))?.[1] ?? ''
    const body = method === 'get' || method === 'delete' ? undefined : {}
    const { status } = await server.ask(cookie, method.toUpperCase(), `${real}?${query}`, body)
    // What is no question (a body that it needs) is answered before it is known who asks.
    if (status !== 400) answers.push([`${method} ${template}`, status])
  }
  return answers
}

describe('an account', () => {
  it('[design] is shut to whoever is not logged in, by every route', async () => {
    const answers = await askEach(null)
    expect(answers.length).toBeGreaterThan(50)
    expect(answers.filter(([, status]) => status !== 401)).toEqual([])
  })

  it('[L18] does not exist for the owner of another one, by any route', async () => {
    expect((await askEach(stranger)).filter(([, status]) => status !== 404)).toEqual([])
  })

  it('[L18] keeps its back office from its agents', async () => {
    const answers = await askEach(agent)
    const open = answers.filter(([route, status]) => status !== 403 && !agents.test(route))
    expect(open).toEqual([])
  })
})
