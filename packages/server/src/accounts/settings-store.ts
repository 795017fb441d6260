import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

type Db = Pick<Pool, 'query'>

/** The parts of `account` that two admins may edit at once, each with a version of its own. */
export type EditedPart = 'settings' | 'rules'

export async function versionOf(db: Db, accountId: AccountId, part: EditedPart): Promise<number | null> {
  const found = await db.query<{ version: string }>(
    `select ${part}_version as version from account where account_id = $1`,
    [accountId],
  )
  const row = found.rows[0]
  return row === undefined ? null : Number(row.version)
}

/** The database counts days by the zone, so it has to know the name too. */
export async function knowsTimeZone(db: Db, name: string): Promise<boolean> {
  const found = await db.query('select from pg_timezone_names z where z.name = $1', [name])
  return found.rowCount === 1
}

/** Merges keys into the account's settings if `version` is still the part's latest; the new version, or null: somebody was first. */
export async function mergeSettings(
  db: Db,
  accountId: AccountId,
  part: EditedPart,
  version: number,
  change: { readonly settings: object; readonly loginWay: string | null; readonly timeZone?: string | null },
): Promise<number | null> {
  const changed = await db.query<{ version: string }>(
    `update account set settings = settings || $3::jsonb, login_way = coalesce($4, login_way), time_zone = coalesce($5, time_zone),
       ${part}_version = ${part}_version + 1, config_version = config_version + 1
     where account_id = $1 and ${part}_version = $2 returning ${part}_version as version`,
    [accountId, version, JSON.stringify(change.settings), change.loginWay, change.timeZone ?? null],
  )
  const row = changed.rows[0]
  return row === undefined ? null : Number(row.version)
}
