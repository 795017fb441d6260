import type { AgentFacts, AgentId, GroupId, Say } from '@duokefu/engine'
import type { ClientBase } from 'pg'
import type { Account } from '../accounts/account.ts'
import { run } from '../db/statement.ts'
import type { Entry } from './entries.ts'
import { type GroupAgent, type OutboxRow, type ReceiptState, recordKey, type StoredOutcome } from './group.ts'
import type { ConversationRecord, MessageRecord } from './records.ts'
import {
  type ConversationRow,
  conversationColumns,
  conversationOf,
  type MessageRow,
  messageColumns,
  messageOf,
} from './rows.ts'
import { at } from './write/sql.ts'

/** Later than any record; PostgreSQL’s own end is beyond it. */
const endOfTimeMs = Date.UTC(9999, 0)

export interface Locked {
  readonly at: number
  readonly configVersion: number
  /** Agents who are away and have a text for it, so that their customers' messages must know them (S18). */
  readonly awayAgents: readonly AgentId[]
  readonly records: Map<string, ConversationRecord>
}

interface LockedRow {
  readonly now: number
  readonly config_version: number
  readonly away: string | null
  /** As one value: the driver hears the name and type of each column again with every answer. */
  readonly record: ConversationRow | null
}

/**
 * Locks the customers in key order and tells the time after it, so that times follow the order of locks.
 * The account's row is read without a lock: that would stop every insert that refers to it.
 */
export async function lockConversations(
  client: ClientBase,
  account: Account,
  openids: readonly string[],
): Promise<Locked> {
  const found = await run<LockedRow>(client, {
    name: 'ledger.lock',
    text: `select a.config_version::float8 as config_version, date_part('epoch', clock_timestamp()) * 1000 as now, w.away, c.record
      from account a
      cross join lateral (
        -- offset 0: once for all rows, not once for each
        select (select string_agg(g.agent_id::text, ' ') from agent g where g.account_id = a.account_id
          and g.status = 'away' and g.away_reply_on and g.left_at is null) as away offset 0
      ) w
      left join lateral (
        select row_to_json(c) as record from (
          select ${conversationColumns} from conversation c
          where c.account_id = a.account_id and c.openid = any($2::text[])
          order by c.openid for update
        ) c
      ) c on true
      where a.account_id = $1`,
    values: [account.id, openids],
  })
  const awayAgents = (found.rows[0]?.away?.split(' ') ?? []) as AgentId[]
  const records = new Map<string, ConversationRecord>()
  let at = 0
  for (const row of found.rows) {
    at = Math.max(at, Math.floor(row.now))
    if (row.record !== null) records.set(row.record.openid, conversationOf(row.record))
  }
  return { at, configVersion: found.rows[0]?.config_version ?? 0, awayAgents, records }
}

/** Makes the rows of customers whom nobody knew, in key order. */
export async function insertConversations(
  client: ClientBase,
  account: Account,
  openids: readonly string[],
): Promise<void> {
  await run(client, {
    name: 'ledger.insertConversations',
    text: `insert into conversation (account_id, openid)
      select $1, openid from unnest($2::text[]) openid order by openid on conflict do nothing`,
    values: [account.id, openids],
  })
}

/**
 * Receipts by key, a day at a time (nearly always one): of a day that is a plain parameter a prepared plan opens that
 * partition alone, of a list of days all of them.
 */
export async function readReceipts(
  client: ClientBase,
  account: Account,
  entries: readonly { readonly key: string; readonly day: string }[],
): Promise<Map<string, ReceiptState>> {
  const days = [...new Set(entries.map(({ day }) => day))]
  const found = await Promise.all(
    days.map((day) =>
      readReceiptsOf(client, account, {
        day,
        keys: entries.filter((entry) => entry.day === day).map(({ key }) => key),
      }),
    ),
  )
  return new Map(found.flat())
}

