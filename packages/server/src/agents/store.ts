import type { Agent, DeskSnapshot, Group, MySettings } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

export type Today = DeskSnapshot['me']['today']

/** One agent with what moves: their load, and whether a desk of theirs is open. */
export interface AgentRow {
  readonly agent_id: string
  readonly name: string
  readonly avatar_key: string | null
  readonly role: Agent['role']
  readonly status: 'online' | 'away'
  readonly is_present: boolean
  readonly serving: number
  readonly maximum: number
  readonly auto_accept: boolean
  readonly groups: readonly string[]
  readonly has_left: boolean
}

const agentQuery = `select agent.agent_id, agent.name, agent.avatar_key, agent.role, agent.status, agent.maximum,
    agent.auto_accept, agent.left_at is not null as has_left, coalesce(agent_load.serving, 0) as serving,
    exists (
      select 1 from presence
      where presence.account_id = agent.account_id and presence.agent_id = agent.agent_id
        and presence.seen_until > now() + make_interval(secs => $2::float8 / 1000)
    ) as is_present,
    array(
      select agent_group_member.group_id::text from agent_group_member
      where agent_group_member.account_id = agent.account_id and agent_group_member.agent_id = agent.agent_id
      order by agent_group_member.group_id
    ) as groups
  from agent
    left join agent_load on agent_load.account_id = agent.account_id and agent_load.agent_id = agent.agent_id
  where agent.account_id = $1`

/** All agents of an account, also those who left: their names stand beside old records. */
export async function agentsOf(pool: Pool, accountId: AccountId, skewMs: number): Promise<AgentRow[]> {
  const found = await pool.query<AgentRow>(`${agentQuery} order by agent.agent_id`, [accountId, skewMs])
  return found.rows
}

export async function agentsById(
  pool: Pool,
  accountId: AccountId,
  ids: readonly AgentId[],
  skewMs: number,
): Promise<AgentRow[]> {
  const found = await pool.query<AgentRow>(
    `${agentQuery} and agent.agent_id = any($3::bigint[]) order by agent.agent_id`,
    [accountId, skewMs, ids],
  )
  return found.rows
}

export async function groupsOf(pool: Pool, accountId: AccountId): Promise<Group[]> {
  const found = await pool.query<Group>(
    `select agent_group.group_id::text as id, agent_group.name from agent_group
     where agent_group.account_id = $1 order by agent_group.group_id`,
    [accountId],
  )
  return found.rows
}

/** What is not said stays; a greeting of null is taken away. */
export type SettingsPatch = { readonly [Name in keyof MySettings]?: MySettings[Name] | undefined }

interface SettingsRow {
  readonly status: MySettings['status']
  readonly auto_accept: boolean
  readonly maximum: number
  readonly greeting: string | null
  readonly away_reply_on: boolean
  readonly away_replies: readonly string[]
  readonly away_reply: number
  readonly preferences: Readonly<Record<string, string>>
}

const settingsColumns = `agent.status, agent.auto_accept, agent.maximum, agent.greeting, agent.away_reply_on,
  agent.away_replies, agent.away_reply, agent.preferences`

export async function settingsOf(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
): Promise<MySettings | null> {
  const found = await pool.query<SettingsRow>(
    `select ${settingsColumns} from agent
     where agent.account_id = $1 and agent.agent_id = $2`,
    [accountId, agentId],
  )
  return toSettings(found.rows[0])
}

/** Changes what the patch names, and answers all of it. A period of being away begins when it was not one before (S18). */
export async function changeSettings(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
  patch: SettingsPatch,
  skewMs: number,
): Promise<MySettings | null> {
  const changed = await pool.query<SettingsRow>(
    `update agent set status = coalesce($3, status), auto_accept = coalesce($4, auto_accept),
       maximum = coalesce($5, maximum), greeting = case when $6 then $7 else greeting end,
       away_since = case coalesce($3, status) when 'away'
         then coalesce(away_since, now() + make_interval(secs => $8::float8 / 1000)) end,
       away_reply_on = coalesce($9, away_reply_on), away_replies = coalesce($10::text[], away_replies),
       away_reply = coalesce($11, away_reply), preferences = coalesce($12, preferences)
     where account_id = $1 and agent_id = $2 and left_at is null
     returning ${settingsColumns}`,
    [
      accountId,
      agentId,
      patch.status ?? null,
      patch.autoAccept ?? null,
      patch.maximum ?? null,
      patch.greeting !== undefined,
      patch.greeting ?? null,
      skewMs,
      patch.away?.on ?? null,
      patch.away?.texts ?? null,
      patch.away?.inUse ?? null,
      patch.preferences === undefined ? null : JSON.stringify(patch.preferences),
    ],
  )
  return toSettings(changed.rows[0])
}

