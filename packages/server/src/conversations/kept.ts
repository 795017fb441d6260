import type { AccountId, AgentId } from '@duokefu/engine'
import type { Group, ReceiptState } from './group.ts'
import type { Locked } from './read-group.ts'
import type { ConversationRecord } from './records.ts'

/** A customer as this process last committed them. */
export interface KeptCustomer {
  readonly record: ConversationRecord
  /** The transaction that wrote the row (PostgreSQL's `xmin`): while it is the same, so is the row. */
  readonly xmin: string
}

/** What a group of an account must know of it besides its customers. */
export interface KeptAccount {
  readonly awayAgents: readonly AgentId[]
  /** Which server it was, and since when: another one may give a transaction's number again. */
  readonly server: string
}

/**
 * What this process committed last, so that the next group needn't ask for it. It may be wrong at any time, since other
 * processes commit too: whoever decides by it lets PostgreSQL compare (`lockIfSo`).
 */
export interface Kept {
  customer(accountId: AccountId, openid: string): KeptCustomer | undefined
  account(accountId: AccountId): KeptAccount | undefined
  /** An open receipt of this process. */
  receipt(accountId: AccountId, key: string): ReceiptState | undefined
  /** A time (ms) that the database should reach in a moment, before the group that is decided now; null: not known. */
  soon(): number | null
  /** The database has just said that it is `at` (ms). */
  hear(at: number): void
  /** A group was committed that had `locked`. */
  keep(group: Group, locked: KeptFrom): void
  /** Nothing is known of the time, of this account and of these customers. */
  forget(accountId: AccountId, customers: Iterable<{ readonly openid: string }>): void
  clear(): void
}

/** How a committed group was found. */
export type KeptFrom = Pick<Locked, 'awayAgents' | 'server' | 'xid' | 'xmins'>

const mostCustomers = 10_000
const mostReceipts = 10_000
/**
 * About as long as the way to the database. No record may have a time before its transaction's (`settledUntil`); it is
 * past when whoever wrote hears that it is stored.
 */
const leadMs = 3

/** `steady`: a clock in milliseconds that nobody sets. `lead`: how far ahead of its transaction a group's time is. */
export function createKept(steady: () => number = () => performance.now(), lead = leadMs): Kept {
  const customers = new Map<string, KeptCustomer>()
  const receipts = new Map<string, ReceiptState>()
  const accounts = new Map<AccountId, KeptAccount>()
  /** The database's time minus the steady one, at least: what is heard was said a moment before. */
  let offset: number | null = null

  return {
    customer: (accountId, openid) => customers.get(`${accountId}/${openid}`),
    account: (accountId) => accounts.get(accountId),
    receipt: (accountId, key) => receipts.get(`${accountId}/${key}`),
    soon: () => (offset === null ? null : Math.ceil(offset + steady()) + lead),
    hear(at) {
      offset = Math.max(offset ?? Number.NEGATIVE_INFINITY, at - steady())
    },
    keep(group, { awayAgents, server, xid, xmins }) {
      const { id } = group.account
      accounts.set(id, { awayAgents, server })
      for (const [openid, { record, dirty }] of group.works) {
        const xmin = dirty === 'nothing' ? xmins.get(openid) : xid
        if (xmin !== undefined) putNewest(customers, `${id}/${openid}`, { record, xmin }, mostCustomers)
      }
      for (const { key } of group.writes.closedReceipts) receipts.delete(`${id}/${key}`)
      for (const { key } of group.writes.receipts) {
        const receipt = group.receipts.get(key)
        if (receipt !== undefined && receipt.leaseUntil !== null)
          putNewest(receipts, `${id}/${key}`, receipt, mostReceipts)
      }
    },
    forget(accountId, forgotten) {
      offset = null
      accounts.delete(accountId)
      for (const { openid } of forgotten) customers.delete(`${accountId}/${openid}`)
    },
    clear() {
      customers.clear()
      receipts.clear()
      accounts.clear()
      offset = null
    },
  }
}

/** At the young end of the map, whose oldest goes when there are too many. */
function putNewest<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.size > most ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
