import type { Pool } from 'pg'

/**
 * Ends what other processes have claimed, for a server that is alone on its database: they were killed. What they were
 * sending becomes uncertain now instead of in a minute, and the replies behind it leave.
 */
export async function endOrphanedClaims(pool: Pool, processId: string): Promise<void> {
  await pool.query(
    `update outbox set lease_until = now() where state = 'sending' and process_id <> $1 and lease_until > now()`,
    [processId],
  )
  await pool.query(
    'update developer_event set lease_until = now() where process_id <> $1 and lease_until > now()',
    [processId],
  )
  await pool.query(
    'update wechat_token set lease_until = now() where lease_by <> $1 and lease_until > now()',
    [processId],
  )
}
