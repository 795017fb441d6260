import { readdir, readFile } from 'node:fs/promises'
import type { Pool } from 'pg'

const migrationsDir = new URL('./migrations/', import.meta.url)

/**
 * Brings the database to the newest schema. Safe when several processes start at once: one migrates,
 * the others wait for it. Each file is one transaction and runs once, in order of its number.
 */
export async function migrateToLatest(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('duokefu.migrate'))`)
    await client.query(
      'create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const applied = await client.query<{ name: string }>('select name from schema_migration')
    const done = new Set(applied.rows.map((row) => row.name))
    const names = (await readdir(migrationsDir)).filter((name) => name.endsWith('.sql')).sort()
    for (const name of names.filter((each) => !done.has(each))) {
      const sql = await readFile(new URL(name, migrationsDir), 'utf8')
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into schema_migration (name) values ($1)', [name])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${name} failed`, { cause: error })
      }
    }
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('duokefu.migrate'))`).catch(() => undefined)
    client.release()
  }
}

/** Makes the partitions of the days around today, so that a write never waits for one. Few, since a plan locks each of them. */
export async function makePartitions(pool: Pool): Promise<void> {
  await pool.query(
    `select make_partitions((now() - interval '3 days')::date, (now() + interval '8 days')::date)`,
  )
}
