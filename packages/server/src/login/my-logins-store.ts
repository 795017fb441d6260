import type { Pool } from 'pg'
import { movedNow } from './database-time.ts'

export interface LoginRow {
  readonly id: string
  readonly userAgent: string | null
  readonly address: string | null
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

/** Where a person is logged in, the newest use first. */
export async function loginsOf(pool: Pool, personId: string, skewMs: number): Promise<LoginRow[]> {
  const found = await pool.query<LoginRow>(
    `select login_id as id, user_agent as "userAgent", address, created_at as "createdAt",
       last_seen_at as "lastSeenAt"
     from login
     where person_id = $1 and ended_at is null and expires_at > ${movedNow('$2')}
     order by last_seen_at desc limit 100`,
    [personId, skewMs],
  )
  return found.rows
}

/** Whether a login began lately, by another way than the password that is to be changed. */
export async function isFreshLogin(
  pool: Pool,
  loginId: string,
  withinMs: number,
  skewMs: number,
): Promise<boolean> {
  const found = await pool.query(
    `select from login where login_id = $1 and way in ('link', 'scan', 'wechat')
       and created_at > ${movedNow('$2')} - make_interval(secs => $3::float8 / 1000)`,
    [loginId, skewMs, withinMs],
  )
  return found.rowCount === 1
}

/** Ends one login of a person, or all (`loginId` null) except one; returns which ended. */
export async function endLoginsOf(
  pool: Pick<Pool, 'query'>,
  personId: string,
  which: { readonly loginId: string | null; readonly except: string | null },
  skewMs: number,
): Promise<string[]> {
  const ended = await pool.query<{ login_id: string }>(
    `update login set ended_at = ${movedNow('$2')}
     where person_id = $1 and ended_at is null
       and ($3::uuid is null or login_id = $3) and ($4::uuid is null or login_id <> $4)
     returning login_id`,
    [personId, skewMs, which.loginId, which.except],
  )
  return ended.rows.map((row) => row.login_id)
}
