import type { QuickReply, QuickReplyBody, ReplyGroup, ReplyScope } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** Whose quick replies are meant: an agent's own, or (null) the team's. */
export interface Owner {
  readonly accountId: AccountId
  readonly agentId: AgentId | null
}

interface ReplyRow {
  readonly id: string
  readonly scope: ReplyScope
  readonly group_id: string | null
  readonly audience_id: string | null
  readonly title: string
  readonly body: string
  readonly pictures: string[]
  readonly card: QuickReply['card']
  readonly initials: string
  readonly score: number | null
  readonly used_at: number | null
}

const columns = `quick_reply.reply_id as id, case when quick_reply.agent_id is null then 'team' else 'own' end as scope,
  quick_reply.group_id, quick_reply.audience_id, quick_reply.title, quick_reply.body, quick_reply.pictures,
  quick_reply.card, quick_reply.initials`

function replyOf(row: ReplyRow): QuickReply {
  const { id, scope, title, body: text, pictures, card, initials } = row
  return {
    id,
    scope,
    groupId: row.group_id,
    audience: row.audience_id,
    title,
    text,
    pictures,
    card,
    initials,
    score: row.score ?? 0,
    usedAt: row.used_at,
  }
}

/** An agent's own and those of the team that are meant for them; `all` = the team's others too. In their order. */
export async function repliesFor(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  all: boolean,
): Promise<QuickReply[]> {
  const found = await db.query<ReplyRow>(
    `select ${columns}, reply_use.score, (extract(epoch from reply_use.used_at) * 1000)::float8 as used_at
     from quick_reply left join reply_use on reply_use.account_id = quick_reply.account_id
       and reply_use.reply_id = quick_reply.reply_id and reply_use.agent_id = $2
     where quick_reply.account_id = $1 and quick_reply.deleted_at is null and (
       quick_reply.agent_id = $2 or (quick_reply.agent_id is null and (
         $3 or quick_reply.audience_id is null or exists (
           select 1 from agent_group_member
           where agent_group_member.account_id = $1 and agent_group_member.agent_id = $2
             and agent_group_member.group_id = quick_reply.audience_id))))
     order by quick_reply.position, quick_reply.reply_id`,
    [accountId, agentId, all],
  )
  return found.rows.map(replyOf)
}

/** Own groups and the team's, in their order. */
export async function groupsFor(db: Db, accountId: AccountId, agentId: AgentId): Promise<ReplyGroup[]> {
  const found = await db.query<ReplyGroup>(
    `select group_id as id, case when agent_id is null then 'team' else 'own' end as scope, name
     from reply_group where account_id = $1 and (agent_id is null or agent_id = $2) order by position, group_id`,
    [accountId, agentId],
  )
  return found.rows
}

export async function countReplies(db: Db, { accountId, agentId }: Owner): Promise<number> {
  const found = await db.query<{ count: number }>(
    `select count(*)::int as count from quick_reply
     where account_id = $1 and agent_id is not distinct from $2 and deleted_at is null`,
    [accountId, agentId],
  )
  return found.rows[0]?.count ?? 0
}

export interface StoredReply extends QuickReplyBody {
  readonly initials: string
}

/** Adds at the end, in the order given. A group of somebody else is no group. */
export async function insertReplies(
  db: Db,
  { accountId, agentId }: Owner,
  replies: readonly StoredReply[],
): Promise<QuickReply[]> {
  const made = await db.query<ReplyRow>(
    `insert into quick_reply (account_id, agent_id, group_id, audience_id, position, title, body, pictures, card, initials)
     select $1, $2, (${ownGroup('new.group_id')}), (${accountGroup('new.audience_id')}),
       (select coalesce(max(position), 0) from quick_reply
        where account_id = $1 and agent_id is not distinct from $2) + new.nth,
       new.title, new.body, new.pictures, new.card, new.initials
     from rows from (jsonb_to_recordset($3::jsonb)
       as (group_id bigint, audience_id bigint, title text, body text, pictures text[], card jsonb, initials text))
       with ordinality as new(group_id, audience_id, title, body, pictures, card, initials, nth)
     order by new.nth
     returning ${columns}, null as score, null as used_at`,
    [
      accountId,
      agentId,
      JSON.stringify(
        replies.map(({ groupId, audience, text, ...rest }) => ({
          ...rest,
          group_id: groupId,
          audience_id: agentId === null ? audience : null,
          body: text,
        })),
      ),
    ],
  )
  return made.rows.map(replyOf)
}

const ownGroup = (id: string) => `select reply_group.group_id from reply_group
  where reply_group.account_id = $1 and reply_group.agent_id is not distinct from $2 and reply_group.group_id = ${id}`
const accountGroup = (id: string) => `select agent_group.group_id from agent_group
  where agent_group.account_id = $1 and agent_group.group_id = ${id}`

