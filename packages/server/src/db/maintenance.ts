import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { makePartitions } from './migrate.ts'

const hourMs = 60 * 60_000

/** Repeats of a command are known for three days, as receipts are. */
const keptDays = 3

/** Makes the partitions to come and lets go of receipts and command ids that nobody repeats any more. */
export async function maintain(pool: Pool): Promise<void> {
  await makePartitions(pool)
  const old = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'receipt'::regclass and c.relname ~ '^receipt_[0-9]{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < (now() - $1 * interval '1 day')::date`,
    [keptDays],
  )
  for (const { name } of old.rows) await pool.query(`drop table if exists ${name}`)
  await pool.query(`delete from command_id where at < now() - $1 * interval '1 day'`, [keptDays])
}

/** Every hour, at any number of processes: what one has done the next one finds done. */
export function startMaintenance(pool: Pool, log: Logger): () => void {
  const timer = setInterval(() => {
    maintain(pool).catch((error: unknown) =>
      log.warn({ err: error }, 'maintenance failed, the next hour tries again'),
    )
  }, hourMs)
  timer.unref()
  return () => clearInterval(timer)
}
