import type { AgentId } from '@duokefu/engine'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { fanText, type LedgerHarness, sessionOf, startLedgerHarness } from './ledger-harness.ts'

const minute = 60_000
const week = 7 * 24 * 60 * minute
const log = pino({ level: 'silent' })

let h: LedgerHarness
let lin: AgentId

beforeAll(async () => {
  h = await startLedgerHarness()
  lin = await h.addAgent()
})
afterAll(() => h.stop())

async function served(openid: string) {
  await h.fanSays(openid, '客服')
  return sessionOf(await h.desk(openid, { type: 'accept', by: lin, auto: false, aboveMaximum: false }))
}

const goesAway = (texts: readonly string[], inUse: number) =>
  h.pool.query(
    `update agent set status = 'away', away_since = now(), away_reply_on = true, away_replies = $2, away_reply = $3
     where agent_id = $1`,
    [lin, texts, inUse],
  )
const comesBack = () =>
  h.pool.query(`update agent set status = 'online', away_since = null where agent_id = $1`, [lin])

const said = (openid: string) =>
  h.rows<{ purpose: string; text: string }>(
    `select purpose, content->>'text' as text from message where openid = $1 and origin = 'auto' order by seq`,
    [openid],
  )

describe('an agent who is away', () => {
  it('[S18] says the text in use once to each of their customers, also from two processes at once', async () => {
    await served('away-1')
    await served('away-2')
    await goesAway(['我在开会', '我吃饭去了'], 1)
    const other = h.anotherLedger()
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? h.ledger : other).submit(
          fanText(h.accountId, `away-${1 + (index % 2)}`, `第 ${index} 条`),
        ),
      ),
    )
    await h.fanSays('away-1', '人呢')
    for (const openid of ['away-1', 'away-2'])
      expect(await said(openid)).toEqual([{ purpose: 'away', text: '我吃饭去了' }])
    const [queued] = await h.rows<{ payload: unknown; state: string }>(
      `select payload, state from outbox where openid = 'away-2'`,
    )
    const clear = '<xml>我吃饭去了</xml>'
    expect(queued).toEqual({ payload: { type: 'passive', clear, format: 'xml' }, state: 'sending' })

    await comesBack()
    await h.fanSays('away-1', '在吗')
    await goesAway(['我又走了'], 0)
    await h.fanSays('away-1', '？？')
    expect(await said('away-1')).toEqual([
      { purpose: 'away', text: '我吃饭去了' },
      { purpose: 'away', text: '我又走了' },
    ])
    await comesBack()
    await other.stop()
  })

  it('[S18] says nothing once the switch is off, and nothing to others’ customers', async () => {
    await served('away-3')
    await goesAway(['我吃饭去了'], 0)
    await h.fanSays('nobodys', '多少钱')
    await h.pool.query('update agent set away_reply_on = false where agent_id = $1', [lin])
    await h.fanSays('away-3', '在吗')
    expect(await said('away-3')).toEqual([])
    expect(await said('nobodys')).toEqual([])
    await comesBack()
  })
})

describe('held replies', () => {
  it('[L9] end after the account’s time, with a line that says so, and later ones stay', async () => {
    const session = await served('held-long')
    const hold = (text: string) =>
      h.desk(
        'held-long',
        { type: 'reply', by: lin, session, mode: 'hold' },
        { reply: { content: { type: 'text', text, menuId: null }, payload: { type: 'text', text } } },
      )
    await hold('一')
    h.clock.skewMs = 10 * minute
    await hold('二')
    await h.desk('held-long', { type: 'close', by: lin, session, held: 'keep', reason: null })
    const sweep = () =>
      createSweeper({ pool: h.pool, ledger: h.ledger, clock: h.clock, log, drain: () => undefined }).runOnce()
    const held = () =>
      h.rows(
        `select content->>'text' as text, delivery from message
         where openid = 'held-long' and origin = 'agent' order by seq`,
      )
    try {
      h.clock.skewMs = week - minute
      await sweep()
      expect(await held()).toMatchObject([{ delivery: 'held' }, { delivery: 'held' }])
      h.clock.skewMs = week + minute
      await sweep()
      expect(await held()).toEqual([
        { text: '一', delivery: 'cancelled' },
        { text: '二', delivery: 'held' },
      ])
      const [line] = await h.rows(
        `select content->'line' as line, c.held from message m join conversation c using (account_id, openid)
         where openid = 'held-long' order by seq desc limit 1`,
      )
      expect(line).toEqual({ line: { kind: 'held_expired', count: 1 }, held: 1 })
    } finally {
      h.clock.skewMs = 0
    }
  })
})
