import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** Who is a customer from now on, who followed, and what rules call them. */
export function* writeCustomers(group: Group): Generator<Statement> {
  const { customers, subscriptions, tags } = group.writes
  if (customers.length > 0) {
    yield {
      name: 'ledger.customers',
      text: `insert into customer (account_id, openid, first_seen_at)
        select $1, openid, ${at('at')} from unnest($2::text[], $3::float8[]) as w(openid, at) on conflict do nothing`,
      values: [group.account.id, customers.map((row) => row.openid), customers.map((row) => row.at)],
    }
  }
  for (const { openid, at: subscribedAt, source } of subscriptions) {
    yield {
      name: 'ledger.subscription',
      text: `update customer c set subscribed_at = ${at('$3::float8')}, source = coalesce($4, c.source)
        where c.account_id = $1 and c.openid = $2`,
      values: [group.account.id, openid, subscribedAt, source],
    }
  }
  if (tags.length > 0) {
    yield {
      name: 'ledger.tags',
      text: `update customer c set tags = c.tags || array(
          select distinct t.tag from jsonb_to_recordset($2) as w(openid text, tags jsonb), jsonb_array_elements_text(w.tags) as t(tag)
          where w.openid = c.openid and t.tag <> all (c.tags) order by 1)
        where c.account_id = $1 and c.openid = any($3::text[])`,
      values: [group.account.id, JSON.stringify(tags), tags.map((row) => row.openid)],
    }
  }
}
