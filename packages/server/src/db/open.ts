import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { maintain } from './maintenance.ts'
import { migrateToLatest } from './migrate.ts'
import { createPool } from './pool.ts'

export interface Database {
  /** For everything that reads, and the small writes of accounts, logins and the like. */
  readonly pool: Pool
  /** For the ledger alone, so that no reader keeps a commit waiting. */
  readonly ledgerPool: Pool
  /** Closes both, and stops the embedded server if it is ours. */
  close(): Promise<void>
}

// A database that vanishes without a word (its machine, a network between) is noticed by its silence alone: TCP would wait
// for a quarter of an hour.
const readMs = 30_000
const commitMs = 10_000

export const ledgerSettings = {
  /** The ledger's statements find their rows by key: planning one anew takes longer than carrying it out. */
  plan_cache_mode: 'force_generic_plan',
  /** How long a group waits for another process's locks before it starts again. */
  lock_timeout: '2s',
}

/** Opens the configured database, or one of its own under the data folder; brings it to the newest schema. */
export async function openDatabase(
  config: Config,
  tell: (line: string) => void,
  whenTaken: 'refuse' | 'attach' = 'refuse',
): Promise<Database> {
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log: tell, whenTaken })
      : null
  const connectionString = embedded?.connectionString ?? config.databaseUrl ?? ''
  const pool = createPool({ connectionString, max: 16, answerWithinMs: readMs })
  const ledgerPool = createPool({
    connectionString,
    max: 4,
    answerWithinMs: commitMs,
    settings: ledgerSettings,
  })
  async function close(): Promise<void> {
    await Promise.all([pool.end(), ledgerPool.end()])
    await embedded?.stop()
  }
  try {
    await prepare(connectionString)
  } catch (error) {
    await close()
    if (config.databaseUrl === null) throw error
    throw new StartError(
      {
        zh: `连不上 DATABASE_URL 指定的数据库：${reasonOf(error)}`,
        en: `The database of DATABASE_URL can't be used: ${reasonOf(error)}`,
      },
      { cause: error },
    )
  }
  return { pool, ledgerPool, close }
}

/** The newest schema, its partitions; as long as it takes. */
async function prepare(connectionString: string): Promise<void> {
  const pool = createPool({ connectionString, max: 1 })
  try {
    await migrateToLatest(pool)
    await maintain(pool)
  } finally {
    await pool.end()
  }
}

/** The server's own words; never the URL, which holds a password. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}
