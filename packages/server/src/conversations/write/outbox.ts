import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { plain, texts } from './array.ts'
import { at, json } from './sql.ts'

/** Messages to be sent, held ones and passive replies included. */
export function insertOutbox(group: Group): Statement {
  const { outboxNew } = group.writes
  return {
    name: 'ledger.insertOutbox',
    text: `insert into outbox (account_id, openid, seq, at, state, passive, counted, payload, kf_account, next_try_at, process_id,
        lease_until, expires_at)
      select $1, openid, seq, ${at('at')}, state, passive, not passive, payload, kf_account, ${at('$12::float8')},
        case when passive then $11::uuid end, ${at('lease_until')}, ${at('expires_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::text[], $6::bool[], $7::jsonb[], $8::text[], $9::float8[],
        $10::float8[]) as w(openid, seq, at, state, passive, payload, kf_account, lease_until, expires_at)`,
    values: [
      group.account.id,
      texts(outboxNew, (row) => row.openid),
      plain(outboxNew, (row) => row.seq),
      plain(outboxNew, (row) => row.at),
      plain(outboxNew, (row) => row.state),
      plain(outboxNew, (row) => row.passive),
      texts(outboxNew, (row) => json(row.payload)),
      texts(outboxNew, (row) => row.kfAccount),
      plain(outboxNew, (row) => row.leaseUntil),
      plain(outboxNew, (row) => row.expiresAt),
      group.processId,
      // Not the record's own time, which never goes back, even when the clock does.
      group.at,
    ],
  }
}

/** Back to pending (at a time), or held until the fan writes. */
export function updateOutbox(group: Group): Statement {
  const outboxStates = [...group.writes.outboxStates.values()]
  return {
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
      texts(outboxStates, (row) => row.openid),
      plain(outboxStates, (row) => row.seq),
      plain(outboxStates, (row) => row.state),
      plain(outboxStates, (row) => row.at),
      plain(outboxStates, (row) => row.attempt),
      plain(outboxStates, (row) => row.expiresAt),
    ],
  }
}

/** Messages that are settled. */
export function deleteOutbox(group: Group): Statement {
  const { outboxGone } = group.writes
  return {
    name: 'ledger.deleteOutbox',
    text: `delete from outbox o using unnest($2::text[], $3::bigint[]) as w(openid, seq)
      where o.account_id = $1 and o.openid = any($2::text[]) and o.seq = any($3::bigint[])
        and o.openid = w.openid and o.seq = w.seq`,
    values: [group.account.id, outboxGone.map((row) => row.openid), outboxGone.map((row) => row.seq)],
  }
}
