import type { Pool, PoolClient } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPool } from '../src/db/pool.ts'
import { run } from '../src/db/statement.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

let database: TestDatabase
let pool: Pool
let client: PoolClient

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ connectionString: database.connectionString, answerWithinMs: 60_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(async () => {
  client = await pool.connect()
})
afterEach(() => client.release(true))

const begin = { name: 'begin', text: 'begin' }
const number = (name: string, value: number) => ({ name, text: 'select $1::int as n', values: [value] })
const failing = { name: 'failing', text: 'select 1 / $1::int as n', values: [0] }

async function numberOf(name: string, value: number): Promise<number | undefined> {
  const { rows } = await run<{ n: number }>(client, number(name, value))
  return rows[0]?.n
}

describe('statements of one turn', () => {
  it('are each answered with their own rows, also when they are prepared already', async () => {
    for (const first of [1, 11]) {
      const answers = await Promise.all([
        numberOf('a', first),
        numberOf('b', first + 1),
        numberOf('a', first + 2),
      ])
      expect(answers).toEqual([first, first + 1, first + 2])
    }
  })

  it('may have no name and no values', async () => {
    const [, { rows }, n] = await Promise.all([
      run(client, { text: 'begin' }),
      run(client, { text: 'select 7 as n' }),
      numberOf('a', 8),
      run(client, { text: 'rollback' }),
    ])
    expect([...rows, n]).toEqual([{ n: 7 }, 8])
  })

  it('are asked in one query of the client, and those of the next turn in another', async () => {
    const query = vi.spyOn(client, 'query')
    await Promise.all([numberOf('a', 1), numberOf('b', 2)])
    await numberOf('c', 3)
    expect(query).toHaveBeenCalledTimes(2)
  })

  it('fail together with the first that fails, and nothing of what follows it is done', async () => {
    await client.query('create temporary table seen (n int)')
    const insert = (n: number) =>
      run(client, { name: `insert ${n}`, text: 'insert into seen select $1::int', values: [n] })
    const ends = await Promise.allSettled([run(client, begin), insert(1), run(client, failing), insert(2)])
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: '22012' } })
    await client.query('rollback')
    await insert(2)
    await insert(3)
    expect((await client.query('select n from seen order by n')).rows).toEqual([{ n: 2 }, { n: 3 }])
  })

  it('leave no clock behind that would take an answered connection for a silent one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await numberOf('a', 1)
      await run(client, failing).catch(() => undefined)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
