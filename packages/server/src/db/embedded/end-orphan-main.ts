import { endOrphanedPostgres } from './end-orphan.ts'

// A program of its own: what started the server runs it after the server was killed, so that nothing is left.
await endOrphanedPostgres(process.env.DATA_DIR || './data', (line) => process.stderr.write(`${line}\n`))
