import { randomUUID } from 'node:crypto'
import type { AgentId, SessionId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ledger } from '../src/conversations/entries.ts'
import { createKept, type Kept } from '../src/conversations/kept.ts'
import { type ConversationRow, conversationColumns, conversationOf } from '../src/conversations/rows.ts'
import { fanText, type LedgerHarness, mallAnswer, sessionOf, startLedgerHarness } from './ledger-harness.ts'
import { patient } from './patience.ts'
import { oneOf, randomFrom } from './random.ts'

const read = ['ledger.begin', 'ledger.lock']
const kept = ['ledger.begin', 'ledger.lockIfSo']

let h: LedgerHarness
let lin: AgentId
let fan: string
let memory: Kept
let ledger: Ledger
let asked: string[]

beforeAll(async () => {
  h = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
  lin = await h.addAgent()
})
afterAll(() => h.stop())

/** Each test has a ledger that has committed one message of a fan of its own; `h.ledger` is the other process. */
beforeEach(async () => {
  fan = `o${randomUUID()}`
  const { pool, asked: names } = h.heardPool()
  asked = names
  // So far ahead that no pause of this machine makes a group be read again.
  memory = createKept(() => performance.now(), 500)
  ledger = h.anotherLedger(pool, memory)
  await ledger.submit(says('发货了吗'))
  names.length = 0
  return () => ledger.stop()
})

const says = (text: string, part = {}) => fanText(h.accountId, fan, text, part)

/** The ways that groups went since the last look. */
function ways(): string[][] {
  const names = asked.splice(0)
  const starts = names.flatMap((name, index) => (name === 'ledger.begin' ? [index] : []))
  return starts.map((start) => names.slice(start, start + 2))
}

async function texts(): Promise<string[]> {
  const rows = await h.rows<{ text: string }>(
    `select content->>'text' as text from message where openid = $1 and content->>'type' = 'text' order by seq`,
    [fan],
  )
  return rows.map(({ text }) => text)
}

describe('[L16] a group whose facts are kept', () => {
  it('is one flight: nothing is read, and what is so is locked', async () => {
    await ledger.submit(says('明天呢'))
    const names = asked.splice(0)
    expect(names).toEqual([
      'ledger.begin',
      'ledger.lockIfSo',
      'ledger.traffic',
      'ledger.insertMessages',
      'ledger.insertReceipts',
      'ledger.notify',
      'ledger.commit',
    ])
    expect(await texts()).toEqual(['发货了吗', '明天呢'])
  })

  it('goes with the answer of the developer URL as well', async () => {
    const entry = says('几点开门')
    expect(await ledger.submit(entry)).toMatchObject({ route: { toDeveloper: true } })
    const answer = await ledger.submit(mallAnswer(entry, '九点'))
    expect(answer).toMatchObject({ answer: { clear: '<xml>九点</xml>', seq: 3 } })
    expect(ways()).toEqual([kept, kept])
    expect(await ledger.submit({ ...entry, attemptId: randomUUID() })).toMatchObject({
      type: 'duplicate',
      answer: '<xml>九点</xml>',
    })
    expect(await texts()).toEqual(['发货了吗', '几点开门', '九点'])
  })

  it('is read again after another process wrote to the customer, and nothing is lost or doubled', async () => {
    await h.ledger.submit(says('乙'))
    expect(await ledger.submit(says('丙'))).toMatchObject({ seq: 3 })
    expect(ways()).toEqual([kept, read])
    expect(await ledger.submit(says('丁'))).toMatchObject({ seq: 4 })
    expect(ways()).toEqual([kept])
    expect(await texts()).toEqual(['发货了吗', '乙', '丙', '丁'])
  })

  it('is read again when another process wrote while its lock was waited for', async () => {
    const other = await h.pool.connect()
    try {
      await other.query('begin')
      await other.query('update conversation set version = version + 1, unread = 41 where openid = $1', [fan])
      const taken = ledger.submit(says('同时'))
      const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
      await vi.waitFor(async () => expect(await h.rows(waits)).toHaveLength(1), patient)
      await other.query('commit')
      expect(await taken).toMatchObject({ seq: 2 })
    } finally {
      other.release()
    }
    expect(ways()).toEqual([kept, read])
    expect(memory.customer(h.accountId, fan)?.record).toMatchObject({ unread: 41, version: 3 })
  })

  it('is read again when its callback was taken elsewhere', async () => {
    const entry = says('一次')
    await h.ledger.submit(entry)
    const [one, other] = await Promise.all([
      ledger.submit({ ...entry, attemptId: randomUUID() }),
      ledger.submit(says('然后')),
    ])
    expect(one).toMatchObject({ type: 'duplicate' })
    expect(other).toMatchObject({ seq: 3 })
    expect(await texts()).toEqual(['发货了吗', '一次', '然后'])
  })

  it('[L3] hears of an agent who took the customer at another process', async () => {
    await h.ledger.submit(says('客服'))
    const session = sessionOf(
      await h.desk(fan, { type: 'accept', by: lin, auto: false, aboveMaximum: false }),
    )
    expect(await ledger.submit(says('有货吗'))).toMatchObject({ route: { toDesk: true } })
    expect(ways()).toEqual([kept, read])
    await ledger.submit(says('还在吗'))
    expect(ways()).toEqual([kept])
    await h.desk(fan, { type: 'close', by: lin, session, held: 'cancel', reason: null })
    expect(await ledger.submit(says('好的'))).toMatchObject({ route: { toDeveloper: true } })
  })

  it('[S18] hears that the agent has gone away, and says so to the customer', async () => {
    await h.ledger.submit(says('客服'))
    await h.desk(fan, { type: 'accept', by: lin, auto: false, aboveMaximum: false })
    await ledger.submit(says('有货吗'))
    await h.pool.query(
      `update agent set status = 'away', away_since = now(), away_reply_on = true, away_replies = '{午休中}', away_reply = 0
       where agent_id = $1`,
      [lin],
    )
    try {
      expect(await ledger.submit(says('在吗'))).toMatchObject({ answer: { clear: '<xml>午休中</xml>' } })
      expect(await ledger.submit(says('好吧'))).toMatchObject({ answer: null })
    } finally {
      await h.pool.query(`update agent set status = 'online', away_reply_on = false where agent_id = $1`, [
        lin,
      ])
    }
  })

  it('[L17] obeys a switch that another process has turned', async () => {
    expect(await ledger.submit(says('明天呢'))).toMatchObject({ route: { reason: { kind: 'no_rule' } } })
    const turn = (on: boolean) =>
      h.pool.query('update account set interface_on = $1, config_version = config_version + 1', [on])
    await turn(false)
    try {
      ways()
      expect(await ledger.submit(says('今天呢'))).toMatchObject({
        route: { reason: { kind: 'interface_off' } },
      })
      expect(ways()).toEqual([kept, read])
    } finally {
      await turn(true)
    }
  })

  it('[L6] gives no answer for a callback that another attempt has taken over', async () => {
    const entry = says('慢')
    await ledger.submit(entry)
    await h.pool.query('update receipt set attempt_id = $1 where key = $2', [randomUUID(), entry.key])
    ways()
    expect(await ledger.submit(mallAnswer(entry, '太晚'))).toEqual({ type: 'answered', answer: null })
    expect(ways()).toEqual([kept, read])
    expect(await texts()).toEqual(['发货了吗', '慢'])
  })

  it('[L16] tells the time of the database, whatever this machine thinks meanwhile', async () => {
    let steady = 0
    const slow = createKept(() => steady)
    const { pool, asked: names } = h.heardPool()
    const other = h.anotherLedger(pool, slow)
    try {
      await other.submit(says('一'))
      steady = 3_600_000
      names.length = 0
      await other.submit(says('二'))
      expect(names.filter((name) => name.startsWith('ledger.lock'))).toEqual([
        'ledger.lockIfSo',
        'ledger.lock',
      ])
      const [row] = await h.rows<{ off: number }>(
        `select abs(date_part('epoch', now() - max(at)))::float8 as off from message where openid = $1`,
        [fan],
      )
      expect(row?.off).toBeLessThan(60)
    } finally {
      await other.stop()
    }
  })

  it('a group that fails leaves what is kept as it was', async () => {
    const tooLong = says('太长', { msgId: 'x'.repeat(200_000) })
    const [bad, good] = await Promise.allSettled([
      ledger.submit({ ...tooLong, sentAt: Number.NaN }),
      ledger.submit(says('好')),
    ])
    expect(bad.status).toBe('rejected')
    expect(good).toMatchObject({ status: 'fulfilled', value: { seq: 2 } })
    expect(await texts()).toEqual(['发货了吗', '好'])
  })
})

