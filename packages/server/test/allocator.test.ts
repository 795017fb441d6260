import type { AgentId, SessionId } from '@duokefu/engine'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Allocator, createAllocator } from '../src/conversations/allocator.ts'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { type LedgerHarness, sessionOf, startLedgerHarness } from './ledger-harness.ts'

const minute = 60_000
const log = pino({ level: 'silent' })

let h: LedgerHarness
let allocator: Allocator

beforeAll(async () => {
  h = await startLedgerHarness()
  allocator = newAllocator()
  h.ledger.onCommitted((committed) => {
    if (committed.drain) allocator.drain(committed.accountId)
  })
})
afterAll(() => h.stop())
afterEach(async () => {
  h.clock.skewMs = 0
  await settled()
  await h.pool.query(
    'truncate conversation, message, receipt, session, agent_load, agent, presence, command_id, outbox cascade',
  )
})

function newAllocator(ledger = h.ledger): Allocator {
  return createAllocator({ pool: h.pool, ledger, clock: h.clock, log, account: (id) => h.accounts.byId(id) })
}

async function settled(): Promise<void> {
  await h.ledger.idle()
  await allocator.idle()
  await h.ledger.idle()
}

interface Load {
  agent_id: AgentId
  serving: number
}
const loads = () =>
  h.rows<Load>('select agent_id, serving from agent_load where serving > 0 order by agent_id')
const waiting = async () => (await h.rows(`select openid from conversation where state = 'waiting'`)).length

/** Nobody waits for the common queue while an auto-accepting agent has room. */
async function holdsLaw(): Promise<void> {
  const [broken] = await h.rows<{ waiting: number; room: number }>(
    `select (select count(*)::int from conversation where state = 'waiting' and reserved_agent is null) as waiting,
       (select coalesce(sum(g.maximum - coalesce(l.serving, 0)), 0)::int from agent g
          left join agent_load l using (account_id, agent_id)
        where g.auto_accept and g.status = 'online' and g.maximum > coalesce(l.serving, 0)) as room`,
  )
  expect(Math.min(broken?.waiting ?? 0, broken?.room ?? 0)).toBe(0)
}

describe('the allocator', () => {
  it('[S8] gives out the queue evenly, up to each maximum, the longest waiting first', async () => {
    for (let index = 0; index < 12; index += 1) await h.fanSays(`fan-${index}`, '客服')
    const first = await h.addAgent({ autoAccept: true, maximum: 4 })
    const second = await h.addAgent({ autoAccept: true, maximum: 4 })
    allocator.drain(h.accountId)
    await settled()
    expect(await loads()).toEqual([
      { agent_id: first, serving: 4 },
      { agent_id: second, serving: 4 },
    ])
    const left = await h.rows<{ openid: string }>(
      `select openid from conversation where state = 'waiting' order by waiting_since`,
    )
    expect(left.map((row) => row.openid)).toEqual(['fan-8', 'fan-9', 'fan-10', 'fan-11'])
    await holdsLaw()
  })

  it('[L3] takes the next one when room appears, without anybody asking', async () => {
    const agent = await h.addAgent({ autoAccept: true, maximum: 1 })
    await h.fanSays('one', '客服')
    await h.fanSays('two', '客服')
    await settled()
    expect(await waiting()).toBe(1)
    const [serving] = await h.rows<{ openid: string; session_id: SessionId }>(
      `select openid, session_id from conversation where state = 'serving'`,
    )
    if (serving === undefined) throw new Error('nobody is served')
    await h.desk(serving.openid, {
      type: 'close',
      by: agent,
      session: serving.session_id,
      held: 'ask',
      reason: null,
    })
    await settled()
    expect(await waiting()).toBe(0)
    await holdsLaw()
  })

  it('[S7] leaves the queue to those who accept by hand', async () => {
    await h.addAgent()
    await h.fanSays('by-hand', '客服')
    await settled()
    expect(await waiting()).toBe(1)
  })

  it('[L11] gives nobody to an agent who is away or has no open desk', async () => {
    const away = await h.addAgent({ autoAccept: true })
    const gone = await h.addAgent({ autoAccept: true })
    await h.pool.query(`update agent set status = 'away' where agent_id = $1`, [away])
    await h.pool.query('delete from presence where agent_id = $1', [gone])
    await h.fanSays('nobody-there', '客服')
    await settled()
    expect(await waiting()).toBe(1)
  })

  it('[L3] two processes that drain at once exceed no maximum and leave nobody behind', async () => {
    const other = h.anotherLedger()
    const second = newAllocator(other)
    for (let index = 0; index < 30; index += 1) await h.fanSays(`rush-${index}`, '客服')
    for (let index = 0; index < 5; index += 1) await h.addAgent({ autoAccept: true, maximum: 3 })
    for (let round = 0; round < 5; round += 1) {
      allocator.drain(h.accountId)
      second.drain(h.accountId)
    }
    await second.idle()
    await settled()
    expect((await loads()).map((load) => load.serving)).toEqual([3, 3, 3, 3, 3])
    expect(await waiting()).toBe(15)
    await holdsLaw()
    await other.stop()
  })

  it('[L3] two hundred who are kept for somebody away hide nobody behind them', async () => {
    const away = await h.addAgent({ autoAccept: true })
    await h.pool.query(`update agent set status = 'away' where agent_id = $1`, [away])
    await Promise.all(Array.from({ length: 200 }, (_, index) => h.fanSays(`kept-${index}`, '客服')))
    await h.pool.query(`update conversation set reserved_agent = $1`, [away])
    await h.fanSays('behind', '客服')
    await h.addAgent({ autoAccept: true })
    allocator.drain(h.accountId)
    await settled()
    expect(await h.rows(`select openid from conversation where state = 'serving'`)).toEqual([
      { openid: 'behind' },
    ])
    await holdsLaw()
  })

  it('[S23] who puts a customer back is the last to get them again', async () => {
    const giver = await h.addAgent({ autoAccept: true })
    await h.fanSays('put-back', '客服')
    await settled()
    const busy = await h.addAgent({ autoAccept: true })
    await h.fanSays('of-the-other', '客服')
    await settled()
    const [mine] = await h.rows<{ session_id: SessionId }>(
      `select session_id from conversation where agent_id = $1 and openid = 'put-back'`,
      [giver],
    )
    if (mine === undefined) throw new Error('nobody is served')
    const session = mine.session_id
    await h.desk('put-back', { type: 'transfer', by: giver, session, to: { kind: 'everybody' }, note: null })
    await settled()
    expect(await h.rows(`select agent_id from conversation where openid = 'put-back'`)).toEqual([
      { agent_id: busy },
    ])
  })
})