async function readReceiptsOf(
  client: ClientBase,
  account: Account,
  { day, keys }: { readonly day: string; readonly keys: readonly string[] },
): Promise<[string, ReceiptState][]> {
  const found = await run<{
    key: string
    attempt_id: string
    lease_until: number | null
    awaited: boolean
    to_developer: boolean
    answer: string | null
    seq: number | null
    says: readonly Say[] | null
  }>(client, {
    name: 'ledger.receipts',
    text: `select r.key, r.attempt_id, date_part('epoch', r.lease_until) * 1000 as lease_until, r.awaited, r.to_developer, r.answer,
        r.seq::float8, r.says
      from receipt r
      where r.account_id = $1 and r.key = any($2::text[]) and r.day = $3::date`,
    values: [account.id, keys, day],
  })
  return found.rows.map((row) => [
    row.key,
    {
      attemptId: row.attempt_id,
      leaseUntil: row.lease_until === null ? null : Math.round(row.lease_until),
      awaited: row.awaited,
      toDeveloper: row.to_developer,
      answer: row.answer,
      seq: row.seq,
      says: row.says ?? [],
    },
  ])
}

export async function readOutcomes(
  client: ClientBase,
  account: Account,
  ids: readonly string[],
): Promise<Map<string, StoredOutcome>> {
  const found = await run<{ command_id: string; outcome: StoredOutcome }>(client, {
    name: 'ledger.outcomes',
    text: 'select c.command_id, c.outcome from command_id c where c.account_id = $1 and c.command_id = any($2::uuid[])',
    values: [account.id, ids],
  })
  return new Map(found.rows.map((row) => [row.command_id, row.outcome]))
}

/** Of these kf_* events those that are still to be settled. */
export async function readUntold(
  client: ClientBase,
  account: Account,
  ids: readonly string[],
): Promise<Set<string>> {
  const found = await run<{ event_id: string }>(client, {
    name: 'ledger.untold',
    text: `select e.event_id from developer_event e
      where e.account_id = $1 and e.event_id = any($2::uuid[]) for update`,
    values: [account.id, ids],
  })
  return new Set(found.rows.map((row) => row.event_id))
}

/**
 * The account's agents, with the loads of those in `lock` locked in key order: a maximum holds also when two
 * processes assign at once.
 */
export async function readAgents(
  client: ClientBase,
  account: Account,
  lock: readonly AgentId[],
  clockSkewMs: number,
): Promise<Map<AgentId, GroupAgent>> {
  if (lock.length > 0 && (await lockLoads(client, account, lock)) < lock.length) {
    await run(client, {
      name: 'ledger.insertLoads',
      text: `insert into agent_load (account_id, agent_id)
        select $1, id from unnest($2::bigint[]) id order by id on conflict do nothing`,
      values: [account.id, lock],
    })
    await lockLoads(client, account, lock)
  }
  const found = await run<{
    agent_id: AgentId
    role: AgentFacts['role']
    status: 'online' | 'away'
    there: boolean
    maximum: number
    auto_accept: boolean
    greeting: string | null
    away_reply: string | null
    away_since: number | null
    groups: GroupId[]
    kf_account: string | null
    kf_bound: boolean
    serving: number | null
    last_assigned_at: number | null
  }>(client, {
    name: 'ledger.agents',
    text: `select g.agent_id, g.role, g.status, g.maximum, g.auto_accept, g.greeting, g.kf_account, g.kf_bound, l.serving,
        case when g.status = 'away' and g.away_reply_on then g.away_replies[g.away_reply + 1] end as away_reply,
        date_part('epoch', g.away_since) * 1000 as away_since,
        array(select m.group_id::text from agent_group_member m
          where m.account_id = g.account_id and m.agent_id = g.agent_id) as groups,
        date_part('epoch', l.last_assigned_at) * 1000 as last_assigned_at,
        exists (select from presence p where p.account_id = g.account_id and p.agent_id = g.agent_id
          and p.seen_until > clock_timestamp() + $2 * interval '1 millisecond') as there
      from agent g left join agent_load l on l.account_id = g.account_id and l.agent_id = g.agent_id
      where g.account_id = $1 and g.left_at is null`,
    values: [account.id, clockSkewMs],
  })
  return new Map(
    found.rows.map((row) => [
      row.agent_id,
      {
        facts: {
          id: row.agent_id,
          role: row.role,
          status: row.there ? row.status : 'offline',
          groups: row.groups,
          serving: row.serving ?? 0,
          maximum: row.maximum,
          autoAccept: row.auto_accept,
          lastAssignedAt: Math.round(row.last_assigned_at ?? 0),
          greeting: row.greeting,
          awayReply: row.away_reply,
          awaySince: row.away_since === null ? null : Math.round(row.away_since),
        },
        kfAccount: row.kf_bound ? row.kf_account : null,
        kfName: row.kf_account,
      },
    ]),
  )
}

