import type { Agent, Group, MySettings, mySettingsPatchSchema } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { presentAgent } from './present.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>

export async function listAgents({ pool, clock }: Ctx, accountId: AccountId): Promise<Agent[]> {
  return (await store.agentsOf(pool, accountId, clock.skewMs)).map(presentAgent)
}

export async function listGroups({ pool }: Pick<Ctx, 'pool'>, accountId: AccountId): Promise<Group[]> {
  return store.groupsOf(pool, accountId)
}

export async function agentsNow(
  { pool, clock }: Ctx,
  accountId: AccountId,
  ids: readonly AgentId[],
): Promise<Agent[]> {
  return (await store.agentsById(pool, accountId, ids, clock.skewMs)).map(presentAgent)
}

/** An agent's own settings and today's figures, as the desk shows them. */
export async function meNow(
  { pool, clock, accounts }: Ctx,
  accountId: AccountId,
  agentId: AgentId,
): Promise<{ readonly settings: MySettings; readonly today: store.Today }> {
  const account = await accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const [settings, today] = await Promise.all([
    store.settingsOf(pool, accountId, agentId),
    store.todayOf(pool, accountId, agentId, account.timeZone, clock.skewMs),
  ])
  if (settings === null) throw new AppError('not_found')
  return { settings, today }
}

/** Changes an agent's own settings; a greeting of nothing but spaces is none. */
export async function changeMySettings(
  { pool, clock }: Ctx,
  accountId: AccountId,
  agentId: AgentId,
  patch: z.infer<typeof mySettingsPatchSchema>,
): Promise<MySettings> {
  const greeting = patch.greeting?.trim() === '' ? null : patch.greeting
  const changed = await store.changeSettings(pool, accountId, agentId, { ...patch, greeting }, clock.skewMs)
  if (changed === null) throw new AppError('not_found')
  return changed
}

/** Adds a person who serves an account. Throws a unique violation when the kf account is taken. */
export async function addAgent(
  { pool }: { readonly pool: Pick<Context['pool'], 'query'> },
  agent: store.NewAgent,
): Promise<{ readonly agentId: AgentId; readonly personId: string }> {
  return store.insertAgent(pool, agent)
}

/** Who serves the demo, and whom a click logs in as; pictures are shown once somebody is in. */
export async function demoAgents({
  pool,
}: Ctx): Promise<{ agentId: string; name: string; oneClick: boolean; avatarUrl: string | null }[]> {
  const rows = await store.demoAgentsOf(pool)
  return rows.map((row) => ({
    agentId: row.agent_id,
    name: row.name,
    // An owner has a link of their own, or scans.
    oneClick: row.role !== 'owner',
    avatarUrl: row.avatar_key === null ? null : `/api/accounts/${row.account_id}/media/${row.avatar_key}`,
  }))
}

/** Whom somebody at a terminal means: by number, kf account or name. */
export async function agentsCalled(
  { pool }: Pick<Context, 'pool'>,
  wanted: string,
  accountId: AccountId | null,
) {
  return store.findAgents(pool, wanted, accountId)
}