describe('the sweep', () => {
  const sweep = () =>
    createSweeper({ pool: h.pool, ledger: h.ledger, clock: h.clock, log, drain: allocator.drain }).runOnce()

  it('[L4] ends what has been silent for thirty minutes, and nothing a minute before', async () => {
    const agent = await h.addAgent()
    await h.fanSays('silent', '客服')
    await h.desk('silent', { type: 'accept', by: agent, auto: false, aboveMaximum: false })
    h.clock.skewMs = 29 * minute
    expect(await sweep()).toBe(0)
    h.clock.skewMs = 30 * minute + 1_000
    expect(await sweep()).toBe(1)
    const [row] = await h.rows<{ state: string; end_reason: string }>(
      `select state, end_reason from conversation`,
    )
    expect(row).toEqual({ state: 'none', end_reason: 'timeout' })
    expect(await sweep()).toBe(0)
  })

  it('[L3] frees a customer whom the named agent did not take in time', async () => {
    const agent = await h.addAgent()
    const other = await h.addAgent()
    await h.fanSays('named', '客服')
    const session = sessionOf(
      await h.desk('named', { type: 'accept', by: agent, auto: false, aboveMaximum: false }),
    )
    await h.pool.query('delete from presence where agent_id = $1', [other])
    await h.desk('named', {
      type: 'transfer',
      by: agent,
      session,
      to: { kind: 'agent', agent: other },
      note: null,
    })
    const reserved = () => h.rows(`select reserved_agent from conversation where reserved_agent is not null`)
    expect(await reserved()).toEqual([{ reserved_agent: other }])
    h.clock.skewMs = 2 * minute + 1_000
    await sweep()
    expect(await reserved()).toEqual([])
    expect(await waiting()).toBe(1)
  })

  it('[L4] goes on to the others when one customer’s clock can’t be carried out', async () => {
    const agent = await h.addAgent()
    await h.fanSays('broken', '客服')
    await h.desk('broken', { type: 'accept', by: agent, auto: false, aboveMaximum: false })
    await h.pool.query(
      `alter table session add constraint not_now check (ended_at is null or openid <> 'broken')`,
    )
    try {
      h.clock.skewMs = 31 * minute
      await h.fanSays('waits', '客服')
      const drained: string[] = []
      const drain = (id: string) => drained.push(id)
      await createSweeper({ pool: h.pool, ledger: h.ledger, clock: h.clock, log, drain }).runOnce()
      expect(drained).toEqual([h.accountId])
    } finally {
      await h.pool.query('alter table session drop constraint not_now')
    }
  })
})
