import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { WechatProblem } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { ApiResult, WechatApi } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import * as store from './kf-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts' | 'calls' | 'log'>

/** A stored picture of an account; the media library's own door. */
export type OpenPicture = (
  accountId: AccountId,
  key: string,
) => Promise<{ readonly stream: Readable; readonly mime: string } | null>

/**
 * Agents as WeChat knows them: their kf accounts (S14) and WeChat's own invitations (S15). What fails at WeChat is
 * noted beside the agent and undoes nothing of ours.
 */
export interface KfDesk {
  /** Tells WeChat what it doesn't have yet of an agent: the account, its name, its picture. */
  push(accountId: AccountId, agentId: AgentId): Promise<void>
  /** Has WeChat invite a WeChat ID to the agent's kf account, after `push`. */
  invite(accountId: AccountId, agentId: AgentId, wx: string): Promise<void>
  remove(accountId: AccountId, agentId: AgentId): Promise<void>
  /** Asks WeChat who is bound and who has answered. */
  check(accountId: AccountId): Promise<void>
}

export function createKfDesk(ctx: Ctx, openPicture: OpenPicture): KfDesk {
  /** One call of an agent's at a time: two pages that save at once would both add the account. */
  const turns = new Map<string, Promise<void>>()

  function inTurn(accountId: AccountId, agentId: AgentId, work: (account: Account) => Promise<void>) {
    const key = `${accountId} ${agentId}`
    const before = turns.get(key) ?? Promise.resolve()
    const turn = before
      .catch(() => undefined)
      .then(async () => {
        const account = await ctx.accounts.byId(accountId)
        if (account !== null) await work(account)
      })
    turns.set(key, turn)
    return turn.finally(() => {
      if (turns.get(key) === turn) turns.delete(key)
    })
  }

  async function push(account: Account, agentId: AgentId): Promise<boolean> {
    const problem = await pushed(ctx, openPicture, account, agentId)
    await store.saveProblem(ctx.pool, account.id, agentId, problem)
    return problem === null
  }

  return {
    push: (accountId, agentId) =>
      inTurn(accountId, agentId, async (account) => void (await push(account, agentId))),
    invite: (accountId, agentId, wx) =>
      inTurn(accountId, agentId, async (account) => {
        if (!(await push(account, agentId))) return
        const kf = await store.kfOf(ctx.pool, accountId, agentId)
        if (kf?.known_account == null) return
        const { known_account: name } = kf
        const invited = await ctx.calls.call(account, (api, token) => api.inviteWorker(token, name, wx))
        if (invited.ok) await store.saveKfInvited(ctx.pool, accountId, agentId, wx)
        await store.saveProblem(ctx.pool, accountId, agentId, problemOf('invite', invited))
      }),
    remove: (accountId, agentId) =>
      inTurn(accountId, agentId, async (account) => {
        const kf = await store.kfOf(ctx.pool, accountId, agentId)
        const name = kf?.known_account ?? kf?.kf_account ?? null
        if (name === null) return
        const removed = await ctx.calls.call(account, (api, token) => api.deleteKfAccount(token, name))
        // Gone already (65401) is what was wanted.
        if (removed.ok || removed.error.errcode === 65401) await store.forgetKf(ctx.pool, accountId, agentId)
        else await store.saveProblem(ctx.pool, accountId, agentId, problemOf('delete', removed))
      }),
    async check(accountId) {
      const account = await ctx.accounts.byId(accountId)
      if (account === null) return
      const list = await ctx.calls.call(account, (api, token) => api.getKfList(token))
      if (list.ok) await store.saveKfList(ctx.pool, accountId, list.value)
      await store.saveCheck(ctx.pool, accountId, ctx.clock.skewMs, problemOf('list', list))
    },
  }
}

/** The step that failed, or null when WeChat has everything. */
async function pushed(
  ctx: Ctx,
  openPicture: OpenPicture,
  account: Account,
  agentId: AgentId,
): Promise<WechatProblem | null> {
  const kf = await store.kfOf(ctx.pool, account.id, agentId)
  if (kf === null || kf.kf_account === null || kf.has_left) return null
  const { kf_account: name, name: nick, avatar_key: avatarKey } = kf
  const call = (run: (api: WechatApi, token: string) => Promise<ApiResult<null>>) =>
    ctx.calls.call(account, run)
  const save = (known: Parameters<typeof store.saveKf>[3]) =>
    store.saveKf(ctx.pool, account.id, agentId, known)

  if (kf.known_account !== name) {
    const added = await call((api, token) => api.addKfAccount(token, name, nick))
    if (!added.ok && !(await isOurs(ctx, account, name, nick, added.error.errcode)))
      return problemOf('add', added)
    await save({ account: name, nick })
  } else if (kf.known_nick !== nick) {
    const updated = await call((api, token) => api.updateKfAccount(token, name, nick))
    if (!updated.ok) return problemOf('update', updated)
    await save({ nick })
  }
  if (avatarKey === null || kf.known_avatar === avatarKey) return null
  const picture = await openPicture(account.id, avatarKey)
  if (picture === null) return { step: 'avatar', errcode: null, errmsg: 'the picture is gone' }
  const data = await buffer(picture.stream)
  const file = { filename: 'avatar.jpg', contentType: picture.mime, data }
  const uploaded = await call((api, token) => api.uploadKfAvatar(token, name, file))
  if (!uploaded.ok) return problemOf('avatar', uploaded)
  await save({ avatarKey })
  return null
}

/** 65406 after an answer that was lost: the account is there under our agent's name, so it is the one that we made. */
async function isOurs(
  ctx: Ctx,
  account: Account,
  name: string,
  nick: string,
  errcode: number | null,
): Promise<boolean> {
  if (errcode !== 65406) return false
  const list = await ctx.calls.call(account, (api, token) => api.getKfList(token))
  return list.ok && list.value.some((kf) => kf.account === name && kf.nick === nick)
}

/** `errcode` is null when WeChat gave no answer. */
function problemOf(step: WechatProblem['step'], result: ApiResult<unknown>): WechatProblem | null {
  if (result.ok) return null
  return { step, errcode: result.error.errcode, errmsg: result.error.errmsg }
}
