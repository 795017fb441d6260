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

  it('[L6] an event of nobody that another process takes at the same moment is a repeat', async () => {
    const event = fanText(h.accountId, 'nobody', '', { content: null, createsCustomer: false })
    const other = await h.pool.connect()
    await other.query('begin')
    await other.query(
      `insert into receipt (account_id, key, day, openid, attempt_id, to_developer) values ($1, $2, $3, $4, $5, false)`,
      [event.accountId, event.key, event.day, event.openid, randomUUID()],
    )
    const taken = h.ledger.submit(event)
    const blocked = () =>
      h.rows(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
    await vi.waitFor(async () => expect(await blocked()).toHaveLength(1), patient)
    await other.query('commit')
    other.release()
    expect(await taken).toMatchObject({ type: 'duplicate', closed: true })
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
      expect(told).toMatchObject([{ unsure: true }])
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

  it.each([
    ['full', '53100'],
    ['failing', '58030'],
  ])(
    '[L7] and its disk is %s: callbacks wait, and are taken as soon as there is room',
    async (disk, code) => {
      await h.fanSays(disk, '你好')
      await refuseConversations(disk, code)
      const taken = h.ledger.submit(fanText(h.accountId, disk, '还在吗'))
      await expect.poll(tried, patient).toBeGreaterThan(1)
      await h.rows('drop trigger refuses on conversation')
      expect(await taken).toMatchObject({ type: 'taken' })
      expect(
        await h.rows(`select seq from message where openid = $1 and direction = 'in'`, [disk]),
      ).toHaveLength(2)
    },
  )

  it('[L7] and of statements that were sent together the first one’s fault decides: a deadlock is tried again', async () => {
    await h.fanSays('deadlock', '你好')
    await refuseConversations('deadlock', '40P01', 1)
    expect(await h.fanSays('deadlock', '还在吗')).toMatchObject({ type: 'taken' })
    expect(await tried()).toBe(2)
    await h.rows('drop trigger refuses on conversation')
  })
})

/** From now on a change of this customer's row fails in this way, every time or so many times. */
async function refuseConversations(openid: string, code: string, times = 1_000_000): Promise<void> {
  // A sequence counts what a rolled-back transaction did as well.
  await h.rows('create sequence if not exists refusals; alter sequence refusals restart')
  await h.rows(`create or replace function refuse() returns trigger language plpgsql as $$ begin
      if new.openid = '${openid}' and nextval('refusals') <= ${times} then
        raise exception 'refused' using errcode = '${code}';
      end if;
      return new;
    end $$`)
  await h.rows('create trigger refuses before update on conversation for each row execute function refuse()')
}

async function tried(): Promise<number> {
  const [row] = await h.rows<{ count: number }>(
    `select case when is_called then least(last_value, 1000000) else 0 end::int as count from refusals`,
  )
  return row?.count ?? 0
}
