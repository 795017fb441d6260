import type { AccountId } from '@duokefu/engine'
import type { Pool, PoolClient } from 'pg'
import { youngMs } from '../media/file-store.ts'

type Db = Pick<Pool, 'query'>

const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`
const time = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`

/** Only one process deletes an account's records at a time; whoever comes second leaves it. */
export async function takeTurn(client: PoolClient, accountId: AccountId): Promise<boolean> {
  const found = await client.query<{ mine: boolean }>(
    `select pg_try_advisory_lock(hashtext('duokefu.retention'), hashtext($1)) as mine`,
    [accountId],
  )
  return found.rows[0]?.mine === true
}

export async function endTurn(client: PoolClient, accountId: AccountId): Promise<void> {
  await client.query(`select pg_advisory_unlock(hashtext('duokefu.retention'), hashtext($1))`, [accountId])
}

/** The beginning of the day so many days before today, in the account's zone: as a time in ms, and as a day. */
export async function cutoffOf(
  db: Db,
  timeZone: string,
  days: number,
  skewMs: number,
): Promise<{ readonly at: number; readonly day: string }> {
  const found = await db.query<{ at: number; day: string }>(
    `select ${ms('day::timestamp at time zone $1')} as at, to_char(day, 'YYYY-MM-DD') as day
     from (select ((now() + $3::float8 * interval '1 millisecond') at time zone $1)::date - $2::int as day) cut`,
    [timeZone, days, skewMs],
  )
  const row = found.rows[0]
  if (row === undefined) throw new Error('a date was not reckoned')
  return row
}

export async function deletedBefore(db: Db, accountId: AccountId): Promise<number | null> {
  const found = await db.query<{ at: number }>(
    `select ${ms('r.deleted_before')} as at from retention r where r.account_id = $1`,
    [accountId],
  )
  return found.rows[0]?.at ?? null
}

export async function saveDeletedBefore(db: Db, accountId: AccountId, at: number): Promise<void> {
  await db.query(
    `insert into retention as r (account_id, deleted_before) values ($1, ${time('$2')})
     on conflict (account_id) do update set deleted_before = excluded.deleted_before`,
    [accountId, at],
  )
}

/** The time of the oldest partition of messages, in ms; null when there is none but the default one. */
export async function oldestPartition(db: Db): Promise<number | null> {
  const found = await db.query<{ at: number | null }>(
    `select min(date_part('epoch', to_date(right(c.relname, 6), 'YYYYMM')::timestamptz) * 1000) as at
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'message'::regclass and c.relname ~ '^message_[0-9]{6}$'`,
  )
  return found.rows[0]?.at ?? null
}

/**
 * Deletes some records of [from, to); the number. What still waits to be sent stays until it is settled. The summary of
 * times by block finds them, so that nothing else is read.
 */
export async function deleteRecords(
  db: Db,
  accountId: AccountId,
  { from, to }: { readonly from: number; readonly to: number },
  limit: number,
): Promise<number> {
  const deleted = await db.query(
    `delete from message d using (
       select m.tableoid as part, m.ctid as place from message m
       where m.account_id = $1 and m.at >= ${time('$2')} and m.at < ${time('$3')}
         and not exists (select from outbox o where o.account_id = $1 and o.openid = m.openid and o.seq = m.seq)
       limit $4
     ) old
     where d.tableoid = old.part and d.ctid = old.place and d.account_id = $1
       and d.at >= ${time('$2')} and d.at < ${time('$3')}`,
    [accountId, from, to, limit],
  )
  return deleted.rowCount ?? 0
}

/** Some customers in order of their openid; null behind the last one. */
export interface CustomersLookedAt {
  readonly last: string
  /** Those whose last line shows a deleted record, or who have the mark of a failed reply. */
  readonly stale: readonly string[]
}

export async function lookAtCustomers(
  db: Db,
  accountId: AccountId,
  before: number,
  after: string,
  limit: number,
): Promise<CustomersLookedAt | null> {
  const found = await db.query<{ last: string | null; stale: string[] }>(
    `select max(c.openid) as last,
       coalesce(array_agg(c.openid) filter (where (c.preview ->> 'at')::float8 < $3 or c.failed > 0), '{}') as stale
     from (
       select c.openid, c.preview, c.failed from conversation c
       where c.account_id = $1 and c.openid > $2 order by c.openid limit $4
     ) c`,
    [accountId, after, before, limit],
  )
  const { last = null, stale = [] } = found.rows[0] ?? {}
  return last === null ? null : { last, stale }
}

/**
 * Last lines of conversations that show a deleted record go as well, and the marks of failed replies that nobody can deal
 * with any more.
 */
export async function clearPreviews(
  client: PoolClient,
  accountId: AccountId,
  before: number,
  openids: readonly string[],
): Promise<void> {
  await client.query(
    `select from conversation c where c.account_id = $1 and c.openid = any($2::text[]) order by c.openid for update`,
    [accountId, openids],
  )
  await client.query(
    `update conversation c set version = c.version + 1, failed = left_over.failed,
       preview = case when (c.preview ->> 'at')::float8 >= $3 then c.preview end
     from unnest($2::text[]) as w(openid), lateral (
       select count(*)::int as failed from message m
       where m.account_id = $1 and m.openid = w.openid and m.origin = 'agent' and m.delivery in ('failed', 'uncertain')
         and m.retried_as is null
     ) left_over
     where c.account_id = $1 and c.openid = w.openid
       and ((c.preview ->> 'at')::float8 < $3 or c.failed <> left_over.failed)`,
    [accountId, openids, before],
  )
}

