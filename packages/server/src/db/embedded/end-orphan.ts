import { connectTo } from './connection.ts'
import { prepareHome } from './home.ts'
import { tryOwn } from './ownership.ts'
import { findPostmaster, stopPostmaster } from './postmaster.ts'
import { withStartLock } from './start-lock.ts'

/** Stops the database of `dataDir` if it runs and no living process owns it. Never starts one. */
export async function endOrphanedPostgres(dataDir: string, log: (line: string) => void): Promise<void> {
  const home = prepareHome(dataDir, log)
  await withStartLock(home.locks, async () => {
    const found = await findPostmaster(home, log)
    if (found === null) return
    const connection = await connectTo(found.socketFolder, 'duokefu end-orphan')
    const orphaned = await tryOwn(connection)
    if (orphaned) await stopPostmaster(home, found.pid, 'SIGINT')
    await connection.end().catch(() => {})
  })
}
