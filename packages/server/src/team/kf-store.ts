import type { WechatProblem } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { KfAccount } from '@duokefu/wechat'
import type { Pool } from 'pg'
import { moved } from './store.ts'

type Db = Pick<Pool, 'query'>

/** What an agent should be at WeChat, and what WeChat took of it. */
export interface KfRow {
  readonly kf_account: string | null
  readonly name: string
  readonly avatar_key: string | null
  readonly known_account: string | null
  readonly known_nick: string | null
  readonly known_avatar: string | null
  readonly has_left: boolean
}

export async function kfOf(db: Db, accountId: AccountId, agentId: AgentId): Promise<KfRow | null> {
  const found = await db.query<KfRow>(
    `select agent.kf_account, agent.name, agent.avatar_key, agent.left_at is not null as has_left,
       agent_kf.account as known_account, agent_kf.nick as known_nick, agent_kf.avatar_key as known_avatar
     from agent
       left join agent_kf on agent_kf.account_id = agent.account_id and agent_kf.agent_id = agent.agent_id
     where agent.account_id = $1 and agent.agent_id = $2`,
    [accountId, agentId],
  )
  return found.rows[0] ?? null
}

/** What WeChat took; what is not named stays. */
export async function saveKf(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  known: { readonly account?: string; readonly nick?: string; readonly avatarKey?: string },
): Promise<void> {
  await db.query(
    `insert into agent_kf (account_id, agent_id, account, nick, avatar_key) values ($1, $2, $3, $4, $5)
     on conflict (account_id, agent_id) do update set account = coalesce(excluded.account, agent_kf.account),
       nick = coalesce(excluded.nick, agent_kf.nick),
       avatar_key = coalesce(excluded.avatar_key, agent_kf.avatar_key)`,
    [accountId, agentId, known.account ?? null, known.nick ?? null, known.avatarKey ?? null],
  )
}

/** WeChat took an invitation; when it ends is told by the list. */
export async function saveKfInvited(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  wx: string,
): Promise<void> {
  await db.query(
    `update agent_kf set invite_wx = $3, invite_status = 'waiting', invite_expires_at = null
     where account_id = $1 and agent_id = $2`,
    [accountId, agentId, wx],
  )
}

/** The account is gone at WeChat: nothing of it is true any more. */
export async function forgetKf(db: Db, accountId: AccountId, agentId: AgentId): Promise<void> {
  await db.query('delete from agent_kf where account_id = $1 and agent_id = $2', [accountId, agentId])
  await db.query('update agent set kf_bound = false where account_id = $1 and agent_id = $2', [
    accountId,
    agentId,
  ])
}

export async function saveProblem(
  db: Db,
  accountId: AccountId,
  agentId: AgentId,
  problem: WechatProblem | null,
): Promise<void> {
  await db.query(
    `insert into agent_kf (account_id, agent_id, problem_step, problem_code, problem_text)
     values ($1, $2, $3, $4, $5)
     on conflict (account_id, agent_id) do update set problem_step = excluded.problem_step,
       problem_code = excluded.problem_code, problem_text = excluded.problem_text`,
    [accountId, agentId, problem?.step ?? null, problem?.errcode ?? null, problem?.errmsg ?? null],
  )
}

/**
 * Takes WeChat's list over for the agents whose accounts it names; an account that it no longer names is unknown there.
 * `kf_bound` follows: replies carry kf_account exactly while the list shows a WeChat ID (L18).
 */
