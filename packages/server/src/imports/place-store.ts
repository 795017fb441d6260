import type { AccountId, AgentId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import type { Period, PeriodPart } from './placing.ts'

const ms = (column: string) => `round(date_part('epoch', ${column}) * 1000)`

/** A customer as placing needs them, locked. */
export interface LockedCustomer {
  readonly openid: string
  readonly version: number
  readonly nextImportSeq: number
  /** Time of the first record of our own, in ms; null without one. */
  readonly ownSince: number | null
}

/**
 * Locks the customers in key order, as the ledger does, so that nobody waits for each other in a circle; those whom
 * nobody knew are made, idle and without a version of their own.
 */
export async function lockCustomers(
  client: PoolClient,
  accountId: AccountId,
  openids: readonly string[],
): Promise<LockedCustomer[]> {
  await client.query(`set local lock_timeout = '2s'`)
  await client.query(
    `insert into conversation (account_id, openid)
     select $1, openid from unnest($2::text[]) openid order by openid on conflict do nothing`,
    [accountId, openids],
  )
  const found = await client.query<{
    openid: string
    version: number
    next_import_seq: number
    own_since: number | null
  }>(
    `with locked as (
       select c.openid, c.version, c.next_import_seq from conversation c
       where c.account_id = $1 and c.openid = any($2::text[]) order by c.openid for update
     )
     select locked.openid, locked.version::float8, locked.next_import_seq::float8, ${ms('first.at')} as own_since
     from locked left join lateral (
       select m.at from message m
       where m.account_id = $1 and m.openid = locked.openid and m.seq >= 1 order by m.seq limit 1
     ) first on true
     order by locked.openid`,
    [accountId, openids],
  )
  return found.rows.map((row) => ({
    openid: row.openid,
    version: row.version,
    nextImportSeq: row.next_import_seq,
    ownSince: row.own_since,
  }))
}

/** A record of our own that may be the same as one that WeChat's desk tells of. */
export interface OwnRecord {
  readonly openid: string
  readonly seq: number
  readonly direction: 'in' | 'out'
  readonly type: string
  readonly text: string | null
  /** When the fan wrote it, or WeChat took it. */
  readonly time: number
}

export async function ownRecords(
  client: PoolClient,
  accountId: AccountId,
  openids: readonly string[],
  from: number,
  to: number,
): Promise<OwnRecord[]> {
  const found = await client.query<OwnRecord>(
    `select m.openid, m.seq::float8, m.direction, m.content ->> 'type' as type, m.content ->> 'text' as text,
       ${ms('coalesce(m.sent_at, m.delivered_at, m.at)')} as time
     from message m
     where m.account_id = $1 and m.openid = any($2::text[]) and m.seq >= 1 and m.direction in ('in', 'out')
       and m.at >= to_timestamp($3::float8 / 1000) and m.at < to_timestamp($4::float8 / 1000)
     order by m.openid, m.seq`,
    [accountId, openids, from, to],
  )
  return found.rows
}

export interface ImportedRecord extends PeriodPart {
  readonly openid: string
}

/** Every imported record of these customers, in order; `time` is WeChat's own. */
export async function importedRecords(
  client: PoolClient,
  accountId: AccountId,
  openids: readonly string[],
): Promise<ImportedRecord[]> {
  const found = await client.query<ImportedRecord>(
    `select m.openid, m.seq::float8, ${ms('m.sent_at')} as time, m.direction, m.agent_id::text as "agentId",
       m.content ->> 'text' as text
     from message m
     where m.account_id = $1 and m.openid = any($2::text[]) and m.seq <= 0 order by m.openid, m.seq`,
    [accountId, openids],
  )
  return found.rows
}

export interface NewRecord {
  readonly openid: string
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly version: number
  readonly direction: 'in' | 'out'
  readonly agentId: AgentId | null
  readonly text: string
}

export async function insertRecords(
  client: PoolClient,
  accountId: AccountId,
  records: readonly NewRecord[],
): Promise<void> {
  await client.query(
    `insert into message (account_id, openid, seq, at, version, direction, origin, agent_id, content, sent_at)
     select $1, w.openid, w.seq, to_timestamp(w.at / 1000), w.version, w.direction,
       case w.direction when 'in' then 'fan' else 'agent' end, w.agent_id,
       jsonb_build_object('type', 'text', 'text', w.text, 'menuId', null), to_timestamp(w.time / 1000)
     from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::float8[])
       as w(openid, seq, at, version, direction, agent_id, text, time)`,
    [
      accountId,
      records.map(({ openid }) => openid),
      records.map(({ seq }) => seq),
      records.map(({ at }) => at),
      records.map(({ version }) => version),
      records.map(({ direction }) => direction),
      records.map(({ agentId }) => agentId),
      records.map(({ text }) => text),
      records.map(({ time }) => time),
    ],
  )
}

export async function moveRecords(
  client: PoolClient,
  accountId: AccountId,
  moves: readonly {
    readonly openid: string
    readonly from: number
    readonly to: number
    readonly at: number
  }[],
): Promise<void> {
  await client.query(
    `update message m set seq = w.target, at = to_timestamp(w.at / 1000)
     from unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[]) as w(openid, seq, target, at)
     where m.account_id = $1 and m.openid = w.openid and m.seq = w.seq`,
    [
      accountId,
      moves.map(({ openid }) => openid),
      moves.map(({ from }) => from),
      moves.map(({ to }) => to),
      moves.map(({ at }) => at),
    ],
  )
}

/** Where the next import goes on, and who the customers are. */
export async function saveCustomers(
  client: PoolClient,
  accountId: AccountId,
  customers: readonly { readonly openid: string; readonly nextSeq: number; readonly firstSeenAt: number }[],
): Promise<void> {
  const values = [
    accountId,
    customers.map(({ openid }) => openid),
    customers.map(({ nextSeq }) => nextSeq),
    customers.map(({ firstSeenAt }) => firstSeenAt),
  ]
  await client.query(
    `update conversation c set next_import_seq = w.next_seq
     from unnest($2::text[], $3::bigint[], $4::float8[]) as w(openid, next_seq, at)
     where c.account_id = $1 and c.openid = w.openid`,
    values,
  )
  await client.query(
    `insert into customer as k (account_id, openid, first_seen_at)
     select $1, w.openid, to_timestamp(w.at / 1000)
     from unnest($2::text[], $3::bigint[], $4::float8[]) as w(openid, next_seq, at) order by w.openid
     on conflict (account_id, openid) do update set first_seen_at = least(k.first_seen_at, excluded.first_seen_at)
       where k.first_seen_at > excluded.first_seen_at`,
    values,
  )
}

/** The imported periods of these customers, made anew. */
export async function replacePeriods(
  client: PoolClient,
  accountId: AccountId,
  openids: readonly string[],
  periods: readonly (Period & { readonly openid: string })[],
): Promise<void> {
  await client.query('delete from imported_period p where p.account_id = $1 and p.openid = any($2::text[])', [
    accountId,
    openids,
  ])
  await client.query(
    `insert into imported_period (account_id, openid, first_seq, last_seq, started_at, ended_at, agent_id, replies, first_words)
     select $1, w.openid, w."firstSeq", w."lastSeq", to_timestamp(w."startedAt" / 1000), to_timestamp(w."endedAt" / 1000),
       w."agentId", w.replies, w."firstWords"
     from jsonb_to_recordset($2) as w(openid text, "firstSeq" bigint, "lastSeq" bigint, "startedAt" float8, "endedAt" float8,
       "agentId" bigint, replies int, "firstWords" text)`,
    [accountId, JSON.stringify(periods)],
  )
}

/** Agents by their kf account, who left included: the latest of that name. */
export async function agentsByKf(
  client: PoolClient,
  accountId: AccountId,
  kfAccounts: readonly string[],
): Promise<Map<string, AgentId>> {
  const found = await client.query<{ kf_account: string; agent_id: AgentId }>(
    `select distinct on (agent.kf_account) agent.kf_account, agent.agent_id from agent
     where agent.account_id = $1 and agent.kf_account = any($2::text[])
     order by agent.kf_account, agent.left_at is not null, agent.agent_id desc`,
    [accountId, kfAccounts],
  )
  return new Map(found.rows.map((row) => [row.kf_account, row.agent_id]))
}

/** Somebody who answered at WeChat's own desk and is not in its list any more: their name stands beside what they said. */
export async function addFormerAgent(
  client: PoolClient,
  accountId: AccountId,
  kfAccount: string,
): Promise<AgentId> {
  const added = await client.query<{ agent_id: AgentId }>(
    `insert into agent (account_id, role, name, kf_account, left_at) values ($1, 'agent', $2, $3, now()) returning agent_id`,
    [accountId, kfAccount.split('@')[0], kfAccount],
  )
  const row = added.rows[0]
  if (row === undefined) throw new Error('an inserted agent was not returned')
  return row.agent_id
}
