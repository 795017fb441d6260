import type { ClientBase } from 'pg'
import type { Group } from '../group.ts'
import { at, json } from './sql.ts'

/** What commands came to, for a repeat of them. */
export async function insertCommandIds(client: ClientBase, group: Group): Promise<void> {
  const { commandIds } = group.writes
  await client.query({
    name: 'ledger.insertCommandIds',
    text: `insert into command_id (account_id, command_id, openid, outcome, at)
      select $1, id, openid, outcome, ${at('$5::float8')} from unnest($2::uuid[], $3::text[], $4::jsonb[]) as w(id, openid, outcome)`,
    values: [
      group.account.id,
      commandIds.map((command) => command.id),
      commandIds.map((command) => command.openid),
      commandIds.map((command) => json(command.outcome)),
      group.at,
    ],
  })
}
