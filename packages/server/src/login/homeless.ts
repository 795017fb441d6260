import type { Context } from '../context.ts'

/**
 * Ends the logins of a person who serves no account any more; somebody who serves another one stays logged in there.
 * Returns the logins that ended, for their sockets.
 */
export async function endHomelessLogins(
  { pool, clock }: Pick<Context, 'pool' | 'clock'>,
  personId: string,
): Promise<string[]> {
  const ended = await pool.query<{ login_id: string }>(
    `update login set ended_at = now() + make_interval(secs => $2::float8 / 1000)
     where login.person_id = $1 and login.ended_at is null and not exists (
       select from agent where agent.person_id = $1 and agent.left_at is null
     )
     returning login_id`,
    [personId, clock.skewMs],
  )
  // A link that was not used yet would let them in again.
  await pool.query(
    `update login_link set used_at = now() where person_id = $1 and used_at is null and not exists (
       select from agent where agent.person_id = $1 and agent.left_at is null
     )`,
    [personId],
  )
  return ended.rows.map((row) => row.login_id)
}