function toSettings(row: SettingsRow | undefined): MySettings | null {
  if (row === undefined) return null
  const { status, maximum, greeting } = row
  const away = { on: row.away_reply_on, texts: [...row.away_replies], inUse: row.away_reply }
  const preferences = { ...row.preferences }
  return { status, maximum, greeting, away, preferences, autoAccept: row.auto_accept }
}

/**
 * Today's 接待人数 and 回复消息数 (L19), days by the account's time zone. A session whose first reply is of today
 * started at most a few days ago, which lets the index by start narrow the search.
 */
export async function todayOf(
  pool: Pool,
  accountId: AccountId,
  agentId: AgentId,
  timeZone: string,
  skewMs: number,
): Promise<Today> {
  const found = await pool.query<Today>(
    `with today as (
       select (now() + make_interval(secs => $4::float8 / 1000)) at time zone $3 as local
     ), bounds as (
       select local::date as day, date_trunc('day', local) at time zone $3 as starts from today
     )
     select
       (select count(distinct session.openid)::int from session
        where session.account_id = $1 and session.agent_id = $2 and session.first_reply_at >= bounds.starts
          and session.started_at >= bounds.starts - interval '7 days') as served,
       (select coalesce(sum(agent_hour.replies), 0)::int from agent_hour
        where agent_hour.account_id = $1 and agent_hour.day = bounds.day and agent_hour.agent_id = $2) as replies
     from bounds`,
    [accountId, agentId, timeZone, skewMs],
  )
  return found.rows[0] ?? { served: 0, replies: 0 }
}

export interface NewAgent {
  readonly accountId: AccountId
  readonly name: string
  readonly kfAccount: string | null
  readonly role: Agent['role']
}

/** A person with a membership that serves, in one statement; returns both ids. */
export async function insertAgent(
  pool: Pick<Pool, 'query'>,
  agent: NewAgent,
): Promise<{ readonly agentId: AgentId; readonly personId: string }> {
  const added = await pool.query<{ agent_id: string; person_id: string }>(
    `with someone as (insert into person (name) values ($2) returning person_id),
     added as (
       insert into agent (account_id, person_id, role, name, kf_account)
       select $1, someone.person_id, $3, $2, $4 from someone returning account_id, agent_id, person_id
     ), load as (
       insert into agent_load (account_id, agent_id) select added.account_id, added.agent_id from added
     )
     select added.agent_id, added.person_id from added`,
    [agent.accountId, agent.name, agent.role, agent.kfAccount],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted agent was not returned')
  return { agentId: row.agent_id as AgentId, personId: row.person_id }
}

/** Agents whom somebody at a terminal may mean: by id, by kf account or by name. */
export async function findAgents(
  pool: Pool,
  wanted: string,
  accountId: AccountId | null,
): Promise<
  {
    readonly agentId: AgentId
    readonly accountId: AccountId
    readonly personId: string
    readonly name: string
  }[]
> {
  const found = await pool.query<{ agent_id: string; account_id: string; person_id: string; name: string }>(
    `select agent.agent_id, agent.account_id, agent.person_id, agent.name from agent
     where (agent.agent_id::text = $1 or agent.kf_account = $1 or agent.name = $1)
       and agent.left_at is null and agent.person_id is not null
       and ($2::bigint is null or agent.account_id = $2)
     order by agent.account_id, agent.agent_id`,
    [wanted, accountId],
  )
  return found.rows.map((row) => ({
    agentId: row.agent_id as AgentId,
    accountId: row.account_id as AccountId,
    personId: row.person_id,
    name: row.name,
  }))
}

/** Whom the demo's login page offers. */
export async function demoAgentsOf(pool: Pool): Promise<
  {
    readonly agent_id: string
    readonly name: string
    readonly account_id: string
    readonly avatar_key: string | null
    readonly role: Agent['role']
  }[]
> {
  const found = await pool.query<{
    agent_id: string
    name: string
    account_id: string
    avatar_key: string | null
    role: Agent['role']
  }>(
    `select agent.agent_id, agent.name, agent.account_id, agent.avatar_key, agent.role from agent
     where agent.left_at is null and agent.person_id is not null
     order by agent.account_id, agent.agent_id`,
  )
  return found.rows
}
