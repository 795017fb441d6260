import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

const minute = 60_000
const day = 24 * 60 * minute
/** WeChat counts its days in Beijing, which knows no summer time. */
const beijingOffsetMs = 8 * 60 * minute

/**
 * When to ask again after WeChat stopped the account (ms): 45011 is a limit per minute. 45009 is one per day, which
 * ends at midnight in Beijing, but an administrator may reset it earlier (clear_quota), so it is asked every 10 minutes.
 */
export function pauseEndsAt(errcode: number | null, now: number): number {
  if (errcode !== 45009) return now + minute
  const midnight = Math.floor((now + beijingOffsetMs) / day + 1) * day - beijingOffsetMs
  return Math.min(midnight, now + 10 * minute)
}

/** Nothing of this account is sent before `until` (ms, the database's time), then one reply asks first. */
export async function pauseAccount(
  pool: Pool,
  accountId: AccountId,
  { until, code }: { until: number; code: number | null },
): Promise<void> {
  await pool.query(
    `insert into wechat_token (account_id, paused_until, paused_code)
     values ($1, to_timestamp($2::float8 / 1000), $3)
     on conflict (account_id) do update set
       paused_until = greatest(wechat_token.paused_until, excluded.paused_until), paused_code = excluded.paused_code`,
    [accountId, until, code ?? 0],
  )
}

/** WeChat took a reply again. */
export async function endPause(pool: Pool, accountId: AccountId): Promise<void> {
  await pool.query(
    'update wechat_token set paused_until = null, paused_code = null where account_id = $1 and paused_code is not null',
    [accountId],
  )
}

/** Whether WeChat has stopped the account for now. */
export async function isPaused(pool: Pool, accountId: AccountId, skewMs: number): Promise<boolean> {
  return (await pausedBy(pool, accountId, skewMs)) !== null
}

/** The errcode with which WeChat has stopped the account for now; null when it has not. */
export async function pausedBy(pool: Pool, accountId: AccountId, skewMs: number): Promise<number | null> {
  const found = await pool.query<{ code: number }>(
    `select paused_code as code from wechat_token
     where account_id = $1 and paused_until > now() + $2::float8 * interval '1 millisecond'`,
    [accountId, skewMs],
  )
  return found.rows[0]?.code ?? null
}
