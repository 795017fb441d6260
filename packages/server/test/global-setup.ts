import type { TestProject } from 'vitest/node'
import { startTestPostgres, type Template } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server whose template every test database is copied from. */
    postgres: Template
  }
}

/** One PostgreSQL for the whole run, its template migrated once. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres()
  project.provide('postgres', server.template)
  return server.stop
}
