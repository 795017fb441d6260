import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/** Every connection of the server is stuck behind a lock; then it loses them all and PostgreSQL gives it no other. */
export const poolExhausted: Fault = {
  long: { times: 3, seconds: 10 },
  short: { times: 1, seconds: 5 },
  perSecond: 200,
  prepare: async ({ times, seconds }) => ({
    async happens(stage) {
      for (let time = 1; time <= times; time += 1) {
        const stuck = await lockEverything(stage, seconds * 1_000)
        const freed = await stage.recovered()
        stage.tell(`${stuck} connections stuck for ${seconds} s; all was well after ${freed} ms`)
        const taken = await takeEveryConnection(stage, seconds * 1_000)
        const ms = await stage.recovered()
        stage.tell(`${taken} connections taken away for ${seconds} s; all was well after ${ms} ms`)
      }
    },
  }),
}

/** How many of the server's connections waited at the end. */
async function lockEverything({ product }: Stage, ms: number): Promise<number> {
  const db = await product.connect()
  await db.query('begin; lock table conversation, account, login in access exclusive mode')
  await wait(ms)
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where application_name = 'duokefu' and wait_event_type = 'Lock'`,
  )
  await db.query('rollback')
  await db.end()
  return rows[0]?.count ?? 0
}

/** Ends the server's connections and keeps whatever PostgreSQL has to give. How many we hold at the end. */
async function takeEveryConnection({ product }: Stage, ms: number): Promise<number> {
  const ours: Client[] = []
  const until = performance.now() + ms
  const first = await product.connect()
  ours.push(first)
  while (performance.now() < until) {
    await first.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'duokefu'`,
    )
    try {
      ours.push(await product.connect())
    } catch {
      await wait(20) // all are ours
    }
  }
  await Promise.all(ours.map((client) => client.end()))
  return ours.length
}
