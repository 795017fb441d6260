import { randomInt } from 'node:crypto'
import type {
  CallbackKeys,
  Connection,
  ConnectionPatch,
  NewAccount,
  NewAccountAnswer,
} from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { aesKeyOf } from '@duokefu/wechat'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker, Login } from '../login/login.ts'
import type { Account } from './account.ts'
import * as store from './connection-store.ts'
import { addAccount } from './service.ts'

/** What isn't given is made. */
type KeysWanted = { readonly [Name in keyof CallbackKeys]?: string | undefined }
type Ctx = Pick<Context, 'pool' | 'secrets' | 'accounts' | 'clock' | 'config' | 'publicUrl'>

/** WeChat's own addresses; an account of `npm start` beside the simulated WeChat begins with that one. */
const wechatApi = 'https://api.weixin.qq.com'

/** An account as admins see it: of secrets only whether they are there. */
export async function connectionOf(ctx: Ctx, accountId: AccountId): Promise<Connection> {
  const [account, row] = await Promise.all([
    ctx.accounts.refresh(accountId),
    store.connectionOf(ctx.pool, accountId),
  ])
  if (account === null || row === null) throw new AppError('not_found')
  return present(ctx, account, row)
}

function present(ctx: Ctx, account: Account, row: store.ConnectionRow): Connection {
  const { developer } = account
  const url = ctx.publicUrl()
  return {
    name: account.name,
    appid: account.appid,
    wechatId: account.wechatId,
    originalId: account.originalId,
    mode: account.mode,
    callbackUrl: `${url}/wechat/${account.appid}`,
    oauthHost: new URL(url).host,
    loginWay: account.loginWay,
    developer:
      developer === null
        ? null
        : { url: developer.url, ownToken: row.hasDeveloperToken, encrypted: developer.aesKey !== null },
    interfaceOn: account.interfaceOn || account.wechatDesk,
    step: row.step,
  }
}

/**
 * Connects an account for somebody who owns one here, or for the first person of a fresh installation. Throws
 * `not_allowed`, `appid_taken`. Token and key leave the server in this answer alone.
 */
export async function connectAccount(ctx: Ctx, login: Login, wanted: NewAccount): Promise<NewAccountAnswer> {
  const keys = newKeys()
  const base = ctx.config.sandbox?.url ?? wechatApi
  const id = await inTransaction(ctx.pool, async (client) => {
    // One at a time: two first accounts of a fresh installation can't both be the first.
    await client.query(`select pg_advisory_xact_lock(hashtext('duokefu.connect_account'))`)
    const allowed = (await store.ownsAnAccount(client, login.personId)) || (await store.hasNoAccount(client))
    if (!allowed) throw new AppError('not_allowed')
    const added = await addAccount(
      { ...ctx, pool: client },
      {
        ...wanted,
        ...keys,
        mode: 'safe',
        apiBase: base,
        ...(ctx.config.sandbox === null ? {} : { oauthBase: base }),
        originalId: null,
        developer: null,
        allowPrivate: false,
      },
    )
    if (added === null) throw new AppError('appid_taken')
    await store.beginConnecting(client, added)
    const agentId = await store.makeOwner(client, added, { id: login.personId, name: login.personName })
    const asker = { login, accountId: added, agentId, role: 'owner' } as const
    const act = { act: 'account.connect', target: wanted.name, after: { appid: wanted.appid } }
    await recordAct({ ...ctx, db: client }, asker, act)
    return added
  })
  return { id, keys }
}

/** Writes a step of 接入公众号, or a later change. Secrets are in the audit log as changed, never as what they are. */
export async function changeConnection(ctx: Ctx, asker: Asker, patch: ConnectionPatch): Promise<Connection> {
  const { accountId } = asker
  const before = await connectionOf(ctx, accountId)
  const { developer } = patch
  const { name, wechatId, mode, step, secret } = patch
  const change: store.ConnectionChange = {
    name,
    wechatId,
    mode,
    step,
    appSecret: secret === undefined ? undefined : ctx.secrets.seal(secret),
    ...(developer === undefined ? {} : developerChange(ctx, developer)),
  }
  await inTransaction(ctx.pool, async (client) => {
    await store.changeConnection(client, accountId, change)
    const acts = actsOf(before, patch)
    for (const act of acts) await recordAct({ ...ctx, db: client }, asker, act)
  })
  return connectionOf(ctx, accountId)
}

function developerChange(
  ctx: Ctx,
  developer: NonNullable<ConnectionPatch['developer']> | null,
): store.ConnectionChange {
  if (developer === null) return { developerUrl: null, developerToken: null, developerAesKey: null }
  const { url, token, encodingAesKey } = developer
  return {
    developerUrl: url,
    ...(token === undefined ? {} : { developerToken: token }),
    ...(encodingAesKey === undefined
      ? {}
      : { developerAesKey: encodingAesKey === null ? null : ctx.secrets.seal(aesKeyOf(encodingAesKey)) }),
  }
}

function actsOf(before: Connection, patch: ConnectionPatch): Parameters<typeof recordAct>[2][] {
  const acts: Parameters<typeof recordAct>[2][] = []
  const { name, wechatId, mode, developer, secret, step } = patch
  const target = before.name
  if (name !== undefined && name !== before.name)
    acts.push({ act: 'account.rename', target, before: before.name, after: name })
  if (wechatId !== undefined && wechatId !== before.wechatId)
    acts.push({ act: 'account.wechat_id', target, before: before.wechatId, after: wechatId })
  if (mode !== undefined && mode !== before.mode)
    acts.push({ act: 'account.mode', target, before: before.mode, after: mode })
  if (secret !== undefined) acts.push({ act: 'account.secret', target })
  if (developer !== undefined)
    acts.push({
      act: 'account.developer_url',
      target,
      before: before.developer?.url ?? null,
      after: developer?.url ?? null,
    })
  if (step === null && before.step !== null) acts.push({ act: 'account.connected', target })
  return acts
}

/** Replaces Token and EncodingAESKey; the old ones stay valid until WeChat was seen with the new. */
export async function replaceKeys(ctx: Ctx, asker: Asker, wanted: KeysWanted): Promise<CallbackKeys> {
  const { accountId } = asker
  const made = newKeys()
  const keys = {
    token: wanted.token ?? made.token,
    encodingAesKey: wanted.encodingAesKey ?? made.encodingAesKey,
  }
  const { name } = await connectionOf(ctx, accountId)
  await inTransaction(ctx.pool, async (client) => {
    const sealed = ctx.secrets.seal(aesKeyOf(keys.encodingAesKey))
    const isMade = wanted.token === undefined
    await store.replaceKeys(client, accountId, { token: keys.token, isMade, aesKey: sealed })
    await recordAct({ ...ctx, db: client }, asker, { act: 'account.keys', target: name })
  })
  await ctx.accounts.refresh(accountId)
  return keys
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** What the last of the 43 may be: 256 bits end four bits into it, and strict decoders refuse a rest. */
const lastLetters = 'AEIMQUYcgkosw048'

/** Token and EncodingAESKey as WeChat's page takes them. */
function newKeys(): CallbackKeys {
  return {
    token: randomLetters(32),
    encodingAesKey: randomLetters(42) + (lastLetters[randomInt(lastLetters.length)] ?? 'A'),
  }
}

function randomLetters(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}
