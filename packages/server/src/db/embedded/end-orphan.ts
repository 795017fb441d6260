import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { connectTo } from './connection.ts'
import { prepareHome } from './home.ts'
import { findOwner, tryOwn } from './ownership.ts'
import { findPostmaster, stopPostmaster } from './postmaster.ts'
import { lookUpProcess } from './processes.ts'
import { withStartLock } from './start-lock.ts'

/** PostgreSQL takes note of a killed owner’s broken connection a moment later; on a busy machine, seconds. */
const deathPatienceMs = 10_000

/** Stops the database of `dataDir` if it runs and no living process owns it. Never starts one. */
export async function endOrphanedPostgres(dataDir: string, log: (line: string) => void): Promise<void> {
  const home = prepareHome(dataDir, log)
  await withStartLock(home.locks, async () => {
    const found = await findPostmaster(home, log)
    if (found === null) return
    const connection = await connectTo(found.socketFolder, 'duokefu end-orphan')
    const orphaned = await inherit(connection)
    if (orphaned) await stopPostmaster(home, found.pid, 'SIGINT')
    await connection.end().catch(() => {})
  })
}

/** Whether the ownership is ours now; not while the process that has it lives. */
async function inherit(connection: pg.Client): Promise<boolean> {
  const deadline = Date.now() + deathPatienceMs
  while (!(await tryOwn(connection))) {
    const owner = await findOwner(connection)
    const alive = owner !== null && lookUpProcess(owner)?.zombie === false
    if (alive || Date.now() > deadline) return false
    await wait(20)
  }
  return true
}
