import type { Agent, Contact, Doubt } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { type InvitationState, moved } from './store.ts'

type Db = Pick<Pool, 'query'>

/** An invitation with the place that it is for. Times in ms. */
export interface Invitation {
  readonly accountId: AccountId
  readonly id: string
  readonly state: InvitationState
  readonly isOver: boolean
  readonly expiresAt: number
  readonly contactKind: string | null
  readonly contact: string | null
  readonly openid: string | null
  readonly unionid: string | null
  /** Who answered it with a password of their own. */
  readonly answeredBy: string | null
  readonly inviter: string
  readonly agent: {
    readonly id: AgentId
    readonly name: string
    readonly role: Agent['role']
    readonly personId: string | null
    readonly hasLeft: boolean
  }
}

interface InvitationRow {
  readonly account_id: AccountId
  readonly invitation_id: string
  readonly state: InvitationState
  readonly is_over: boolean
  readonly expires_at: number
  readonly contact_kind: string | null
  readonly contact: string | null
  readonly openid: string | null
  readonly unionid: string | null
  readonly person_id: string | null
  readonly inviter: string
  readonly agent_id: AgentId
  readonly name: string
  readonly role: Agent['role']
  readonly agent_person: string | null
  readonly has_left: boolean
}

const invitationQuery = `
  select invitation.account_id, invitation.invitation_id, invitation.state,
    invitation.expires_at <= ${moved('$1')} as is_over,
    round(date_part('epoch', invitation.expires_at) * 1000)::float8 as expires_at,
    invitation.contact_kind, invitation.contact, invitation.openid, invitation.unionid, invitation.person_id,
    inviter.name as inviter, agent.agent_id, agent.name, agent.role, agent.person_id as agent_person,
    agent.left_at is not null as has_left
  from invitation
    join agent on agent.account_id = invitation.account_id and agent.agent_id = invitation.agent_id
    join agent inviter on inviter.account_id = invitation.account_id and inviter.agent_id = invitation.invited_by`

function invitationOf(row: InvitationRow | undefined): Invitation | null {
  if (row === undefined) return null
  return {
    accountId: row.account_id,
    id: row.invitation_id,
    state: row.state,
    isOver: row.is_over,
    expiresAt: row.expires_at,
    contactKind: row.contact_kind,
    contact: row.contact,
    openid: row.openid,
    unionid: row.unionid,
    answeredBy: row.person_id,
    inviter: row.inviter,
    agent: {
      id: row.agent_id,
      name: row.name,
      role: row.role,
      personId: row.agent_person,
      hasLeft: row.has_left,
    },
  }
}

export async function invitationByToken(db: Db, hash: Buffer, skewMs: number): Promise<Invitation | null> {
  const found = await db.query<InvitationRow>(`${invitationQuery} where invitation.token_hash = $2`, [
    skewMs,
    hash,
  ])
  return invitationOf(found.rows[0])
}

/** Everybody who changes an agent's invitation holds the agent: of two answers the second sees the first. */
export async function lockPlace(db: Db, { accountId, agent }: Invitation): Promise<void> {
  await db.query('select from agent where account_id = $1 and agent_id = $2 for no key update', [
    accountId,
    agent.id,
  ])
}

/**
 * Of two invitations that one person answers at once the second sees what became of the first: as nobody's login there is
 * no row of theirs to lock.
 */
export async function lockLogin(db: Db, accountId: AccountId, openid: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`login ${accountId} ${openid}`])
}

/** The agent's invitation that somebody accepted and an admin has to confirm. */
export async function confirmingOf(
  db: Db,
  accountId: AccountId,
  agentId: string,
  skewMs: number,
): Promise<Invitation | null> {
  const found = await db.query<InvitationRow>(
    `${invitationQuery} where invitation.account_id = $2 and invitation.agent_id = $3
       and invitation.state = 'confirming'`,
    [skewMs, accountId, agentId],
  )
  return invitationOf(found.rows[0])
}

export interface NewInvitation {
  readonly accountId: AccountId
  readonly agentId: AgentId
  readonly tokenHash: Buffer
  readonly contact: Contact | null
  readonly invitedBy: AgentId
  readonly lifeMs: number
  readonly skewMs: number
}

export async function insertInvitation(db: Db, invitation: NewInvitation): Promise<void> {
  const { accountId, agentId, tokenHash, contact, invitedBy, skewMs, lifeMs } = invitation
  await db.query(
    `insert into invitation (account_id, agent_id, token_hash, contact_kind, contact, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, ${moved('$7')}, ${moved('$7')} + make_interval(secs => $8::float8 / 1000))`,
    [accountId, agentId, tokenHash, contact?.kind ?? null, contact?.value ?? null, invitedBy, skewMs, lifeMs],
  )
}

/**
 * Ends the agent's open invitation, whose link is worth nothing from now on; a login name that was chosen with it is free
 * again. False = there is none.
 */
export async function endOpen(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  as: 'withdrawn' | 'refused',
  skewMs: number,
): Promise<boolean> {
  const ended = await db.query<{ person_id: string | null }>(
    `update invitation set state = $3, answered_at = coalesce(answered_at, ${moved('$4')})
     where account_id = $1 and agent_id = $2 and state in ('pending', 'confirming') returning person_id`,
    [accountId, agentId, as, skewMs],
  )
  for (const { person_id } of ended.rows) if (person_id !== null) await forgetPassword(db, person_id)
  return ended.rows.length > 0
}

/** What the invited person answered. */
export interface AnswerGiven {
  readonly state: 'accepted' | 'confirming' | 'declined'
  readonly openid: string | null
  readonly unionid: string | null
  readonly personId: string | null
  readonly doubt: Doubt | null
}

