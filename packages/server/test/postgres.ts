import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts'
import { migrateToLatest } from '../src/db/migrate.ts'

export interface TestDatabase {
  readonly connectionString: string
  drop(): Promise<void>
}

/** A migrated, empty database of its own, for a test file of the project `server`. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyTemplate(inject('postgres'))
}

/** Where copies are made, and of what: a database that is migrated once. */
export interface Template {
  readonly connectionString: string
  readonly name: string
}

export interface TestPostgres {
  readonly template: Template
  createDatabase(): Promise<TestDatabase>
  stop(): Promise<void>
}

/**
 * A server for tests that make their own: embedded, in a temporary folder, with the settings of production;
 * TEST_DATABASE_URL (a superuser's or one that may create databases) takes its place.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const url = process.env.TEST_DATABASE_URL
  const { connectionString, stop } =
    url === undefined ? await startEmbedded() : { connectionString: url, stop: nothing }
  const template = await makeTemplate(connectionString)
  return {
    template,
    createDatabase: () => copyTemplate(template),
    async stop() {
      await asAdmin(connectionString, (admin) => admin.query(`drop database ${template.name} with (force)`))
      await stop()
    },
  }
}

async function startEmbedded(): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-test-'))
  chmodSync(folder, 0o755) // root lends the database another user, who must get in
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    log: (line) => process.stderr.write(`${line}\n`),
    settings: { max_connections: '300' }, // many test files at once
  })
  return {
    connectionString: server.connectionString,
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(connectionString: string): Promise<Template> {
  // A name of its own: several runs may share a server.
  const name = `template_${randomUUID().replaceAll('-', '')}`
  await asAdmin(connectionString, (admin) => admin.query(`create database ${name}`))
  const pool = new pg.Pool({ connectionString: forDatabase(connectionString, name), max: 2 })
  try {
    await migrateToLatest(pool)
  } finally {
    await pool.end()
  }
  return { connectionString, name }
}

async function copyTemplate({ connectionString, name: template }: Template): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(connectionString, (admin) => admin.query(`create database ${name} template ${template}`))
  return {
    connectionString: forDatabase(connectionString, name),
    drop: () => asAdmin(connectionString, (admin) => admin.query(`drop database ${name} with (force)`)),
  }
}

async function asAdmin(
  connectionString: string,
  work: (admin: pg.Client) => Promise<unknown>,
): Promise<void> {
  const admin = new pg.Client({ connectionString })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function forDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return url.href
}

async function nothing(): Promise<void> {}
