import type { Customer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'

export async function findCustomer(
  pool: Pool,
  accountId: AccountId,
  openid: string,
): Promise<Omit<Customer, 'remark'> | null> {
  const found = await pool.query<{
    description: string | null
    tags: string[]
    source: string | null
    subscribed_at: number | null
    first_seen_at: number
  }>(
    `select customer.description, customer.tags, customer.source,
       date_part('epoch', customer.subscribed_at) * 1000 as subscribed_at,
       date_part('epoch', customer.first_seen_at) * 1000 as first_seen_at
     from customer where customer.account_id = $1 and customer.openid = $2`,
    [accountId, openid],
  )
  const row = found.rows[0]
  if (row === undefined) return null
  return {
    openid,
    description: row.description,
    tags: row.tags,
    subscribedAt: row.subscribed_at === null ? null : Math.round(row.subscribed_at),
    source: row.source,
    firstSeenAt: Math.round(row.first_seen_at),
  }
}

export async function setDescription(
  pool: Pool,
  accountId: AccountId,
  openid: string,
  description: string | null,
): Promise<boolean> {
  const changed = await pool.query(
    'update customer set description = $3 where account_id = $1 and openid = $2',
    [accountId, openid, description],
  )
  return changed.rowCount === 1
}
