import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { MediaFile } from './media-store.ts'

/** `play`: of a recording, what every browser plays (S21). `small`: of a picture, what lists and threads load (L10). */
export type CopyKind = 'play' | 'small'

/** A file made of another one, under a key of its own. */
export interface MediaCopy {
  readonly key: string
  readonly digest: string
  readonly mime: string
  readonly bytes: number
}

/** What was made of files, once. A copy's row goes with the record of its original (L12). */
export interface Copies {
  /** The copy; the file itself where it needs none; null when nobody has looked yet. */
  of(accountId: AccountId, key: string, kind: CopyKind): Promise<MediaFile | null>
  /** Keeps a copy, unless another process was first; null = the file itself will do. */
  save(accountId: AccountId, key: string, kind: CopyKind, copy: MediaCopy | null): Promise<void>
}

interface CopyRow {
  readonly digest: string
  readonly mime: string
  readonly file_name: string | null
  readonly bytes: number
}

export function createCopies(pool: Pool): Copies {
  return {
    async of(accountId, key, kind) {
      const row = (await pool.query<CopyRow>(copySql[kind], [accountId, key])).rows[0]
      if (row === undefined) return null
      const { digest, mime, file_name: fileName, bytes } = row
      return { digest, mime, fileName, bytes }
    },
    async save(accountId, key, kind, copy) {
      await pool.query(forgetLostSql[kind], [accountId, key])
      if (copy === null) await pool.query(saveNoneSql[kind], [accountId, key])
      else {
        const { key: copyKey, digest, mime, bytes } = copy
        await pool.query(saveSql[kind], [accountId, key, copyKey, digest, mime, bytes])
      }
    },
  }
}

const eachKind = (sql: (column: string) => string): Readonly<Record<CopyKind, string>> => ({
  play: sql('play_key'),
  small: sql('small_key'),
})

const copySql = eachKind(
  (column) => `
  select copy.digest, copy.mime, copy.file_name, copy.bytes::float8
  from media join media as copy on copy.account_id = media.account_id and copy.media_key = media.${column}
  where media.account_id = $1 and media.media_key = $2 and copy.state = 'ready'`,
)

const saveSql = eachKind(
  (column) => `
  with original as (
    update media set ${column} = $3 where account_id = $1 and media_key = $2 and ${column} is null
    returning account_id, created_at, openid, seq, at
  )
  insert into media (account_id, media_key, digest, mime, bytes, state, created_at, openid, seq, at)
  select account_id, $3, $4, $5, $6::bigint, 'ready', created_at, openid, seq, at from original`,
)

const saveNoneSql = eachKind(
  (column) => `
  update media set ${column} = media_key where account_id = $1 and media_key = $2 and ${column} is null`,
)

// An upload that a quick reply shows outlives its copies, which nothing names: they are deleted and made again (L12).
// What was lost is compared, so that a copy that another process has just saved is not taken for it.
const forgetLostSql = eachKind(
  (column) => `
  update media set ${column} = null
  from (select each.${column} as lost from media each where each.account_id = $1 and each.media_key = $2) old
  where media.account_id = $1 and media.media_key = $2 and media.${column} = old.lost
    and not exists (select from media copy where copy.account_id = $1 and copy.media_key = old.lost)`,
)
