import type { Pool } from 'pg'

/** The database's time in milliseconds. */
export async function databaseTime(db: Pick<Pool, 'query'>): Promise<number> {
  const found = await db.query<{ now: number }>(`select date_part('epoch', clock_timestamp()) * 1000 as now`)
  return found.rows[0]?.now ?? Number.NaN
}
