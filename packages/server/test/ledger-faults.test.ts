import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Committed, StorageUnavailableError } from '../src/conversations/entries.ts'
import { createPool } from '../src/db/pool.ts'
import { layCable } from './cable.ts'
import { fanText, type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'
import { patient } from './patience.ts'

let h: LedgerHarness
beforeAll(async () => {
  h = await startLedgerHarness()
})
afterAll(() => h.stop())

describe('the database goes', () => {
  it('[L7] in the middle of a group: nothing is lost and the process lives', async () => {
    await h.fanSays('ended', '你好')
    const locker = await h.pool.connect()
    await locker.query('begin; lock table message in access exclusive mode')
    const taken = h.ledger.submit(fanText(h.accountId, 'ended', '还在吗'))
    const blocked = () =>
      h.rows<{ pid: number }>(
        `select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
    await vi.waitFor(async () => expect(await blocked()).toHaveLength(1), patient)
    await h.pool.query(`select pg_terminate_backend($1)`, [(await blocked())[0]?.pid])
    await locker.query('rollback')
    locker.release()
    expect(await taken).toMatchObject({ type: 'taken' })
    expect(await h.rows(`select seq from message where openid = 'ended' and direction = 'in'`)).toHaveLength(
      2,
    )
  })

  it('[L7] with the answer to a commit: the message is there once, and the desks of this process hear of it', async () => {
    const cable = await layCable(h.connectionString)
    const pool = createPool({ connectionString: cable.connectionString })
    const ledger = h.anotherLedger(pool)
    try {
      await ledger.submit(fanText(h.accountId, 'unsure', '你好'))
      const told: Committed[] = []
      ledger.onCommitted((committed) => told.push(committed))
      cable.breakAtCommit()
      await ledger.submit(fanText(h.accountId, 'unsure', '还在吗', { key: randomUUID() }))
      expect(
        await h.rows(`select 1 from message where content->>'text' = '还在吗' and openid = 'unsure'`),
      ).toHaveLength(1)
      const [row] = await h.rows<{ version: number }>(
        `select version::float8 from conversation where openid = 'unsure'`,
      )
      const changes = told.flatMap((committed) => committed.changes)
      expect(changes).toMatchObject([{ conversation: { openid: 'unsure', version: row?.version } }])
    } finally {
      await ledger.stop()
      await pool.end()
      await cable.close()
    }
  })

  it('[L7] silent: a callback is given up in time, and the next one does not wait for the dead connection', async () => {
    const cable = await layCable(h.connectionString)
    const pool = createPool({ connectionString: cable.connectionString, answerWithinMs: 500 })
    const ledger = h.anotherLedger(pool)
    try {
      await ledger.submit(fanText(h.accountId, 'silent', '你好'))
      cable.goSilent()
      const givenUp = ledger.submit(fanText(h.accountId, 'silent', '一'), h.clock.now() + 100)
      await expect(givenUp).rejects.toThrow(StorageUnavailableError)
      expect(await ledger.submit(fanText(h.accountId, 'silent', '二'))).toMatchObject({ type: 'taken' })
    } finally {
      await ledger.stop()
      await pool.end()
      await cable.close()
    }
  })
})
