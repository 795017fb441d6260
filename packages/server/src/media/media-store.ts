import type { Media } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { MediaSource } from '../conversations/entries.ts'

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

/** The copy of a recording that browsers play: a file of its own key. */
export type PlayableCopy = Pick<FileFacts, 'digest' | 'mime' | 'bytes'> & { readonly key: string }

/** Where a file that is there is found, and what it is. */
export interface MediaFile {
  readonly digest: string
  readonly mime: string
  readonly fileName: string | null
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
    copy: PlayableCopy | null,
  ): Promise<MediaToTell | null>
  /** Keeps a copy that was made later. */
  saveCopy(accountId: AccountId, key: string, copy: PlayableCopy): Promise<void>
  /** `retryInMs` null: given up. */
  saveFailure(
    accountId: AccountId,
    key: string,
    failure: { error: string; retryInMs: number | null },
  ): Promise<MediaToTell | null>
  /** Settled files whose record may not show it yet; they come again until `told`. */
  claimUntold(accountId: AccountId, limit: number, claimMs: number): Promise<MediaToTell[]>
  told(accountId: AccountId, key: string): Promise<void>
  /** Starts a file over that was given up. */
  startOver(accountId: AccountId, key: string): Promise<MediaToTell | null>
  insertUpload(accountId: AccountId, key: string, file: FileFacts): Promise<void>
  ready(accountId: AccountId, key: string): Promise<MediaFile | null>
  /** What browsers play instead; null when there is no copy. */
  copyOf(accountId: AccountId, key: string): Promise<MediaFile | null>
  /** The same, with the id of WeChat's copy while that lives for another hour. */
  toSend(accountId: AccountId, key: string): Promise<(MediaFile & { wechatMediaId: string | null }) | null>
  saveWechatId(accountId: AccountId, key: string, mediaId: string): Promise<void>
  forgetWechatId(accountId: AccountId, key: string): Promise<void>
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
  readonly wechat_media_id: string | null
}

export function createMediaStore(pool: Pool, clock: Clock): MediaStore {
  async function toTell(sql: string, values: unknown[]): Promise<MediaToTell[]> {
    const { rows } = await pool.query<ShownRow>(sql, values)
    return rows.flatMap(({ account_id: accountId, media_key: key, openid, seq, ...shown }) =>
      openid === null || seq === null ? [] : [{ accountId, key, openid, seq, media: { key, ...shown } }],
    )
  }
  async function fileOf(sql: string, values: unknown[]): Promise<FileRow | null> {
    return (await pool.query<FileRow>(sql, values)).rows[0] ?? null
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
    async saveCopy(accountId, key, copy) {
      await pool.query(saveCopySql, [accountId, key, copy.key, copy.digest, copy.mime, copy.bytes])
    },
    async saveFailure(accountId, key, { error, retryInMs }) {
      const told = await toTell(saveFailureSql, [accountId, key, clock.skewMs, error, retryInMs])
      return retryInMs === null ? (told[0] ?? null) : null
    },
    claimUntold: (accountId, limit, claimMs) =>
      toTell(claimUntoldSql, [clock.skewMs, limit, claimMs, accountId]),
    async told(accountId, key) {
      await pool.query(toldSql, [accountId, key])
    },
    async startOver(accountId, key) {
      return (await toTell(startOverSql, [accountId, key, clock.skewMs]))[0] ?? null
    },
    async insertUpload(accountId, key, file) {
      await pool.query(insertSql, values(accountId, key, file))
    },
    async ready(accountId, key) {
      const row = await fileOf(readySql, [accountId, key])
      return row === null ? null : { digest: row.digest, mime: row.mime, fileName: row.file_name }
    },
    async copyOf(accountId, key) {
      const row = await fileOf(copySql, [accountId, key])
      return row === null ? null : { digest: row.digest, mime: row.mime, fileName: null }
    },
    async toSend(accountId, key) {
      const row = await fileOf(toSendSql, [accountId, key, clock.skewMs])
      if (row === null) return null
      const { digest, mime, file_name: fileName, wechat_media_id: wechatMediaId } = row
      return { digest, mime, fileName, wechatMediaId }
    },
    async saveWechatId(accountId, key, mediaId) {
      await pool.query(saveWechatIdSql, [accountId, key, clock.skewMs, mediaId])
    },
    async forgetWechatId(accountId, key) {
      await pool.query(forgetWechatIdSql, [accountId, key])
    },
  }
}

/** The database's time; moved in tests alone. */
const at = (skew: string) => `(now() + ${skew}::float8 * interval '1 millisecond')`
const shown = `media.account_id, media.media_key, media.openid, media.seq::float8, media.state, media.mime,
  media.bytes::float8, media.width, media.height, media.seconds`

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
const copyColumns = 'account_id, media_key, digest, mime, bytes, state, created_at, openid, seq, at'

const saveReadySql = `
  with copy as (
    insert into media (${copyColumns})
    select account_id, $11, $12, $13, $14::bigint, 'ready', created_at, openid, seq, at
    from media where account_id = $1 and media_key = $2 and state = 'fetching' and $11::text is not null
  )
  update media set state = 'ready', error = null, digest = $4, mime = $5, bytes = $6::bigint, width = $7, height = $8,
    file_name = $9, seconds = $10, play_key = $11, attempts = attempts + 1, next_try_at = ${at('$3')} + interval '10 seconds'
  where account_id = $1 and media_key = $2 and state = 'fetching' returning ${shown}`

const saveCopySql = `
  with original as (
    update media set play_key = $3 where account_id = $1 and media_key = $2 and play_key is null
    returning account_id, created_at, openid, seq, at
  )
  insert into media (${copyColumns})
  select account_id, $3, $4, $5, $6::bigint, 'ready', created_at, openid, seq, at from original`

const copySql = `
  select copy.digest, copy.mime, copy.file_name, null as wechat_media_id
  from media join media as copy on copy.account_id = media.account_id and copy.media_key = media.play_key
  where media.account_id = $1 and media.media_key = $2 and copy.state = 'ready'`

const saveFailureSql = `
  update media set error = $4, attempts = attempts + 1,
    state = case when $5::float8 is null then 'failed' else 'fetching' end,
    next_try_at = ${at('$3')} + coalesce($5::float8, 10000) * interval '1 millisecond'
  where account_id = $1 and media_key = $2 and state = 'fetching' returning ${shown}`

const toldSql = `
  update media set next_try_at = null where account_id = $1 and media_key = $2 and state <> 'fetching'`

const startOverSql = `
  update media set state = 'fetching', attempts = 0, error = null, next_try_at = ${at('$3')}
  where account_id = $1 and media_key = $2 and state = 'failed' and source is not null returning ${shown}`

const insertSql = `
  insert into media (account_id, media_key, digest, mime, bytes, width, height, file_name, seconds, state, created_at)
  values ($1, $2, $4, $5, $6, $7, $8, $9, $10, 'ready', ${at('$3')})`

const readySql = `
  select digest, mime, file_name, wechat_media_id
  from media where account_id = $1 and media_key = $2 and state = 'ready'`

const toSendSql = `
  select digest, mime, file_name,
    case when wechat_expires_at > ${at('$3')} + interval '1 hour' then wechat_media_id end as wechat_media_id
  from media where account_id = $1 and media_key = $2 and state = 'ready'`

const saveWechatIdSql = `
  update media set wechat_media_id = $4, wechat_expires_at = ${at('$3')} + interval '3 days'
  where account_id = $1 and media_key = $2`

const forgetWechatIdSql = `
  update media set wechat_media_id = null, wechat_expires_at = null where account_id = $1 and media_key = $2`
