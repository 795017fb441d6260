import type { ClientBase } from 'pg'
import type { Group } from '../group.ts'
import { at, json } from './sql.ts'

/** Messages to be sent, held ones and passive replies included. */
export async function insertOutbox(client: ClientBase, group: Group): Promise<void> {
  const { outboxNew } = group.writes
  await client.query({
    name: 'ledger.insertOutbox',
    text: `insert into outbox (account_id, openid, seq, at, state, passive, counted, payload, kf_account, next_try_at, process_id,
        lease_until, expires_at)
      select $1, openid, seq, ${at('at')}, state, passive, not passive, payload, kf_account, ${at('at')},
        case when passive then $11::uuid end, ${at('lease_until')}, ${at('expires_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::text[], $6::bool[], $7::jsonb[], $8::text[], $9::float8[],
        $10::float8[]) as w(openid, seq, at, state, passive, payload, kf_account, lease_until, expires_at)`,
    values: [
      group.account.id,
      outboxNew.map((row) => row.openid),
      outboxNew.map((row) => row.seq),
      outboxNew.map((row) => row.at),
      outboxNew.map((row) => row.state),
      outboxNew.map((row) => row.passive),
      outboxNew.map((row) => json(row.payload)),
      outboxNew.map((row) => row.kfAccount),
      outboxNew.map((row) => row.leaseUntil),
      outboxNew.map((row) => row.expiresAt),
      group.processId,
    ],
  })
}

/** Back to pending (at a time), or held until the fan writes. */
export async function updateOutbox(client: ClientBase, group: Group): Promise<void> {
  const outboxStates = [...group.writes.outboxStates.values()]
  await client.query({
    name: 'ledger.updateOutbox',
    text: `update outbox o set state = w.state, next_try_at = ${at('w.at')}, process_id = null, lease_until = null,
        attempts = case when w.attempt then o.attempts + 1 else 0 end,
        expires_at = ${at('w.expires_at')}, counted = true
      from unnest($2::text[], $3::bigint[], $4::text[], $5::float8[], $6::bool[], $7::float8[])
        as w(openid, seq, state, at, attempt, expires_at)
      where o.account_id = $1 and o.openid = any($2::text[]) and o.seq = any($3::bigint[])
        and o.openid = w.openid and o.seq = w.seq`,
    values: [
      group.account.id,
      outboxStates.map((row) => row.openid),
      outboxStates.map((row) => row.seq),
      outboxStates.map((row) => row.state),
      outboxStates.map((row) => row.at),
      outboxStates.map((row) => row.attempt),
      outboxStates.map((row) => row.expiresAt),
    ],
  })
}

/** Messages that are settled. */
export async function deleteOutbox(client: ClientBase, group: Group): Promise<void> {
  const { outboxGone } = group.writes
  await client.query({
    name: 'ledger.deleteOutbox',
    text: `delete from outbox o using unnest($2::text[], $3::bigint[]) as w(openid, seq)
      where o.account_id = $1 and o.openid = any($2::text[]) and o.seq = any($3::bigint[])
        and o.openid = w.openid and o.seq = w.seq`,
    values: [group.account.id, outboxGone.map((row) => row.openid), outboxGone.map((row) => row.seq)],
  })
}
