import type { AccountId } from '@duokefu/engine'
import type { ChatRecord } from '@duokefu/wechat'
import type { Pool, PoolClient } from 'pg'
import type { ClaimedRun } from './run-store.ts'

type Db = Pick<Pool, 'query'>

/** The day that a run works on: its next page, or null when all of it is there and only to be placed. */
export interface OpenDay {
  readonly day: string
  readonly nextMsgId: number | null
}

export async function openDay(db: Db, { accountId, run }: ClaimedRun): Promise<OpenDay | null> {
  const found = await db.query<{ day: string; next_msgid: number | null }>(
    `select to_char(d.day, 'YYYY-MM-DD') as day, d.next_msgid::float8 from import_day d
     where d.account_id = $1 and d.run = $2 and d.state <> 'done' order by d.day desc limit 1`,
    [accountId, run],
  )
  const row = found.rows[0]
  return row === undefined ? null : { day: row.day, nextMsgId: row.next_msgid }
}

/** Locks the day while its page is written; false when that page was written before, or the run is not this one. */
export async function lockPage(
  client: PoolClient,
  { accountId, run }: ClaimedRun,
  { day, nextMsgId }: OpenDay,
): Promise<boolean> {
  const found = await client.query(
    `select from import_day d where d.account_id = $1 and d.run = $2 and d.day = $3 and d.next_msgid = $4 for update`,
    [accountId, run, day, nextMsgId],
  )
  return found.rowCount === 1
}

/** How many records equal to each of these the earlier pages of this run had, by digest in hex. */
export async function equalsSeen(
  client: PoolClient,
  { accountId, run }: ClaimedRun,
  digests: readonly Buffer[],
): Promise<Map<string, number>> {
  const found = await client.query<{ digest: Buffer; count: number }>(
    `select r.digest, count(*)::int as count from import_record r
     where r.account_id = $1 and r.run = $2 and r.digest = any($3::bytea[]) group by r.digest`,
    [accountId, run, digests],
  )
  return new Map(found.rows.map((row) => [row.digest.toString('hex'), row.count]))
}

export interface RecordToKeep {
  readonly record: ChatRecord
  readonly digest: Buffer
  readonly nth: number
}

/** Keeps a page with its cursor: both or neither. `nextMsgId` null: it was the day's last. */
export async function keepPage(
  client: PoolClient,
  { accountId, run }: ClaimedRun,
  { day, nextMsgId: asked }: OpenDay,
  records: readonly RecordToKeep[],
  nextMsgId: number | null,
): Promise<void> {
  const kept = await client.query<{ known: number }>(
    `with kept as (
       insert into import_record as r (account_id, digest, nth, day, run, openid, said, position)
       select $1, w.digest, w.nth, $3, $2, w.openid, w.said, $4::bigint * 100000 + w.index
       from unnest($5::bytea[], $6::int[], $7::text[], $8::jsonb[]) with ordinality as w(digest, nth, openid, said, index)
       on conflict (account_id, digest, nth) do update set run = excluded.run
       returning said
     )
     select count(*) filter (where kept.said is null)::int as known from kept`,
    [
      accountId,
      run,
      day,
      asked,
      records.map(({ digest }) => digest),
      records.map(({ nth }) => nth),
      records.map(({ record }) => record.openid),
      records.map(({ record: { opercode, text, time, worker } }) =>
        JSON.stringify({ opercode, text, time, worker }),
      ),
    ],
  )
  await client.query(
    `update import_day set state = 'fetching', next_msgid = $4, records = records + $5, known = known + $6
     where account_id = $1 and run = $2 and day = $3`,
    [accountId, run, day, nextMsgId, records.length, kept.rows[0]?.known ?? 0],
  )
  // It goes on: what was refused before is over.
  await client.query(
    `update import_run set attempts = 0, errcode = null, errmsg = null
     where account_id = $1 and run = $2 and (attempts > 0 or errmsg is not null)`,
    [accountId, run],
  )
}

/** Customers of a day whose records are still to be placed, in key order. */
export async function customersToPlace(
  db: Db,
  accountId: AccountId,
  day: string,
  limit: number,
): Promise<string[]> {
  const found = await db.query<{ openid: string }>(
    `select distinct r.openid from import_record r
     where r.account_id = $1 and r.day = $2 and r.said is not null order by r.openid limit $3`,
    [accountId, day, limit],
  )
  return found.rows.map((row) => row.openid)
}

export interface UnplacedRecord extends Omit<ChatRecord, 'openid'> {
  readonly digest: Buffer
  readonly nth: number
  readonly openid: string
  readonly position: number
}

export async function unplaced(
  client: PoolClient,
  accountId: AccountId,
  day: string,
  openids: readonly string[],
): Promise<UnplacedRecord[]> {
  const found = await client.query<
    Pick<UnplacedRecord, 'digest' | 'nth' | 'openid' | 'position'> & { said: Omit<ChatRecord, 'openid'> }
  >(
    `select r.digest, r.nth, r.openid, r.position::float8, r.said from import_record r
     where r.account_id = $1 and r.day = $2 and r.openid = any($3::text[]) and r.said is not null
     order by r.openid, r.position for update`,
    [accountId, day, openids],
  )
  return found.rows.map(({ said, ...row }) => ({ ...row, ...said }))
}

/** They stand in conversations, or are ours already: only their names stay. */
export async function markPlaced(
  client: PoolClient,
  { accountId, run }: ClaimedRun,
  day: string,
  records: readonly Pick<UnplacedRecord, 'digest' | 'nth'>[],
  placed: number,
): Promise<void> {
  await client.query(
    `update import_record r set said = null, openid = null
     from unnest($2::bytea[], $3::int[]) as w(digest, nth)
     where r.account_id = $1 and r.digest = w.digest and r.nth = w.nth`,
    [accountId, records.map(({ digest }) => digest), records.map(({ nth }) => nth)],
  )
  await client.query(
    `update import_day set placed = placed + $4, known = known + $5 where account_id = $1 and run = $2 and day = $3`,
    [accountId, run, day, placed, records.length - placed],
  )
}

export async function closeDay(db: Db, { accountId, run }: ClaimedRun, day: string): Promise<void> {
  await db.query(
    `update import_day set state = 'done' where account_id = $1 and run = $2 and day = $3 and next_msgid is null`,
    [accountId, run, day],
  )
}
