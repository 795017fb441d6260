import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordsOf } from '../src/compat/record-store.ts'
import { sessionOf, waitingCases } from '../src/compat/session-store.ts'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { maintain } from '../src/db/maintenance.ts'
import { Flight } from '../src/db/statement.ts'
import { createClaims } from '../src/delivery/claims.ts'
import { createDeveloperEventStore } from '../src/delivery/developer-event-store.ts'
import { importRoutes } from '../src/imports/routes.ts'
import { createRetention } from '../src/records/retention.ts'
import { startTestServer, type TestServer } from './harness.ts'

// On an account of ten thousand customers, with the statements that the program really sends: none of them may read a
// table that grows with the shop from end to end.

/** Short as a rule; long after hours in which nothing could be sent, and then asked for what is due all the time. */
const queued = /Seq Scan on (outbox|developer_event)\b.*cost=[\d.]+\.\.\d{2,}\./

/** Whether anything is left in a month: one row at most, and the month may be gone afterwards. */
const isEmpty = /^select from message_\d{6} limit 1$/

/** An empty month costs nothing to read. */
const growing =
  /Seq Scan on (conversation|customer|session|message_\w+|receipt_\w+|audit_log|media|command_id)\b.*cost=[\d.]+\.\.\d{2,}\./

interface Asked {
  readonly text: string
  readonly values: readonly unknown[]
  /** Of the ledger: its connections plan a statement once, whatever its values. */
  readonly plannedOnce: boolean
}

let server: TestServer
let owner: string
let asked: Asked[] | null = null
const original = pg.Client.prototype.query

beforeAll(async () => {
  server = await startTestServer({ apiBeside: (ctx) => [importRoutes(ctx, () => {})] })
  await fill()
  owner = await server.login(server.agents.zhou)
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...given: Parameters<typeof original>) {
      note(given)
      return original.apply(this, given)
    },
  })
})
afterAll(async () => {
  Object.assign(pg.Client.prototype, { query: original })
  await server.stop()
})