export async function saveKfList(db: Db, accountId: AccountId, list: readonly KfAccount[]): Promise<void> {
  const column = <Value>(value: (kf: KfAccount) => Value) => list.map(value)
  await db.query(
    `with listed as (
       select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::text[])
         as t (account, nick, wx, openid, invite_wx, invite_expires, invite_status)
     ), ours as (
       select agent.account_id, agent.agent_id, listed.* from agent
         join listed on listed.account = agent.kf_account
         left join agent_kf on agent_kf.account_id = agent.account_id and agent_kf.agent_id = agent.agent_id
       where agent.account_id = $1 and agent.left_at is null
         -- One that WeChat would not make for us is somebody else's, who may well be bound to it.
         and not (agent_kf.account is null and agent_kf.problem_step is not distinct from 'add')
     ), saved as (
       insert into agent_kf (account_id, agent_id, account, nick, wx, openid, invite_wx, invite_expires_at, invite_status)
       select account_id, agent_id, account, nick, wx, openid, invite_wx, to_timestamp(invite_expires), invite_status
       from ours
       on conflict (account_id, agent_id) do update set account = excluded.account, nick = excluded.nick,
         wx = excluded.wx, openid = excluded.openid, invite_wx = excluded.invite_wx,
         invite_expires_at = excluded.invite_expires_at, invite_status = excluded.invite_status
     ), gone as (
       update agent_kf set account = null, nick = null, avatar_key = null, wx = null, openid = null,
         invite_wx = null, invite_expires_at = null, invite_status = null
       where agent_kf.account_id = $1 and agent_kf.account is not null
         and not exists (select from listed where listed.account = agent_kf.account)
     )
     update agent set kf_bound = not agent.kf_bound
     where agent.account_id = $1 and agent.kf_bound <> exists (
       select from ours where ours.agent_id = agent.agent_id and ours.wx is not null
     )`,
    [
      accountId,
      column(({ account }) => account),
      column(({ nick }) => nick),
      column(({ wx }) => wx),
      column(({ openid }) => openid),
      column(({ invite }) => invite?.wx ?? null),
      // Not said is 0.
      column(({ invite }) => invite?.expiresAt || null),
      column(({ invite }) => invite?.status ?? null),
    ],
  )
}

export async function saveCheck(
  db: Db,
  accountId: AccountId,
  skewMs: number,
  problem: WechatProblem | null,
): Promise<void> {
  await db.query(
    `insert into kf_check (account_id, checked_at, problem_code, problem_text) values ($1, ${moved('$2')}, $3, $4)
     on conflict (account_id) do update set checked_at = excluded.checked_at,
       problem_code = excluded.problem_code, problem_text = excluded.problem_text`,
    [accountId, skewMs, problem?.errcode ?? null, problem?.errmsg ?? null],
  )
}

/** Why the list could not be read when it was last asked for. */
export async function lastProblem(db: Db, accountId: AccountId): Promise<WechatProblem | null> {
  const found = await db.query<{ problem_code: number | null; problem_text: string }>(
    'select problem_code, problem_text from kf_check where account_id = $1 and problem_text is not null',
    [accountId],
  )
  const row = found.rows[0]
  return row === undefined ? null : { step: 'list', errcode: row.problem_code, errmsg: row.problem_text }
}

/**
 * Accounts whose list is due: each minute while somebody at WeChat is to answer, else every six hours. They are this
 * process's for the moment: another one that asks at the same time gets none of them.
 */
export async function claimChecks(db: Db, skewMs: number): Promise<AccountId[]> {
  const claimed = await db.query<{ account_id: AccountId }>(
    `insert into kf_check (account_id, checked_at)
     select account.account_id, ${moved('$1')} from account
       left join kf_check known on known.account_id = account.account_id
     where exists (
         select from agent where agent.account_id = account.account_id and agent.kf_account is not null
           and agent.left_at is null
       ) and (
         known.checked_at is null or known.checked_at < ${moved('$1')} - interval '6 hours'
         or (known.checked_at < ${moved('$1')} - interval '50 seconds' and exists (
           select from agent_kf where agent_kf.account_id = account.account_id and agent_kf.wx is null
             and agent_kf.invite_status = 'waiting'
         ))
       )
     on conflict (account_id) do update set checked_at = excluded.checked_at
       where kf_check.checked_at < excluded.checked_at - interval '50 seconds'
     returning account_id`,
    [skewMs],
  )
  return claimed.rows.map((row) => row.account_id)
}
