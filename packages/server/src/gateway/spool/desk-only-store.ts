import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { type DeskOnly, remembered } from './desk-only.ts'

/** A process that has just started knows whom the desk has, as if it had committed that itself. */
export async function readDeskOnly(pool: Pool, deskOnly: DeskOnly): Promise<void> {
  const found = await pool.query<{ accountId: AccountId; openid: string; until: number }>(
    `select c.account_id as "accountId", c.openid, floor(date_part('epoch', c.expires_at) * 1000)::float8 as until
     from conversation c where c.state = 'serving' or (c.state = 'waiting' and c.cause <> 'new') limit $1`,
    [remembered],
  )
  for (const { accountId, openid, until } of found.rows) deskOnly.remember(accountId, openid, until)
}
