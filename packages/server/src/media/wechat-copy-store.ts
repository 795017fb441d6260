import type { AccountId } from '@duokefu/engine'
import type { MediaToUpload } from '@duokefu/wechat'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'

/** A file of ours, and as which kind of media WeChat is to have it. */
export interface FileToSend {
  readonly mediaKey: string
  readonly type: MediaToUpload['type']
}

/** A file to be sent, with the id of WeChat's copy of this kind while that lives for another hour. */
export interface SendableFile {
  readonly digest: string
  readonly mime: string
  readonly wechatMediaId: string | null
}

/** Which of our files WeChat has, for its three days. */
export interface WechatCopyStore {
  toSend(accountId: AccountId, file: FileToSend): Promise<SendableFile | null>
  save(accountId: AccountId, file: FileToSend, mediaId: string): Promise<void>
  /** Only while it is this id: another process may have a new one already. */
  forget(accountId: AccountId, mediaKey: string, mediaId: string): Promise<void>
}

interface SendableRow {
  readonly digest: string
  readonly mime: string
  readonly wechat_media_id: string | null
}

export function createWechatCopyStore(pool: Pool, clock: Clock): WechatCopyStore {
  return {
    async toSend(accountId, { mediaKey, type }) {
      const { rows } = await pool.query<SendableRow>(toSendSql, [accountId, mediaKey, clock.skewMs, type])
      const row = rows[0]
      if (row === undefined) return null
      return { digest: row.digest, mime: row.mime, wechatMediaId: row.wechat_media_id }
    },
    async save(accountId, { mediaKey, type }, mediaId) {
      await pool.query(saveSql, [accountId, mediaKey, clock.skewMs, type, mediaId])
    },
    async forget(accountId, mediaKey, mediaId) {
      await pool.query(forgetSql, [accountId, mediaKey, mediaId])
    },
  }
}

/** The database's time; moved in tests alone. */
const now = `(now() + $3::float8 * interval '1 millisecond')`

const toSendSql = `
  select digest, mime,
    case when wechat_media_type = $4 and wechat_expires_at > ${now} + interval '1 hour' then wechat_media_id end
      as wechat_media_id
  from media where account_id = $1 and media_key = $2 and state = 'ready'`

const saveSql = `
  update media set wechat_media_id = $5, wechat_media_type = $4, wechat_expires_at = ${now} + interval '3 days'
  where account_id = $1 and media_key = $2`

const forgetSql = `
  update media set wechat_media_id = null, wechat_media_type = null, wechat_expires_at = null
  where account_id = $1 and media_key = $2 and wechat_media_id = $3`
