import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { at } from './sql.ts'

/** How many customers each agent has, and what they wrote by day and hour (L19). */
export function* writeAgents(group: Group): Generator<Statement> {
  const { loads, agentReplies } = group.writes
  const changed = [...loads].filter(([, load]) => load.change !== 0 || load.assignedAt !== null)
  if (changed.length > 0) {
    // In key order, as everybody locks loads.
    const rows = changed
      .map(([id, load]) => ({ id, ...load }))
      .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
    yield {
      name: 'ledger.loads',
      text: `insert into agent_load as l (account_id, agent_id, serving, last_assigned_at)
        select $1, w.id, greatest(w.change, 0), ${at('w."assignedAt"')}
        from jsonb_to_recordset($2) as w(id bigint, change int, "assignedAt" float8)
        on conflict (account_id, agent_id) do update set
          serving = l.serving + (select x.change from jsonb_to_recordset($2) as x(id bigint, change int) where x.id = l.agent_id),
          last_assigned_at = coalesce(excluded.last_assigned_at, l.last_assigned_at)`,
      values: [group.account.id, JSON.stringify(rows)],
    }
  }
  if (agentReplies.length > 0) {
    yield {
      name: 'ledger.agentReplies',
      text: `insert into agent_hour as d (account_id, agent_id, day, hour, replies, uncertain)
        select $1, w.agent, l.at::date, date_part('hour', l.at), count(*) filter (where w.figure = 'replies'),
          count(*) filter (where w.figure = 'uncertain')
        from jsonb_to_recordset($2) as w(agent bigint, figure text, at float8),
          lateral (select ${at('w.at')} at time zone $3 as at) as l
        group by 2, 3, 4 order by 3, 2, 4
        on conflict (account_id, day, agent_id, hour) do update set
          replies = d.replies + excluded.replies, uncertain = d.uncertain + excluded.uncertain`,
      values: [group.account.id, JSON.stringify(agentReplies), group.account.timeZone],
    }
  }
}
