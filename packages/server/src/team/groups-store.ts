import type { TeamGroup } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** Groups with their members and with how many customers wait for them. */
export async function groupsOf(db: Db, accountId: AccountId): Promise<TeamGroup[]> {
  const found = await db.query<TeamGroup>(
    `select agent_group.group_id::text as id, agent_group.name,
       array(
         select member.agent_id::text from agent_group_member member
           join agent on agent.account_id = member.account_id and agent.agent_id = member.agent_id
         where member.account_id = agent_group.account_id and member.group_id = agent_group.group_id
           and agent.left_at is null
         order by member.agent_id
       ) as members,
       (select count(*)::int from conversation
        where conversation.account_id = agent_group.account_id and conversation.state = 'waiting'
          and conversation.reserved_group = agent_group.group_id) as waiting
     from agent_group where agent_group.account_id = $1 order by agent_group.group_id`,
    [accountId],
  )
  return found.rows
}

/** Throws a unique violation when the name is taken. */
export async function insertGroup(db: Db, accountId: AccountId, name: string): Promise<string> {
  const added = await db.query<{ group_id: string }>(
    'insert into agent_group (account_id, name, created_at) values ($1, $2, now()) returning group_id',
    [accountId, name],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted group was not returned')
  return row.group_id
}

/** The group's name, locked; null when there is none. */
export async function lockGroup(db: Db, accountId: AccountId, groupId: string): Promise<string | null> {
  const found = await db.query<{ name: string }>(
    'select name from agent_group where account_id = $1 and group_id = $2 for update',
    [accountId, groupId],
  )
  return found.rows[0]?.name ?? null
}

export async function renameGroup(
  db: Db,
  accountId: AccountId,
  groupId: string,
  name: string,
): Promise<void> {
  await db.query('update agent_group set name = $3 where account_id = $1 and group_id = $2', [
    accountId,
    groupId,
    name,
  ])
}

/** Its members go with it. */
export async function deleteGroup(db: Db, accountId: AccountId, groupId: string): Promise<void> {
  await db.query('delete from agent_group where account_id = $1 and group_id = $2', [accountId, groupId])
}

/** Makes these agents, and no others, the group's members. Returns whose groups changed. */
export async function setMembers(
  db: Db,
  accountId: AccountId,
  groupId: string,
  members: readonly string[],
): Promise<AgentId[]> {
  const gone = await db.query<{ agent_id: AgentId }>(
    `delete from agent_group_member where account_id = $1 and group_id = $2 and agent_id <> all($3::bigint[])
     returning agent_id`,
    [accountId, groupId, members],
  )
  const come = await db.query<{ agent_id: AgentId }>(
    `insert into agent_group_member (account_id, group_id, agent_id)
     select agent.account_id, $2, agent.agent_id from agent
     where agent.account_id = $1 and agent.agent_id = any($3::bigint[]) and agent.left_at is null
     on conflict do nothing returning agent_id`,
    [accountId, groupId, members],
  )
  return [...gone.rows, ...come.rows].map((row) => row.agent_id)
}

/** Puts an agent into these groups, and into no others. */
export async function setGroupsOf(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  groups: readonly string[],
): Promise<void> {
  await db.query(
    'delete from agent_group_member where account_id = $1 and agent_id = $2 and group_id <> all($3::bigint[])',
    [accountId, agentId, groups],
  )
  await db.query(
    `insert into agent_group_member (account_id, group_id, agent_id)
     select agent_group.account_id, agent_group.group_id, $2 from agent_group
     where agent_group.account_id = $1 and agent_group.group_id = any($3::bigint[])
     on conflict do nothing`,
    [accountId, agentId, groups],
  )
}
