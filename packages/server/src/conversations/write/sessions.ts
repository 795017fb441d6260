import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** Sessions that began, ended or run on, and the replies in them. */
export function* writeSessions(group: Group): Generator<Statement> {
  const { sessionsOpened, sessionsEnded, sessionReplies } = group.writes
  if (sessionsOpened.length > 0) {
    yield {
      name: 'ledger.openSessions',
      text: `insert into session (account_id, session_id, openid, agent_id, kind, started_at, waiting_since)
        select $1, w.id, w.openid, w.agent, w.kind, ${at('w.at')}, ${at('w."waitingSince"')}
        from jsonb_to_recordset($2) as w(id uuid, openid text, agent bigint, kind text, at float8, "waitingSince" float8)`,
      values: [group.account.id, JSON.stringify(sessionsOpened)],
    }
  }
  if (sessionsEnded.size > 0) {
    const rows = [...sessionsEnded].map(([id, end]) => ({ id, ...end }))
    yield {
      name: 'ledger.endSessions',
      text: `update session s set ended_at = ${at('w.at')}, end_reason = w.reason, ended_by = w.by
        from jsonb_to_recordset($2) as w(id uuid, at float8, reason text, by bigint)
        where s.account_id = $1 and s.session_id = w.id`,
      values: [group.account.id, JSON.stringify(rows)],
    }
  }
  if (sessionReplies.size > 0) {
    const rows = [...sessionReplies].map(([id, replies]) => ({ id, ...replies }))
    yield {
      name: 'ledger.countReplies',
      text: `update session s set replies = s.replies + w.count, first_reply_at = coalesce(s.first_reply_at, ${at('w.at')})
        from jsonb_to_recordset($2) as w(id uuid, count int, at float8)
        where s.account_id = $1 and s.session_id = w.id`,
      values: [group.account.id, JSON.stringify(rows)],
    }
  }
}
