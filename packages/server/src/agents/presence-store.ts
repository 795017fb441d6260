import type { AccountId, AgentId } from '@duokefu/engine'
import type { Pool } from 'pg'

export interface PresenceKey {
  readonly accountId: AccountId
  readonly agentId: AgentId
}

const after = (skew: string, life: string) =>
  `now() + make_interval(secs => (${skew}::float8 + ${life}::float8) / 1000)`

/** Says that this process holds so many sockets of each agent; returns those of whom it had not said so, or too long ago. */
export async function writePresence(
  pool: Pool,
  processId: string,
  held: readonly (PresenceKey & { readonly sockets: number })[],
  lifeMs: number,
  skewMs: number,
): Promise<PresenceKey[]> {
  const written = await pool.query<{ account_id: string; agent_id: string }>(
    `with held as (
       select * from unnest($2::bigint[], $3::bigint[], $4::int[]) as held (account_id, agent_id, sockets)
     ), written as (
       insert into presence (account_id, agent_id, process_id, sockets, seen_until)
       select held.account_id, held.agent_id, $1, held.sockets, ${after('$6', '$5')} from held
       on conflict (account_id, agent_id, process_id)
         do update set sockets = excluded.sockets, seen_until = excluded.seen_until
     )
     select held.account_id, held.agent_id from held
     where not exists (
       select from presence p where p.account_id = held.account_id and p.agent_id = held.agent_id
         and p.process_id = $1 and p.seen_until > ${after('$6', '0')}
     )`,
    [
      processId,
      held.map((each) => each.accountId),
      held.map((each) => each.agentId),
      held.map((each) => each.sockets),
      lifeMs,
      skewMs,
    ],
  )
  return written.rows.map(keyOf)
}

export async function removePresence(
  pool: Pool,
  processId: string,
  { accountId, agentId }: PresenceKey,
): Promise<void> {
  await pool.query('delete from presence where account_id = $1 and agent_id = $2 and process_id = $3', [
    accountId,
    agentId,
    processId,
  ])
}

/** The agent has no open desk from now on, until one of them speaks again; at whatever process they are. */
export async function removePresenceOf(pool: Pool, { accountId, agentId }: PresenceKey): Promise<void> {
  await pool.query('delete from presence where account_id = $1 and agent_id = $2', [accountId, agentId])
}

/** Removes what has lapsed, of any process: whoever removes a row tells the others. */
export async function removeLapsed(pool: Pool, skewMs: number): Promise<PresenceKey[]> {
  const gone = await pool.query<{ account_id: string; agent_id: string }>(
    `delete from presence where seen_until <= now() + make_interval(secs => $1::float8 / 1000)
     returning account_id, agent_id`,
    [skewMs],
  )
  return gone.rows.map(keyOf)
}

function keyOf(row: { readonly account_id: string; readonly agent_id: string }): PresenceKey {
  return { accountId: row.account_id as AccountId, agentId: row.agent_id as AgentId }
}
