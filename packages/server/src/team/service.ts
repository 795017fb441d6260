import type { NewTeamAgent, TeamAgent, TeamAgentPatch, TeamAnswer } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import type { Account } from '../accounts/account.ts'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { isTaken } from './binding.ts'
import { groupsOf, setGroupsOf } from './groups-store.ts'
import { lastProblem } from './kf-store.ts'
import { presentTeamAgent } from './present.ts'
import { rightsOver, type TeamActor } from './rights.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>

/** The team as admins see it, from our own tables alone. */
export async function team(ctx: Ctx, asker: Asker): Promise<TeamAnswer> {
  const { accountId } = asker
  const [account, rows, groups, problem] = await Promise.all([
    accountOf(ctx, accountId),
    store.teamOf(ctx.pool, accountId, ctx.clock.skewMs),
    groupsOf(ctx.pool, accountId),
    lastProblem(ctx.pool, accountId),
  ])
  return {
    agents: rows.map((row) => presentTeamAgent(row, asker)),
    groups,
    kfSuffix: account.wechatId,
    loginWay: account.loginWay,
    problem,
  }
}

/** One agent of the team. Throws `not_found`. */
export async function teamAgent(ctx: Ctx, asker: Asker, agentId: string): Promise<TeamAgent> {
  const row = await store.teamAgent(ctx.pool, asker.accountId, agentId, ctx.clock.skewMs)
  if (row === null) throw new AppError('not_found')
  return presentTeamAgent(row, asker)
}

/**
 * Adds an agent, who is nobody until somebody accepts an invitation. What is to be told to WeChat comes afterwards.
 * Throws `kf_account_taken`, `kf_suffix_missing`, `not_found` for a picture that isn't there.
 */
export async function addAgent(
  ctx: Ctx,
  asker: TeamActor,
  { name, avatarKey, kfPrefix }: NewTeamAgent,
): Promise<AgentId> {
  const kfAccount = kfPrefix === null ? null : kfAccountOf(await accountOf(ctx, asker.accountId), kfPrefix)
  return taken(() =>
    inTransaction(ctx.pool, async (db) => {
      await checkPicture(db, asker.accountId, avatarKey)
      const agentId = await store.insertAgent(db, asker.accountId, { name, avatarKey, kfAccount })
      await recordAct({ ...ctx, db }, asker, { act: 'agent.add', target: name, after: { name, kfAccount } })
      return agentId
    }),
  )
}

/** Changes what the patch names. Throws `not_allowed`, `last_owner`, `kf_account_taken`, `not_found`. */
export async function changeAgent(
  ctx: Ctx,
  asker: TeamActor,
  agentId: string,
  patch: TeamAgentPatch,
): Promise<AgentId> {
  const account = await accountOf(ctx, asker.accountId)
  return taken(() =>
    inTransaction(ctx.pool, async (db) => {
      const locked = await store.lockAgent(db, asker.accountId, agentId)
      if (locked === null) throw new AppError('not_found')
      const { agent, otherOwners } = locked
      const to = changed(agent, patch, account)
      allow(asker, agent, to, otherOwners)
      if (to.avatarKey !== agent.avatarKey) await checkPicture(db, asker.accountId, to.avatarKey)
      await store.updateAgent(db, asker.accountId, agent.agentId, to)
      if (patch.groups !== undefined) await setGroupsOf(db, asker.accountId, agent.agentId, patch.groups)
      const { before, after } = difference(agent, { ...to, ...groupsIn(patch) })
      await recordAct({ ...ctx, db }, asker, { act: 'agent.change', target: to.name, before, after })
      return agent.agentId
    }),
  )
}

function changed(agent: store.LockedAgent, patch: TeamAgentPatch, account: Account): store.AgentChanges {
  // WeChat has no call that renames an account; one that it did not make can have another name.
  const prefix = agent.kfKnown ? undefined : patch.kfPrefix
  return {
    name: patch.name ?? agent.name,
    avatarKey: patch.avatarKey === undefined ? agent.avatarKey : patch.avatarKey,
    kfAccount: prefix === undefined ? agent.kfAccount : kfAccountOf(account, prefix),
    role: patch.role ?? agent.role,
    maximum: patch.maximum ?? agent.maximum,
  }
}

function allow(
  asker: TeamActor,
  agent: store.LockedAgent,
  to: store.AgentChanges,
  otherOwners: number,
): void {
  const may = rightsOver(asker, agent)
  if (!may.change) throw new AppError('not_allowed')
  if (to.role === agent.role) return
  if (!may.roles.includes(to.role)) throw new AppError('not_allowed')
  if (agent.role === 'owner' && otherOwners === 0) throw new AppError('last_owner')
}

function groupsIn({ groups }: TeamAgentPatch): { readonly groups?: readonly string[] } {
  return groups === undefined ? {} : { groups }
}

/** What the audit log shows of a change: the fields that differ, before and after. */
function difference(from: object, to: object) {
  const differs = Object.entries(to).filter(([name, value]) => Reflect.get(from, name) !== value)
  return {
    before: Object.fromEntries(differs.map(([name]) => [name, Reflect.get(from, name) ?? null])),
    after: Object.fromEntries(differs),
  }
}

async function checkPicture(db: PoolClient, accountId: AccountId, key: string | null): Promise<void> {
  if (key !== null && !(await store.hasPicture(db, accountId, key))) throw new AppError('not_found')
}

/** `prefix@公众号微信号`, as WeChat wants it. */
function kfAccountOf({ wechatId }: Account, prefix: string): string {
  if (wechatId === null) throw new AppError('kf_suffix_missing')
  return `${prefix}@${wechatId}`
}

async function accountOf({ accounts }: Pick<Ctx, 'accounts'>, accountId: AccountId): Promise<Account> {
  const account = await accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  return account
}

async function taken<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (isTaken(error)) throw new AppError('kf_account_taken', { cause: error })
    throw error
  }
}
