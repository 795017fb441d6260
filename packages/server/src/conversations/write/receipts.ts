import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import { plain, texts } from './array.ts'
import { at, json } from './sql.ts'

/** Callbacks that were taken. A unique violation when another process was first (`isReceiptTaken`). */
export function insertReceipts(group: Group): Statement {
  const { receipts } = group.writes
  return {
    name: 'ledger.insertReceipts',
    text: `insert into receipt (account_id, key, day, openid, attempt_id, lease_until, to_developer, answer, seq, says)
      select $1, key, day, openid, attempt_id, ${at('lease_until')}, to_developer, answer, seq, says
      from unnest($2::text[], $3::date[], $4::text[], $5::uuid[], $6::float8[], $7::bool[], $8::text[], $9::bigint[],
        $10::jsonb[]) as w(key, day, openid, attempt_id, lease_until, to_developer, answer, seq, says)`,
    values: [
      group.account.id,
      texts(receipts, (receipt) => receipt.key),
      plain(receipts, (receipt) => receipt.day),
      texts(receipts, (receipt) => receipt.openid),
      plain(receipts, (receipt) => receipt.attemptId),
      plain(receipts, (receipt) => receipt.leaseUntil),
      plain(receipts, (receipt) => receipt.toDeveloper),
      texts(receipts, (receipt) => receipt.answer),
      plain(receipts, (receipt) => receipt.seq),
      texts(receipts, (receipt) => (receipt.says.length === 0 ? null : json(receipt.says))),
    ],
  }
}

/** Attempts that took another's place, and answers that now stand. Named twice, for the reason in `conversations.ts`. */
export function* updateReceipts(group: Group): Generator<Statement> {
  const { takenOver, closedReceipts } = group.writes
  for (const { key, day, attemptId, leaseUntil } of takenOver) {
    yield {
      name: 'ledger.takeReceiptOver',
      text: `update receipt r set attempt_id = $4, lease_until = ${at('$5::float8')} where r.account_id = $1 and r.key = $2 and r.day = $3`,
      values: [group.account.id, key, day, attemptId, leaseUntil],
    }
  }
  for (const day of new Set(closedReceipts.map((receipt) => receipt.day)))
    yield closeReceipts(
      group,
      day,
      closedReceipts.filter((receipt) => receipt.day === day),
    )
}

/** A day at a time, for the reason in `readReceipts`. */
function closeReceipts(group: Group, day: string, closed: Group['writes']['closedReceipts']): Statement {
  return {
    name: 'ledger.closeReceipts',
    text: `update receipt r set lease_until = null, answer = w.answer, awaited = w.awaited
      from unnest($3::text[], $4::text[], $5::bool[]) as w(key, answer, awaited)
      where r.account_id = $1 and r.day = $2::date and r.key = any($3::text[]) and r.key = w.key`,
    values: [
      group.account.id,
      day,
      texts(closed, (receipt) => receipt.key),
      texts(closed, (receipt) => receipt.answer),
      plain(closed, (receipt) => receipt.awaited),
    ],
  }
}
