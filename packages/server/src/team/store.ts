import type { Agent, Contact, Doubt, WechatProblem } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** The database's time moved by the clock's skew (ms). */
export const moved = (parameter: string) => `(now() + make_interval(secs => ${parameter}::float8 / 1000))`

export type InvitationState = 'pending' | 'confirming' | 'accepted' | 'declined' | 'refused' | 'withdrawn'

/** An agent with groups, load, newest invitation and what WeChat has of them. Times in ms. */
export interface TeamRow {
  readonly agent_id: AgentId
  readonly name: string
  readonly avatar_key: string | null
  readonly kf_account: string | null
  readonly role: Agent['role']
  readonly maximum: number
  readonly person_id: string | null
  readonly has_left: boolean
  readonly is_bound: boolean
  readonly serving: number
  readonly groups: string[]
  readonly invitation: InvitationState | null
  readonly contact_kind: Contact['kind'] | null
  readonly contact: string | null
  readonly expires_at: number | null
  readonly is_over: boolean | null
  readonly doubt: Doubt | null
  readonly kf_known: string | null
  readonly wx: string | null
  readonly invite_wx: string | null
  readonly invite_expires_at: number | null
  readonly invite_is_over: boolean | null
  readonly invite_status: string | null
  readonly problem_step: WechatProblem['step'] | null
  readonly problem_code: number | null
  readonly problem_text: string | null
}

const teamQuery = `
  select agent.agent_id, agent.name, agent.avatar_key, agent.kf_account, agent.role, agent.maximum, agent.person_id,
    agent.left_at is not null as has_left,
    exists (
      select from person_openid
      where person_openid.account_id = agent.account_id and person_openid.person_id = agent.person_id
    ) or exists (
      select from person_password where person_password.person_id = agent.person_id
    ) as is_bound,
    coalesce(agent_load.serving, 0) as serving,
    array(
      select member.group_id::text from agent_group_member member
      where member.account_id = agent.account_id and member.agent_id = agent.agent_id order by member.group_id
    ) as groups,
    newest.state as invitation, newest.contact_kind, newest.contact, newest.doubt,
    date_part('epoch', newest.expires_at) * 1000 as expires_at, newest.expires_at <= ${moved('$2')} as is_over,
    agent_kf.account as kf_known, agent_kf.wx, agent_kf.invite_wx, agent_kf.invite_status,
    date_part('epoch', agent_kf.invite_expires_at) * 1000 as invite_expires_at,
    agent_kf.invite_expires_at <= ${moved('$2')} as invite_is_over,
    agent_kf.problem_step, agent_kf.problem_code, agent_kf.problem_text
  from agent
    left join agent_load on agent_load.account_id = agent.account_id and agent_load.agent_id = agent.agent_id
    left join agent_kf on agent_kf.account_id = agent.account_id and agent_kf.agent_id = agent.agent_id
    left join lateral (
      select invitation.* from invitation
      where invitation.account_id = agent.account_id and invitation.agent_id = agent.agent_id
      order by invitation.invitation_id desc limit 1
    ) newest on true
  where agent.account_id = $1`

export async function teamOf(db: Db, accountId: AccountId, skewMs: number): Promise<TeamRow[]> {
  const found = await db.query<TeamRow>(`${teamQuery} order by agent.agent_id`, [accountId, skewMs])
  return found.rows
}

export async function teamAgent(
  db: Db,
  accountId: AccountId,
  agentId: string,
  skewMs: number,
): Promise<TeamRow | null> {
  const found = await db.query<TeamRow>(`${teamQuery} and agent.agent_id = $3`, [accountId, skewMs, agentId])
  return found.rows[0] ?? null
}

