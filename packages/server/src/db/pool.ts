import pg from 'pg'

// bigint ids travel as text everywhere; counts and times are asked for as float8 or int4.
const applicationName = 'duokefu'

export interface PoolOptions {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly max?: number
}

/**
 * A pool whose sessions speak UTC. Errors of idle connections are swallowed here: the next query
 * meets the same fault and has somebody who waits for it.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    application_name: applicationName,
    max: 10,
    ...options,
    options: '-c timezone=UTC',
  })
  pool.on('error', () => undefined)
  return pool
}
