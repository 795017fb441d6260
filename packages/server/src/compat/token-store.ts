import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from '../login/database-time.ts'

type Db = Pick<Pool, 'query'>

/** Whose tokens: each key has its own, and so have the two token endpoints. */
export interface TokenOwner {
  readonly accountId: AccountId
  /** null: the account's own AppSecret. */
  readonly keyId: string | null
  readonly endpoint: 'token' | 'stable_token'
}

const ofOwner = 'account_id = $1 and key_id is not distinct from $2::bigint and endpoint = $3'
const owned = ({ accountId, keyId, endpoint }: TokenOwner) => [accountId, keyId, endpoint]

/** One program at a time gets a token of an owner, so that two that ask at once are given the same; until the transaction ends. */
export async function lockOwner(db: Db, owner: TokenOwner): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtext('api_token'), hashtext($1))`, [
    owned(owner).join('/'),
  ])
}

/** The newest token of an owner that is sealed and lives longer than `forMs`, with what is left of it. */
export async function livingToken(
  db: Db,
  owner: TokenOwner,
  { secretHash, forMs, skewMs }: { secretHash: Buffer | null; forMs: number; skewMs: number },
): Promise<{ readonly sealed: Buffer; readonly lastsMs: number } | null> {
  const found = await db.query<{ sealed: Buffer; lasts: number }>(
    `select sealed, date_part('epoch', expires_at - ${movedNow('$5')}) * 1000 as lasts from api_token
     where ${ofOwner} and secret_hash is not distinct from $4 and sealed is not null
       and expires_at > ${movedNow('$5')} + make_interval(secs => $6::float8 / 1000)
     order by issued_at desc limit 1`,
    [...owned(owner), secretHash, skewMs, forMs],
  )
  const row = found.rows[0]
  return row === undefined ? null : { sealed: row.sealed, lastsMs: row.lasts }
}

export interface NewToken {
  readonly hash: Buffer
  readonly secretHash: Buffer | null
  readonly sealed: Buffer | null
  readonly lastsMs: number
  /** How long the ones before go on working. */
  readonly overlapMs: number
  readonly skewMs: number
}

/** Keeps a new token; those before it end soon, and what ended a day ago is forgotten. */
export async function insertToken(db: Db, owner: TokenOwner, token: NewToken): Promise<void> {
  await db.query(
    // Only what would live longer: one that was shortened before is not written again with each that follows.
    `update api_token set expires_at = ${movedNow('$4')} + make_interval(secs => $5::float8 / 1000)
     where ${ofOwner} and expires_at > ${movedNow('$4')} + make_interval(secs => $5::float8 / 1000)`,
    [...owned(owner), token.skewMs, token.overlapMs],
  )
  await db.query(
    `insert into api_token (account_id, key_id, endpoint, token_hash, secret_hash, sealed, issued_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, ${movedNow('$7')}, ${movedNow('$7')} + make_interval(secs => $8::float8 / 1000))`,
    [...owned(owner), token.hash, token.secretHash, token.sealed, token.skewMs, token.lastsMs],
  )
  await db.query(
    `delete from api_token where account_id = $1 and expires_at < ${movedNow('$2')} - interval '1 day'`,
    [owner.accountId, token.skewMs],
  )
}

export interface JudgedToken {
  readonly accountId: AccountId
  readonly keyId: string | null
  readonly keyName: string | null
  readonly secretHash: Buffer | null
  readonly isOver: boolean
  /** It ends before its time: a newer one took its place. */
  readonly isReplaced: boolean
  readonly isRevoked: boolean
  readonly doorIsOpen: boolean
  readonly appSecretIsTaken: boolean
  readonly isAdmitted: boolean
}

/** Whose a token is and whether it may be used from this address, in one question, since every call asks it. */
export async function judgeToken(
  db: Db,
  hash: Buffer,
  { address, lifeMs, skewMs }: { address: string; lifeMs: number; skewMs: number },
): Promise<JudgedToken | null> {
  const found = await db.query<JudgedToken>(
    `select t.account_id as "accountId", t.key_id as "keyId", k.name as "keyName", t.secret_hash as "secretHash",
       t.expires_at <= ${movedNow('$4')} as "isOver",
       t.expires_at < t.issued_at + make_interval(secs => $3::float8 / 1000) as "isReplaced",
       k.revoked_at is not null as "isRevoked",
       a.api_on as "doorIsOpen", a.api_app_secret as "appSecretIsTaken", ${admitted("'api'", '$2')} as "isAdmitted"
     from api_token t
       join account a on a.account_id = t.account_id
       left join api_key k on k.account_id = t.account_id and k.key_id = t.key_id
     where t.token_hash = $1`,
    [hash, address, lifeMs, skewMs],
  )
  return found.rows[0] ?? null
}

/** Whether an address may use a door of the account `a`: one of the list, or this machine while there is none. */
export function admitted(door: string, address: string): string {
  const listed = `from api_address l where l.account_id = a.account_id and l.door = ${door}`
  return `case when exists (select ${listed})
    then exists (select ${listed} and ${address}::inet <<= l.range)
    else ${address}::inet <<= '127.0.0.0/8' or ${address}::inet = '::1' end`
}
