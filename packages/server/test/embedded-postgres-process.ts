// A process with an embedded PostgreSQL, for tests that kill it. Its argument: the data folder, and how to meet an owner.
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts'
import { StartError } from '../src/db/embedded/start-error.ts'

const [dataDir = '', whenTaken = 'refuse'] = process.argv.slice(2)
try {
  const database = await startEmbeddedPostgres({
    dataDir,
    log: (line) => process.stderr.write(`${line}\n`),
    whenTaken: whenTaken === 'attach' ? 'attach' : 'refuse',
  })
  const { adopted, owner, connectionString } = database
  process.send?.({ type: 'ready', adopted, owner, connectionString, postmaster: database.pid() })
  process.once('message', async () => {
    await database.stop()
    process.disconnect()
  })
} catch (error) {
  process.send?.({ type: 'failed', sentence: error instanceof StartError ? error.sentence : String(error) })
  process.disconnect()
}
