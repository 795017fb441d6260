import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { Secrets } from '../secrets.ts'

/** The stored token of an account. Periods in milliseconds, so that no two clocks are compared. */
export interface StoredToken {
  /** null: none yet, or one that can't be opened (DUOKEFU_SECRET was changed). */
  readonly token: string | null
  readonly lastsMs: number
  /** Since the last refresh; Infinity before the first. */
  readonly ageMs: number
  /** Names the refresh that wrote it; null before the first. */
  readonly refresh: string | null
}

interface Row {
  readonly access_token: Buffer | null
  readonly lasts: number | null
  readonly age: number | null
  readonly refresh: string | null
}

/** The table wechat_token as the token keeper uses it. */
export interface TokenStore {
  read(accountId: AccountId): Promise<StoredToken>
  /** Takes the right to refresh, committed before WeChat is asked; false when another has it or has refreshed since. */
  takeLease(accountId: AccountId, seen: string | null, leaseMs: number): Promise<boolean>
  /** Stores what WeChat gave and gives the lease back; false when the lease was lost meanwhile. */
  save(accountId: AccountId, token: string, lastsMs: number): Promise<boolean>
  /** Says why there is no new token; the lease stays for `restMs`, so that nobody asks again before. */
  fail(accountId: AccountId, reason: string, restMs: number): Promise<void>
  /** Notes that WeChat refused a token of this age that should have lived: somebody else had another one made. */
  noteKilled(accountId: AccountId, ageMs: number): Promise<void>
  /** Takes one of the day's forced refreshes; false when none is left or the last one was just now. */
  takeForced(accountId: AccountId): Promise<boolean>
}

/** WeChat allows 20 a day; two are left to the people who look for the fault. */
const forcedPerDay = 18

export function createTokenStore(
  pool: Pool,
  secrets: Secrets,
  holder: { processId: string; clock: Clock },
): TokenStore {
  const { processId, clock } = holder
  return {
    async read(accountId) {
      const found = await pool.query<Row>(readSql, [accountId, clock.skewMs])
      const row = found.rows[0]
      if (row === undefined) return { token: null, lastsMs: 0, ageMs: Infinity, refresh: null }
      const token = row.access_token === null ? null : opened(secrets, row.access_token)
      return { token, lastsMs: row.lasts ?? 0, ageMs: row.age ?? Infinity, refresh: row.refresh }
    },
    async takeLease(accountId, seen, leaseMs) {
      const taken = await pool.query(leaseSql, [accountId, clock.skewMs, processId, leaseMs, seen])
      return taken.rowCount === 1
    },
    async save(accountId, token, lastsMs) {
      const saved = await pool.query(saveSql, [
        accountId,
        clock.skewMs,
        processId,
        secrets.seal(token),
        lastsMs,
      ])
      return saved.rowCount === 1
    },
    async fail(accountId, reason, restMs) {
      await pool.query(failSql, [accountId, clock.skewMs, processId, reason, restMs])
    },
    async noteKilled(accountId, ageMs) {
      await pool.query(killedSql, [accountId, clock.skewMs, ageMs])
    },
    async takeForced(accountId) {
      const taken = await pool.query(forcedSql, [accountId, clock.skewMs, forcedPerDay])
      return taken.rowCount === 1
    },
  }
}

function opened(secrets: Secrets, sealed: Buffer): string | null {
  try {
    return secrets.open(sealed).toString()
  } catch {
    return null
  }
}

const now = `(now() + $2::float8 * interval '1 millisecond')`
const ms = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`

const readSql = `
  select access_token, refreshed_at::text as refresh,
    date_part('epoch', expires_at - ${now}) * 1000 as lasts,
    date_part('epoch', ${now} - refreshed_at) * 1000 as age
  from wechat_token where account_id = $1`

const leaseSql = `
  insert into wechat_token (account_id, lease_by, lease_until) values ($1, $3, ${now} + ${ms('$4')})
  on conflict (account_id) do update set lease_by = excluded.lease_by, lease_until = excluded.lease_until
  where (wechat_token.lease_until is null or wechat_token.lease_until <= ${now})
    and wechat_token.refreshed_at is not distinct from $5::timestamptz`

const saveSql = `
  update wechat_token set access_token = $4, expires_at = ${now} + ${ms('$5')}, refreshed_at = ${now},
    lease_by = null, lease_until = null, last_error = null
  where account_id = $1 and lease_by = $3`

const failSql = `
  update wechat_token set last_error = $4, lease_by = null, lease_until = ${now} + ${ms('$5')}
  where account_id = $1 and lease_by = $3`

const killedSql = `
  with forgotten as (
    delete from wechat_token_killed where account_id = $1 and at < ${now} - interval '7 days'
  )
  insert into wechat_token_killed (account_id, at, age_ms) values ($1, ${now}, $3) on conflict do nothing`

const forcedSql = `
  update wechat_token set forced_at = ${now}, forced_on = (${now} at time zone 'Asia/Shanghai')::date,
    forced = case when forced_on = (${now} at time zone 'Asia/Shanghai')::date then forced + 1 else 1 end
  where account_id = $1
    and (forced_at is null or forced_at <= ${now} - interval '30 seconds')
    and (forced_on is distinct from (${now} at time zone 'Asia/Shanghai')::date or forced < $3::int)`
