import type { Client } from 'pg'
import { openidOf, pastDays, type Size } from './shape.ts'

/** Something that people ask of the desk, again and again, of another customer or day each time. */
export interface Question {
  readonly name: string
  readonly by: 'agent' | 'owner'
  /** p99 at most so many ms; null = told, and promised nowhere. */
  readonly goalMs: number | null
  /** What the next call asks; not timed. */
  path(): string | Promise<string>
  /** The list of the answer that must not be empty, or null where it may be. */
  readonly list: string | null
  /** Not timed either, before each call. */
  before?(): Promise<void>
}

export interface Shop {
  readonly db: Client
  readonly size: Size
  readonly accountId: string
  readonly agentIds: readonly string[]
  /** Whose desk is open. */
  readonly me: string
  /** Names of customers who were served. */
  readonly aliases: readonly string[]
}

const quick = 30
const report = 500

export function questionsOf(shop: Shop): Question[] {
  return [...ofDesk(), ...ofThreads(shop), ...ofRecords(shop), ...ofReports(shop), ...ofWords(shop)]
}

function ofDesk(): Question[] {
  const whole = { goalMs: quick, list: 'conversations' }
  return [
    { ...whole, name: 'open the desk', by: 'agent', path: () => '/desk' },
    { ...whole, name: 'who waits, for somebody who serves nobody', by: 'owner', path: () => '/desk' },
    { ...whole, name: 'who is served, by everybody', by: 'owner', path: () => '/serving' },
    { ...whole, name: 'served lately', by: 'agent', path: () => '/recent' },
  ]
}

function ofThreads({ db, size, accountId }: Shop): Question[] {
  const anybody = () => openidOf(between(1, size.customers))
  const talkative = () => openidOf(between(1, Math.floor(size.customers / 100)))
  const longest = () => openidOf(between(1, 20))
  const of = (openid: string, rest: string) => `/conversations/${openid}${rest}`
  const asked = { by: 'agent', goalMs: quick } as const
  const ofMessages = { ...asked, list: 'messages' } as const

  async function placeIn(openid: string): Promise<{ seq: number; cursor: string; month: string }> {
    const { rows } = await db.query(
      `select seq::float8, seq || '.' || (extract(epoch from at) * 1000)::bigint as cursor,
         to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') as month
       from message where account_id = $1 and openid = $2 and seq >= (
         select 1 + floor((next_seq - 1) * $3::float8) from conversation where account_id = $1 and openid = $2)
       order by seq limit 1`,
      [accountId, openid, 0.02 + 0.98 * Math.random()],
    )
    return rows[0]
  }
  const older = (who: () => string) => async () => {
    const openid = who()
    return of(openid, `/messages?before=${(await placeIn(openid)).cursor}`)
  }
  const around = (who: () => string) => async () => {
    const openid = who()
    return of(openid, `/messages?around=${(await placeIn(openid)).seq}`)
  }
  const days = (who: () => string) => async () => {
    const openid = who()
    return of(openid, `/days?month=${(await placeIn(openid)).month}`)
  }
  return [
    { ...asked, name: 'a customer', path: () => of(anybody(), ''), list: null },
    { ...ofMessages, name: 'last 50 messages', path: () => of(anybody(), '/messages') },
    { ...ofMessages, name: 'last 50 messages, long thread', path: () => of(longest(), '/messages') },
    { ...ofMessages, name: 'older page', path: older(talkative), list: null },
    { ...ofMessages, name: 'older page, deep in a long thread', path: older(longest), list: null },
    { ...asked, name: 'calendar of a month', path: days(talkative), list: 'days' },
    { ...asked, name: 'calendar of a month, long thread', path: days(longest), list: 'days' },
    { ...ofMessages, name: 'jump to a date', path: around(talkative) },
    { ...ofMessages, name: 'jump to a date, long thread', path: around(longest) },
    { ...asked, name: 'earlier sessions', path: () => of(talkative(), '/periods'), list: null },
    { ...asked, name: 'earlier sessions, long thread', path: () => of(longest(), '/periods'), list: null },
  ]
}

