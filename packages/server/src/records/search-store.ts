import type { AccountId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'
import type { MessageRecord } from '../conversations/records.ts'
import { type MessageRow, messageColumns, messageOf } from '../conversations/rows.ts'
import { askedBefore, type PeriodFilter } from './period-store.ts'

/** No search holds the database longer than this. */
const statementTimeout = '4s'

/** What can be read of a record. */
const words = `concat_ws(' ', m.content ->> 'text', m.content ->> 'recognition', m.content ->> 'title',
  m.content ->> 'label', m.content ->> 'name', m.content ->> 'head')`

/** A pattern for `like` that means nothing but its own letters. */
function patternOf(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`)}%`
}

/** Words in one customer's records, the newest first; by the key, and so as fast as they have few. */
export async function searchCustomer(
  client: PoolClient,
  accountId: AccountId,
  openid: string,
  { q, only, before, limit }: { q: string; only: 'all' | 'pictures'; before: number | null; limit: number },
): Promise<MessageRecord[]> {
  await client.query(`set local statement_timeout = '${statementTimeout}'`)
  const found = await client.query<MessageRow>(
    `select ${messageColumns} from message m
     where m.account_id = $1 and m.openid = $2 and m.direction in ('in', 'out', 'note')
       ${before === null ? '' : 'and m.seq < $5'}
       ${only === 'pictures' ? `and m.content ->> 'type' in ('image', 'video')` : `and ${words} ilike $4`}
       and ($4::text is not null)
     order by m.seq desc limit $3`,
    [accountId, openid, limit, patternOf(q), ...(before === null ? [] : [before])],
  )
  return found.rows.map(messageOf)
}

/** Words in an account's records of [from, to), the newest first: a look at every record of that time. */
export async function searchSpan(
  client: PoolClient,
  accountId: AccountId,
  q: string,
  span: { readonly from: number; readonly to: number },
  { openids, agent, own }: Pick<PeriodFilter, 'openids' | 'agent' | 'own'>,
  limit: number,
): Promise<MessageRecord[]> {
  await client.query(`set local statement_timeout = '${statementTimeout}'`)
  const values: unknown[] = [accountId, span.from, span.to, patternOf(q), limit]
  const add = (value: unknown) => `$${values.push(value)}`
  // What was asked while nobody served yet belongs to whoever accepted.
  const servedBy = (parameter: string) => `(
    exists (select from session s where s.account_id = $1 and s.openid = m.openid and s.agent_id = ${parameter}
      and m.at >= s.started_at - ${askedBefore} and m.at <= coalesce(s.ended_at, 'infinity'))
    or exists (select from imported_period i where i.account_id = $1 and i.openid = m.openid and i.agent_id = ${parameter}
      and m.seq between i.first_seq and i.last_seq))`
  const where: string[] = []
  if (openids !== null) where.push(`and m.openid = any(${add(openids)}::text[])`)
  if (agent !== null) where.push(`and ${servedBy(`${add(agent)}::bigint`)}`)
  if (own !== null) {
    where.push(
      `and (${servedBy(`${add(own.agent)}::bigint`)} or m.openid = any(${add(own.waiting)}::text[]))`,
    )
  }
  const found = await client.query<MessageRow>(
    `select ${messageColumns} from message m
     where m.account_id = $1 and m.at >= to_timestamp($2::float8 / 1000) and m.at < to_timestamp($3::float8 / 1000)
       and m.direction in ('in', 'out', 'note') and ${words} ilike $4 ${where.join(' ')}
     order by m.at desc, m.openid, m.seq desc limit $5`,
    values,
  )
  return found.rows.map(messageOf)
}

export interface DayOfRecords {
  readonly day: string
  readonly seq: number
  readonly records: number
}

/** Days of a span on which this customer has records, in the account's zone. */
export async function daysOfCustomer(
  pool: Pick<Pool, 'query'>,
  accountId: AccountId,
  openid: string,
  span: { readonly from: number; readonly to: number },
  timeZone: string,
): Promise<DayOfRecords[]> {
  const found = await pool.query<DayOfRecords>(
    `select to_char(m.at at time zone $5, 'YYYY-MM-DD') as day, min(m.seq)::float8 as seq, count(*)::int as records
     from message m
     where m.account_id = $1 and m.openid = $2 and m.at >= to_timestamp($3::float8 / 1000)
       and m.at < to_timestamp($4::float8 / 1000)
     group by 1 order by 1`,
    [accountId, openid, span.from, span.to, timeZone],
  )
  return found.rows
}

/** The months, as 2026-11, of the first and the last record. */
export async function monthsOfCustomer(
  pool: Pick<Pool, 'query'>,
  accountId: AccountId,
  openid: string,
  timeZone: string,
): Promise<{ readonly first: string | null; readonly last: string | null }> {
  const end = (order: string) => `(select to_char(m.at at time zone $3, 'YYYY-MM') from message m
    where m.account_id = $1 and m.openid = $2 order by m.seq ${order} limit 1)`
  const found = await pool.query<{ first: string | null; last: string | null }>(
    `select ${end('')} as first, ${end('desc')} as last`,
    [accountId, openid, timeZone],
  )
  return found.rows[0] ?? { first: null, last: null }
}
