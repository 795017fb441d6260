import { randomUUID } from 'node:crypto'
import { type DestinationStream, pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Clock } from '../src/clock.ts'
import { createLedger } from '../src/conversations/ledger.ts'
import { createSweeper, type Sweeper } from '../src/conversations/sweeper.ts'
import { healthOf } from '../src/gateway/health.ts'
import { watchTime } from '../src/time-watch.ts'
import { startTestServer, type TestServer } from './harness.ts'
import { fanText, sessionOf } from './ledger-harness.ts'

// The database's time is the machine's own; what jumps against it is the monotonic clock, which is injected.

const hourMs = 3_600_000

let server: TestServer
let steadyMs = 0
let clock: Clock
let ledger: ReturnType<typeof createLedger>
let sweeper: Sweeper
let logged: string[]

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  steadyMs = 0
  logged = []
  const { ctx } = server
  clock = { now: Date.now, skewMs: 0, watch: watchTime(() => performance.now() + steadyMs) }
  const terminal: DestinationStream = { write: (line) => void logged.push(line) }
  const log = pino({ level: 'warn' }, terminal)
  ledger = createLedger({
    pool: ctx.pool,
    clock,
    log,
    processId: randomUUID(),
    matchPattern: () => false,
    account: (id) => ctx.accounts.byId(id),
    refreshAccount: (id) => ctx.accounts.refresh(id),
  })
  sweeper = createSweeper({ pool: ctx.pool, ledger, clock, log, drain: () => undefined })
  await sweeper.runOnce()
})

/** Served, and the half hour of the conversation is over. */
async function servedAndOver(openid: string) {
  const accountId = server.account.id
  await ledger.submit(fanText(accountId, openid, '客服'))
  const accept = { type: 'accept', by: server.agents.lin, auto: false, aboveMaximum: true } as const
  const command = { type: 'desk', accountId, openid, commandId: randomUUID(), reply: null } as const
  const session = sessionOf(await ledger.submit({ ...command, command: accept }))
  await server.ctx.pool.query(
    `update conversation set expires_at = now() - interval '1 minute', wake_at = now() - interval '1 minute'
     where openid = $1`,
    [openid],
  )
  return session
}

async function stateOf(openid: string) {
  const { rows } = await server.ctx.pool.query<{ state: string }>(
    'select state from conversation where openid = $1',
    [openid],
  )
  return rows[0]?.state
}

it.each([
  ['ahead', hourMs],
  ['back', -hourMs],
])(
  '[faults] the database’s time jumps an hour %s: nothing expires, which the log says, until it is right again',
  async (way, jump) => {
    const openid = `oJump-${way}`
    await servedAndOver(openid)
    steadyMs = -jump
    await sweeper.runOnce()
    await sweeper.runOnce()
    expect(await stateOf(openid)).toBe('serving')
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, msg: 'the time of the database jumped: nothing expires until it is believed' },
    ])
    expect(Math.abs(JSON.parse(logged[0] ?? '').byMs - jump)).toBeLessThan(5_000)
    steadyMs = 0
    await sweeper.runOnce()
    expect(await stateOf(openid)).toBe('none')
    expect(logged).toHaveLength(2)
  },
)

it('[faults] no command ends a conversation by a clock that has just jumped, before any sweep saw it', async () => {
  await servedAndOver('oAtOnce')
  steadyMs = -hourMs
  await ledger.submit(fanText(server.account.id, 'oAtOnce', '在吗'))
  expect(await stateOf('oAtOnce')).toBe('serving')
})

it('[faults] replies wait for no jump to be lived through: neither old ones nor those of a customer who was ahead', async () => {
  const { id: accountId } = server.account
  const openid = 'oWaits'
  await ledger.submit(fanText(accountId, openid, '客服'))
  const by = server.agents.lin
  const command = { type: 'desk', accountId, openid } as const
  const accept = { type: 'accept', by, auto: false, aboveMaximum: true } as const
  const session = sessionOf(
    await ledger.submit({ ...command, commandId: randomUUID(), command: accept, reply: null }),
  )
  const content = { type: 'text', text: '您好', menuId: null } as const
  const reply = () =>
    ledger.submit({
      ...command,
      commandId: randomUUID(),
      command: { type: 'reply', by, session, mode: 'send' },
      reply: { content, payload: { type: 'text', text: '您好' } },
    })
  await reply()
  await server.ctx.pool.query(`update outbox set next_try_at = now() + interval '1 hour' where openid = $1`, [
    openid,
  ])
  await server.ctx.pool.query(
    `update conversation set last_at = now() + interval '1 hour', expires_at = now() + interval '90 minutes'
     where openid = $1`,
    [openid],
  )
  await reply()
  steadyMs = -hourMs
  await sweeper.runOnce()
  const { rows } = await server.ctx.pool.query<{ due: boolean }>(
    'select next_try_at <= now() as due from outbox where openid = $1',
    [openid],
  )
  expect(rows).toEqual([{ due: true }, { due: true }])
})

it('[faults] the health page says how far the clock jumped, and when it will be believed', async () => {
  const ctx = { ...server.ctx, clock }
  expect((await healthOf(ctx, server.account.id)).clockJump).toBeNull()
  steadyMs = -hourMs
  await sweeper.runOnce()
  const { at, clockJump } = await healthOf(ctx, server.account.id)
  expect(Math.round((clockJump?.byMs ?? 0) / 60_000)).toBe(60)
  expect(Math.round(((clockJump?.believedAt ?? 0) - at) / 60_000)).toBe(10)
})