/** An agent whom nobody is yet: their person comes with the invitation. */
export async function insertAgent(
  db: Db,
  accountId: AccountId,
  agent: { readonly name: string; readonly avatarKey: string | null; readonly kfAccount: string | null },
): Promise<AgentId> {
  const added = await db.query<{ agent_id: AgentId }>(
    `with added as (
       insert into agent (account_id, role, name, avatar_key, kf_account) values ($1, 'agent', $2, $3, $4)
       returning account_id, agent_id
     ), load as (
       insert into agent_load (account_id, agent_id) select added.account_id, added.agent_id from added
     )
     select added.agent_id from added`,
    [accountId, agent.name, agent.avatarKey, agent.kfAccount],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted agent was not returned')
  return row.agent_id
}

export interface LockedAgent {
  readonly agentId: AgentId
  readonly name: string
  readonly role: Agent['role']
  readonly personId: string | null
  readonly avatarKey: string | null
  readonly kfAccount: string | null
  /** WeChat has that account, so that its name stays. */
  readonly kfKnown: boolean
  readonly maximum: number
  readonly hasLeft: boolean
}

/**
 * Locks an agent, and before it the account's owners: whoever takes one owner away sees what was done to the others.
 */
export async function lockAgent(
  db: Db,
  accountId: AccountId,
  agentId: string,
): Promise<{ readonly agent: LockedAgent; readonly otherOwners: number } | null> {
  const found = await db.query<{
    agent_id: AgentId
    name: string
    role: Agent['role']
    person_id: string | null
    avatar_key: string | null
    kf_account: string | null
    kf_known: boolean
    maximum: number
    has_left: boolean
  }>(
    `select agent_id, name, role, person_id, avatar_key, kf_account, maximum, left_at is not null as has_left,
       exists (
         select from agent_kf where agent_kf.account_id = agent.account_id and agent_kf.agent_id = agent.agent_id
           and agent_kf.account is not null
       ) as kf_known
     from agent where account_id = $1 and (agent_id = $2 or (role = 'owner' and left_at is null))
     order by agent_id for no key update`,
    [accountId, agentId],
  )
  const row = found.rows.find(({ agent_id }) => agent_id === agentId)
  if (row === undefined) return null
  // An owner nobody can log in as opens no door.
  const others = found.rows.filter((each) => each !== row && each.role === 'owner' && each.person_id !== null)
  return {
    agent: {
      agentId: row.agent_id,
      name: row.name,
      role: row.role,
      personId: row.person_id,
      avatarKey: row.avatar_key,
      kfAccount: row.kf_account,
      kfKnown: row.kf_known,
      maximum: row.maximum,
      hasLeft: row.has_left,
    },
    otherOwners: others.length,
  }
}

export interface AgentChanges {
  readonly name: string
  readonly avatarKey: string | null
  readonly kfAccount: string | null
  readonly role: Agent['role']
  readonly maximum: number
}

export async function updateAgent(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  to: AgentChanges,
): Promise<void> {
  await db.query(
    `update agent set name = $3, avatar_key = $4, kf_account = $5, role = $6, maximum = $7
     where account_id = $1 and agent_id = $2`,
    [accountId, agentId, to.name, to.avatarKey, to.kfAccount, to.role, to.maximum],
  )
}

export async function markLeft(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  skewMs: number,
): Promise<void> {
  await db.query(`update agent set left_at = ${moved('$3')} where account_id = $1 and agent_id = $2`, [
    accountId,
    agentId,
    skewMs,
  ])
}

/** Back again; without their person when that one has another place here meanwhile. */
export async function markBack(db: Db, accountId: AccountId, agentId: AgentId): Promise<void> {
  await db.query(
    `update agent set left_at = null, person_id = case when exists (
         select from agent other where other.account_id = agent.account_id and other.person_id = agent.person_id
           and other.left_at is null
       ) then null else person_id end
     where account_id = $1 and agent_id = $2`,
    [accountId, agentId],
  )
}

/** Takes an agent's person away, with their openid in this account. */
export async function unbindPerson(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  personId: string,
): Promise<void> {
  await db.query('update agent set person_id = null where account_id = $1 and agent_id = $2', [
    accountId,
    agentId,
  ])
  await db.query('delete from person_openid where account_id = $1 and person_id = $2', [accountId, personId])
}

/** Whether the account has this picture. */
export async function hasPicture(db: Db, accountId: AccountId, key: string): Promise<boolean> {
  const found = await db.query(
    `select from media where account_id = $1 and media_key = $2 and state = 'ready'
       and mime in ('image/jpeg', 'image/png')`,
    [accountId, key],
  )
  return found.rowCount === 1
}

/** Accounts in which a person is an admin or owner. */
export async function administeredBy(db: Db, personId: string): Promise<AccountId[]> {
  const found = await db.query<{ account_id: AccountId }>(
    `select account_id from agent where person_id = $1 and left_at is null and role in ('admin', 'owner')`,
    [personId],
  )
  return found.rows.map((row) => row.account_id)
}
