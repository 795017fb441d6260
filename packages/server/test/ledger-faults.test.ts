import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fanText, type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'

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
    await vi.waitFor(async () => expect(await blocked()).toHaveLength(1))
    await h.pool.query(`select pg_terminate_backend($1)`, [(await blocked())[0]?.pid])
    await locker.query('rollback')
    locker.release()
    expect(await taken).toMatchObject({ type: 'taken' })
    expect(await h.rows(`select seq from message where openid = 'ended' and direction = 'in'`)).toHaveLength(
      2,
    )
  })
})
