import type { Media } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { MediaSource } from '../conversations/entries.ts'
import type { MediaCopy } from './copies.ts'

/** A file that is to be fetched from WeChat; this process has it alone until the claim ends. */
export interface MediaToFetch {
  readonly accountId: AccountId
  readonly key: string
  readonly source: MediaSource
  /** Attempts that ended before this one. */
  readonly attempts: number
  readonly ageMs: number
}

/** A record that shows a file, and what it is to show. */
export interface MediaToTell {
  readonly accountId: AccountId
  readonly key: string
  readonly openid: string
  readonly seq: number
  readonly media: Media
}

export interface FileFacts {
  readonly digest: string
  readonly mime: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly fileName: string | null
  /** Of a recording or a film, where its length is known. */
  readonly seconds: number | null
}

export type FetchFailure = { readonly error: string } & (
  | { readonly state: 'again'; readonly inMs: number }
  | { readonly state: 'failed' | 'expired' }
)

/** Where a file that is there is found, and what it is. */
export interface MediaFile {
  readonly digest: string
  readonly mime: string
  readonly fileName: string | null
  readonly bytes: number
}

/** The table media. What is answered as MediaToTell is to be told to the ledger; null when nobody needs to hear. */
export interface MediaStore {
  /** Accounts with files to fetch or to tell. */
  accountsWithWork(): Promise<AccountId[]>
  claimDue(accountId: AccountId, limit: number, claimMs: number): Promise<MediaToFetch[]>
  saveReady(
    accountId: AccountId,
    key: string,
    file: FileFacts,
    copy: MediaCopy | null,
  ): Promise<MediaToTell | null>
  /** `again` has its time; the others are told: `failed` may be tried again by hand, `expired` is gone for good. */
  saveFailure(accountId: AccountId, key: string, failure: FetchFailure): Promise<MediaToTell | null>
  /** Gives a claimed file back as it was, for our own fault: no attempt is counted. */
  postpone(accountId: AccountId, key: string, ms: number): Promise<void>
  /** Settled files whose record may not show it yet; they come again until `told`. */
  claimUntold(accountId: AccountId, limit: number, claimMs: number): Promise<MediaToTell[]>
  told(accountId: AccountId, key: string): Promise<void>
  /** Starts a file over that was given up. */
  startOver(accountId: AccountId, key: string): Promise<MediaToTell | null>
  /** A file is about to be kept: until a row names it, nobody takes an equal one away. */
  announce(digest: string): Promise<void>
  insertUpload(accountId: AccountId, key: string, file: FileFacts): Promise<void>
  ready(accountId: AccountId, key: string): Promise<MediaFile | null>
}

/** What a record of a file that is there shows; null when the account has no such file. */
export async function readyMedia(
  pool: Pick<Pool, 'query'>,
  accountId: AccountId,
  key: string,
): Promise<Media | null> {
  const found = await pool.query<Media>(
    `select media_key as key, state, mime, bytes::float8, width, height, seconds
     from media where account_id = $1 and media_key = $2 and state = 'ready'`,
    [accountId, key],
  )
  return found.rows[0] ?? null
}

interface DueRow {
  readonly media_key: string
  readonly source: MediaSource
  readonly attempts: number
  readonly age: number
}

interface ShownRow extends Omit<Media, 'key'> {
  readonly account_id: AccountId
  readonly media_key: string
  /** Null of an upload: its record is written with the reply. */
  readonly openid: string | null
  readonly seq: number | null
}

interface FileRow {
  readonly digest: string
  readonly mime: string
  readonly file_name: string | null
  readonly bytes: number
}

