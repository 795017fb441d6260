import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from './database-time.ts'

/** A page of ours on a phone: it waits for WeChat's redirect (`stateHash`), or knows who holds the phone (`openid`). */
export interface NewVisit {
  readonly hash: Buffer
  readonly accountId: AccountId
  /** Sealed. */
  readonly page: Buffer
  readonly stateHash: Buffer | null
  readonly openid: string | null
  readonly lifeMs: number
  readonly skewMs: number
}

/** Old visits go with each new one: there are few, and nothing else looks after them. */
export async function insertVisit(pool: Pool, visit: NewVisit): Promise<void> {
  await pool.query(
    `with old as (delete from phone_visit where expires_at < ${movedNow('$6')} - interval '1 hour')
     insert into phone_visit (token_hash, account_id, page, state_hash, openid, expires_at)
     values ($1, $2, $3, $4, $5, ${movedNow('$6')} + make_interval(secs => $7::float8 / 1000))`,
    [visit.hash, visit.accountId, visit.page, visit.stateHash, visit.openid, visit.skewMs, visit.lifeMs],
  )
}

/** Uses a state up, in the browser that it was made for: of two at once only one gets the visit. */
export async function takeAskingVisit(
  pool: Pool,
  hashes: { readonly token: Buffer; readonly state: Buffer },
  skewMs: number,
): Promise<{ readonly accountId: AccountId; readonly page: Buffer; readonly live: boolean } | null> {
  const taken = await pool.query<{ account_id: string; page: Buffer; live: boolean }>(
    `delete from phone_visit where state_hash = $1 and token_hash = $2
     returning account_id, page, expires_at > ${movedNow('$3')} as live`,
    [hashes.state, hashes.token, skewMs],
  )
  const row = taken.rows[0]
  return row === undefined ? null : { accountId: row.account_id as AccountId, page: row.page, live: row.live }
}

export interface KnownVisit {
  readonly openid: string
  readonly page: Buffer
}

/** Who holds the phone with this token, in this account. */
export async function findVisit(
  pool: Pool,
  hash: Buffer,
  accountId: string,
  skewMs: number,
): Promise<KnownVisit | null> {
  const found = await pool.query<KnownVisit>(
    `select openid, page from phone_visit
     where token_hash = $1 and account_id = $2 and openid is not null and expires_at > ${movedNow('$3')}`,
    [hash, accountId, skewMs],
  )
  return found.rows[0] ?? null
}

/** Uses a known visit up. */
export async function takeVisit(
  pool: Pool,
  hash: Buffer,
  accountId: string,
  skewMs: number,
): Promise<KnownVisit | null> {
  const taken = await pool.query<KnownVisit>(
    `delete from phone_visit
     where token_hash = $1 and account_id = $2 and openid is not null and expires_at > ${movedNow('$3')}
     returning openid, page`,
    [hash, accountId, skewMs],
  )
  return taken.rows[0] ?? null
}