describe('what is kept', () => {
  it('[L16] is what a reader would find, after anything that two processes did (400 steps)', async () => {
    const random = randomFrom(20_261_123)
    const pick = <Value>(values: readonly [Value, ...Value[]]) => oneOf(random, values)
    const fans = Array.from({ length: 6 }, () => `o${randomUUID()}`) as [string, ...string[]]
    const said: Record<string, number> = {}
    for (let step = 0; step < 400; step += 1) {
      const at = pick([ledger, ledger, ledger, h.ledger])
      const openid = pick(fans)
      const text = pick(['客服', '在吗', '在吗', '在吗', '谢谢'])
      await Promise.all(
        Array.from({ length: pick([1, 1, 2, 3]) }, async () => {
          const entry = fanText(h.accountId, openid, text)
          said[openid] = (said[openid] ?? 0) + 1
          const taken = await at.submit(entry)
          if (taken.type === 'taken' && taken.route.toDeveloper)
            await pick([ledger, at]).submit(mallAnswer(entry, pick([null, '机器人'])))
        }),
      )
      const row = memory.customer(h.accountId, openid)
      const [found] = await h.rows<ConversationRow & { xmin: string }>(
        `select ${conversationColumns}, c.xmin::text as xmin from conversation c where openid = $1`,
        [openid],
      )
      if (found === undefined) throw new Error('no such customer')
      if (row?.xmin === found.xmin) expect(row.record).toEqual(conversationOf(found))
      if (random() < 0.2) await move(openid, found, random)
    }
    const rows = await h.rows<{ openid: string; count: number; last: number }>(
      `select openid, count(*) filter (where direction = 'in')::int as count, max(seq) = count(*) as last
       from message where openid = any($1) group by 1`,
      [fans],
    )
    expect(rows.map(({ openid, count, last }) => [openid, count, last]).sort()).toEqual(
      Object.entries(said)
        .map(([openid, count]) => [openid, count, true])
        .sort(),
    )
  })
})

/** Somebody takes, leaves or reads the customer, at the other process. */
async function move(openid: string, row: ConversationRow, random: () => number): Promise<void> {
  const session = row.session_id
  if (row.state === 'waiting')
    await h.desk(openid, { type: 'accept', by: lin, auto: false, aboveMaximum: true })
  else if (row.state === 'serving' && random() < 0.5)
    await h.desk(openid, { type: 'read', by: lin, seq: row.next_seq - 1 })
  else if (row.state === 'serving' && session !== null)
    await h.desk(openid, {
      type: 'close',
      by: lin,
      session: session as SessionId,
      held: 'cancel',
      reason: null,
    })
}
