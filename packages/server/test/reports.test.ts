import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Counts, Durations, Figures } from '@duokefu/contract'
import type { AccountId, AgentId, SessionId } from '@duokefu/engine'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemTimers } from '../src/delivery/timers.ts'
import { addDays, dayAt } from '../src/reports/days.ts'
import { createReportKeeper, settleDays } from '../src/reports/roll-up.ts'
import { reportOf } from '../src/reports/service.ts'
import { fanText, type LedgerHarness, sessionOf, startLedgerHarness } from './ledger-harness.ts'
import { fastestMs } from './patience.ts'
import { oneOf, randomFrom } from './random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

type Figure = keyof Counts | keyof Durations

/** The queries of docs/metrics.md by figure, with numbered parameters: account, agent, from, to. */
const queries = new Map<Figure, string>(
  readFileSync(path.resolve(import.meta.dirname, '../../../docs/metrics.md'), 'utf8')
    .split(/^## /m)
    .flatMap((part): [Figure, string][] => {
      const name = /^\w+/.exec(part)?.[0]
      const sql = /```sql\n([\s\S]*?)```/.exec(part)?.[1]
      if (name === undefined || sql === undefined) return []
      return [
        [
          name as Figure,
          sql
            .replace(/(?<!:):account\b/g, '$1::bigint')
            .replace(/(?<!:):agent\b(::bigint)?/g, '$2::bigint')
            .replace(/(?<!:):from\b/g, '$3::timestamptz')
            .replace(/(?<!:):to\b/g, '$4::timestamptz'),
        ],
      ]
    }),
)
const counted = ['served', 'replies', 'uncertain', 'sessions', 'transfers', 'unsent', 'received'] as const
const measured = ['waitMedian', 'firstResponseMedian', 'firstResponseP90'] as const

let h: LedgerHarness
beforeAll(async () => {
  h = await startLedgerHarness()
})
afterAll(() => h.stop())

const ctx = () => ({ pool: h.pool, clock: h.clock, accounts: h.accounts })

/** What the document's query gives for a period of the account's local time. */
async function fromRecords(
  figure: Figure,
  accountId: AccountId,
  timeZone: string,
  agent: AgentId | null,
  [from, to]: readonly [string, string],
): Promise<number | null> {
  const sql = queries.get(figure)
  if (sql === undefined) throw new Error(`docs/metrics.md does not define ${figure}`)
  const [bounds] = await h.rows<{ from: Date; to: Date }>(
    'select $1::timestamp at time zone $3 as from, $2::timestamp at time zone $3 as to',
    [from, to, timeZone],
  )
  const [row] = await h.rows<Record<string, unknown>>(`select (${sql}) as figure`, [
    accountId,
    agent,
    bounds?.from,
    bounds?.to,
  ])
  const value = row?.figure
  return value === null || value === undefined ? null : Number(value)
}

/** Every figure of the days by the document, and by the report: they must be the same numbers. */
async function reconcile(shop: Shop, from: string, to: string): Promise<void> {
  const { accountId, timeZone } = shop
  for (const agent of [null, ...shop.agents]) {
    const report = await reportOf(ctx(), accountId, agent, { from, to, by: 'day' })
    const byHour = await reportOf(ctx(), accountId, agent, { from, to, by: 'hour' })
    const total = Object.fromEntries(counted.map((figure) => [figure, 0])) as Record<Figure, number>
    for (const row of report.series) {
      const next = addDays(row.day, 1)
      for (const figure of [...counted, ...measured]) {
        const wanted = await fromRecords(figure, accountId, timeZone, agent, [row.day, next])
        const shown = figure === 'received' && agent !== null ? 0 : row[figure]
        expect({ day: row.day, agent, figure, value: shown }).toEqual({
          day: row.day,
          agent,
          figure,
          value: wanted,
        })
        if (wanted !== null && figure in total) total[figure] += wanted
      }
    }
    for (const figure of counted)
      expect([agent, figure, report.total[figure] ?? 0]).toEqual([agent, figure, total[figure]])
    for (const figure of measured) {
      const wanted = await fromRecords(figure, accountId, timeZone, agent, [from, addDays(to, 1)])
      expect([agent, figure, report.total[figure]]).toEqual([agent, figure, wanted])
    }
    // The hours of one busy day.
    const busy = [...report.series].sort((a, b) => b.replies - a.replies)[0]?.day
    for (const row of byHour.series.filter((each) => each.day === busy)) {
      const period = [`${row.day} ${row.hour}:00`, `${row.day} ${row.hour}:00`] as const
      const [end] = await h.rows<{ end: string }>(`select ($1::timestamp + interval '1 hour')::text as end`, [
        period[1],
      ])
      for (const figure of counted) {
        const wanted = await fromRecords(figure, accountId, timeZone, agent, [period[0], end?.end ?? ''])
        const shown = figure === 'received' && agent !== null ? 0 : row[figure]
        expect({ ...row, figure, value: shown }).toEqual({ ...row, figure, value: wanted })
      }
    }
    const everybody = await reportOf(ctx(), accountId, null, { from, to, by: 'day' })
    const own = everybody.agents.find(({ agentId }) => agentId === agent)
    if (agent !== null) expect(own ?? zeros).toMatchObject({ ...report.total, received: null })
    expect(report.waits.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(
      Number(
        (
          await h.rows<{ n: string }>(
            `select count(*) as n from session where account_id = $1 and waiting_since is not null
               and ($2::bigint is null or agent_id = $2)`,
            [accountId, agent],
          )
        )[0]?.n,
      ),
    )
  }
}
const zeros: Partial<Figures> = {}

interface Shop {
  readonly accountId: AccountId
  readonly timeZone: string
  readonly agents: readonly AgentId[]
}

/** A shop of its own with three agents, one of them a supervisor, all at their desks. */
async function openShop(timeZone: string): Promise<Shop> {
  const [made] = await h.rows<{ account_id: AccountId }>(
    `insert into account (appid, name, app_secret, callback_token, aes_key, mode, api_base, allow_private, time_zone)
     select 'wx' || substr(md5(random()::text), 1, 16), name, app_secret, callback_token, aes_key, mode, api_base, true, $2
     from account where account_id = $1 returning account_id`,
    [h.accountId, timeZone],
  )
  if (made === undefined) throw new Error('no account')
  const agents = await h.rows<{ agent_id: AgentId }>(
    `with made as (
       insert into agent (account_id, role, name, maximum)
       values ($1, 'agent', '小林', 50), ($1, 'agent', '=1+1', 50), ($1, 'supervisor', '老周', 50) returning account_id, agent_id
     ), present as (
       insert into presence (account_id, agent_id, process_id, sockets, seen_until)
       select account_id, agent_id, gen_random_uuid(), 1, 'infinity' from made
     )
     select agent_id from made order by agent_id`,
    [made.account_id],
  )
  return { accountId: made.account_id, timeZone, agents: agents.map(({ agent_id }) => agent_id) }
}

interface Row {
  readonly state: string
  readonly agent_id: AgentId | null
  readonly session_id: SessionId | null
}

/** A customer asks for somebody and is accepted; the session. */
async function serve(accountId: AccountId, by: AgentId, openid: string): Promise<SessionId> {
  await h.ledger.submit(fanText(accountId, openid, '客服'))
  return sessionOf(
    await h.desk(openid, { type: 'accept', by, auto: false, aboveMaximum: false }, { accountId }),
  )
}

const text = {
  content: { type: 'text', text: '好的', menuId: null },
  payload: { type: 'text', text: '好的' },
} as const

/** One random thing that may happen in a shop; refusals are fine. */
async function somethingHappens({ accountId, agents }: Shop, random: () => number): Promise<void> {
  const openid = `fan-${Math.floor(random() * 9)}`
  const pick = () => oneOf(random, [agents[0] ?? none, agents[1] ?? none, agents[2] ?? none])
  const [row] = await h.rows<Row>(
    'select state, agent_id, session_id from conversation where account_id = $1 and openid = $2',
    [accountId, openid],
  )
  const by = row?.agent_id ?? pick()
  const session = row?.session_id ?? null
  const desk = (command: Parameters<LedgerHarness['desk']>[1], part = {}) =>
    h.desk(openid, command, { accountId, ...part })

  switch (oneOf(random, acts)) {
    case 'fan':
      return void (await h.ledger.submit(fanText(accountId, openid, random() < 0.6 ? '客服' : '在吗')))
    case 'accept':
      return void (await desk({ type: 'accept', by: pick(), auto: false, aboveMaximum: false }))
    case 'reply':
      if (session === null) return
      return void (await desk(
        { type: 'reply', by, session, mode: oneOf(random, ['send', 'send', 'send', 'hold', 'force']) },
        { reply: text },
      ))
    case 'settle':
      return settleOldest(accountId, random)
    case 'transfer': {
      const to = oneOf(random, [{ kind: 'agent', agent: pick() }, { kind: 'everybody' }] as const)
      return void (session !== null && (await desk({ type: 'transfer', by, session, to, note: null })))
    }
    case 'take_back':
      return void (await desk({ type: 'take_back', by: pick() }))
    case 'take_over':
      return void (await desk({ type: 'take_over', by: agents[2] ?? none, session }))
    case 'close':
      return void (await desk({
        type: 'close',
        by,
        session,
        held: oneOf(random, ['keep', 'cancel']),
        reason: null,
      }))
    case 'reopen':
      return void (await desk({ type: 'reopen', by: pick() }))
    case 'discard': {
      const [trouble] = await h.rows<{ seq: string }>(
        `select seq from message where account_id = $1 and openid = $2 and delivery in ('held', 'failed', 'uncertain')
         order by seq limit 1`,
        [accountId, openid],
      )
      const seq = Number(trouble?.seq)
      if (trouble === undefined) return
      return void (session !== null && random() < 0.5
        ? await desk({ type: 'retry', by, session, seq })
        : await desk({ type: 'discard', by, seq }))
    }
  }
}

const isMany = (figure: number) => figure > 1

const none = '0' as AgentId
const acts = [
  'fan',
  'fan',
  'fan',
  'fan',
  'accept',
  'accept',
  'reply',
  'reply',
  'reply',
  'reply',
  'settle',
  'settle',
  'settle',
  'settle',
  'transfer',
  'take_back',
  'take_over',
  'close',
  'reopen',
  'discard',
] as const

/** WeChat says something of a reply that is on its way; or the network swallows it. */
async function settleOldest(accountId: AccountId, random: () => number): Promise<void> {
  const [claimed] = await h.rows<{ openid: string; seq: string }>(
    `update outbox set state = 'sending', lease_until = 'infinity'
     where account_id = $1 and (openid, seq) = (
       select openid, seq from outbox where account_id = $1 and state = 'pending' order by seq, openid limit 1)
     returning openid, seq`,
    [accountId],
  )
  if (claimed === undefined) return
  const result = oneOf(random, [
    { state: 'sent' },
    { state: 'sent' },
    { state: 'failed', errcode: 48001, errmsg: 'api unauthorized' },
    { state: 'uncertain', errcode: null, errmsg: 'no answer' },
    { state: 'no_quota', errcode: 45047, errmsg: 'out of response count limit' },
  ] as const)
  await h.ledger.submit({
    type: 'delivered',
    accountId,
    openid: claimed.openid,
    seq: Number(claimed.seq),
    result,
  })
}

const seeds = [
  [11, 'Asia/Shanghai'],
  [12, 'America/New_York'],
] as const

describe.each(seeds)('three random days, seed %i, in %s', (seed, timeZone) => {
  let shop: Shop
  let from: string
  let to: string
  const today = async () =>
    (
      await h.rows<{ day: string }>(
        `select ((now() + make_interval(secs => $2::float8 / 1000)) at time zone $1)::date::text as day`,
        [timeZone, h.clock.skewMs],
      )
    )[0]?.day ?? ''

  beforeAll(async () => {
    const random = randomFrom(seed)
    shop = await openShop(timeZone)
    from = await today()
    const ends = h.clock.skewMs + 3 * day
    while (h.clock.skewMs < ends) {
      await somethingHappens(shop, random)
      // Mostly one thing after another, at times a pause that ends sessions, at times a night.
      const chance = random()
      h.clock.skewMs += Math.floor(
        random() * (chance < 0.9 ? 4 * minute : chance < 0.995 ? 50 * minute : 9 * hour),
      )
    }
    to = await today()
  }, 300_000)

  it('[L19] every figure is what docs/metrics.md counts, live', async () => {
    // Something of everything happened, else nothing is proven.
    const { total } = await reportOf(ctx(), shop.accountId, null, { from, to, by: 'day' })
    for (const figure of counted) expect([figure, total[figure]]).toEqual([figure, expect.toSatisfy(isMany)])
    expect(total.waitMedian).toBeGreaterThan(0)
    await reconcile(shop, from, to)
  }, 120_000)

  it('[L19] rolled up again it is the same, also after held replies went out later', async () => {
    const random = randomFrom(seed + 100)
    const keeper = createReportKeeper({ ...ctx(), log: pino({ level: 'silent' }) }, systemTimers)
    await keeper.runOnce()
    for (let turn = 0; turn < 150; turn += 1) await somethingHappens(shop, random)
    h.clock.skewMs += 21 * hour
    await keeper.runOnce()
    await keeper.runOnce()
    await reconcile(shop, from, await today())
  }, 120_000)

  it('[L19] figures stay when the records of their days are deleted, and are never counted again', async () => {
    const end = await today()
    const kept = addDays(from, 2)
    const before = await reportOf(ctx(), shop.accountId, null, { from, to: end, by: 'day' })
    await settleDays(ctx(), shop, kept)
    for (const table of ['message', 'session'])
      await h.rows(
        `delete from ${table} where account_id = $1
           and ${table === 'message' ? 'at' : 'ended_at'} < $2::date::timestamp at time zone $3`,
        [shop.accountId, kept, timeZone],
      )
    h.clock.skewMs += 30 * hour
    const keeper = createReportKeeper({ ...ctx(), log: pino({ level: 'silent' }) }, systemTimers)
    await keeper.runOnce()
    const after = await reportOf(ctx(), shop.accountId, null, { from, to: end, by: 'day' })
    expect(after.series.slice(0, 2)).toEqual(before.series.slice(0, 2))
    expect(after.total).toMatchObject({ replies: before.total.replies, served: before.total.served })
    expect(after.agents).toEqual(before.agents)
  }, 60_000)
})

describe('a report', () => {
  it('[L19] a held reply that goes out days later is unsent no more', async () => {
    const { accountId, timeZone, agents } = await openShop('Asia/Shanghai')
    const [by = none] = agents
    const keeper = createReportKeeper({ ...ctx(), log: pino({ level: 'silent' }) }, systemTimers)
    const session = await serve(accountId, by, 'fan-held')
    const written = dayAt(h.clock.now(), timeZone)
    await h.desk('fan-held', { type: 'reply', by, session, mode: 'hold' }, { accountId, reply: text })
    await h.desk('fan-held', { type: 'close', by, session, held: 'keep', reason: null }, { accountId })
    const unsent = async () =>
      (await reportOf(ctx(), accountId, by, { from: written, to: written, by: 'day' })).total.unsent

    h.clock.skewMs += 26 * hour
    await keeper.runOnce()
    expect(await unsent()).toBe(1)
    await h.ledger.submit(fanText(accountId, 'fan-held', '在吗'))
    h.clock.skewMs += 21 * hour
    await keeper.runOnce()
    expect(await unsent()).toBe(0)
  })

  it('[L19] days that nobody looked at are counted before their records go, and today stays open', async () => {
    const { accountId, timeZone, agents } = await openShop('Asia/Shanghai')
    const [by = none] = agents
    await serve(accountId, by, 'fan-once')
    const past = dayAt(h.clock.now(), timeZone)
    // A day and no more: two hours of each day it would be the day after tomorrow.
    h.clock.skewMs += day
    const today = dayAt(h.clock.now(), timeZone)
    await h.ledger.submit(fanText(accountId, 'fan-today', '你好'))

    await settleDays(ctx(), { accountId, timeZone }, addDays(today, 9))
    for (const table of ['message', 'session'])
      await h.rows(`delete from ${table} where account_id = $1 and openid = 'fan-once'`, [accountId])
    h.clock.skewMs += 3_000
    await h.ledger.submit(fanText(accountId, 'fan-today', '在忙吗'))
    const { series } = await reportOf(ctx(), accountId, null, { from: past, to: today, by: 'day' })
    expect(series.map(({ sessions, received }) => [sessions, received])).toEqual([
      [1, 1],
      [0, 2],
    ])
  })

  it('[S6] of two processes that count the same day at once is one count', async () => {
    const shop = await openShop('Asia/Shanghai')
    const [lin = none] = shop.agents
    expect(await serve(shop.accountId, lin, 'fan-x')).toBeTruthy()
    const day = (
      await h.rows<{ day: string }>(
        `select ((now() + make_interval(secs => $1::float8 / 1000)) at time zone 'Asia/Shanghai')::date::text as day`,
        [h.clock.skewMs],
      )
    )[0]?.day
    const query = { from: day ?? '', to: day ?? '', by: 'day' } as const
    const reports = await Promise.all(
      Array.from({ length: 12 }, () => reportOf(ctx(), shop.accountId, null, query)),
    )
    for (const report of reports) expect(report.total).toMatchObject({ sessions: 1, received: 1, served: 0 })
  })

  it('[S6] of a year of a large shop is there at once', async () => {
    const shop = await openShop('Asia/Shanghai')
    await h.rows(
      `insert into report_day (account_id, day, rolled_at, final)
       select $1, d::date, now(), true from generate_series('2025-01-01'::date, '2025-12-31', '1 day') d`,
      [shop.accountId],
    )
    await h.rows(
      `insert into report_count (account_id, day, agent_id, hour, served, sessions, transfers, unsent, received)
       select $1, d::date, a, hr, 5, 6, 1, 0, 20
       from generate_series('2025-01-01'::date, '2025-12-31', '1 day') d, generate_series(0, 20) a, generate_series(-1, 23) hr`,
      [shop.accountId],
    )
    await h.rows(
      `insert into report_duration (account_id, day, agent_id, figure, seconds, sessions)
       select $1, d::date, a, f, s * 3, 4
       from generate_series('2025-01-01'::date, '2025-12-31', '1 day') d, generate_series(0, 20) a,
         unnest(array['wait', 'first_response']) f, generate_series(0, 19) s`,
      [shop.accountId],
    )
    await h.rows('analyze report_count, report_duration')
    const query = { from: '2025-01-01', to: '2025-12-31', by: 'day' } as const
    const ask = () => reportOf(ctx(), shop.accountId, null, query)
    expect(await fastestMs(3, ask)).toBeLessThan(2_000)
    const report = await ask()
    expect(report.series).toHaveLength(365)
    expect(report.total).toMatchObject({ served: 5 * 365, waitMedian: 27 })
  })
})