function ofRecords({ db, size, accountId, agentIds, aliases }: Shop): Question[] {
  const asked = { by: 'owner', goalMs: quick, list: 'periods' } as const
  const path = (filter: Record<string, string>) => `/records?${new URLSearchParams(filter)}`
  const agent = () => agentIds[between(0, agentIds.length - 1)] ?? ''
  const span = (days: number) => {
    const from = between(days, pastDays)
    return { from: dayBefore(from), to: dayBefore(from - days + 1) }
  }
  async function served<Row>(columns: string): Promise<Row> {
    const { rows } = await db.query(
      `select ${columns} from session s join conversation c using (account_id, openid)
       where account_id = $1 and s.started_at <= now() - $2::float8 * interval '1 day' order by s.started_at desc limit 1`,
      [accountId, Math.random() * (pastDays - 1)],
    )
    return rows[0]
  }
  const withCursor = async (filter: Record<string, string>) => {
    const { at, id } = await served<{ at: number; id: string }>(
      `floor(extract(epoch from started_at) * 1000)::float8 as at, s.session_id as id`,
    )
    return path({ ...filter, cursor: Buffer.from(JSON.stringify([at, id])).toString('base64url') })
  }
  const customer = async () => path({ customer: (await served<{ openid: string }>('openid')).openid })
  const named = () => aliases[between(0, aliases.length - 1)] ?? ''
  const remark = () => path({ customer: `女士 ${50 * between(1, Math.floor(size.customers / 50))}` })
  return [
    { ...asked, name: 'history, newest', path: () => path({}) },
    { ...asked, name: 'history, some page', path: () => withCursor({}) },
    { ...asked, name: 'history of one’s own', by: 'agent', path: () => path({}) },
    { ...asked, name: 'history of an agent', path: () => path({ agent: agent() }) },
    { ...asked, name: 'history of some days', path: () => path(span(between(1, 30))) },
    {
      ...asked,
      name: 'history by end',
      path: () => path({ end: between(0, 1) === 0 ? 'expired' : 'transferred' }),
    },
    { ...asked, name: 'history by a rare end', path: () => path({ end: 'agent_left' }) },
    {
      ...asked,
      name: 'history by an end that never was',
      path: () => path({ end: 'interface_off' }),
      list: null,
    },
    {
      ...asked,
      name: 'history of agent, days and end',
      path: () => path({ ...span(30), agent: agent(), end: 'agent_left' }),
      list: null,
    },
    { ...asked, name: 'history of a customer, by openid', path: customer },
    { ...asked, name: 'history of a customer, by name', path: () => path({ customer: named() }) },
    {
      ...asked,
      name: 'history of customers, by part of a name',
      path: () => path({ customer: named().split(' ')[0] ?? '' }),
    },
    { ...asked, name: 'history of a customer, by 备注名', path: remark, list: null },
  ]
}

function ofReports({ db, accountId, agentIds, me }: Shop): Question[] {
  const path = (query: Record<string, string>) => `/reports?${new URLSearchParams(query)}`
  const today = { from: dayBefore(0), to: dayBefore(0) }
  const month = () => {
    const from = between(30, pastDays)
    return { from: dayBefore(from), to: dayBefore(from - 30) }
  }
  const thisMonth = { from: dayBefore(30), to: dayBefore(0) }
  // Nobody looked for ten seconds: today is counted again.
  const before = async () => {
    await db.query(
      `update report_day set rolled_at = rolled_at - interval '10 seconds' where account_id = $1 and not final
         and day >= (now() at time zone 'Asia/Shanghai')::date`,
      [accountId],
    )
  }
  const asked = { by: 'owner', goalMs: quick, list: 'series' } as const
  return [
    { ...asked, name: 'statistics of today', path: () => path(today), before },
    { ...asked, name: 'statistics of today, by hour', path: () => path({ ...today, by: 'hour' }), before },
    {
      ...asked,
      name: 'one’s own statistics of today',
      by: 'agent',
      path: () => path({ ...today, agent: me }),
      before,
    },
    { ...asked, goalMs: report, name: 'report of the last 31 days', path: () => path(thisMonth), before },
    { ...asked, goalMs: report, name: 'report of some month', path: () => path(month()) },
    {
      ...asked,
      goalMs: report,
      name: 'report of some month, by hour',
      path: () => path({ ...month(), by: 'hour' }),
    },
    {
      ...asked,
      goalMs: report,
      name: 'report of some month, one agent',
      path: () => path({ ...month(), agent: agentIds[between(0, agentIds.length - 1)] ?? '' }),
    },
  ]
}

function ofWords({ size }: Shop): Question[] {
  const number = () => String(between(100_000, 999_999))
  const asked = { goalMs: null, list: null } as const
  return [
    {
      ...asked,
      name: 'words in a customer’s records',
      by: 'agent',
      path: () =>
        `/conversations/${openidOf(between(1, size.customers))}/search?q=${encodeURIComponent('发货')}`,
    },
    {
      ...asked,
      name: 'a number in a long thread',
      by: 'agent',
      path: () => `/conversations/${openidOf(between(1, 20))}/search?q=${number()}`,
    },
    {
      ...asked,
      name: 'words in all records',
      by: 'owner',
      path: () => `/records/search?q=${encodeURIComponent('发货')}`,
    },
    { ...asked, name: 'a number in all records', by: 'owner', path: () => `/records/search?q=${number()}` },
  ]
}

/** A day of Shanghai. */
function dayBefore(days: number): string {
  return new Date(Date.now() + (8 - 24 * days) * 3_600_000).toISOString().slice(0, 10)
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}
