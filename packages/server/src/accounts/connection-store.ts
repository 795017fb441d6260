import type { Connection } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** What 接入公众号 shows that the running program has no use for. */
export interface ConnectionRow {
  readonly step: number | null
  readonly hasDeveloperToken: boolean
}

export async function connectionOf(db: Db, accountId: AccountId): Promise<ConnectionRow | null> {
  const found = await db.query<{ connect_step: number | null; own_token: boolean }>(
    `select connect_step, developer_token is not null as own_token from account where account_id = $1`,
    [accountId],
  )
  const row = found.rows[0]
  return row === undefined ? null : { step: row.connect_step, hasDeveloperToken: row.own_token }
}

/** Columns of `account` that 接入公众号 and the operator may write; undefined = as it was. */
export interface ConnectionChange {
  readonly name?: string | undefined
  readonly appSecret?: Buffer | undefined
  readonly wechatId?: string | null | undefined
  readonly mode?: Connection['mode'] | undefined
  readonly developerUrl?: string | null | undefined
  readonly developerToken?: string | null | undefined
  readonly developerAesKey?: Buffer | null | undefined
  readonly step?: number | null | undefined
  readonly apiBase?: string | undefined
  readonly oauthBase?: string | undefined
  readonly loginWay?: Connection['loginWay'] | undefined
  readonly allowPrivate?: boolean | undefined
}

const columnOf: Record<keyof ConnectionChange, string> = {
  name: 'name',
  appSecret: 'app_secret',
  wechatId: 'wechat_id',
  mode: 'mode',
  developerUrl: 'developer_url',
  developerToken: 'developer_token',
  developerAesKey: 'developer_aes_key',
  step: 'connect_step',
  apiBase: 'api_base',
  oauthBase: 'oauth_base',
  loginWay: 'login_way',
  allowPrivate: 'allow_private',
}

/** Writes what is given, and says so to every process by the version. */
export async function changeConnection(
  db: Db,
  accountId: AccountId,
  change: ConnectionChange,
): Promise<void> {
  const given = (Object.keys(change) as (keyof ConnectionChange)[]).filter((key) => change[key] !== undefined)
  const sets = given.map((key, index) => `${columnOf[key]} = $${index + 2}`)
  await db.query(
    `update account set ${[...sets, 'config_version = config_version + 1'].join(', ')} where account_id = $1`,
    [accountId, ...given.map((key) => change[key])],
  )
}

/**
 * The keys that were in force stay valid beside the new ones, until an hour after WeChat was seen with the new token:
 * replaced twice before that, they are still the ones that WeChat uses. A token that we made is unknown to the
 * merchant's server, which keeps the one that it had as its own.
 */
export async function replaceKeys(
  db: Db,
  accountId: AccountId,
  keys: { readonly token: string; readonly isMade: boolean; readonly aesKey: Buffer },
): Promise<void> {
  const isUnused = 'previous_callback_token is not null and previous_until is null'
  await db.query(
    `update account set callback_token = $2, aes_key = $3, previous_until = null, config_version = config_version + 1,
       previous_callback_token = case when ${isUnused} then previous_callback_token else callback_token end,
       previous_aes_key = case when ${isUnused} then previous_aes_key else aes_key end,
       developer_token = case when $4 and developer_url is not null
         then coalesce(developer_token, callback_token) else developer_token end
     where account_id = $1`,
    [accountId, keys.token, keys.aesKey, keys.isMade],
  )
}

/** Turns the switch 多客服接口; false when it stood so already. Whoever turns it ends a hand-back too. */
export async function turnInterface(db: Db, accountId: AccountId, on: boolean): Promise<boolean> {
  const turned = await db.query(
    `update account set interface_on = $2, wechat_desk = false, config_version = config_version + 1
     where account_id = $1 and interface_on <> $2`,
    [accountId, on],
  )
  return turned.rowCount === 1
}

/** Hands the customers to WeChat's own desk or takes them again; false when it stood so already, or the switch is off. */
export async function turnWechatDesk(db: Db, accountId: AccountId, on: boolean): Promise<boolean> {
  const turned = await db.query(
    `update account set wechat_desk = $2, config_version = config_version + 1
     where account_id = $1 and interface_on and wechat_desk <> $2`,
    [accountId, on],
  )
  return turned.rowCount === 1
}

/** Agents whom WeChat's own desk knows: only they can answer there. */
export async function agentsAtWechat(db: Db, accountId: AccountId): Promise<number> {
  const found = await db.query<{ agents: number }>(
    `select count(*)::int as agents from agent g
     where g.account_id = $1 and g.left_at is null and g.kf_bound`,
    [accountId],
  )
  return found.rows[0]?.agents ?? 0
}

/** Whom turning the switch off would hit: the partial indexes of the lists count it. */
export async function openNow(
  db: Db,
  accountId: AccountId,
): Promise<{ readonly serving: number; readonly waiting: number; readonly held: number }> {
  const found = await db.query<{ serving: number; waiting: number; held: number }>(
    `select
       (select count(*)::int from conversation c where c.account_id = $1 and c.state = 'serving') as serving,
       (select count(*)::int from conversation c where c.account_id = $1 and c.state = 'waiting') as waiting,
       (select count(*)::int from outbox o where o.account_id = $1 and o.state = 'held') as held`,
    [accountId],
  )
  return found.rows[0] ?? { serving: 0, waiting: 0, held: 0 }
}

/** Whether there is no account at all: a fresh installation. */
export async function hasNoAccount(db: Db): Promise<boolean> {
  const found = await db.query('select 1 from account limit 1')
  return found.rows.length === 0
}

export async function ownsAnAccount(db: Db, personId: string): Promise<boolean> {
  const found = await db.query(
    `select 1 from agent where agent.person_id = $1 and agent.role = 'owner' and agent.left_at is null limit 1`,
    [personId],
  )
  return found.rows.length > 0
}

/** Makes a person the owner of an account; their place in it carries their name. */
export async function makeOwner(
  db: Db,
  accountId: AccountId,
  person: { readonly id: string; readonly name: string },
): Promise<AgentId> {
  const added = await db.query<{ agent_id: AgentId }>(
    `with added as (
       insert into agent (account_id, person_id, role, name) values ($1, $2, 'owner', $3) returning account_id, agent_id
     )
     insert into agent_load (account_id, agent_id) select added.account_id, added.agent_id from added
     returning agent_id`,
    [accountId, person.id, person.name],
  )
  const agentId = added.rows[0]?.agent_id
  if (agentId === undefined) throw new Error('an inserted owner was not returned')
  return agentId
}

/** A new account begins with the switch off, at the second step: its messages go on to the merchant until all is checked. */
export async function beginConnecting(db: Db, accountId: AccountId): Promise<void> {
  await db.query(`update account set interface_on = false, connect_step = 2 where account_id = $1`, [
    accountId,
  ])
}