/** Agents to whom a customer may be given at once: they take customers by themselves, and nobody waits in front (L3). */
export async function readTakers(
  client: ClientBase,
  account: Account,
  clockSkewMs: number,
): Promise<AgentId[]> {
  const found = await run<{ agent_id: AgentId }>(client, {
    name: 'ledger.takers',
    text: `select g.agent_id from agent g
      where g.account_id = $1 and g.left_at is null and g.auto_accept and g.status = 'online'
        and exists (select from presence p where p.account_id = g.account_id and p.agent_id = g.agent_id
          and p.seen_until > clock_timestamp() + $2 * interval '1 millisecond')
        and not exists (select from conversation c where c.account_id = $1 and c.state = 'waiting'
          and c.reserved_agent is null and c.reserved_group is null)`,
    values: [account.id, clockSkewMs],
  })
  return found.rows.map((row) => row.agent_id)
}

async function lockLoads(client: ClientBase, account: Account, ids: readonly AgentId[]): Promise<number> {
  const locked = await run(client, {
    name: 'ledger.lockLoads',
    text: `select 1 from agent_load l where l.account_id = $1 and l.agent_id = any($2::bigint[])
      order by l.agent_id for update`,
    values: [account.id, ids],
  })
  return locked.rowCount ?? 0
}

/** Open outbox rows of some customers, in order of seq. */
export async function readOutbox(
  client: ClientBase,
  account: Account,
  openids: readonly string[],
): Promise<Map<string, OutboxRow[]>> {
  const rows = new Map<string, OutboxRow[]>(openids.map((openid) => [openid, []]))
  const found = await run<{
    openid: string
    seq: number
    at: number
    passive: boolean
    counted: boolean
    attempts: number
    expires_at: number | null
    state: OutboxRow['state']
  }>(client, {
    name: 'ledger.outbox',
    text: `select o.openid, o.seq::float8, date_part('epoch', o.at) * 1000 as at, o.passive, o.counted, o.attempts, o.state,
        date_part('epoch', o.expires_at) * 1000 as expires_at
      from outbox o where o.account_id = $1 and o.openid = any($2::text[]) order by o.openid, o.seq for update`,
    values: [account.id, openids],
  })
  for (const { openid, expires_at, ...row } of found.rows)
    rows.get(openid)?.push({
      ...row,
      at: Math.round(row.at),
      expiresAt: expires_at === null ? null : Math.round(expires_at),
    })
  return rows
}

/** A record that is asked for; `at` where it is known, so that only its partition is opened. */
export interface NamedRecord {
  readonly openid: string
  readonly seq: number
  readonly at: number | null
}

/**
 * Records by (openid, seq), looked up one by one: as a join, a plan that was made while the table was small reads all of
 * it.
 */
export async function readRecords(
  client: ClientBase,
  account: Account,
  wanted: readonly NamedRecord[],
): Promise<Map<string, MessageRecord>> {
  const times = wanted.map((each) => each.at)
  const found = await run<MessageRow>(client, {
    name: 'ledger.records',
    text: `select m.* from unnest($2::text[], $3::bigint[]) as w(openid, seq)
      cross join lateral (
        select ${messageColumns} from message m
        where m.account_id = $1 and m.openid = w.openid and m.seq = w.seq
          and m.at between ${at('$4::float8')} and ${at('$5::float8')} offset 0
      ) m`,
    values: [
      account.id,
      wanted.map((each) => each.openid),
      wanted.map((each) => each.seq),
      Math.min(...times.map((time) => time ?? 0)),
      Math.max(...times.map((time) => time ?? endOfTimeMs)),
    ],
  })
  return new Map(found.rows.map((row) => [recordKey(row.openid, row.seq), messageOf(row)]))
}

/** The records that an entry names by seq. */
export function namedRecords(entry: Entry): number[] {
  if (entry.type === 'delivered' || entry.type === 'media') return [entry.seq]
  if (entry.type === 'desk' && (entry.command.type === 'retry' || entry.command.type === 'discard'))
    return [entry.command.seq]
  return []
}
