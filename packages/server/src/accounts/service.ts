import { randomBytes } from 'node:crypto'
import type { AccountId } from '@duokefu/engine'
import { aesKeyOf } from '@duokefu/wechat'
import type { Context } from '../context.ts'
import type { Account } from './account.ts'
import { changeConnection } from './connection-store.ts'
import * as store from './store.ts'

/** What connecting an account needs. Keys are 43 characters of base64, as WeChat's console shows them. */
export interface NewAccount {
  readonly name: string
  readonly appid: string
  readonly secret: string
  readonly token: string
  readonly encodingAesKey: string | null
  readonly mode: Account['mode']
  readonly apiBase: string
  /** Where web authorization lives when that is not WeChat's own address. */
  readonly oauthBase?: string
  readonly loginWay?: Account['loginWay']
  readonly originalId: string | null
  /** Stands after the @ of its kf accounts. */
  readonly wechatId?: string
  readonly developer: {
    readonly url: string
    readonly token: string | null
    readonly encodingAesKey: string | null
  } | null
  readonly allowPrivate: boolean
}

type Ctx = Pick<Context, 'secrets'> & { readonly pool: Pick<Context['pool'], 'query'> }

/** Adds an Official Account; its secrets are sealed. null = the appid is there already. Throws InvalidAesKeyError. */
export async function addAccount({ pool, secrets }: Ctx, account: NewAccount): Promise<AccountId | null> {
  const { developer } = account
  return store.insertAccount(pool, {
    appid: account.appid,
    name: account.name,
    originalId: account.originalId,
    wechatId: account.wechatId ?? null,
    appSecret: secrets.seal(account.secret),
    callbackToken: account.token,
    // Plain mode has no key; one of our own leaves the column whole until WeChat's is entered.
    aesKey: secrets.seal(
      account.encodingAesKey === null ? randomBytes(32) : aesKeyOf(account.encodingAesKey),
    ),
    mode: account.mode,
    apiBase: account.apiBase.replace(/\/+$/, ''),
    oauthBase: account.oauthBase?.replace(/\/+$/, '') ?? null,
    loginWay: account.loginWay ?? null,
    developerUrl: developer?.url ?? null,
    developerToken: developer?.token ?? null,
    developerAesKey:
      developer?.encodingAesKey == null ? null : secrets.seal(aesKeyOf(developer.encodingAesKey)),
    allowPrivate: account.allowPrivate,
  })
}

/** Follows an account's simulated WeChat (API and web authorization) and developer URL to other addresses, as the demo's change with their ports. */
export async function moveAccount(
  { pool }: Pick<Ctx, 'pool'>,
  appid: string,
  to: { readonly apiBase: string; readonly developerUrl: string },
): Promise<void> {
  await store.moveAccount(pool, appid, to.apiBase, to.developerUrl)
}

/** What an operator changes at a terminal; undefined = as it was. */
export interface AccountEdit {
  readonly name?: string | undefined
  readonly secret?: string | undefined
  readonly apiBase?: string | undefined
  readonly oauthBase?: string | undefined
  readonly loginWay?: Account['loginWay'] | undefined
  readonly wechatId?: string | undefined
  readonly allowPrivate?: boolean | undefined
}

/** Changes an account; every process sees it with its next decision. */
export async function editAccount({ pool, secrets }: Ctx, id: AccountId, edit: AccountEdit): Promise<void> {
  const { secret, apiBase, oauthBase, ...rest } = edit
  await changeConnection(pool, id, {
    ...rest,
    appSecret: secret === undefined ? undefined : secrets.seal(secret),
    apiBase: apiBase?.replace(/\/+$/, ''),
    oauthBase: oauthBase?.replace(/\/+$/, ''),
  })
}
