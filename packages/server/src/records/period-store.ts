import type { Period } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { AliasPart } from '../conversations/alias.ts'

type Db = Pick<Pool, 'query'>

const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`

/** What a customer may have asked so long before somebody accepted belongs to the session. */
export const askedBefore = `interval '1 hour'`

/** Where a look at periods goes on: the latest first, by time and then by id. */
export interface PeriodPlace {
  readonly at: number
  readonly id: string
}

/** What periods are narrowed to; null = not at all. Times in ms. */
export interface PeriodFilter {
  readonly openids: readonly string[] | null
  readonly from: number | null
  readonly to: number | null
  readonly agent: AgentId | null
  readonly end: string | null
  /** An agent sees their own periods and those of customers who wait now. */
  readonly own: { readonly agent: AgentId; readonly waiting: readonly string[] } | null
}

export const everything: PeriodFilter = {
  openids: null,
  from: null,
  to: null,
  agent: null,
  end: null,
  own: null,
}

interface Query {
  /** One or two looks whose rows don't overlap: each has an index, their disjunction has none. */
  readonly looks: readonly Look[]
  readonly values: readonly unknown[]
}

interface Look {
  readonly where: string
  /** The parameter with customers to look at one by one: one of them may have thousands of periods. */
  readonly customers: string | null
}

/** Parameters are added as they are needed, so that each form of the question has the plan that suits it. */
function narrowed(alias: string, idOf: string, filter: PeriodFilter, before: PeriodPlace | null): Query {
  const where: string[] = []
  const values: unknown[] = []
  const add = (value: unknown) => `$${values.push(value) + 2}`
  const { openids, from, to, agent, end, own } = filter
  if (openids !== null) where.push(`${alias}.openid = any(${add(openids)}::text[])`)
  if (from !== null) where.push(`${alias}.started_at >= to_timestamp(${add(from)}::float8 / 1000)`)
  if (to !== null) where.push(`${alias}.started_at < to_timestamp(${add(to)}::float8 / 1000)`)
  if (agent !== null) where.push(`${alias}.agent_id = ${add(agent)}`)
  if (end !== null && end !== 'imported') where.push(`s.end_reason = ${add(end)}`)
  if (before !== null) {
    // Half a millisecond: a time that was read back as a whole one still is its own row's.
    const time = add(before.at)
    where.push(`${alias}.started_at < to_timestamp((${time}::float8 + 0.5) / 1000)
      and (${alias}.started_at < to_timestamp((${time}::float8 - 0.5) / 1000)
        or ${idOf} < ${add(before.id)}::text collate "C")`)
  }
  const shared = where.map((condition) => `and ${condition}`).join(' ')
  if (own === null) return { looks: [{ where: shared, customers: null }], values }
  const [me, waiting] = [add(own.agent), add(own.waiting)]
  const looks = [
    { where: `${shared} and ${alias}.agent_id = ${me}`, customers: null },
    { where: `${shared} and ${alias}.agent_id is distinct from ${me}`, customers: waiting },
  ]
  return { looks, values }
}

/** The latest rows that any of the looks finds, under the alias. */
function latest(table: string, alias: string, order: string, { looks }: Query): string {
  const parts = looks.map(({ where, customers }) => {
    const rows = (of: string) =>
      `(select ${alias}.* from ${table} ${alias} where ${alias}.account_id = $1 ${of} ${where} order by ${order} limit $2)`
    return customers === null
      ? rows('')
      : `select each.* from unnest(${customers}::text[]) w(openid)
         cross join lateral ${rows(`and ${alias}.openid = w.openid`)} each`
  })
  return `(select ${alias}.* from (${parts.join(' union all ')}) ${alias} order by ${order} limit $2) ${alias}`
}

type Row = Omit<Period, 'imported'>

/** Served periods of our own, the latest first; each with where it begins and what was said first. */
async function sessions(
  db: Db,
  accountId: AccountId,
  filter: PeriodFilter,
  before: PeriodPlace | null,
  limit: number,
): Promise<Period[]> {
  const query = narrowed('s', 's.session_id::text collate "C"', filter, before)
  const found = await db.query<Row>(
    `select s.session_id as id, s.openid, s.agent_id as "agentId", ${ms('s.started_at')} as "startedAt",
       ${ms('s.ended_at')} as "endedAt", s.end_reason as "endReason", s.ended_by as "endedBy", s.replies,
       coalesce(asked.seq, begun.seq)::float8 as seq,
       case when coalesce(asked.seq, begun.seq) is not null then coalesce(asked.words, '') end as "firstWords",
       asked.type as "firstType"
     from ${latest('session', 's', 's.started_at desc, s.session_id desc', query)}
     left join lateral (
       select greatest(s.started_at - ${askedBefore}, (
         select p.ended_at from session p
         where p.account_id = $1 and p.openid = s.openid and p.started_at < s.started_at
         order by p.started_at desc limit 1
       )) as since
     ) span on true
     left join lateral (
       select m.seq, m.content ->> 'text' as words, m.content ->> 'type' as type from message m
       where m.account_id = $1 and m.openid = s.openid and m.seq >= 1 and m.direction = 'in'
         and m.at > span.since and m.at <= coalesce(s.ended_at, 'infinity')
       order by m.seq limit 1
     ) asked on true
     left join lateral (
       select m.seq from message m
       where asked.seq is null and m.account_id = $1 and m.openid = s.openid and m.seq >= 1
         and m.at >= s.started_at and m.at <= coalesce(s.ended_at, 'infinity')
       order by m.seq limit 1
     ) begun on true
     order by s.started_at desc, s.session_id desc`,
    [accountId, limit, ...query.values],
  )
  return found.rows.map((row) => ({ ...row, imported: false }))
}

async function imported(
  db: Db,
  accountId: AccountId,
  filter: PeriodFilter,
  before: PeriodPlace | null,
  limit: number,
): Promise<Period[]> {
  if (filter.end !== null && filter.end !== 'imported') return []
  const id = `('i.' || i.openid || '.' || i.first_seq) collate "C"`
  const query = narrowed('i', id, filter, before)
  const found = await db.query<Row>(
    `select ${id} as id, i.openid, i.agent_id as "agentId", ${ms('i.started_at')} as "startedAt",
       ${ms('i.ended_at')} as "endedAt", null as "endReason", null as "endedBy", i.replies,
       i.first_seq::float8 as seq, coalesce(i.first_words, '') as "firstWords",
       case when i.first_words is not null then 'text' end as "firstType"
     from ${latest('imported_period', 'i', `i.started_at desc, ${id} desc`, query)}
     order by i.started_at desc, ${id} desc`,
    [accountId, limit, ...query.values],
  )
  return found.rows.map((row) => ({ ...row, imported: true }))
}

/** Periods of both kinds, the latest first. */
export async function periods(
  db: Db,
  accountId: AccountId,
  filter: PeriodFilter,
  before: PeriodPlace | null,
  limit: number,
): Promise<Period[]> {
  const [ours, theirs] = await Promise.all([
    filter.end === 'imported' ? [] : sessions(db, accountId, filter, before, limit),
    imported(db, accountId, filter, before, limit),
  ])
  return [...ours, ...theirs]
    .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
    .slice(0, limit)
}

/**
 * Customers with this openid, with such an alias among those who have periods, or with these words in their 备注名: all of
 * these are looked through, so letters count as equal (A, a) where that costs nothing.
 */
export async function customersNamed(
  db: Db,
  accountId: AccountId,
  words: string,
  alias: AliasPart | null,
  limit: number,
): Promise<string[]> {
  const isSo = `($3::int[] is null or alias_plant(openid) = any($3::int[]))
    and alias_code(openid) collate "C" >= $4 and alias_code(openid) collate "C" < $4 || '~'`
  const found = await db.query<{ openid: string }>(
    `select distinct named.openid from (
       select $2::text as openid
       union all
       (select c.openid from conversation c
        where c.account_id = $1 and c.remark is not null
          and strpos(lower(c.remark collate "C"), lower($2 collate "C")) > 0 limit $5)
       union all
       (select s.openid from session s where s.account_id = $1 and $4::text is not null and ${isSo} limit $5)
       union all
       (select i.openid from imported_period i where i.account_id = $1 and $4::text is not null and ${isSo} limit $5)
     ) named limit $5`,
    [accountId, words, alias?.plants ?? null, alias?.code ?? null, limit],
  )
  return found.rows.map((row) => row.openid)
}

export async function remarksOf(
  db: Db,
  accountId: AccountId,
  openids: readonly string[],
): Promise<Map<string, string | null>> {
  const found = await db.query<{ openid: string; remark: string | null }>(
    'select c.openid, c.remark from conversation c where c.account_id = $1 and c.openid = any($2::text[])',
    [accountId, openids],
  )
  return new Map(found.rows.map((row) => [row.openid, row.remark]))
}

export async function waitingCustomers(db: Db, accountId: AccountId): Promise<string[]> {
  const found = await db.query<{ openid: string }>(
    `select c.openid from conversation c where c.account_id = $1 and c.state = 'waiting'`,
    [accountId],
  )
  return found.rows.map((row) => row.openid)
}

/** The beginning of a day of the account's zone, in ms. */
export async function dayBegins(db: Db, day: string, timeZone: string): Promise<number> {
  const found = await db.query<{ at: number }>(
    `select ${ms('($1::date::timestamp at time zone $2)')} as at`,
    [day, timeZone],
  )
  return found.rows[0]?.at ?? 0
}
