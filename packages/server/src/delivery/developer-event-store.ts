import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'

/** A kf_* event that is to be told to the developer URL; this process has it alone until the lease ends. */
export interface ClaimedEvent {
  readonly accountId: AccountId
  readonly id: string
  readonly openid: string
  readonly event: string
  /** The nodes of its own, named as WeChat names them. */
  readonly fields: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly createdAt: number
  /** This try included. */
  readonly attempts: number
}

/** The table developer_event as its sender uses it. */
export interface DeveloperEventStore {
  /** Accounts with events that are due. */
  accountsWithWork(): Promise<AccountId[]>
  /** Due events of an account, of each customer only the oldest one that is left. */
  claimDue(accountId: AccountId, limit: number, leaseMs: number): Promise<ClaimedEvent[]>
  /** Gives it back for the next try. */
  release(event: ClaimedEvent): Promise<void>
  remove(event: ClaimedEvent): Promise<void>
}

interface Row {
  readonly event_id: string
  readonly openid: string
  readonly event: string
  readonly fields: Record<string, string>
  readonly created_at: number
  readonly attempts: number
}

export function createDeveloperEventStore(
  pool: Pool,
  holder: { processId: string; clock: Clock },
): DeveloperEventStore {
  const { processId, clock } = holder
  return {
    async accountsWithWork() {
      const { rows } = await pool.query<{ account_id: AccountId }>(workSql, [clock.skewMs])
      return rows.map((row) => row.account_id)
    },
    async claimDue(accountId, limit, leaseMs) {
      const values = [processId, clock.skewMs, limit, leaseMs, accountId]
      const { rows } = await pool.query<Row>(claimSql, values)
      return rows.map((row) => ({
        accountId,
        id: row.event_id,
        openid: row.openid,
        event: row.event,
        fields: row.fields,
        createdAt: row.created_at,
        attempts: row.attempts,
      }))
    },
    async release({ accountId, id }) {
      await pool.query(releaseSql, [accountId, id, processId])
    },
    async remove({ accountId, id }) {
      await pool.query(removeSql, [accountId, id, processId])
    },
  }
}

const workSql = `
  select account.account_id from account
  where exists (
    select from developer_event event
    where event.account_id = account.account_id
      and event.not_before <= now() + $1::float8 * interval '1 millisecond'
  )`

const now = `(now() + $2::float8 * interval '1 millisecond')`

// Counting the try when it begins keeps a process that dies in each of them from trying for ever, and tells the ledger
// that a close can't be taken back silently any more.
const claimSql = `
  with due as (
    select mine.event_id from developer_event mine
    where mine.account_id = $5 and mine.not_before <= ${now} and (mine.lease_until is null or mine.lease_until <= ${now})
      and mine.position = (
        select min(each.position) from developer_event each
        where each.account_id = mine.account_id and each.openid = mine.openid
      )
    order by mine.position
    limit $3::int
    for update skip locked
  )
  update developer_event set process_id = $1, attempts = attempts + 1,
    lease_until = ${now} + $4::float8 * interval '1 millisecond'
  from due
  where developer_event.account_id = $5 and developer_event.event_id = due.event_id
  returning developer_event.event_id, developer_event.openid, developer_event.event,
    developer_event.fields, developer_event.attempts, date_part('epoch', developer_event.created_at) * 1000 as created_at`

const releaseSql = `
  update developer_event set process_id = null, lease_until = null
  where account_id = $1 and event_id = $2 and process_id = $3`

const removeSql = 'delete from developer_event where account_id = $1 and event_id = $2 and process_id = $3'
