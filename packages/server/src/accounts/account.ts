import { type AccountId, defaultSettings, type Settings } from '@duokefu/engine'
import type { Secrets } from '../secrets.ts'

/** An Official Account as the program uses it: secrets open, settings complete. */
export interface Account {
  readonly id: AccountId
  readonly appid: string
  readonly name: string
  /** gh_…; null until the first callback has told it. */
  readonly originalId: string | null
  readonly appSecret: string
  readonly token: string
  /** The token before, while WeChat may still use it. */
  readonly previousToken: string | null
  /** The present key first, then the previous one while WeChat may still use it. */
  readonly aesKeys: readonly Buffer[]
  readonly mode: 'plain' | 'compatible' | 'safe'
  readonly apiBase: string
  /** Where WeChat's web authorization lives; the operator's alone, as `apiBase`. */
  readonly oauthBase: string
  /** How its agents log in (S2): web authorization, a QR with a scene, or by password alone. */
  readonly loginWay: 'oauth' | 'scan' | 'password'
  /** Stands after the @ of its kf accounts; null until somebody entered it. */
  readonly wechatId: string | null
  readonly developer: { readonly url: string; readonly token: string; readonly aesKey: Buffer | null } | null
  readonly allowPrivate: boolean
  /** The switch 多客服接口 is on, and the customers are not handed back to WeChat's own desk: messages are ours. */
  readonly interfaceOn: boolean
  /** Handed back: who asks for a person gets WeChat's own desk, everything else goes to the developer URL (L3). */
  readonly wechatDesk: boolean
  readonly settings: Settings
  readonly timeZone: string
  readonly configVersion: number
}

/** One row of `account`, as `accountColumns` selects it. */
export interface AccountRow {
  readonly account_id: string
  readonly appid: string
  readonly name: string
  readonly original_id: string | null
  readonly app_secret: Buffer
  readonly callback_token: string
  readonly previous_callback_token: string | null
  readonly aes_key: Buffer
  readonly previous_aes_key: Buffer | null
  readonly mode: Account['mode']
  readonly api_base: string
  readonly oauth_base: string
  readonly login_way: Account['loginWay']
  readonly wechat_id: string | null
  readonly developer_url: string | null
  readonly developer_token: string | null
  readonly developer_aes_key: Buffer | null
  readonly allow_private: boolean
  readonly interface_on: boolean
  readonly wechat_desk: boolean
  readonly settings: Partial<Settings>
  readonly time_zone: string
  readonly config_version: string
}

export const accountColumns = `account_id, appid, name, original_id, app_secret, callback_token, aes_key,
  case when previous_until < now() then null else previous_callback_token end as previous_callback_token,
  case when previous_until < now() then null else previous_aes_key end as previous_aes_key, mode, api_base, oauth_base, login_way, wechat_id, developer_url, developer_token,
  developer_aes_key, allow_private, interface_on, wechat_desk, settings, time_zone, config_version`

export function accountOf(row: AccountRow, secrets: Secrets): Account {
  const keys = [row.aes_key, row.previous_aes_key].filter((sealed) => sealed !== null)
  return {
    id: row.account_id as AccountId,
    appid: row.appid,
    name: row.name,
    originalId: row.original_id,
    appSecret: secrets.open(row.app_secret).toString(),
    token: row.callback_token,
    previousToken: row.previous_callback_token,
    aesKeys: keys.map((sealed) => secrets.open(sealed)),
    mode: row.mode,
    apiBase: row.api_base,
    oauthBase: row.oauth_base,
    loginWay: row.login_way,
    wechatId: row.wechat_id,
    developer:
      row.developer_url === null
        ? null
        : {
            url: row.developer_url,
            token: row.developer_token ?? row.callback_token,
            aesKey: row.developer_aes_key === null ? null : secrets.open(row.developer_aes_key),
          },
    allowPrivate: row.allow_private,
    interfaceOn: row.interface_on && !row.wechat_desk,
    wechatDesk: row.wechat_desk,
    settings: { ...defaultSettings, ...row.settings },
    timeZone: row.time_zone,
    configVersion: Number(row.config_version),
  }
}
