import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { isConnectionFault } from '../src/conversations/faults.ts'
import { createPool } from '../src/db/pool.ts'
import { type Cable, layCable } from './cable.ts'
import { patient } from './patience.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

let database: TestDatabase
let one: Cable
let two: Cable
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  one = await layCable(database.connectionString)
  two = await layCable(database.connectionString)
  const [first, second] = [one, two].map(({ connectionString }) => new URL(connectionString).host)
  const url = new URL(one.connectionString)
  url.searchParams.set('target_session_attrs', 'read-write')
  pool = createPool({ connectionString: url.href.replace(first ?? '', `${first},${second}`), max: 3 })
})
afterAll(async () => {
  await pool.end()
  await one.close()
  await two.close()
  await database.drop()
})

const portNow = async () => {
  const client = await pool.connect()
  const { port } = client as unknown as { readonly port: number }
  client.release()
  return String(port)
}
const portOf = (cable: Cable) => new URL(cable.connectionString).port

it('[design] a pool of two hosts uses the first, the second while the first is gone, and whichever is there afterwards', async () => {
  expect(await portNow()).toBe(portOf(one))
  one.cut()
  await vi.waitFor(async () => expect(await portNow()).toBe(portOf(two)), patient)
  expect((await pool.query('select 1 as here')).rows).toEqual([{ here: 1 }])
  two.cut()
  one.mend()
  await vi.waitFor(async () => expect(await portNow()).toBe(portOf(one)), patient)
  two.mend()
})

it('[design] hosts that take no writes are storage that is away, until one of them does', async () => {
  const name = new URL(database.connectionString).pathname.slice(1)
  await pool.query(`alter database ${name} set default_transaction_read_only = on`)
  one.cut()
  one.mend()
  try {
    await vi.waitFor(async () => {
      const fault = await pool.query('select 1').catch((error: unknown) => error)
      expect(fault).toMatchObject({ name: 'NoPrimaryError' })
      expect(isConnectionFault(fault)).toBe(true)
    }, patient)
  } finally {
    const admin = createPool({ connectionString: database.connectionString, max: 1 })
    await admin.query('set default_transaction_read_only = off')
    await admin.query(`alter database ${name} reset default_transaction_read_only`)
    await admin.end()
  }
  expect((await pool.query('select 1 as here')).rows).toEqual([{ here: 1 }])
})
