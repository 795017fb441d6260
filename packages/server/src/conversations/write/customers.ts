import type { ClientBase } from 'pg'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** Who is a customer from now on, and who followed. */
export async function writeCustomers(client: ClientBase, group: Group): Promise<void> {
  const { customers, subscriptions } = group.writes
  if (customers.length > 0) {
    await client.query({
      name: 'ledger.customers',
      text: `insert into customer (account_id, openid, first_seen_at)
        select $1, openid, ${at('at')} from unnest($2::text[], $3::float8[]) as w(openid, at) on conflict do nothing`,
      values: [group.account.id, customers.map((row) => row.openid), customers.map((row) => row.at)],
    })
  }
  for (const { openid, at: subscribedAt, source } of subscriptions) {
    await client.query({
      name: 'ledger.subscription',
      text: `update customer c set subscribed_at = ${at('$3::float8')}, source = coalesce($4, c.source)
        where c.account_id = $1 and c.openid = $2`,
      values: [group.account.id, openid, subscribedAt, source],
    })
  }
}
