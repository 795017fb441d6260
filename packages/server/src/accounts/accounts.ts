import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { StorageUnavailableError } from '../conversations/entries.ts'
import type { Secrets } from '../secrets.ts'
import { type Account, type AccountRow, accountColumns, accountOf } from './account.ts'

/** How long a kept account is believed where no ledger group checks its version. */
const believedMs = 2_000
/** How long the database may be silent before the last known account has to do, and before nobody waits for an unknown one. */
const staleAfterMs = 500
const unknownAfterMs = 4_500
/** Whatever else stands in a callback's path is nobody's: the database is not asked, and could not be for some of it. */
const appidShape = /^[\w-]{4,64}$/

/**
 * The accounts of this installation, kept in memory. The ledger compares `config_version` in each group and
 * calls `refresh` when it moved, so that a change holds at once where messages are decided.
 */
export class Accounts {
  readonly #pool: Pool
  readonly #secrets: Secrets
  readonly #now: () => number
  readonly #byAppid = new Map<string, { account: Account | null; readAt: number }>()
  readonly #byId = new Map<string, { account: Account; readAt: number }>()

  readonly #reading = new Map<string, Promise<Account | null>>()

  constructor(pool: Pool, secrets: Secrets, now: () => number) {
    this.#pool = pool
    this.#secrets = secrets
    this.#now = now
  }

  /** The account of a callback's path; null when there is none. At most two seconds old; the last known one when storage is down. */
  async byAppid(appid: string): Promise<Account | null> {
    if (!appidShape.test(appid)) return null
    const kept = this.#byAppid.get(appid)
    if (kept !== undefined && this.#now() - kept.readAt < believedMs) return kept.account
    try {
      return await within(this.#read('appid', appid), kept?.account ? staleAfterMs : unknownAfterMs)
    } catch (error) {
      if (!kept?.account) throw error
      // Nobody waits for a database that is away more often than every two seconds.
      kept.readAt = this.#now()
      return kept.account
    }
  }

  async byId(id: AccountId): Promise<Account | null> {
    const kept = this.#byId.get(id)
    if (kept !== undefined && this.#now() - kept.readAt < believedMs) return kept.account
    return this.#read('account_id', id)
  }

  /** What is known without asking the database; for callers that have just used it. */
  known(id: AccountId): Account | null {
    return this.#byId.get(id)?.account ?? null
  }

  /** Reads it now; a reading that began earlier may be older than what the caller has seen. */
  async refresh(id: AccountId): Promise<Account | null> {
    return this.#select('account_id', id)
  }

  async all(): Promise<Account[]> {
    const found = await this.#pool.query<AccountRow>(
      `select ${accountColumns} from account order by account_id`,
    )
    return found.rows.map((row) => this.#keep(accountOf(row, this.#secrets)))
  }

  /** Who asks while a reading is under way gets its result: a burst after two seconds is one query. */
  #read(column: 'appid' | 'account_id', value: string): Promise<Account | null> {
    const key = `${column} ${value}`
    const underWay = this.#reading.get(key)
    if (underWay !== undefined) return underWay
    const reading = this.#select(column, value).finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    return reading
  }

  async #select(column: 'appid' | 'account_id', value: string): Promise<Account | null> {
    const found = await this.#pool.query<AccountRow>(
      `select ${accountColumns} from account where ${column} = $1`,
      [value],
    )
    const row = found.rows[0]
    if (row !== undefined) return this.#keep(accountOf(row, this.#secrets))
    // An unknown appid in a path must not fill the memory: only known accounts are kept.
    return null
  }

  #keep(account: Account): Account {
    const entry = { account, readAt: this.#now() }
    this.#byAppid.set(account.appid, entry)
    this.#byId.set(account.id, entry)
    return account
  }
}

async function within<Value>(reading: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StorageUnavailableError('an account could not be read in time')), ms)
  })
  try {
    return await Promise.race([reading, over])
  } finally {
    clearTimeout(timer)
  }
}
