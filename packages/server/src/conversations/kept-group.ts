import type { ClientBase } from 'pg'
import type { Account } from '../accounts/account.ts'
import { run } from '../db/statement.ts'
import type { CommitOptions } from './commit-group.ts'
import type { Entry } from './entries.ts'
import type { ReceiptState } from './group.ts'
import { type Known, mayHandOver, needsAgents } from './group-needs.ts'
import type { KeptCustomer } from './kept.ts'
import { awayAgentsOf, type Locked, thisServer } from './read-group.ts'
import { needsRuleFacts } from './read-rule-facts.ts'
import type { ConversationRecord } from './records.ts'

/** All that the entries of a group ask for, as this process last committed it. */
export interface KeptKnown extends Known {
  /** The database's time (ms), as it should be by then. */
  readonly databaseAt: number
  readonly customers: ReadonlyMap<string, KeptCustomer>
  /** Of answers, by key. */
  readonly receipts: Map<string, ReceiptState>
  readonly server: string
}

/** How far the database's own time may be behind or ahead of the one that a group was decided by, when its locks are there. */
const closeEnoughMs = 1_000

/**
 * What a group needs to know, when nothing of it must be read: fans' messages and the developer URL's answers that move
 * nobody. null for every other group, and while something isn't kept.
 */
export function keptKnown(
  account: Account,
  entries: readonly Entry[],
  { kept, clockSkewMs, believes, matchPattern }: CommitOptions,
): KeptKnown | null {
  const ofAccount = kept.account(account.id)
  const databaseAt = kept.soon()
  if (ofAccount === undefined || databaseAt === null || !believes(databaseAt)) return null
  const customers = new Map<string, KeptCustomer>()
  const records = new Map<string, ConversationRecord>()
  const receipts = new Map<string, ReceiptState>()
  for (const entry of entries) {
    if (entry.type === 'answer') {
      const receipt = entry.late === null ? kept.receipt(account.id, entry.key) : undefined
      if (receipt === undefined) return null
      receipts.set(entry.key, receipt)
    } else if (entry.type !== 'inbound' || entry.content === null) return null
    if (records.has(entry.openid)) continue
    const customer = kept.customer(account.id, entry.openid)
    if (customer === undefined || customer.record.subject.held > 0) return null
    customers.set(entry.openid, customer)
    // A copy: the group changes it in place, and may fail.
    records.set(entry.openid, { ...customer.record })
  }
  const { awayAgents, server } = ofAccount
  const known = { account, records, at: databaseAt + clockSkewMs(), awayAgents }
  // What the developer URL is still to answer (`askedReceipts`) matters to greetings, and those need agents.
  const asksMore =
    needsAgents(known, entries, receipts) ||
    needsRuleFacts(known, entries) ||
    entries.some((entry) => mayHandOver(known, entry, matchPattern))
  return asksMore ? null : { ...known, databaseAt, customers, receipts, server }
}

/**
 * Locks the customers as `lockConversations` does, and ends the transaction (`notSo`) unless everything that the group
 * was decided by is so. Sent with its writes and its commit, so that all of it is one flight.
 */
export async function lockIfSo(client: ClientBase, known: KeptKnown): Promise<Pick<Locked, 'at' | 'xid'>> {
  const { account, awayAgents, customers, databaseAt, server } = known
  const found = await run<{ now: number; xid: string }>(client, {
    name: 'ledger.lockIfSo',
    text: `select still_so(l.same and l.found = cardinality($2::text[]) and a.config_version = $4
          and (${awayAgentsOf}) is not distinct from $5 and ${thisServer} = $6
          and $7 >= date_part('epoch', now()) * 1000 and date_part('epoch', clock_timestamp()) * 1000 between $7 - $8 and $7 + $8),
        date_part('epoch', clock_timestamp()) * 1000 as now, pg_current_xact_id()::xid::text as xid
      from account a
      cross join lateral (
        select count(*) as found, bool_and(c.xmin = w.xmin) as same
        from (
          select c.openid, c.xmin from conversation c
          where c.account_id = a.account_id and c.openid = any($2::text[])
          order by c.openid for update
        ) c join unnest($2::text[], $3::xid[]) as w(openid, xmin) on w.openid = c.openid
      ) l
      where a.account_id = $1`,
    values: [
      account.id,
      [...customers.keys()],
      [...customers.values()].map(({ xmin }) => xmin),
      account.configVersion,
      awayAgents.length === 0 ? null : awayAgents.join(' '),
      server,
      databaseAt,
      closeEnoughMs,
    ],
  })
  const [row] = found.rows
  if (row === undefined) throw new Error('no such account')
  return { at: Math.floor(row.now), xid: row.xid }
}

/**
 * Ends the transaction unless these receipts are open and still of the attempts that this process knows. A statement of
 * its own: it must see what was committed while the customers' locks were waited for.
 */
export async function receiptsIfSo(
  client: ClientBase,
  { account, receipts }: KeptKnown,
  entries: readonly Entry[],
): Promise<void> {
  const answers = entries.filter((entry) => entry.type === 'answer')
  const days = [...new Set(answers.map(({ day }) => day))]
  await Promise.all(
    days.map((day) => {
      const keys = [...new Set(answers.filter((entry) => entry.day === day).map(({ key }) => key))]
      return run(client, {
        name: 'ledger.receiptsIfSo',
        text: `select still_so(count(*) = cardinality($3::text[]))
          from receipt r join unnest($3::text[], $4::uuid[]) as w(key, attempt_id) on w.key = r.key and w.attempt_id = r.attempt_id
          where r.account_id = $1 and r.day = $2::date and r.key = any($3::text[]) and r.lease_until is not null`,
        values: [account.id, day, keys, keys.map((key) => receipts.get(key)?.attemptId)],
      })
    }),
  )
}
