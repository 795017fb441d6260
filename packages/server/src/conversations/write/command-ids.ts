import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { texts } from './array.ts'
import { at, json } from './sql.ts'

/** What commands came to, for a repeat of them. */
export function insertCommandIds(group: Group): Statement {
  const { commandIds } = group.writes
  return {
    name: 'ledger.insertCommandIds',
    text: `insert into command_id (account_id, command_id, openid, outcome, at)
      select $1, id, openid, outcome, ${at('$5::float8')} from unnest($2::uuid[], $3::text[], $4::jsonb[]) as w(id, openid, outcome)`,
    values: [
      group.account.id,
      texts(commandIds, (command) => command.id),
      texts(commandIds, (command) => command.openid),
      texts(commandIds, (command) => json(command.outcome)),
      group.at,
    ],
  }
}
