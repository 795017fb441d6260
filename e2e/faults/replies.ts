import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Agent, Reply } from './agent.ts'
import type { Wechat } from './wechat.ts'

/** A reply as the database has it. */
export interface StoredReply {
  readonly id: string
  readonly openid: string
  readonly seq: number
  readonly text: string
  readonly delivery: string
}

/** What a fan's phone got, in order. */
export interface Received {
  readonly openid: string
  readonly texts: readonly string[]
}

/** A claim of a process that was killed ends after a minute: by then every reply is settled. */
const settledWithinMs = 120_000

/** Waits until nothing is on its way any more, and compares the agent's words with the database and the phones. */
export async function lawsOfReplies(
  db: Client,
  agent: Agent,
  wechat: Wechat,
): Promise<{ counts: Record<string, number>; wrongs: readonly string[] }> {
  const start = performance.now()
  while ((await openReplies(db)) > 0 && performance.now() - start < settledWithinMs) await wait(100)
  const { rows: stored } = await db.query<StoredReply>(
    `select m.client_id as id, m.openid, m.seq::float8 as seq, m.content->>'text' as text, m.delivery
     from message m where m.origin = 'agent' order by m.openid, m.seq`,
  )
  const received = wechat.openids.map((openid) => ({ openid, texts: wechat.received(openid) }))
  const said = agent.replies()
  const settled = (state: string) => stored.filter(({ delivery }) => delivery === state).length
  return {
    counts: {
      replies: said.length,
      sent: settled('sent'),
      uncertain: settled('uncertain'),
      failed: settled('failed'),
      refused: said.filter(({ taken }) => typeof taken === 'string').length,
    },
    wrongs: repliesWrong(said, stored, received),
  }
}

async function openReplies(db: Client): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from outbox where state in ('pending', 'sending')`,
  )
  return rows[0]?.count ?? 0
}

/**
 * What is wrong with replies: one that the server took is stored once and one that it refused is not; a phone got each
 * at most once, and what is called sent in the order of the records; what is called sent was received, what is called failed was not.
 */
export function repliesWrong(
  said: readonly Reply[],
  stored: readonly StoredReply[],
  received: readonly Received[],
): string[] {
  const wrongs: string[] = []
  const byId = new Map<string, StoredReply>()
  for (const reply of stored) {
    if (byId.has(reply.id)) wrongs.push(`the reply ${reply.text} is stored twice`)
    byId.set(reply.id, reply)
  }
  for (const { id, text, taken } of said) {
    if (taken === true && !byId.has(id)) wrongs.push(`the reply ${text} was taken and is lost`)
    if (typeof taken === 'string' && byId.has(id)) wrongs.push(`the reply ${text} was refused and is stored`)
  }
  const times = new Map<string, number>()
  const known = new Map(stored.map((reply) => [reply.text, reply]))
  for (const { openid, texts } of received) {
    let last = 0
    for (const text of texts) {
      times.set(text, (times.get(text) ?? 0) + 1)
      const { seq = 0, delivery = null } = known.get(text) ?? {}
      if (delivery === null) wrongs.push(`${openid} got ${text}, which nobody stored`)
      // One that is uncertain may still be on a broken line, and come when the next one has been sent.
      if (delivery === 'uncertain') continue
      if (seq < last) wrongs.push(`${openid} got ${text} out of order`)
      last = Math.max(last, seq)
    }
  }
  for (const { text, delivery } of stored) {
    const got = times.get(text) ?? 0
    if (got > 1) wrongs.push(`${text} was received ${got} times`)
    if (delivery === 'sent' && got === 0) wrongs.push(`${text} is called sent and nobody got it`)
    if (delivery === 'failed' && got > 0) wrongs.push(`${text} is called failed and was received`)
    if (delivery === 'sending') wrongs.push(`${text} is still on its way`)
  }
  return wrongs
}