export function createMediaStore(pool: Pool, clock: Clock): MediaStore {
  async function toTell(sql: string, values: unknown[]): Promise<MediaToTell[]> {
    const { rows } = await pool.query<ShownRow>(sql, values)
    return rows.flatMap(({ account_id: accountId, media_key: key, openid, seq, ...shown }) =>
      openid === null || seq === null ? [] : [{ accountId, key, openid, seq, media: { key, ...shown } }],
    )
  }
  const values = (accountId: AccountId, key: string, file: FileFacts) => {
    const { digest, mime, bytes, width, height, fileName, seconds } = file
    return [accountId, key, clock.skewMs, digest, mime, bytes, width, height, fileName, seconds]
  }
  return {
    async accountsWithWork() {
      const { rows } = await pool.query<{ account_id: AccountId }>(workSql, [clock.skewMs])
      return rows.map((row) => row.account_id)
    },
    async claimDue(accountId, limit, claimMs) {
      const { rows } = await pool.query<DueRow>(claimDueSql, [clock.skewMs, limit, claimMs, accountId])
      return rows.map(({ media_key: key, source, attempts, age: ageMs }) => {
        return { accountId, key, source, attempts, ageMs }
      })
    },
    async saveReady(accountId, key, file, copy) {
      const copied = [copy?.key ?? null, copy?.digest ?? null, copy?.mime ?? null, copy?.bytes ?? null]
      return (await toTell(saveReadySql, [...values(accountId, key, file), ...copied]))[0] ?? null
    },
    async saveFailure(accountId, key, { error, ...failure }) {
      const state = failure.state === 'again' ? 'fetching' : failure.state
      // What is told is claimed for a moment, like what is ready.
      const inMs = failure.state === 'again' ? failure.inMs : 10_000
      const told = await toTell(saveFailureSql, [accountId, key, clock.skewMs, error, state, inMs])
      return failure.state === 'again' ? null : (told[0] ?? null)
    },
    async postpone(accountId, key, ms) {
      await pool.query(postponeSql, [accountId, key, clock.skewMs, ms])
    },
    claimUntold: (accountId, limit, claimMs) =>
      toTell(claimUntoldSql, [clock.skewMs, limit, claimMs, accountId]),
    async told(accountId, key) {
      await pool.query(toldSql, [accountId, key])
    },
    async startOver(accountId, key) {
      return (await toTell(startOverSql, [accountId, key, clock.skewMs]))[0] ?? null
    },
    async announce(digest) {
      await pool.query(announceSql, [clock.skewMs, digest])
    },
    async insertUpload(accountId, key, file) {
      await pool.query(insertSql, values(accountId, key, file))
    },
    async ready(accountId, key) {
      const row = (await pool.query<FileRow>(readySql, [accountId, key])).rows[0]
      if (row === undefined) return null
      const { digest, mime, file_name: fileName, bytes } = row
      return { digest, mime, fileName, bytes }
    },
  }
}

/** The database's time; moved in tests alone. */
const at = (skew: string) => `(now() + ${skew}::float8 * interval '1 millisecond')`
const shown = `media.account_id, media.media_key, media.openid, media.seq::float8, media.state, media.mime,
  media.bytes::float8, media.width, media.height, media.seconds`

const announceSql = `
  insert into file_announced (digest, at) values ($2, ${at('$1')})
  on conflict (digest) do update set at = excluded.at`

const workSql = `
  select account.account_id from account
  where exists (
    select from media where media.account_id = account.account_id and media.next_try_at <= ${at('$1')}
      and (media.state = 'fetching' or (media.state <> 'fetching' and media.next_try_at is not null))
  )`

// A claim moves next_try_at into the future: whoever dies with it is followed by another after that time.
const claim = (condition: string) => `
  with due as (
    select media.media_key from media
    where media.account_id = $4 and ${condition} and media.next_try_at <= ${at('$1')}
    order by media.next_try_at
    limit $2::int
    for update skip locked
  )
  update media set next_try_at = ${at('$1')} + $3::float8 * interval '1 millisecond'
  from due
  where media.account_id = $4 and media.media_key = due.media_key`

const claimDueSql = `${claim(`media.state = 'fetching'`)}
  returning media.media_key, media.source, media.attempts,
    date_part('epoch', ${at('$1')} - media.created_at) * 1000 as age`

const claimUntoldSql = `${claim(`media.state <> 'fetching' and media.next_try_at is not null`)} returning ${shown}`

// The copy goes with the record that shows the file, so that both are deleted together (L12).
const saveReadySql = `
  with copy as (
    insert into media (account_id, media_key, digest, mime, bytes, state, created_at, openid, seq, at)
    select account_id, $11, $12, $13, $14::bigint, 'ready', created_at, openid, seq, at
    from media where account_id = $1 and media_key = $2 and state = 'fetching' and $11::text is not null
  )
  update media set state = 'ready', error = null, digest = $4, mime = $5, bytes = $6::bigint, width = $7, height = $8,
    file_name = $9, seconds = $10, play_key = $11, attempts = attempts + 1, next_try_at = ${at('$3')} + interval '10 seconds'
  where account_id = $1 and media_key = $2 and state = 'fetching' returning ${shown}`

const saveFailureSql = `
  update media set error = $4, attempts = attempts + 1, state = $5,
    next_try_at = ${at('$3')} + $6::float8 * interval '1 millisecond'
  where account_id = $1 and media_key = $2 and state = 'fetching' returning ${shown}`

const postponeSql = `
  update media set next_try_at = ${at('$3')} + $4::float8 * interval '1 millisecond'
  where account_id = $1 and media_key = $2 and state = 'fetching'`

const toldSql = `
  update media set next_try_at = null where account_id = $1 and media_key = $2 and state <> 'fetching'`

const startOverSql = `
  update media set state = 'fetching', attempts = 0, error = null, next_try_at = ${at('$3')}
  where account_id = $1 and media_key = $2 and state = 'failed' and source is not null returning ${shown}`

const insertSql = `
  insert into media (account_id, media_key, digest, mime, bytes, width, height, file_name, seconds, state, created_at)
  values ($1, $2, $4, $5, $6, $7, $8, $9, $10, 'ready', ${at('$3')})`

const readySql = `
  select digest, mime, file_name, bytes::float8
  from media where account_id = $1 and media_key = $2 and state = 'ready'`
