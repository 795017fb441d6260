import { randomUUID } from 'node:crypto'
import type { AccountId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { MessageRecord } from '../src/conversations/records.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { breakerLimits } from '../src/gateway/breaker.ts'
import { createBreakers } from '../src/gateway/breakers.ts'
import { createHealthKeeper } from '../src/gateway/health-keeper.ts'
import { startTestServer, type TestServer } from './harness.ts'

// What an admin sees of the gateway, put together from what each process counted.

const minuteMs = 60_000
let server: TestServer
let admin: string
let accountId: AccountId

beforeAll(async () => {
  server = await startTestServer()
  accountId = server.account.id
  admin = await server.login(server.agents.zhou)
})
afterAll(() => server.stop())
beforeEach(async () => {
  await server.ctx.pool.query('truncate gateway_minute, developer_failure, developer_standing')
  await withDeveloper('https://mall.example.com/wechat')
})

async function withDeveloper(url: string | null): Promise<void> {
  await server.ctx.pool.query(
    `update account set developer_url = $1, developer_token = 'developer', config_version = config_version + 1`,
    [url],
  )
  await server.ctx.accounts.refresh(accountId)
}

/** One more server process, as far as its gateway goes. */
function anotherProcess() {
  const { ctx, clock } = server
  const breakers = createBreakers(clock)
  const keeper = createHealthKeeper({ ...ctx, processId: randomUUID() }, { breakers, timers: systemTimers })
  return {
    ...keeper,
    called: (times: number) => {
      for (let index = 0; index < times; index += 1) keeper.seen(accountId, { kind: 'called' })
    },
    async answered(works: boolean) {
      const account = await ctx.accounts.byId(accountId)
      if (account !== null) breakers.ask(account).heard(works)
    },
    committed: (messages: readonly Pick<MessageRecord, 'origin' | 'delivery'>[]) =>
      keeper.committed({ accountId, changes: [{ messages }] }),
    said: (tookMs: number) => keeper.said(accountId, { ok: true, reply: null, clear: '', tookMs }, false),
    failed: (status: number) =>
      keeper.said(accountId, { ok: false, fault: { reason: 'status', status }, tookMs: 12 }, false),
  }
}

async function health() {
  const { status, body } = await server.ask(admin, 'GET', `/api/accounts/${accountId}/health`)
  expect(status).toBe(200)
  return body
}

it('[health] of an account that has seen nothing yet', async () => {
  await withDeveloper(null)
  expect(await health()).toMatchObject({
    developer: { state: 'none', since: null, latency: null, failures: [], breaker: null, spared: 0 },
    callbacks: { refused: [], hungUp: 0 },
    token: { state: 'none', killed: { times: 0 } },
    outbox: { pending: 0, held: 0, oldestPendingAt: null, pausedUntil: null, pausedCode: null },
    media: { failed: 0 },
  })
  expect((await health()).callbacks.perMinute).toEqual(Array.from({ length: 60 }, () => 0))
})

it('[health] adds up what two processes counted, minute by minute, and counts nothing twice', async () => {
  const [one, two] = [anotherProcess(), anotherProcess()]
  one.called(3)
  await one.flush()
  server.clock.skewMs += minuteMs
  one.called(2)
  two.called(5)
  two.seen(accountId, { kind: 'refused', why: 'bad_signature' })
  two.seen(accountId, { kind: 'refused', why: 'bad_signature' })
  one.seen(accountId, { kind: 'refused', why: 'too_large' })
  one.seen(accountId, { kind: 'hung_up' })
  for (const process of [one, two, one]) await process.flush()
  one.called(1)
  await one.flush()

  const { callbacks } = await health()
  expect(callbacks.perMinute.slice(-2)).toEqual([3, 8])
  expect(callbacks.refused).toEqual([
    { reason: 'bad_signature', count: 2 },
    { reason: 'too_large', count: 1 },
  ])
  expect(callbacks.hungUp).toBe(1)
  server.clock.skewMs += 59 * minuteMs
  expect((await health()).callbacks.perMinute.slice(0, 2)).toEqual([8, 0])
})

it('[health] knows the percentiles of the developer URL’s answers, and what came late', async () => {
  const [one, two] = [anotherProcess(), anotherProcess()]
  for (let index = 0; index < 98; index += 1) one.said(40)
  two.said(2_000)
  two.said(2_000)
  two.missed(accountId, 'late_sent')
  two.missed(accountId, 'late_not_sent')
  two.missed(accountId, 'spared')
  for (const process of [one, two]) await process.flush()
  const { latency, lateReplies, spared } = (await health()).developer
  expect(latency.count).toBe(100)
  expect(latency.p50 / 40).toBeCloseTo(1, 0)
  expect(latency.p99 / 2_000).toBeCloseTo(1, 0)
  expect({ lateReplies, spared }).toEqual({ lateReplies: { sent: 1, notSent: 1 }, spared: 1 })
})

it('[health] counts the messages of programs that failed, and the desks that are open', async () => {
  const before = (await health()).desks
  const message = { origin: 'api', delivery: 'failed' } as const
  const process = anotherProcess()
  process.committed([message, { ...message, delivery: 'sent' }, { ...message, origin: 'agent' }])
  await process.flush()
  await server.ctx.pool.query(
    `insert into presence (account_id, agent_id, process_id, sockets, seen_until)
     values ($1, $2, $3, 2, 'infinity'), ($1, $2, $4, 1, 'infinity'), ($1, $2, $5, 7, now() - interval '1 minute')`,
    [accountId, server.agents.lin, randomUUID(), randomUUID(), randomUUID()],
  )
  const { programs, desks } = await health()
  expect(programs.failed).toBe(1)
  expect(desks).toEqual({ sockets: before.sockets + 3, agents: before.agents + 1 })
})

it('[health] keeps the last twenty failures, newest first', async () => {
  const process = anotherProcess()
  for (let status = 500; status < 530; status += 1) {
    server.clock.skewMs += 1
    process.failed(status)
    if (status % 7 === 0) await process.flush()
  }
  await process.flush()
  const { failures } = (await health()).developer
  expect(failures.map(({ status }: { status: number }) => status)).toEqual(
    Array.from({ length: 20 }, (_, index) => 529 - index),
  )
})

it('[health] shows the worst that a living process has found', async () => {
  const [well, broken] = [anotherProcess(), anotherProcess()]
  await well.answered(true)
  await broken.answered(false)
  for (const process of [well, broken]) await process.flush()
  expect((await health()).developer).toMatchObject({ state: 'failing', breaker: null })

  for (let index = 1; index < breakerLimits.failuresInARow; index += 1) await broken.answered(false)
  const openedAt = server.clock.now()
  await broken.flush()
  const { state, since, breaker } = (await health()).developer
  expect(state).toBe('open')
  expect(Math.abs(since - openedAt)).toBeLessThan(5_000)
  expect(breaker.nextProbeAt - breaker.openedAt).toBe(breakerLimits.probeEveryMs)

  // The broken process is gone, and tells nothing any more.
  server.clock.skewMs += minuteMs
  await well.answered(true)
  await well.flush()
  expect((await health()).developer.state).toBe('ok')
})

it('[health] counts messages that wait for WeChat, held ones and lost files', async () => {
  await server.fanSays('oHealth', '客服')
  const lin = await server.login(server.agents.lin)
  const session = await server.accept(lin, 'oHealth')
  await server.command(lin, 'oHealth', {
    type: 'reply',
    session,
    mode: 'send',
    content: { type: 'text', text: '您好' },
  })
  await server.command(lin, 'oHealth', {
    type: 'reply',
    session,
    mode: 'hold',
    content: { type: 'text', text: '稍后' },
  })
  await server.ctx.pool.query(
    `insert into media (account_id, media_key, state, created_at) values ($1, 'lost', 'failed', now())`,
    [accountId],
  )
  await server.ctx.pool.query(
    `insert into wechat_token (account_id, paused_until, paused_code) values ($1, now() + interval '3 hours', 45009)`,
    [accountId],
  )
  const { outbox, media, token, clockSkewMs } = await health()
  expect(outbox).toMatchObject({ pending: 1, held: 1, pausedCode: 45009 })
  expect(outbox.oldestPendingAt).not.toBeNull()
  expect(media).toEqual({ failed: 1 })
  expect(token.state).toBe('paused')
  expect(Math.abs(clockSkewMs)).toBeLessThan(5_000)
})

it('[L18] is for admins alone', async () => {
  const lin = await server.login(server.agents.lin)
  expect((await server.ask(lin, 'GET', `/api/accounts/${accountId}/health`)).status).toBe(403)
})
