import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Account } from './account.ts'

export interface SealedAccount {
  readonly appid: string
  readonly name: string
  readonly originalId: string | null
  readonly wechatId: string | null
  readonly appSecret: Buffer
  readonly callbackToken: string
  readonly aesKey: Buffer
  readonly mode: Account['mode']
  readonly apiBase: string
  /** null: the column's default. */
  readonly oauthBase: string | null
  readonly loginWay: Account['loginWay'] | null
  readonly developerUrl: string | null
  readonly developerToken: string | null
  readonly developerAesKey: Buffer | null
  readonly allowPrivate: boolean
}

/** null when the appid is there already. */
export async function insertAccount(
  pool: Pick<Pool, 'query'>,
  account: SealedAccount,
): Promise<AccountId | null> {
  const added = await pool.query<{ account_id: string }>(
    `insert into account (appid, name, original_id, app_secret, callback_token, aes_key, mode, api_base,
       developer_url, developer_token, developer_aes_key, allow_private, oauth_base, login_way, wechat_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
       coalesce($13, 'https://open.weixin.qq.com'), coalesce($14, 'oauth'), $15)
     on conflict (appid) do nothing returning account_id`,
    [
      account.appid,
      account.name,
      account.originalId,
      account.appSecret,
      account.callbackToken,
      account.aesKey,
      account.mode,
      account.apiBase,
      account.developerUrl,
      account.developerToken,
      account.developerAesKey,
      account.allowPrivate,
      account.oauthBase,
      account.loginWay,
      account.wechatId,
    ],
  )
  return (added.rows[0]?.account_id ?? null) as AccountId | null
}

/** Where an account's WeChat and mall are, when that moved: the ledger sees the new version at once. */
export async function moveAccount(
  pool: Pick<Pool, 'query'>,
  appid: string,
  apiBase: string,
  developerUrl: string,
): Promise<void> {
  await pool.query(
    `update account set api_base = $2, oauth_base = $2, developer_url = $3,
       config_version = config_version + 1
     where appid = $1 and (api_base, oauth_base, developer_url) is distinct from ($2, $2, $3)`,
    [appid, apiBase, developerUrl],
  )
}
