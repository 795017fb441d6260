import type { Client } from 'pg'
import type { Said } from './fans.ts'

/** A fan's message as the database has it. */
export interface Stored {
  readonly openid: string
  readonly msgId: string
  readonly seq: number
}

/** All messages of fans, and what the database itself says is wrong with them. */
export async function readStored(
  db: Client,
): Promise<{ stored: readonly Stored[]; broken: readonly string[] }> {
  const messages = await db.query<Stored>(
    `select m.openid, m.msg_id as "msgId", m.seq::float8 as seq from message m where m.direction = 'in'`,
  )
  const broken = await db.query<{ openid: string }>(
    `select c.openid from conversation c
     left join (select m.account_id, m.openid, count(*) as records, max(m.seq) as last from message m group by 1, 2) m
       on m.account_id = c.account_id and m.openid = c.openid
     where c.next_seq - 1 <> coalesce(m.records, 0) or c.next_seq - 1 <> coalesce(m.last, 0)`,
  )
  const receipts = await db.query<{ count: number }>('select count(*)::int as count from receipt')
  const without = (receipts.rows[0]?.count ?? 0) - messages.rows.length
  return {
    stored: messages.rows,
    broken: [
      ...broken.rows.map(({ openid }) => `the records of ${openid} have gaps`),
      ...(without === 0 ? [] : [`there are ${without} more receipts than messages`]),
    ],
  }
}

/**
 * What is wrong with what is stored, given what was said: a message that was answered 200 is there, none is there
 * twice, and whoever waited for a 200 finds what they said next behind it. `said` in the order of each fan.
 */
export function wrongsOf(said: readonly Said[], stored: readonly Stored[]): string[] {
  const wrongs: string[] = []
  const seqs = new Map<string, number>()
  for (const { msgId, openid, seq } of stored) {
    const key = `${openid} ${msgId}`
    if (seqs.has(key)) wrongs.push(`${key} is stored twice`)
    seqs.set(key, seq)
  }
  const lastAnswered = new Map<string, number>()
  for (const { openid, msgId, answered } of said) {
    const key = `${openid} ${msgId}`
    const seq = seqs.get(key)
    seqs.delete(key)
    if (seq === undefined) {
      if (answered) wrongs.push(`${key} was answered 200 and is lost`)
      continue
    }
    const before = lastAnswered.get(openid) ?? 0
    if (seq <= before) wrongs.push(`${key} stands before a message that was answered before it was sent`)
    if (answered) lastAnswered.set(openid, Math.max(before, seq))
  }
  for (const key of seqs.keys()) wrongs.push(`${key} is stored and nobody said it`)
  return wrongs
}
