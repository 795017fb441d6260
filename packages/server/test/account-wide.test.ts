import { randomUUID } from 'node:crypto'
import type { AgentId } from '@duokefu/engine'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endAllConversations, releaseLeftAgent } from '../src/conversations/account-wide.ts'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { type LedgerHarness, sessionOf, startLedgerHarness } from './ledger-harness.ts'

const log = pino({ level: 'silent' })

let h: LedgerHarness
let lin: AgentId
let wu: AgentId

beforeAll(async () => {
  h = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
  lin = await h.addAgent()
  wu = await h.addAgent()
})
afterAll(() => h.stop())

const ctx = () => ({ pool: h.pool, ledger: h.ledger, log })
const accept = (by: AgentId) => ({ type: 'accept', by, auto: false, aboveMaximum: false }) as const
const sweep = () =>
  createSweeper({ pool: h.pool, ledger: h.ledger, clock: h.clock, log, drain: () => undefined }).runOnce()

async function served(openid: string, by: AgentId) {
  await h.fanSays(openid, '客服')
  return sessionOf(await h.desk(openid, accept(by)))
}

async function hold(openid: string, session: Awaited<ReturnType<typeof served>>) {
  const text = '明天发货'
  await h.desk(
    openid,
    { type: 'reply', by: lin, session, mode: 'hold' },
    { reply: { content: { type: 'text', text, menuId: null }, payload: { type: 'text', text } } },
  )
}

const standing = (like: string) =>
  h.rows<{ openid: string; state: string; cause: string | null; held: number }>(
    'select openid, state, cause, held from conversation where openid like $1 order by openid',
    [like],
  )

async function switchTo(on: boolean) {
  await h.pool.query('update account set interface_on = $1, config_version = config_version + 1', [on])
}

describe('多客服接口 is switched off', () => {
  it('[S13] ends whoever waits or is served, cancels what is held, and queued replies still go out', async () => {
    await h.fanSays('off-waits', '客服')
    const queued = await served('off-served', lin)
    await h.reply('off-served', lin, queued, '您好')
    await hold('off-held', await served('off-held', lin))
    const kept = await served('off-kept', lin)
    await hold('off-kept', kept)
    await h.desk('off-kept', { type: 'close', by: lin, session: kept, held: 'keep', reason: null })
    await switchTo(false)
    try {
      expect(await endAllConversations(ctx(), h.accountId)).toBe(4)
      const rows = await standing('off-%')
      expect(rows.map(({ state, held }) => [state, held])).toEqual([
        ['none', 0],
        ['none', 0],
        ['none', 0],
        ['none', 0],
      ])
      expect(await h.rows(`select openid, state from outbox where openid like 'off-%'`)).toEqual([
        { openid: 'off-served', state: 'pending' },
      ])
      const events = await h.rows<{ openid: string }>(
        `select openid from developer_event where event = 'kf_close_session' and openid in ('off-served', 'off-held')`,
      )
      expect(events).toHaveLength(2)
      expect(await endAllConversations(ctx(), h.accountId)).toBe(0)
    } finally {
      await switchTo(true)
    }
  })

  it('[S13] on again before everybody was reached: nobody else is ended', async () => {
    await served('again', lin)
    await endAllConversations(ctx(), h.accountId)
    expect(await standing('again')).toMatchObject([{ state: 'serving' }])
  })

  it('[S13] what a process that died left open is ended by the sweep', async () => {
    await served('swept', lin)
    await h.fanSays('swept-waits', '客服')
    await switchTo(false)
    try {
      await sweep()
      expect((await standing('swept%')).map(({ state }) => state)).toEqual(['none', 'none'])
      expect(await sweep()).toBe(0)
    } finally {
      await switchTo(true)
    }
  })
})

describe('an agent leaves the account', () => {
  it('[L14] their customers wait again, and what was kept for them is free, once', async () => {
    const leaver = await h.addAgent()
    await served('left-served', leaver)
    await h.fanSays('left-kept', '客服')
    await h.pool.query(`update conversation set reserved_agent = $1 where openid = 'left-kept'`, [leaver])
    await served('left-others', wu)
    await h.pool.query('update agent set left_at = now() where agent_id = $1', [leaver])

    expect(await releaseLeftAgent(ctx(), h.accountId, leaver)).toBe(2)
    expect(await releaseLeftAgent(ctx(), h.accountId, leaver)).toBe(0)
    expect(await standing('left-%')).toMatchObject([
      { openid: 'left-kept', state: 'waiting', cause: 'new' },
      { openid: 'left-others', state: 'serving' },
      { openid: 'left-served', state: 'waiting', cause: 'agent_left' },
    ])
    expect(await h.rows('select serving from agent_load where agent_id = $1', [leaver])).toEqual([
      { serving: 0 },
    ])
    const reserved = await h.rows('select 1 from conversation where reserved_agent is not null')
    expect(reserved).toEqual([])
  })

  it('[L14] what a process that died left with them is given back by the sweep', async () => {
    const leaver = await h.addAgent()
    await served('orphan', leaver)
    await h.pool.query('update agent set left_at = now() where agent_id = $1', [leaver])
    await sweep()
    expect(await standing('orphan')).toMatchObject([{ state: 'waiting', cause: 'agent_left' }])
  })

  it('[L14] nobody who left accepts any more', async () => {
    const leaver = await h.addAgent()
    await h.fanSays('late', '客服')
    await h.pool.query('update agent set left_at = now() where agent_id = $1', [leaver])
    const outcome = await h.desk('late', accept(leaver), { commandId: randomUUID() })
    expect(outcome).toMatchObject({ type: 'refused', refusal: { code: 'agent_unknown' } })
  })
})
