import { createHash, randomBytes } from 'node:crypto'
import type { Client } from 'pg'

/** Agents of one account, each logged in. */
export interface Team {
  readonly accountId: string
  readonly agents: readonly TeamAgent[]
}

export interface TeamAgent {
  readonly id: string
  /** The header of their browser. */
  readonly cookie: string
}

/** Writes this many agents with a login each past the server, in one statement: by its command they take minutes. */
export async function addAgents(db: Client, appid: string, count: number): Promise<Team> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest())
  const { rows } = await db.query<{ account_id: string; agent_id: string; n: number }>(
    `with people as (
       insert into person (name) select '客服 ' || n from generate_series(1, $2::int) n returning person_id
     ), numbered as (
       select person_id, row_number() over (order by person_id)::int as n from people
     ), logins as (
       insert into login (login_id, token_hash, person_id, user_agent, address, way, expires_at)
       select gen_random_uuid(), ($3::bytea[])[n], person_id, 'bench', '127.0.0.1', 'link', now() + interval '1 day'
       from numbered
     ), added as (
       insert into agent (account_id, person_id, role, name)
       select account.account_id, person_id, 'agent', '客服 ' || n from account, numbered where appid = $1
       returning account_id, agent_id, person_id
     )
     select added.account_id, added.agent_id, numbered.n from added join numbered using (person_id) order by n`,
    [appid, count, hashes],
  )
  const accountId = rows[0]?.account_id
  if (accountId === undefined) throw new Error(`no account ${appid}`)
  const agents = rows.map(({ agent_id: id, n }) => ({ id, cookie: `duokefu_login=${tokens[n - 1]}` }))
  return { accountId, agents }
}
