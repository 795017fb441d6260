import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** Files to be fetched from WeChat. */
export function insertMedia(group: Group): Statement {
  return {
    name: 'ledger.media',
    text: `insert into media (account_id, media_key, source, state, next_try_at, created_at, openid, seq, at)
      select $1, w.key, w.source, 'fetching', ${at('w.at')}, ${at('w.at')}, w.openid, w.seq, ${at('w.at')}
      from jsonb_to_recordset($2) as w(key text, source jsonb, openid text, seq bigint, at float8)
      on conflict do nothing`,
    values: [group.account.id, JSON.stringify(group.writes.media)],
  }
}
