import type { TestServer } from './harness.ts'

export const dayMs = 24 * 60 * 60_000

/** A customer asks, an agent accepts, answers and ends. */
export async function serve(
  server: TestServer,
  openid: string,
  cookie: string,
  asked: string,
  answered: string,
): Promise<void> {
  await server.fanSays(openid, '客服')
  await server.fanSays(openid, asked)
  const session = await server.accept(cookie, openid)
  const content = { type: 'text', text: answered }
  await server.command(cookie, openid, { type: 'reply', session, mode: 'send', content })
  await server.command(cookie, openid, { type: 'close', session, held: 'cancel', reason: null })
}

/** Moves everything that is known of a customer into the past; what was to be sent is, unless it waits. */
export async function age(server: TestServer, openid: string, days: number, waits = false): Promise<void> {
  const back = `interval '${days} days'`
  const { pool } = server.ctx
  if (!waits) await pool.query('delete from outbox where openid = $1', [openid])
  await pool.query(`select make_message_partitions((now() - ${back})::date, now()::date)`)
  await pool.query(`update message set at = at - ${back}, sent_at = sent_at - ${back} where openid = $1`, [
    openid,
  ])
  await pool.query(
    `update session set started_at = started_at - ${back}, ended_at = ended_at - ${back} where openid = $1`,
    [openid],
  )
  await pool.query(
    `update conversation set last_at = last_at - ${back}, ended_at = ended_at - ${back},
       preview = jsonb_set(preview, '{at}', to_jsonb((preview ->> 'at')::float8 - ${days * dayMs}))
     where openid = $1`,
    [openid],
  )
}
