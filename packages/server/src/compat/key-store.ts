import type { CompatDoor } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from '../login/database-time.ts'
import { admitted } from './token-store.ts'

type Db = Pick<Pool, 'query'>

/** A key that a program showed, and whether it may be used from where the program is. */
export interface ShownKey {
  readonly accountId: AccountId
  readonly keyId: string
  readonly name: string
  readonly doorIsOpen: boolean
  readonly isAdmitted: boolean
}

/** The key whose secret this is; null for what is none, or is revoked. */
export async function keyOfSecret(
  db: Db,
  door: CompatDoor,
  hash: Buffer,
  address: string,
): Promise<ShownKey | null> {
  const found = await db.query<ShownKey>(
    `select k.account_id as "accountId", k.key_id as "keyId", k.name,
       case k.door when 'api' then a.api_on else a.token_out_on end as "doorIsOpen",
       ${admitted('k.door', '$3')} as "isAdmitted"
     from api_key k join account a on a.account_id = k.account_id
     where k.secret_hash = $1 and k.door = $2 and k.revoked_at is null`,
    [hash, door, address],
  )
  return found.rows[0] ?? null
}

/** What the account's own AppSecret opens, likewise. */
export async function appSecretAt(
  db: Db,
  accountId: AccountId,
  address: string,
): Promise<{
  readonly doorIsOpen: boolean
  readonly isTaken: boolean
  readonly isAdmitted: boolean
} | null> {
  const found = await db.query(
    `select a.api_on as "doorIsOpen", a.api_app_secret as "isTaken", ${admitted("'api'", '$2')} as "isAdmitted"
     from account a where a.account_id = $1`,
    [accountId, address],
  )
  return found.rows[0] ?? null
}

export async function noteKeyUsed(
  db: Db,
  { accountId, keyId }: { accountId: AccountId; keyId: string },
  address: string,
  skewMs: number,
): Promise<void> {
  await db.query(
    `update api_key set used_at = ${movedNow('$4')}, used_from = $3 where account_id = $1 and key_id = $2`,
    [accountId, keyId, address, skewMs],
  )
}

/** Keeps which refresh of WeChat's token the key has; true when it is another one than before. */
export async function noteHandedOut(
  db: Db,
  { accountId, keyId }: { accountId: AccountId; keyId: string },
  refresh: string,
): Promise<boolean> {
  const noted = await db.query(
    `update api_key set handed_out = $3::timestamptz
     where account_id = $1 and key_id = $2 and handed_out is distinct from $3::timestamptz`,
    [accountId, keyId, refresh],
  )
  return noted.rowCount === 1
}

const refusedKept = 20

/** Who was turned away because of their address, though their secret was right; the latest twenty of a door. */
export async function noteRefused(
  db: Db,
  accountId: AccountId,
  door: CompatDoor,
  address: string,
  skewMs: number,
): Promise<void> {
  await db.query(
    `insert into api_refused (account_id, door, address, at) values ($1, $2, $3, ${movedNow('$4')})
     on conflict (account_id, door, address) do update set at = excluded.at`,
    [accountId, door, address, skewMs],
  )
  await db.query(
    `delete from api_refused r where r.account_id = $1 and r.door = $2 and r.address in (
       select o.address from api_refused o where o.account_id = $1 and o.door = $2 order by o.at desc offset $3
     )`,
    [accountId, door, refusedKept],
  )
}
