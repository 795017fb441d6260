import type { CompatAddress, CompatAnswer, CompatDoor, CompatKey, CompatPatch } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from '../login/database-time.ts'

type Db = Pick<Pool, 'query'>

const ms = (column: string) => `floor(date_part('epoch', ${column}) * 1000)::float8`

/** What the account says of its doors. */
export async function switches(
  db: Db,
  accountId: AccountId,
): Promise<Required<{ readonly [Name in keyof CompatPatch]: boolean }>> {
  const found = await db.query(
    `select api_on as api, token_out_on as "wechatToken", api_app_secret as "appSecret", api_clear_quota as "clearQuota"
     from account where account_id = $1`,
    [accountId],
  )
  return found.rows[0]
}

/** What is not named stays. */
export async function changeSwitches(db: Db, accountId: AccountId, patch: CompatPatch): Promise<void> {
  await db.query(
    `update account set api_on = coalesce($2, api_on), token_out_on = coalesce($3, token_out_on),
       api_app_secret = coalesce($4, api_app_secret), api_clear_quota = coalesce($5, api_clear_quota)
     where account_id = $1`,
    [
      accountId,
      patch.api ?? null,
      patch.wechatToken ?? null,
      patch.appSecret ?? null,
      patch.clearQuota ?? null,
    ],
  )
}

/** Keys that open something, the newest first. */
export async function keysOf(db: Db, accountId: AccountId): Promise<CompatKey[]> {
  const found = await db.query<CompatKey>(
    `select key_id::text as id, door, name, hint, ${ms('created_at')} as "createdAt", created_by as "createdBy",
       ${ms('used_at')} as "usedAt", used_from as "usedFrom"
     from api_key where account_id = $1 and revoked_at is null order by key_id desc`,
    [accountId],
  )
  return found.rows
}

export async function insertKey(
  db: Db,
  accountId: AccountId,
  key: Pick<CompatKey, 'door' | 'name' | 'hint' | 'createdBy'> & { readonly hash: Buffer },
  skewMs: number,
): Promise<void> {
  await db.query(
    `insert into api_key (account_id, door, name, secret_hash, hint, created_at, created_by)
     values ($1, $2, $3, $4, $5, ${movedNow('$7')}, $6)`,
    [accountId, key.door, key.name, key.hash, key.hint, key.createdBy, skewMs],
  )
}

/** The name of the key that opens nothing any more; null when there is none such. */
export async function revokeKey(
  db: Db,
  accountId: AccountId,
  keyId: string,
  skewMs: number,
): Promise<string | null> {
  const revoked = await db.query<{ name: string }>(
    `update api_key set revoked_at = ${movedNow('$3')}
     where account_id = $1 and key_id = $2 and revoked_at is null returning name`,
    [accountId, keyId, skewMs],
  )
  return revoked.rows[0]?.name ?? null
}

/** A single address without its length, a range with it. */
const shortest = `case when masklen(range) = case family(range) when 4 then 32 else 128 end
  then host(range) else range::text end`

export async function addressesOf(db: Db, accountId: AccountId): Promise<CompatAddress[]> {
  const found = await db.query<CompatAddress>(
    `select address_id::text as id, door, ${shortest} as range, note from api_address
     where account_id = $1 order by address_id`,
    [accountId],
  )
  return found.rows
}

/** A range in its shortest form, its host bits cut off: 10.1.2.3/8 is 10.0.0.0/8. Throws a unique violation for one that is listed. */
export async function insertAddress(
  db: Db,
  accountId: AccountId,
  address: Omit<CompatAddress, 'id'>,
): Promise<void> {
  await db.query(
    `insert into api_address (account_id, door, range, note) values ($1, $2, network($3::inet), $4)`,
    [accountId, address.door, address.range, address.note],
  )
}

/** False when there is no such one. Throws likewise. */
export async function updateAddress(
  db: Db,
  accountId: AccountId,
  addressId: string,
  address: Pick<CompatAddress, 'range' | 'note'>,
): Promise<boolean> {
  const updated = await db.query(
    `update api_address set range = network($3::inet), note = $4 where account_id = $1 and address_id = $2`,
    [accountId, addressId, address.range, address.note],
  )
  return updated.rowCount === 1
}

/** The range that is not listed any more; null when there was none such. */
export async function deleteAddress(db: Db, accountId: AccountId, addressId: string): Promise<string | null> {
  const deleted = await db.query<{ range: string }>(
    `delete from api_address where account_id = $1 and address_id = $2 returning ${shortest} as range`,
    [accountId, addressId],
  )
  return deleted.rows[0]?.range ?? null
}

/** Who was turned away in the last week and could not come in now either, the latest first. */
export async function refusedOf(
  db: Db,
  accountId: AccountId,
  skewMs: number,
): Promise<CompatAnswer['refused']> {
  const found = await db.query<{ door: CompatDoor; address: string; at: number }>(
    `select r.door, host(r.address) as address, ${ms('r.at')} as at from api_refused r
     where r.account_id = $1 and r.at > ${movedNow('$2')} - interval '7 days' and not exists (
       select from api_address l where l.account_id = r.account_id and l.door = r.door and r.address <<= l.range
     )
     order by r.at desc`,
    [accountId, skewMs],
  )
  return found.rows
}
