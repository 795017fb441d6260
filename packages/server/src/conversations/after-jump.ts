import type { Pool } from 'pg'

/**
 * What lies further ahead than anything is ever put off was put there by a clock that has gone back since: it is due now,
 * and leases end as if they were taken now. Nothing waits for the jump to be lived through.
 */
export async function afterJump(pool: Pool): Promise<void> {
  for (const statement of statements) await pool.query(statement)
}

const statements = [
  `update outbox set next_try_at = now() where state = 'pending' and next_try_at > now() + interval '15 minutes'`,
  `update outbox set lease_until = now() + interval '1 minute'
   where state = 'sending' and lease_until > now() + interval '2 minutes'`,
  `update developer_event set not_before = now() where not_before > now() + interval '15 minutes'`,
  `update developer_event set lease_until = now() + interval '1 minute'
   where lease_until > now() + interval '2 minutes'`,
  `update wechat_token set paused_until = now() where paused_until > now() + interval '15 minutes'`,
  `update wechat_token set lease_until = now() where lease_until > now() + interval '2 minutes'`,
  `update presence set seen_until = now() + interval '1 minute'
   where seen_until > now() + interval '5 minutes' and seen_until < 'infinity'`,
]
