import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { MessageRecord } from './records.ts'
import { type MessageRow, messageColumns, messageOf } from './rows.ts'

/** A place between records: a record's own `seq` and `at` (ms). */
export interface PageEnd {
  readonly seq: number
  readonly at: number
}

/** How far the first look goes; a fuller page is looked for without this bound. */
const firstLookMs = 31 * 24 * 60 * 60_000

/**
 * The records before a place, newest first. A customer's times follow their seq (L16), so that a bound on `at` lets
 * PostgreSQL skip the partitions outside of it: one or two months are read, and the rest only for what is missing.
 */
export async function recordsBefore(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  end: PageEnd,
  limit: number,
): Promise<MessageRecord[]> {
  return inTwoLooks(end, limit, (from, isFirst, left) =>
    pageOf(pool, accountId, openid, {
      // Half a millisecond more: a time that was read back as a whole millisecond still includes its own row.
      where: `m.seq < $3 and m.at < to_timestamp(($4::float8 + 0.5) / 1000)
        ${isFirst ? 'and m.at >= to_timestamp($6::float8 / 1000)' : ''} order by m.seq desc`,
      values: [from.seq, from.at, left, ...(isFirst ? [end.at - firstLookMs] : [])],
    }),
  )
}

/** The records after a place, oldest first. */
export async function recordsAfter(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  start: PageEnd,
  limit: number,
): Promise<MessageRecord[]> {
  return inTwoLooks(start, limit, (from, isFirst, left) =>
    pageOf(pool, accountId, openid, {
      where: `m.seq > $3 and m.at >= to_timestamp(($4::float8 - 0.5) / 1000)
        ${isFirst ? 'and m.at < to_timestamp($6::float8 / 1000)' : ''} order by m.seq`,
      values: [from.seq, from.at, left, ...(isFirst ? [start.at + firstLookMs] : [])],
    }),
  )
}

/** The record itself, or the nearest one there is before it, or else after it; null without records. */
export async function recordNear(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  seq: number,
): Promise<PageEnd | null> {
  // By seq alone each partition's key is asked once.
  const found = await pool.query<PageEnd>(
    `select near.seq, near.at from (
     (select 1 as choice, m.seq::float8, round(date_part('epoch', m.at) * 1000) as at from message m
       where m.account_id = $1 and m.openid = $2 and m.seq <= $3 order by m.seq desc limit 1)
     union all
     (select 2, m.seq::float8, round(date_part('epoch', m.at) * 1000) from message m
       where m.account_id = $1 and m.openid = $2 and m.seq > $3 order by m.seq limit 1)
     ) near order by near.choice limit 1`,
    [accountId, openid, seq],
  )
  return found.rows[0] ?? null
}

/** The lowest seq that this customer's records ever had: below 1 where records were imported (L16). */
export async function firstSeqEver(pool: Pool, accountId: AccountId, openid: string): Promise<number> {
  const found = await pool.query<{ next: number }>(
    'select c.next_import_seq::float8 as next from conversation c where c.account_id = $1 and c.openid = $2',
    [accountId, openid],
  )
  const next = found.rows[0]?.next ?? 0
  return next < 0 ? next + 1 : 1
}

async function inTwoLooks(
  start: PageEnd,
  limit: number,
  look: (from: PageEnd, isFirst: boolean, left: number) => Promise<MessageRecord[]>,
): Promise<MessageRecord[]> {
  const near = await look(start, true, limit)
  if (near.length >= limit) return near
  const last = near.at(-1)
  const rest = await look(
    last === undefined ? start : { seq: last.seq, at: last.at },
    false,
    limit - near.length,
  )
  return [...near, ...rest]
}

async function pageOf(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  { where, values }: { readonly where: string; readonly values: readonly unknown[] },
): Promise<MessageRecord[]> {
  const found = await pool.query<MessageRow>(
    `select ${messageColumns} from message m where m.account_id = $1 and m.openid = $2 and ${where} limit $5`,
    [accountId, openid, ...values],
  )
  return found.rows.map(messageOf)
}