export async function saveAnswer(
  db: Db,
  { accountId, id }: Invitation,
  answer: AnswerGiven,
  skewMs: number,
): Promise<void> {
  await db.query(
    `update invitation set state = $3, openid = $4, unionid = $5, person_id = $6, doubt = $7,
       answered_at = ${moved('$8')}
     where account_id = $1 and invitation_id = $2`,
    [accountId, id, answer.state, answer.openid, answer.unionid, answer.personId, answer.doubt, skewMs],
  )
}

export async function saveAccepted(db: Db, { accountId, id }: Invitation): Promise<void> {
  await db.query(`update invitation set state = 'accepted' where account_id = $1 and invitation_id = $2`, [
    accountId,
    id,
  ])
}

/**
 * Openids that are known for a contact in this account: WeChat's list named one beside the WeChat ID, or somebody
 * accepted with it before and was let in.
 */
export async function openidsOf(db: Db, accountId: AccountId, contact: Contact): Promise<string[]> {
  const found = await db.query<{ openid: string }>(
    `select agent_kf.openid from agent_kf
     where agent_kf.account_id = $1 and $2 = 'wechat' and agent_kf.wx = $3 and agent_kf.openid is not null
     union
     select invitation.openid from invitation
     where invitation.account_id = $1 and invitation.contact_kind = $2 and invitation.contact = $3
       and invitation.state = 'accepted' and invitation.openid is not null`,
    [accountId, contact.kind, contact.value],
  )
  return found.rows.map((row) => row.openid)
}

/** Whose login an openid is: by a binding in this account, else by the same unionid in another one. */
export async function personOf(
  db: Db,
  accountId: AccountId,
  openid: string,
  unionid: string | null,
): Promise<string | null> {
  const found = await db.query<{ person_id: string }>(
    `select person_id, 0 as far from person_openid where account_id = $1 and openid = $2
     union all
     select person_id, 1 from person_openid where unionid = $3
     order by far limit 1`,
    [accountId, openid, unionid],
  )
  return found.rows[0]?.person_id ?? null
}

/** Whether an openid is the login of somebody who serves this account now. */
export async function isAgentHere(db: Db, accountId: AccountId, openid: string): Promise<boolean> {
  const found = await db.query(
    `select from person_openid
       join agent on agent.account_id = person_openid.account_id and agent.person_id = person_openid.person_id
     where person_openid.account_id = $1 and person_openid.openid = $2 and agent.left_at is null`,
    [accountId, openid],
  )
  return (found.rowCount ?? 0) > 0
}

export async function insertPerson(db: Db, name: string): Promise<string> {
  const added = await db.query<{ person_id: string }>(
    'insert into person (name) values ($1) returning person_id',
    [name],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted person was not returned')
  return row.person_id
}

/** Makes a person this agent. Throws a unique violation when they have a place in the account already. */
export async function bindPerson(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  personId: string,
): Promise<void> {
  await db.query('update agent set person_id = $3 where account_id = $1 and agent_id = $2', [
    accountId,
    agentId,
    personId,
  ])
}

/** Makes an openid the login of a person in the account, in place of an earlier WeChat of theirs. */
export async function bindOpenid(
  db: Db,
  binding: {
    readonly accountId: AccountId
    readonly personId: string
    readonly openid: string
    readonly unionid: string | null
    readonly skewMs: number
  },
): Promise<void> {
  const { accountId, personId, openid, unionid, skewMs } = binding
  await db.query('delete from person_openid where account_id = $1 and (openid = $2 or person_id = $3)', [
    accountId,
    openid,
    personId,
  ])
  await db.query(
    `insert into person_openid (account_id, openid, person_id, unionid, bound_at)
     values ($1, $2, $3, $4, ${moved('$5')})`,
    [accountId, openid, personId, unionid, skewMs],
  )
}

/** Who accepted with a contact, among some accounts; the newest. */
export async function agentOfContact(
  db: Db,
  accountIds: readonly AccountId[],
  contact: Contact,
): Promise<{ readonly name: string; readonly shop: string; readonly accountId: AccountId } | null> {
  const found = await db.query<{ name: string; shop: string; account_id: AccountId }>(
    `select agent.name, account.name as shop, agent.account_id from invitation
       join agent on agent.account_id = invitation.account_id and agent.agent_id = invitation.agent_id
       join account on account.account_id = invitation.account_id
     where invitation.account_id = any($1::bigint[]) and invitation.contact_kind = $2 and invitation.contact = $3
       and invitation.state = 'accepted' and agent.left_at is null and agent.person_id is not null
     order by invitation.invitation_id desc limit 1`,
    [accountIds, contact.kind, contact.value],
  )
  const row = found.rows[0]
  return row === undefined ? null : { name: row.name, shop: row.shop, accountId: row.account_id }
}

/** Takes a login name and password back from somebody who was not let in. */
async function forgetPassword(db: Db, personId: string): Promise<void> {
  const isNobody = `person_id = $1
    and not exists (select from agent where agent.person_id = $1 and agent.left_at is null)`
  await db.query(`delete from recovery_code where ${isNobody}`, [personId])
  await db.query(`delete from person_password where ${isNobody}`, [personId])
}

/** Whether a person is or was an agent anywhere else. */
export async function hasOtherPlace(db: Db, personId: string, agentId: AgentId): Promise<boolean> {
  const found = await db.query('select from agent where person_id = $1 and agent_id <> $2 limit 1', [
    personId,
    agentId,
  ])
  return (found.rowCount ?? 0) > 0
}
