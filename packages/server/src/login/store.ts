import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from './database-time.ts'
import type { Login, LoginWay, Membership } from './login.ts'

export async function insertLink(
  pool: Pick<Pool, 'query'>,
  link: {
    readonly hash: Buffer
    readonly personId: string
    readonly lifeMs: number
    readonly skewMs: number
  },
): Promise<void> {
  await pool.query(
    `insert into login_link (token_hash, person_id, expires_at)
     values ($1, $2, ${movedNow('$3')} + make_interval(secs => $4::float8 / 1000))`,
    [link.hash, link.personId, link.skewMs, link.lifeMs],
  )
}

/** Uses a link up: of two at once only one gets the person. */
export async function takeLink(pool: Pool, hash: Buffer, skewMs: number): Promise<string | null> {
  const taken = await pool.query<{ person_id: string }>(
    `update login_link set used_at = ${movedNow('$2')}
     where token_hash = $1 and used_at is null and expires_at > ${movedNow('$2')} returning person_id`,
    [hash, skewMs],
  )
  return taken.rows[0]?.person_id ?? null
}

/** Who a WeChat is to an account. */
export interface LoginBinding {
  readonly accountId: AccountId
  readonly openid: string
  readonly personId: string
}

export async function insertBinding(
  pool: Pick<Pool, 'query'>,
  { accountId, openid, personId }: LoginBinding,
  skewMs: number,
): Promise<void> {
  await pool.query(
    `insert into person_openid (account_id, openid, person_id, bound_at)
     values ($1, $2, $3, ${movedNow('$4')})`,
    [accountId, openid, personId, skewMs],
  )
}

/** The login bindings of all agents, by agent: few, since a demo is asked for them alone. */
export async function openidsOfAgents(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const found = await pool.query<{ agent_id: string; openid: string }>(
    `select agent.agent_id, person_openid.openid
     from person_openid join agent on agent.account_id = person_openid.account_id
       and agent.person_id = person_openid.person_id and agent.left_at is null`,
  )
  return new Map(found.rows.map((row) => [row.agent_id, row.openid]))
}

/** How many customers wait in each account that a person serves; counted by the index of those who wait. */
export async function waitingCountsOf(pool: Pool, personId: string): Promise<Record<string, number>> {
  const found = await pool.query<{ account_id: string; waiting: number }>(
    `select agent.account_id, (
       select count(*)::integer from conversation
       where conversation.account_id = agent.account_id and conversation.state = 'waiting'
     ) as waiting
     from agent where agent.person_id = $1 and agent.left_at is null`,
    [personId],
  )
  return Object.fromEntries(found.rows.map((row) => [row.account_id, row.waiting]))
}

export interface NewLogin {
  readonly id: string
  readonly hash: Buffer
  readonly personId: string
  readonly userAgent: string | null
  readonly address: string
  readonly way: LoginWay
  readonly lifeMs: number
  readonly skewMs: number
}

export async function insertLogin(pool: Pool, login: NewLogin): Promise<void> {
  await pool.query(
    `insert into login
       (login_id, token_hash, person_id, user_agent, address, way, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $8, ${movedNow('$6')}, ${movedNow('$6')},
       ${movedNow('$6')} + make_interval(secs => $7::float8 / 1000))`,
    [
      login.id,
      login.hash,
      login.personId,
      login.userAgent,
      login.address,
      login.skewMs,
      login.lifeMs,
      login.way,
    ],
  )
}

/** The login of a cookie; null when it ended, expired or never was. `quietMs` is how long it was not renewed. */
export async function findLogin(
  pool: Pool,
  hash: Buffer,
  skewMs: number,
): Promise<(Login & { readonly quietMs: number }) | null> {
  const found = await pool.query<{ login_id: string; person_id: string; name: string; quiet_ms: number }>({
    // Prepared, as every request asks this: planning it takes six times as long as finding.
    name: 'login.find',
    text: `select login.login_id, login.person_id, person.name,
       date_part('epoch', ${movedNow('$2')} - login.last_seen_at) * 1000 as quiet_ms
     from login join person on person.person_id = login.person_id
     where login.token_hash = $1 and login.ended_at is null and login.expires_at > ${movedNow('$2')}`,
    values: [hash, skewMs],
  })
  const row = found.rows[0]
  return row === undefined
    ? null
    : { id: row.login_id, personId: row.person_id, personName: row.name, quietMs: row.quiet_ms }
}

export async function renewLogin(pool: Pool, loginId: string, lifeMs: number, skewMs: number): Promise<void> {
  await pool.query(
    `update login set last_seen_at = ${movedNow('$3')},
       expires_at = ${movedNow('$3')} + make_interval(secs => $2::float8 / 1000)
     where login_id = $1`,
    [loginId, lifeMs, skewMs],
  )
}

export async function endLogin(pool: Pool, loginId: string, skewMs: number): Promise<void> {
  await pool.query(`update login set ended_at = ${movedNow('$2')} where login_id = $1 and ended_at is null`, [
    loginId,
    skewMs,
  ])
}

/** In which accounts a person serves, and as what. */
export async function membershipsOf(pool: Pool, personId: string): Promise<Membership[]> {
  const found = await pool.query<{
    account_id: string
    appid: string
    name: string
    agent_id: string
    role: Membership['role']
  }>(
    `select agent.account_id, account.appid, account.name, agent.agent_id, agent.role
     from agent join account on account.account_id = agent.account_id
     where agent.person_id = $1 and agent.left_at is null order by agent.account_id`,
    [personId],
  )
  return found.rows.map((row) => ({
    accountId: row.account_id as AccountId,
    appid: row.appid,
    accountName: row.name,
    agentId: row.agent_id as AgentId,
    role: row.role,
  }))
}

/** The person's membership of one account, null when there is none. */
export async function membershipIn(
  pool: Pool,
  personId: string,
  accountId: string,
): Promise<Pick<Membership, 'accountId' | 'agentId' | 'role'> | null> {
  const found = await pool.query<{ agent_id: string; role: Membership['role'] }>({
    name: 'login.membership',
    text: `select agent.agent_id, agent.role from agent
     where agent.account_id = $1 and agent.person_id = $2 and agent.left_at is null`,
    values: [accountId, personId],
  })
  const row = found.rows[0]
  return row === undefined
    ? null
    : { accountId: accountId as AccountId, agentId: row.agent_id as AgentId, role: row.role }
}

/** Whom the demo's one-click login stands for; an owner has a link of their own. */
export async function personOfAgent(pool: Pool, agentId: string): Promise<string | null> {
  const found = await pool.query<{ person_id: string | null }>(
    `select agent.person_id from agent
     where agent.agent_id = $1 and agent.left_at is null and agent.role <> 'owner'`,
    [agentId],
  )
  return found.rows[0]?.person_id ?? null
}