/** Imported periods without records, and names of imported records that can't be asked for again. */
export async function deleteImported(db: Db, accountId: AccountId, at: number, day: string): Promise<void> {
  await db.query(`delete from imported_period p where p.account_id = $1 and p.ended_at < ${time('$2')}`, [
    accountId,
    at,
  ])
  await db.query('delete from import_record r where r.account_id = $1 and r.day < $2::date', [accountId, day])
}

/** A row of a file that is to go. */
export interface OldMedia {
  readonly key: string
  /** null: it was never fetched. */
  readonly digest: string | null
}

/**
 * Rows of some files that are to go: of records that are gone, and uploads that nobody sent since. What agents, quick
 * replies or settings show stays.
 */
export async function oldMedia(
  db: Db,
  accountId: AccountId,
  before: number,
  limit: number,
): Promise<OldMedia[]> {
  const found = await db.query<OldMedia>(
    `select f.media_key as key, f.digest from media f
       where f.account_id = $1 and f.created_at < ${time('$2')}
         and (
           (f.openid is not null and f.at < ${time('$2')})
           or (f.openid is null and coalesce(f.wechat_expires_at, f.created_at) < ${time('$2')}
             and not exists (select from agent a where a.account_id = $1 and a.avatar_key = f.media_key)
             and not exists (select from quick_reply q where q.account_id = $1 and to_jsonb(q)::text like '%' || f.media_key || '%')
             and not exists (select from material t where t.account_id = $1 and t.content::text like '%' || f.media_key || '%')
             and not exists (select from outbox o where o.account_id = $1 and o.payload::text like '%' || f.media_key || '%'))
         )
         -- Rules send files, an agent's or one that a fan had sent.
         and not exists (select from account a where a.account_id = $1 and a.settings::text like '%' || f.media_key || '%')
       limit $3`,
    [accountId, before, limit],
  )
  return found.rows
}

export async function deleteMedia(db: Db, accountId: AccountId, keys: readonly string[]): Promise<void> {
  await db.query('delete from media where account_id = $1 and media_key = any($2::text[])', [accountId, keys])
}

/** Rows that don't count any more. */
export interface Going {
  readonly accountId: AccountId
  readonly keys: readonly string[]
}

/** Which of these no row needs but those that are to go, of any account (equal files are one), and nobody is about to need. */
export async function unneeded(
  db: Db,
  digests: readonly string[],
  going: Going | null,
  skewMs: number,
): Promise<string[]> {
  const found = await db.query<{ digest: string }>(
    `select w.digest from unnest($1::text[]) w(digest)
     where not exists (
       select from media m where m.digest = w.digest and not (m.account_id = $2 and m.media_key = any($3::text[]))
     ) and not exists (
       select from file_announced a where a.digest = w.digest
         and a.at > now() + ($4::float8 - ${youngMs}) * interval '1 millisecond'
     )`,
    [digests, going?.accountId ?? null, going?.keys ?? [], skewMs],
  )
  return found.rows.map((row) => row.digest)
}

/** Files of which was said, before that time, that they are about to be kept; oldest first. */
export async function announcedBefore(db: Db, before: number, limit: number): Promise<string[]> {
  const found = await db.query<{ digest: string }>(
    `select a.digest from file_announced a where a.at < ${time('$1')} order by a.at limit $2`,
    [before, limit],
  )
  return found.rows.map((row) => row.digest)
}

/** They have their rows, or are gone; what was said of them again since then stays. */
export async function forgetAnnounced(db: Db, before: number, digests: readonly string[]): Promise<void> {
  await db.query(`delete from file_announced a where a.digest = any($2::text[]) and a.at < ${time('$1')}`, [
    before,
    digests,
  ])
}

/** Partitions of months that ended before everybody's cutoff. */
export async function pastPartitions(db: Db, before: number): Promise<string[]> {
  const found = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'message'::regclass and c.relname ~ '^message_[0-9]{6}$'
       and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= ${time('$1')}`,
    [before],
  )
  return found.rows.map((row) => row.name)
}

/** Drops a partition if it is empty, and if nobody has to wait for that. */
export async function dropIfEmpty(client: PoolClient, name: string): Promise<void> {
  await client.query(`set local lock_timeout = '200ms'`)
  const found = await client.query(`select from ${name} limit 1`)
  if (found.rowCount === 0) await client.query(`drop table ${name}`)
}

/** How many records are older, counted for ten seconds at most. */
export async function countOlder(client: PoolClient, accountId: AccountId, before: number): Promise<number> {
  await client.query(`set local statement_timeout = '10s'`)
  const found = await client.query<{ count: number }>(
    `select count(*)::float8 as count from message m where m.account_id = $1 and m.at < ${time('$2')}`,
    [accountId, before],
  )
  return found.rows[0]?.count ?? 0
}

export async function allAccounts(db: Db): Promise<AccountId[]> {
  const found = await db.query<{ account_id: AccountId }>(
    'select account_id from account order by account_id',
  )
  return found.rows.map((row) => row.account_id)
}
