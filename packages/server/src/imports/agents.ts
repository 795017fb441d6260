import type { AccountId, AgentId } from '@duokefu/engine'
import type { FetchLike, KfAccount } from '@duokefu/wechat'
import type { Pool } from 'pg'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import type { MediaLibrary } from '../media/media.ts'

export interface AgentImportParts {
  readonly downloadFor: (account: Account) => FetchLike
  readonly media: Pick<MediaLibrary, 'accept'>
  /** Takes over what WeChat's list says of bindings, once the agents are there. */
  readonly checkKf: (accountId: AccountId) => Promise<void>
  readonly agentsChanged: (accountId: AccountId, agentIds: readonly AgentId[]) => Promise<void>
}

export interface ImportedAgents {
  readonly added: number
  readonly matched: number
  readonly total: number
}

/**
 * Agents of WeChat's own desk: matched by kf account, else by name with the one agent who has none; the others are added.
 * Their pictures are fetched where they have none here.
 */
export async function importAgents(
  ctx: Pick<Context, 'pool' | 'log'>,
  parts: AgentImportParts,
  account: Account,
  list: readonly KfAccount[],
): Promise<ImportedAgents> {
  const { ids, added } = await inTransaction(ctx.pool, (db) => matchAgents(db, account.id, list))
  await parts.checkKf(account.id)
  for (const { account: kf, headImgUrl } of list) {
    const agentId = ids.get(kf)
    if (agentId === undefined || headImgUrl === '') continue
    if (await hasPicture(ctx.pool, account.id, agentId)) continue
    try {
      await fetchPicture(ctx.pool, parts, account, agentId, headImgUrl)
    } catch (error) {
      // A picture that can't be had is no reason to stop.
      ctx.log.warn({ account: account.id, err: error }, 'the picture of an imported agent was not fetched')
    }
  }
  await parts.agentsChanged(account.id, [...ids.values()])
  return { added, matched: ids.size - added, total: list.length }
}

async function matchAgents(
  db: Pick<Pool, 'query'>,
  accountId: AccountId,
  list: readonly KfAccount[],
): Promise<{ readonly ids: Map<string, AgentId>; readonly added: number }> {
  const found = await db.query<{ agent_id: AgentId; name: string; kf_account: string | null }>(
    `select agent.agent_id, agent.name, agent.kf_account from agent
     where agent.account_id = $1 and agent.left_at is null order by agent.agent_id for update`,
    [accountId],
  )
  const byKf = new Map(found.rows.map((agent) => [agent.kf_account, agent.agent_id]))
  const ids = new Map<string, AgentId>()
  let added = 0
  for (const { account, nick } of list) {
    const namesakes = found.rows.filter((agent) => agent.kf_account === null && agent.name === nick)
    const isAlone = namesakes.length === 1 && list.filter((other) => other.nick === nick).length === 1
    const known = byKf.get(account) ?? (isAlone ? namesakes[0]?.agent_id : undefined)
    if (known === undefined) added += 1
    ids.set(account, known ?? (await insertAgent(db, accountId, nick, account)))
    if (known !== undefined && !byKf.has(account)) await giveKf(db, accountId, known, account)
  }
  return { ids, added }
}

async function insertAgent(
  db: Pick<Pool, 'query'>,
  accountId: AccountId,
  name: string,
  kfAccount: string,
): Promise<AgentId> {
  const added = await db.query<{ agent_id: AgentId }>(
    `with added as (
       insert into agent (account_id, role, name, kf_account) values ($1, 'agent', $2, $3) returning account_id, agent_id
     ), load as (
       insert into agent_load (account_id, agent_id) select added.account_id, added.agent_id from added
     )
     select added.agent_id from added`,
    [accountId, name, kfAccount],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted agent was not returned')
  return row.agent_id
}

async function giveKf(db: Pick<Pool, 'query'>, accountId: AccountId, agentId: AgentId, kfAccount: string) {
  await db.query('update agent set kf_account = $3 where account_id = $1 and agent_id = $2', [
    accountId,
    agentId,
    kfAccount,
  ])
}

async function hasPicture(pool: Pool, accountId: AccountId, agentId: AgentId): Promise<boolean> {
  const found = await pool.query<{ avatar_key: string | null }>(
    'select agent.avatar_key from agent where agent.account_id = $1 and agent.agent_id = $2',
    [accountId, agentId],
  )
  return (found.rows[0]?.avatar_key ?? null) !== null
}

const downloadMs = 15_000

async function fetchPicture(
  pool: Pool,
  { downloadFor, media }: AgentImportParts,
  account: Account,
  agentId: AgentId,
  url: string,
): Promise<void> {
  const answer = await downloadFor(account)(url, {
    method: 'GET',
    headers: {},
    signal: AbortSignal.timeout(downloadMs),
  })
  if (answer.status !== 200) return
  const data = Buffer.from(await answer.arrayBuffer())
  const kept = await media.accept(account.id, { data, fileName: null })
  if (!kept.ok) return
  await pool.query(
    'update agent set avatar_key = $3 where account_id = $1 and agent_id = $2 and avatar_key is null',
    [account.id, agentId, kept.answer.key],
  )
}
