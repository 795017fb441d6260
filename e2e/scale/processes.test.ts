import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../packages/server/test/postgres.ts'
import { processesUnderLoad } from './processes.ts'

const root = path.resolve(import.meta.dirname, '../..')
const seed = Date.now() % 1_000_000

let postgres: TestPostgres
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: root })
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

it(`[L6] [L7] [L16] two processes: one killed, then both restarted in turn, and no message and no frame is lost (seed ${seed})`, async () => {
  const { connectionString } = await postgres.createDatabase()
  const lines: string[] = []
  const result = await processesUnderLoad({
    databaseUrl: connectionString,
    natsUrl: null,
    processes: 2,
    kills: 1,
    rollingRestarts: 1,
    perSecond: 50,
    seed,
    tell: (line) => lines.push(line),
  })
  expect(result.wrongs, lines.join('\n')).toEqual([])
  expect(result.answered).toBeGreaterThan(100)
  // Each desk was at a process that ended: it came back.
  expect(result.reconnects).toBeGreaterThan(1)
})
