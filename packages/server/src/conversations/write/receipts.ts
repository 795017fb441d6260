import type { Group } from '../group.ts'
import { plain, texts } from './array.ts'
import { at, json, type Statement } from './sql.ts'

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
  if (closedReceipts.length === 0) return
  yield {
    name: 'ledger.closeReceipts',
    text: `update receipt r set lease_until = null, answer = w.answer, awaited = w.awaited
      from unnest($2::text[], $3::date[], $4::text[], $5::bool[]) as w(key, day, answer, awaited)
      where r.account_id = $1 and r.key = any($2::text[]) and r.day = any($3::date[])
        and r.key = w.key and r.day = w.day`,
    values: [
      group.account.id,
      texts(closedReceipts, (receipt) => receipt.key),
      plain(closedReceipts, (receipt) => receipt.day),
      texts(closedReceipts, (receipt) => receipt.answer),
      plain(closedReceipts, (receipt) => receipt.awaited),
    ],
  }
}
