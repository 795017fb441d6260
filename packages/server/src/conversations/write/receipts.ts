import type { ClientBase } from 'pg'
import type { Group } from '../group.ts'
import { at, json } from './sql.ts'

/** Callbacks that were taken. Throws ReceiptTakenError when another process was first. */
export async function insertReceipts(client: ClientBase, group: Group): Promise<void> {
  const { receipts } = group.writes
  const inserted = await client.query({
    name: 'ledger.insertReceipts',
    text: `insert into receipt (account_id, key, day, openid, attempt_id, lease_until, to_developer, answer, seq, says)
      select $1, key, day, openid, attempt_id, ${at('lease_until')}, to_developer, answer, seq, says
      from unnest($2::text[], $3::date[], $4::text[], $5::uuid[], $6::float8[], $7::bool[], $8::text[], $9::bigint[],
        $10::jsonb[]) as w(key, day, openid, attempt_id, lease_until, to_developer, answer, seq, says)
      on conflict do nothing`,
    values: [
      group.account.id,
      receipts.map((receipt) => receipt.key),
      receipts.map((receipt) => receipt.day),
      receipts.map((receipt) => receipt.openid),
      receipts.map((receipt) => receipt.attemptId),
      receipts.map((receipt) => receipt.leaseUntil),
      receipts.map((receipt) => receipt.toDeveloper),
      receipts.map((receipt) => receipt.answer),
      receipts.map((receipt) => receipt.seq),
      receipts.map((receipt) => (receipt.says.length === 0 ? null : json(receipt.says))),
    ],
  })
  // Another process took the same event of nobody's customer in between (there is no row to lock then).
  if (inserted.rowCount !== receipts.length) throw new ReceiptTakenError()
}

/** The group is decided again: the receipt is there now. */
export class ReceiptTakenError extends Error {
  override readonly name = 'ReceiptTakenError'
}

/** Attempts that took another's place, and answers that now stand. Named twice, for the reason in `conversations.ts`. */
export async function updateReceipts(client: ClientBase, group: Group): Promise<void> {
  const { takenOver, closedReceipts } = group.writes
  for (const { key, day, attemptId, leaseUntil } of takenOver) {
    await client.query({
      name: 'ledger.takeReceiptOver',
      text: `update receipt r set attempt_id = $4, lease_until = ${at('$5::float8')} where r.account_id = $1 and r.key = $2 and r.day = $3`,
      values: [group.account.id, key, day, attemptId, leaseUntil],
    })
  }
  if (closedReceipts.length === 0) return
  await client.query({
    name: 'ledger.closeReceipts',
    text: `update receipt r set lease_until = null, answer = w.answer, awaited = w.awaited
      from unnest($2::text[], $3::date[], $4::text[], $5::bool[]) as w(key, day, answer, awaited)
      where r.account_id = $1 and r.key = any($2::text[]) and r.day = any($3::date[])
        and r.key = w.key and r.day = w.day`,
    values: [
      group.account.id,
      closedReceipts.map((receipt) => receipt.key),
      closedReceipts.map((receipt) => receipt.day),
      closedReceipts.map((receipt) => receipt.answer),
      closedReceipts.map((receipt) => receipt.awaited),
    ],
  })
}