/** null when the owner has no such reply. */
export async function updateReply(
  db: Db,
  { accountId, agentId }: Owner,
  id: string,
  reply: StoredReply,
): Promise<QuickReply | null> {
  const { groupId, audience, title, text, pictures, card, initials } = reply
  const changed = await db.query<ReplyRow>(
    `update quick_reply set group_id = (${ownGroup('$4')}), audience_id = (${accountGroup('$5')}), title = $6,
       body = $7, pictures = $8, card = $9, initials = $10, updated_at = now()
     where account_id = $1 and agent_id is not distinct from $2 and reply_id = $3 and deleted_at is null
     returning ${columns}, null as score, null as used_at`,
    [
      accountId,
      agentId,
      id,
      groupId,
      agentId === null ? audience : null,
      title,
      text,
      pictures,
      card === null ? null : JSON.stringify(card),
      initials,
    ],
  )
  const [row] = changed.rows
  return row === undefined ? null : replyOf(row)
}

/** Hides a reply, or shows it again; answers its title, null when the owner has no such one. */
export async function setReplyDeleted(
  db: Db,
  { accountId, agentId }: Owner,
  id: string,
  deleted: boolean,
): Promise<string | null> {
  const changed = await db.query<{ title: string }>(
    `update quick_reply set deleted_at = case when $4 then now() end
     where account_id = $1 and agent_id is not distinct from $2 and reply_id = $3 and (deleted_at is null) = $4
     returning coalesce(nullif(title, ''), left(body, 20)) as title`,
    [accountId, agentId, id, deleted],
  )
  return changed.rows[0]?.title ?? null
}

/** What was deleted more than a day ago can't be brought back. */
export async function forgetDeletedReplies(db: Db, { accountId, agentId }: Owner): Promise<void> {
  await db.query(
    `delete from quick_reply
     where account_id = $1 and agent_id is not distinct from $2 and deleted_at < now() - interval '1 day'`,
    [accountId, agentId],
  )
}

export async function orderReplies(
  db: Db,
  { accountId, agentId }: Owner,
  ids: readonly string[],
): Promise<void> {
  // Those that are named change places among each other: the others stay where they are.
  await db.query(
    `with places as (
       select position, row_number() over (order by position, reply_id) as nth from quick_reply
       where account_id = $1 and agent_id is not distinct from $2 and reply_id = any($3::bigint[])
     ), wanted as (
       select id, row_number() over (order by nth) as nth from unnest($3::bigint[]) with ordinality as named(id, nth)
       where exists (select 1 from quick_reply where account_id = $1 and agent_id is not distinct from $2 and reply_id = id)
     )
     update quick_reply set position = places.position from wanted join places on places.nth = wanted.nth
     where quick_reply.account_id = $1 and quick_reply.reply_id = wanted.id`,
    [accountId, agentId, ids],
  )
}

/** One more use by an agent, of a reply that they can see. */
export async function countUse(db: Db, accountId: AccountId, agentId: AgentId, id: string): Promise<void> {
  await db.query(
    `insert into reply_use (account_id, agent_id, reply_id, score, used_at)
     select quick_reply.account_id, $2, quick_reply.reply_id, 1, now() from quick_reply
     where quick_reply.account_id = $1 and quick_reply.reply_id = $3
       and (quick_reply.agent_id is null or quick_reply.agent_id = $2)
     on conflict (account_id, agent_id, reply_id) do update set
       score = reply_use.score * power(0.5, extract(epoch from now() - reply_use.used_at) / 604800) + 1,
       used_at = now()`,
    [accountId, agentId, id],
  )
}

export async function insertGroup(
  db: Db,
  { accountId, agentId }: Owner,
  name: string,
): Promise<ReplyGroup | null> {
  const made = await db.query<ReplyGroup>(
    `insert into reply_group (account_id, agent_id, name, position)
     select $1, $2, $3, coalesce(max(position), 0) + 1 from reply_group
     where account_id = $1 and agent_id is not distinct from $2
     returning group_id as id, case when agent_id is null then 'team' else 'own' end as scope, name`,
    [accountId, agentId, name],
  )
  return made.rows[0] ?? null
}

export async function renameGroup(
  db: Db,
  { accountId, agentId }: Owner,
  id: string,
  name: string,
): Promise<ReplyGroup | null> {
  const changed = await db.query<ReplyGroup>(
    `update reply_group set name = $4 where account_id = $1 and agent_id is not distinct from $2 and group_id = $3
     returning group_id as id, case when agent_id is null then 'team' else 'own' end as scope, name`,
    [accountId, agentId, id, name],
  )
  return changed.rows[0] ?? null
}

/** Its texts stay, in no group. */
export async function deleteGroup(db: Db, { accountId, agentId }: Owner, id: string): Promise<string | null> {
  const gone = await db.query<{ name: string }>(
    `delete from reply_group where account_id = $1 and agent_id is not distinct from $2 and group_id = $3 returning name`,
    [accountId, agentId, id],
  )
  return gone.rows[0]?.name ?? null
}

export async function orderGroups(
  db: Db,
  { accountId, agentId }: Owner,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    `update reply_group set position = named.nth from unnest($3::bigint[]) with ordinality as named(id, nth)
     where reply_group.account_id = $1 and reply_group.agent_id is not distinct from $2
       and reply_group.group_id = named.id`,
    [accountId, agentId, ids],
  )
}
