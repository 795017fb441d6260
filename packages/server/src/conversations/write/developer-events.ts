import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** kf_* events for the developer URL, and those of a close that was undone before they went (L5). */
export function* writeDeveloperEvents(group: Group): Generator<Statement> {
  const { developerEvents, developerEventsWithdrawn, developerEventsTold } = group.writes
  if (developerEvents.length > 0) {
    yield {
      name: 'ledger.developerEvents',
      text: `insert into developer_event (account_id, event_id, openid, event, fields, session_id, created_at, not_before)
        select $1, w.id, w.openid, w.event, w.fields, w.session, ${at('w.at')}, ${at('w."notBefore"')}
        from jsonb_to_recordset($2) as w(id uuid, openid text, event text, fields jsonb, session uuid, at float8, "notBefore" float8)`,
      values: [group.account.id, JSON.stringify(developerEvents)],
    }
  }
  for (const { openid, session, event } of developerEventsWithdrawn) {
    yield {
      name: 'ledger.withdrawDeveloperEvent',
      text: `delete from developer_event e
        where e.account_id = $1 and e.openid = $2 and e.session_id = $3 and e.event = $4 and e.attempts = 0`,
      values: [group.account.id, openid, session, event],
    }
  }
  if (developerEventsTold.length > 0) {
    yield {
      name: 'ledger.developerEventsTold',
      text: `delete from developer_event e where e.account_id = $1 and e.event_id = any($2::uuid[])`,
      values: [group.account.id, developerEventsTold],
    }
  }
}
