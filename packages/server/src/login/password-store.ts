import type { Pool, PoolClient } from 'pg'
import { movedNow } from './database-time.ts'

type Db = Pick<Pool, 'query'>

export interface StoredPassword {
  readonly personId: string
  readonly loginName: string
  readonly hash: string
  /** Sealed; null = no second factor. */
  readonly totpSecret: Buffer | null
  readonly totpPending: Buffer | null
}

const columns = `person_id as "personId", login_name as "loginName", password_hash as hash,
  totp_secret as "totpSecret", totp_pending as "totpPending"`

/** By login name, in lower case. */
export async function passwordNamed(db: Db, name: string): Promise<StoredPassword | null> {
  const found = await db.query<StoredPassword>(
    `select ${columns} from person_password where login_name = $1`,
    [name],
  )
  return found.rows[0] ?? null
}

export async function passwordOf(db: Db, personId: string): Promise<StoredPassword | null> {
  const found = await db.query<StoredPassword>(
    `select ${columns} from person_password where person_id = $1`,
    [personId],
  )
  return found.rows[0] ?? null
}

/** Throws a unique violation when the name is another person's. */
export async function savePassword(
  db: Db,
  password: { readonly personId: string; readonly loginName: string; readonly hash: string },
  skewMs: number,
): Promise<void> {
  await db.query(
    `insert into person_password (person_id, login_name, password_hash, changed_at)
     values ($1, $2, $3, ${movedNow('$4')})
     on conflict (person_id) do update set login_name = excluded.login_name,
       password_hash = excluded.password_hash, changed_at = excluded.changed_at`,
    [password.personId, password.loginName, password.hash, skewMs],
  )
}

/** Counts a try at a name before anything is looked up, so that a hundred at once are counted too. */
export async function countTry(db: Db, nameHash: Buffer, windowMs: number, skewMs: number): Promise<number> {
  const over = `login_try.started_at < ${movedNow('$2')} - make_interval(secs => $3::float8 / 1000)`
  const counted = await db.query<{ tries: number }>(
    `with old as (delete from login_try
       where login_try.name_hash <> $1 and login_try.started_at < ${movedNow('$2')} - interval '1 day')
     insert into login_try (name_hash, tries, started_at) values ($1, 1, ${movedNow('$2')})
     on conflict (name_hash) do update set
       tries = case when ${over} then 1 else login_try.tries + 1 end,
       started_at = case when ${over} then excluded.started_at else login_try.started_at end
     returning tries`,
    [nameHash, skewMs, windowMs],
  )
  return counted.rows[0]?.tries ?? 0
}

export async function forgetTries(db: Db, nameHash: Buffer): Promise<void> {
  await db.query('delete from login_try where name_hash = $1', [nameHash])
}

/** Uses the code of a time step up; false = it or a later one was used. */
export async function useTotpStep(db: Db, personId: string, step: number): Promise<boolean> {
  const used = await db.query(
    `update person_password set totp_last_step = $2
     where person_id = $1 and (totp_last_step is null or totp_last_step < $2)`,
    [personId, step],
  )
  return used.rowCount === 1
}

export async function useRecoveryCode(db: Db, personId: string, codeHash: Buffer): Promise<boolean> {
  const used = await db.query('delete from recovery_code where person_id = $1 and code_hash = $2', [
    personId,
    codeHash,
  ])
  return used.rowCount === 1
}

export async function recoveryCodesLeft(db: Db, personId: string): Promise<number> {
  const found = await db.query<{ left: number }>(
    'select count(*)::integer as left from recovery_code where person_id = $1',
    [personId],
  )
  return found.rows[0]?.left ?? 0
}

export async function keepPendingTotp(db: Db, personId: string, sealed: Buffer): Promise<void> {
  await db.query('update person_password set totp_pending = $2 where person_id = $1', [personId, sealed])
}

/** Turns the second factor on: the pending secret becomes the one, its first code is used, the codes are new. */
export async function turnTotpOn(
  client: PoolClient,
  personId: string,
  pending: Buffer,
  step: number,
  codeHashes: readonly Buffer[],
): Promise<boolean> {
  const on = await client.query(
    `update person_password set totp_secret = totp_pending, totp_pending = null, totp_last_step = $3
     where person_id = $1 and totp_pending = $2`,
    [personId, pending, step],
  )
  if (on.rowCount !== 1) return false
  await client.query('delete from recovery_code where person_id = $1', [personId])
  await client.query(
    'insert into recovery_code (person_id, code_hash) select $1, hash from unnest($2::bytea[]) as hash',
    [personId, codeHashes],
  )
  return true
}

export async function turnTotpOff(client: PoolClient, personId: string): Promise<void> {
  await client.query(
    'update person_password set totp_secret = null, totp_pending = null, totp_last_step = null where person_id = $1',
    [personId],
  )
  await client.query('delete from recovery_code where person_id = $1', [personId])
}
