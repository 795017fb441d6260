import pg from 'pg'
import { GatheringSocket } from './gathering-socket.ts'
import { acrossHosts } from './hosts.ts'

// bigint ids travel as text everywhere; counts and times are asked for as float8 or int4.
const applicationName = 'duokefu'

export interface PoolOptions {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly max?: number
  /** How long an answer is waited for (ms); after it the connection counts as lost. Without it: for ever. */
  readonly answerWithinMs?: number
  /** Settings of PostgreSQL for each session, by name. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * A pool whose sessions speak UTC and compile no plans: of many partitions PostgreSQL expects more than the few rows that
 * are read, and compiling takes many times as long as reading them. The events of connections that break are swallowed
 * here: the query under way, or the next one, meets the same fault and has somebody who waits for it. Unheard, such an
 * event would end the process.
 */
export function createPool({ answerWithinMs, settings, ...options }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    application_name: applicationName,
    max: 10,
    keepAlive: true,
    // Statements that don't wait for each other share a round trip; whoever awaits each one notices nothing.
    pipeline: true,
    stream: () => new GatheringSocket(),
    ...(answerWithinMs === undefined
      ? {}
      : { query_timeout: answerWithinMs, connectionTimeoutMillis: answerWithinMs }),
    ...options,
    ...acrossHosts(options.connectionString),
    options: Object.entries({ timezone: 'UTC', jit: 'off', ...settings })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  })
  pool.on('error', () => undefined)
  // The pool itself listens to idle connections alone, not to those that somebody has taken out.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
