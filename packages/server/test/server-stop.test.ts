import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { startServer } from '../src/server.ts'
import { makeAccount } from './factories.ts'
import { createTestDatabase } from './postgres.ts'

it('[design] a server that was stopped leaves no timer and no connection, also when asked twice', async () => {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'duokefu-stop-'))
  const held = () => process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP/.test(kind)).length
  const before = held()
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.connectionString,
    DUOKEFU_SECRET: 'a secret of tests alone',
  })
  const server = await startServer({ config, log: pino({ level: 'silent' }), deskDir: null })
  await makeAccount(server.ctx)
  await fetch(`${server.url}/healthz`)
  await Promise.all([server.stop(), server.stop()])
  await server.stop()
  await expect.poll(held).toBeLessThanOrEqual(before)
  await database.drop()
  rmSync(dataDir, { recursive: true })
})