function note([query, values]: readonly unknown[]): void {
  if (query instanceof Flight) {
    for (const statement of query.statements) note([statement])
    return
  }
  const isConfig = typeof query === 'object' && query !== null && 'text' in query
  const text = isConfig ? String(query.text) : String(query)
  const own = isConfig && 'values' in query ? query.values : values
  const plannedOnce = isConfig && 'name' in query && /^(ledger|reports)\./.test(String(query.name))
  if (/^\s*(\(|select|with|insert|update|delete)/i.test(text) && !isEmpty.test(text))
    asked?.push({ text, values: Array.isArray(own) ? own : [], plannedOnce })
}

async function fill(): Promise<void> {
  const { pool } = server.ctx
  const values = [server.account.id, server.agents.lin]
  const rows = [
    `insert into conversation (account_id, openid, next_seq, last_at, last_agent_id, ended_at, preview)
     select $1, 'oFan' || n, 6, now(), $2, now() - n * interval '1 minute', '{"at": 1, "seq": 5}' from generate_series(1, 10000) n`,
    `insert into customer (account_id, openid, first_seen_at)
     select $1, 'oFan' || n, now() from generate_series(1, 10000) n where $2::bigint > 0`,
    `insert into message (account_id, openid, seq, at, version, direction, origin, content)
     select $1, 'oFan' || (n % 10000 + 1), n / 10000 + 1, now() - (50000 - n) * interval '2 minutes', 1, 'in', 'fan',
       jsonb_build_object('type', 'text', 'text', '第 ' || n || ' 条', 'menuId', null)
     from generate_series(1, 50000) n where $2::bigint > 0`,
    `insert into session (account_id, session_id, openid, agent_id, kind, started_at, ended_at, end_reason, first_reply_at, replies)
     select $1, gen_random_uuid(), 'oFan' || (n % 10000 + 1), $2, 'accepted', now() - n * interval '2 minutes',
       now() - (n * 2 - 1) * interval '1 minute', 'closed', now() - n * interval '2 minutes', 1 from generate_series(1, 50000) n`,
    `insert into audit_log (account_id, at, by_name, act, agent_id)
     select $1, now(), '老周', 'rules.change', $2 from generate_series(1, 20000)`,
    `insert into media (account_id, media_key, digest, mime, bytes, state, created_at)
     select $1, gen_random_uuid(), 'digest' || n, 'image/png', 1, 'ready', now() - n * interval '1 minute'
     from generate_series(1, 20000) n where $2::bigint > 0`,
    `insert into command_id (account_id, command_id, openid, outcome, at)
     select $1, gen_random_uuid(), 'oFan1', '{}', now() from generate_series(1, 20000) where $2::bigint > 0`,
    `insert into outbox (account_id, openid, seq, at, state, payload, next_try_at, expires_at)
     select $1, 'oFan' || n, 9, now(), case when n % 2 = 0 then 'held' else 'pending' end, '{}',
       now() + n * interval '1 second', now() + n * interval '1 hour' from generate_series(1, 20000) n where $2::bigint > 0`,
    `insert into receipt (account_id, key, day, openid, attempt_id, to_developer)
     select $1, 'key' || n, now()::date, 'oFan' || n, gen_random_uuid(), false from generate_series(1, 20000) n
     where $2::bigint > 0`,
    `insert into developer_event (account_id, event_id, openid, event, fields, session_id, created_at, not_before)
     select $1, gen_random_uuid(), 'oFan' || n, 'kf_close_session', '{}', gen_random_uuid(), now(), now() + interval '1 hour'
     from generate_series(1, 20000) n where $2::bigint > 0`,
  ]
  await pool.query(`select make_message_partitions((now() - interval '70 days')::date, now()::date)`)
  for (const row of rows) await pool.query(row, values)
  await pool.query('analyze')
}

/** The plans of everything that was asked meanwhile that read a growing table from end to end. */
async function endToEnd(work: () => Promise<unknown>, tables = growing): Promise<string[]> {
  const seen: NonNullable<typeof asked> = []
  asked = seen
  await work()
  asked = null
  expect(seen).not.toHaveLength(0)
  const found: string[] = []
  for (const { text, values, plannedOnce } of new Map(seen.map((each) => [each.text, each])).values()) {
    const { rows } = plannedOnce
      ? await server.ctx.pool.query(`explain (generic_plan) ${text}`)
      : await server.ctx.pool.query(`explain ${text}`, [...values])
    const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n')
    if (tables.test(plan)) found.push(`${text}\n${plan}`)
  }
  return found
}

describe('no growing table is read from end to end', () => {
  it.each([
    '/desk',
    '/recent',
    '/serving',
    '/conversations/oFan7',
    '/conversations/oFan7/messages',
    '/conversations/oFan7/messages?around=3',
    '/conversations/oFan7/periods',
    '/conversations/oFan7/days?month=2026-11',
    '/conversations/oFan7/search?q=%E7%AC%AC',
    '/records',
    '/records?agent=1',
    '/records?end=agent_left',
    '/records?from=2026-11-01&to=2026-11-03&end=closed',
    '/records?customer=3F2K',
    '/records?customer=%E6%9C%A8%E6%A3%89',
    '/records/search?q=49999',
    '/audit?limit=50',
    '/audit?area=agent&limit=50',
    '/overview',
    '/interface',
    '/settings',
    '/rules',
    '/replies',
    '/import',
    '/connection',
  ])('[design] by GET %s', async (path) => {
    const answered = async () => {
      const { status } = await server.ask(owner, 'GET', `/api/accounts/${server.account.id}${path}`)
      expect(status).toBe(200)
    }
    expect(await endToEnd(answered)).toEqual([])
  })

  it('[design] and no plan is compiled, however costly it looks', async () => {
    expect((await server.ctx.pool.query('show jit')).rows).toEqual([{ jit: 'off' }])
  })

  it('[S6] by a look at today’s figures', async () => {
    const today = new Date().toISOString().slice(0, 10)
    const report = () =>
      server.ask(owner, 'GET', `/api/accounts/${server.account.id}/reports?from=${today}&to=${today}&by=day`)
    await report()
    expect(await endToEnd(report)).toEqual([])
  })

  it('[S6] by a month’s report, nothing of it counted before', async () => {
    const [from, to] = [30, 0].map((back) =>
      new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10),
    )
    await server.ctx.pool.query('delete from report_day')
    const path = `/api/accounts/${server.account.id}/reports?from=${from}&to=${to}&by=hour`
    expect(await endToEnd(() => server.ask(owner, 'GET', path))).toEqual([])
  })

  it('[S4] by an agent’s own records, also when they have none', async () => {
    const agent = await server.login(server.agents.wu)
    expect(
      await endToEnd(() => server.ask(agent, 'GET', `/api/accounts/${server.account.id}/records`)),
    ).toEqual([])
  })

  it('[L8] by who looks for replies and events to send', async () => {
    const { pool, clock, processId } = server.ctx
    const claims = createClaims(pool, processId, clock)
    const events = createDeveloperEventStore(pool, { processId, clock })
    const look = async () => {
      await claims.accountsWithWork()
      await claims.claimDue(server.account.id, 20)
      await claims.claimExpired(server.account.id, 20)
      await events.accountsWithWork()
      await events.claimDue(server.account.id, 20, 1_000)
    }
    expect(await endToEnd(look, queued)).toEqual([])
  })

  it('[L7] by a fan’s message, known or new', async () => {
    const write = () => Promise.all(['oFan9', 'oNew'].map((openid) => server.fanSays(openid, '你们几点关门')))
    expect(await endToEnd(write)).toEqual([])
  })

  it('[L2] by a fan’s message whose rules look at tags and files, and whose notice counts the queue', async () => {
    const { pool, accounts } = server.ctx
    const when = [{ type: 'text_contains', words: ['价'] }]
    const reply = { type: 'image', mediaKey: 'price-list' }
    const settings = {
      queueNotice: '您是第 {position} 位，约 {minutes} 分钟',
      rules: [
        { id: 'tag', name: '问价', enabled: true, when, action: { type: 'tag', tags: ['问价'] } },
        { id: 'send', name: '价目', enabled: true, when, action: { type: 'send', reply } },
        { id: 'all', name: '其余', enabled: true, when: [], action: { type: 'hand_over', to: null } },
      ],
    }
    const use = async (part: object) => {
      await pool.query('update account set settings = $1, config_version = config_version + 1', [
        JSON.stringify(part),
      ])
      await accounts.refresh(server.account.id)
    }
    await use(settings)
    const write = async () => {
      await server.fanSays('oFan11', '什么价')
      await server.fanSays('oFan12', '人呢')
    }
    expect(await endToEnd(write)).toEqual([])
    await use({})
  })

  it('[S12] by programs that read an hour of records, and who waits', async () => {
    const { pool } = server.ctx
    const accountId = server.account.id
    const to = Math.floor(Date.now() / 1000)
    const wanted = {
      accountId,
      from: to - 3_600,
      to,
      openid: null,
      lines: [],
      after: null,
      offset: 0,
      limit: 100,
    }
    const read = async () => {
      await recordsOf(pool, { ...wanted, until: new Date().toISOString(), skewMs: 0 })
      await waitingCases(pool, accountId, 100, 0)
      await sessionOf(pool, accountId, 'oFan7', 0)
    }
    expect(await endToEnd(read)).toEqual([])
  })

  it('[L4] by the clocks, every second', async () => {
    const { pool, clock, log, ledger } = server.ctx
    const sweeper = createSweeper({ pool, clock, log, ledger, drain: () => undefined })
    expect(await endToEnd(() => sweeper.runOnce())).toEqual([])
    expect(await endToEnd(() => sweeper.runOnce(), queued)).toEqual([])
  })

  it('[L12] by what deletes old records, and keeps the tables of callbacks short', async () => {
    const { ctx } = server
    const timers = { wait: async () => {}, every: () => () => {} }
    const retention = createRetention(ctx, { files: { remove: async () => {} }, timers })
    const tidyUp = async () => {
      await retention.runOnce()
      await maintain(ctx.pool)
    }
    expect(await endToEnd(tidyUp)).toEqual([])
    const { rows } = await ctx.pool.query(
      `select count(*)::int as left from message where at < now() - interval '32 days'`,
    )
    expect(rows).toEqual([{ left: 0 }])
  })
})
