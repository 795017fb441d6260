import type pg from 'pg'

/** Any number will do, as long as all versions of the program use the same. */
const ownershipLock = 7_306_651

/**
 * Makes this connection's process the one that stops the server. PostgreSQL holds the lock for as long as the
 * connection lives, so a killed owner gives it up within moments and no lock is ever left behind.
 */
export async function tryOwn(connection: pg.Client): Promise<boolean> {
  const { rows } = await connection.query<{ owned: boolean }>('select pg_try_advisory_lock($1) as owned', [
    ownershipLock,
  ])
  return rows[0]?.owned === true
}

/** How the owner names its connection. */
export function ownerName(pid: number): string {
  return `duokefu owner ${pid}`
}

/** The pid of the process that owns the server, if it still does. */
export async function findOwner(connection: pg.Client): Promise<number | null> {
  const { rows } = await connection.query<{ name: string }>(
    `select activity.application_name as name
       from pg_locks as held join pg_stat_activity as activity on activity.pid = held.pid
      where held.locktype = 'advisory' and held.objid = $1 and held.granted`,
    [ownershipLock],
  )
  const pid = /(\d+)$/.exec(rows[0]?.name ?? '')?.[1]
  return pid === undefined ? null : Number(pid)
}
