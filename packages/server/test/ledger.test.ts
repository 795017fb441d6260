import { randomUUID } from 'node:crypto'
import type { AgentId } from '@duokefu/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Committed } from '../src/conversations/entries.ts'
import { fanText, type LedgerHarness, mallAnswer, sessionOf, startLedgerHarness } from './ledger-harness.ts'

const minute = 60_000

let h: LedgerHarness
let lin: AgentId
let wu: AgentId

beforeAll(async () => {
  h = await startLedgerHarness()
  lin = await h.addAgent()
  wu = await h.addAgent()
})
afterAll(() => h.stop())

const accept = (by: AgentId) => ({ type: 'accept', by, auto: false, aboveMaximum: false }) as const

async function served(openid: string) {
  await h.fanSays(openid, '客服')
  return sessionOf(await h.desk(openid, accept(lin)))
}

describe('fans', () => {
  it('[L2] a keyword hands over, anything else goes to the developer URL or nowhere', async () => {
    expect(await h.fanSays('fan-a', '什么时候发货')).toMatchObject({
      type: 'taken',
      route: { toDesk: false },
    })
    expect(await h.fanSays('fan-a', ' 客服！')).toMatchObject({
      type: 'taken',
      route: { toDesk: true, reason: { kind: 'rule', matched: '客服' } },
    })
    const [row] = await h.rows<{ state: string; unread: number }>(
      `select state, unread from conversation where openid = 'fan-a'`,
    )
    expect(row).toEqual({ state: 'waiting', unread: 1 })
  })

  it('[L2] the line of a hand-over keeps why, as the message does', async () => {
    await h.fanSays('fan-why', '客服')
    const reasons = await h.rows<{ matched: string }>(
      `select reason ->> 'matched' as matched from message where openid = 'fan-why' order by seq`,
    )
    expect(reasons).toEqual([{ matched: '客服' }, { matched: '客服' }])
  })

  it('[L6] the same callback again, fifty times at once, at two processes, is one record', async () => {
    const other = h.anotherLedger()
    const entry = fanText(h.accountId, 'fan-b', '你好')
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? h.ledger : other).submit({ ...entry, attemptId: randomUUID() }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.type === 'taken')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome.type === 'duplicate' && outcome.closed)).toHaveLength(49)
    const [{ count } = { count: 0 }] = await h.rows<{ count: number }>(
      `select count(*)::int as count from message where openid = 'fan-b' and direction = 'in'`,
    )
    expect(count).toBe(1)
    await other.stop()
  })

  it('[L6] an event of nobody at two processes at once is taken once', async () => {
    const other = h.anotherLedger()
    const entry = fanText(h.accountId, 'stranger', '', {
      content: null,
      createsCustomer: false,
      act: { kind: 'event', type: 'VIEW', text: null, key: 'https://shop.example.com/' },
    })
    const outcomes = await Promise.all(
      [h.ledger, other, h.ledger, other].map((ledger) =>
        ledger.submit({ ...entry, attemptId: randomUUID() }),
      ),
    )
    expect(outcomes.map((outcome) => outcome.type).sort()).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'taken',
    ])
    expect(await h.rows(`select 1 from conversation where openid = 'stranger'`)).toEqual([])
    await other.stop()
  })

  it('[L2] who taps a menu and writes in the same moment is a customer all the same', async () => {
    const tap = { kind: 'event', type: 'scancode_push', text: null, key: 'scan' } as const
    const content = { type: 'fan_event', event: 'scancode_push', key: 'scan' } as const
    await Promise.all([
      h.fanSays('tapper', '', { act: tap, content, createsCustomer: false, msgId: 'tap' }),
      h.fanSays('tapper', '你好'),
    ])
    expect(await h.rows(`select openid from customer where openid = 'tapper'`)).toHaveLength(1)
  })

  it('[L16] a thousand messages of ten fans, from two processes: no gap, no double, time never goes back', async () => {
    const other = h.anotherLedger()
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        (index % 3 === 0 ? other : h.ledger).submit(
          fanText(h.accountId, `many-${index % 10}`, `第 ${index} 条`),
        ),
      ),
    )
    const broken = await h.rows(
      `select openid, seq from (
         select openid, seq, at, lag(seq) over w as seq_before, lag(at) over w as at_before
         from message where openid like 'many-%' window w as (partition by openid order by seq)
       ) s where seq <> coalesce(seq_before, 0) + 1 or at < at_before`,
    )
    expect(broken).toEqual([])
    const counts = await h.rows<{ count: number }>(
      `select count(*)::int as count from message where openid like 'many-%' group by openid`,
    )
    expect(counts.map((row) => row.count)).toEqual(Array.from({ length: 10 }, () => 100))
    await other.stop()
  })
})

describe('a callback whose process died while it forwarded', () => {
  it('[L6] is taken over when its lease is over, and the first attempt, should it come back, changes nothing', async () => {
    const developer = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
    const { ledger, accountId, clock } = developer
    try {
      const first = fanText(accountId, 'crashed', '营业时间')
      const second = { ...first, attemptId: randomUUID() }
      expect(await ledger.submit(first)).toMatchObject({ type: 'taken', route: { toDeveloper: true } })
      expect(await ledger.submit(second)).toMatchObject({
        type: 'duplicate',
        closed: false,
        takenOver: false,
      })
      clock.skewMs = 6_000
      expect(await ledger.submit(second)).toMatchObject({ type: 'duplicate', closed: false, takenOver: true })

      const answer = (to: typeof first, text: string) => ledger.submit(mallAnswer(to, text))
      expect(await answer(first, '九点')).toEqual({ type: 'answered', answer: null })
      expect(await answer(second, '十点')).toMatchObject({ answer: { clear: '<xml>十点</xml>' } })
      expect(await ledger.submit({ ...first, attemptId: randomUUID() })).toMatchObject({
        closed: true,
        answer: '<xml>十点</xml>',
      })
      expect(await developer.rows(`select content->>'text' as text from message order by seq`)).toEqual([
        { text: '营业时间' },
        { text: '十点' },
      ])
    } finally {
      await developer.stop()
    }
  })
})

describe('an entry that nobody waits for', () => {
  it('[L16] shares the group of the next one, in its turn', async () => {
    const groups: Committed[] = []
    const stop = h.ledger.onCommitted((committed) => groups.push(committed))
    const soon = h.ledger.submitSoon(fanText(h.accountId, 'oSoon', '一'))
    const now = h.ledger.submit(fanText(h.accountId, 'oSoon', '二'))
    expect(await Promise.all([soon, now])).toMatchObject([{ seq: 1 }, { seq: 2 }])
    stop()
    expect(groups).toHaveLength(1)
  })

  it('[L16] is stored by itself a moment later, and before the ledger is idle', async () => {
    await h.ledger.submitSoon(fanText(h.accountId, 'oSoon', '三'))
    const left = h.ledger.submitSoon(fanText(h.accountId, 'oSoon', '四'))
    await h.ledger.idle()
    expect(await h.rows(`select 1 from message where openid = 'oSoon'`)).toHaveLength(4)
    await left
  })
})

describe('the line of a row', () => {
  it('[S7] stays the fan’s question while the mall’s bot goes on talking', async () => {
    const key = 'm:asks:again'
    const developer = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
    try {
      await developer.fanSays('asks', '客服')
      const asked = fanText(developer.accountId, 'asks', '什么时候发货', { key })
      await developer.ledger.submit(asked)
      await developer.ledger.submit(mallAnswer(asked, '回复 1 查订单'))
      const rows = await developer.rows<{ text: string }>(`select preview->>'text' as text from conversation`)
      expect(rows).toEqual([{ text: '什么时候发货' }])
    } finally {
      await developer.stop()
    }
  })
})

describe('what nobody answered', () => {
  const asked = () =>
    h.rows<{ unread: number; since: boolean }>(
      `select unread, unanswered_since is not null as since from conversation where openid = 'undone'`,
    )

  it('[L14] is still unanswered after a close was undone, and forgotten when they ask anew', async () => {
    const session = await served('undone')
    await h.fanSays('undone', '还有货吗')
    await h.desk('undone', { type: 'close', by: lin, session, held: 'ask', reason: null })
    await h.desk('undone', { type: 'undo_close', by: lin, session })
    expect(await asked()).toEqual([{ unread: 2, since: true }])
    await h.desk('undone', { type: 'close', by: lin, session, held: 'ask', reason: null })
    await h.fanSays('undone', '在吗')
    expect(await asked()).toEqual([{ unread: 1, since: true }])
  })
})

describe('agents', () => {
  it('[S3] fifty accept at once: one wins, the others hear who', async () => {
    await h.fanSays('race', '客服')
    const agents = await Promise.all(Array.from({ length: 50 }, () => h.addAgent()))
    const other = h.anotherLedger()
    const outcomes = await Promise.all(
      agents.map((agent, index) =>
        (index % 2 === 0 ? h.ledger : other).submit({
          type: 'desk',
          accountId: h.accountId,
          openid: 'race',
          commandId: randomUUID(),
          command: accept(agent),
          reply: null,
        }),
      ),
    )
    const winners = outcomes.filter((outcome) => outcome.type === 'done')
    expect(winners).toHaveLength(1)
    const [row] = await h.rows<{ agent_id: string }>(
      `select agent_id from conversation where openid = 'race'`,
    )
    const losers = outcomes.filter((outcome) => outcome.type === 'refused')
    expect(losers).toHaveLength(49)
    for (const loser of losers)
      expect(loser).toMatchObject({ refusal: { code: 'already_served', by: row?.agent_id } })
    await other.stop()
  })

  it('[S8] an agent of one place takes one of two customers, also from two processes', async () => {
    const narrow = await h.addAgent({ maximum: 1 })
    await Promise.all([h.fanSays('place-1', '客服'), h.fanSays('place-2', '客服')])
    const other = h.anotherLedger()
    const outcomes = await Promise.all(
      (['place-1', 'place-2'] as const).map((openid, index) =>
        (index === 0 ? h.ledger : other).submit({
          type: 'desk',
          accountId: h.accountId,
          openid,
          commandId: randomUUID(),
          command: accept(narrow),
          reply: null,
        }),
      ),
    )
    expect(outcomes.map((outcome) => outcome.type).sort()).toEqual(['done', 'refused'])
    await other.stop()
  })

  it('[L8] the same command again changes nothing and hears the first outcome', async () => {
    const session = await served('twice')
    const id = randomUUID()
    const first = await h.reply('twice', lin, session, '您好', id)
    const again = await h.reply('twice', lin, session, '您好', id)
    expect(again).toMatchObject({ type: 'done', message: { clientId: id } })
    expect(first.type === 'done' && again.type === 'done' && again.message?.seq === first.message?.seq).toBe(
      true,
    )
    expect(await h.rows(`select seq from outbox where openid = 'twice'`)).toHaveLength(1)
  })

  it('[L8] an automatic text that failed and is dealt with hides no trouble of an agent’s', async () => {
    const session = await served('troubled')
    const greeted = await h.rows<{ seq: string }>(
      `insert into message (account_id, openid, seq, at, version, direction, origin, content, delivery)
       select account_id, openid, next_seq, last_at, version, 'out', 'auto', '{"type": "text", "text": "您好", "menuId": null}', 'failed'
       from conversation where openid = 'troubled' returning seq`,
    )
    await h.rows(`update conversation set next_seq = next_seq + 1 where openid = 'troubled'`)
    const own = await h.reply('troubled', lin, session, '今天发货')
    const seq = own.type === 'done' ? (own.message?.seq ?? 0) : 0
    await h.rows(`update outbox set state = 'sending' where openid = 'troubled' and seq = $1`, [seq])
    await h.ledger.submit({
      type: 'delivered',
      accountId: h.accountId,
      openid: 'troubled',
      seq,
      result: { state: 'failed', errcode: 40003, errmsg: 'invalid openid' },
    })
    const failed = () => h.rows(`select failed from conversation where openid = 'troubled'`)
    await h.desk('troubled', { type: 'discard', by: lin, seq: Number(greeted[0]?.seq) })
    expect(await failed()).toEqual([{ failed: 1 }])
    await h.desk('troubled', { type: 'discard', by: lin, seq })
    expect(await failed()).toEqual([{ failed: 0 }])
  })

  it('[L4] at thirty silent minutes the reply is refused and the fan is nobody’s', async () => {
    const session = await served('silent')
    h.clock.skewMs = 30 * minute
    try {
      expect(await h.reply('silent', lin, session, '还在吗')).toMatchObject({
        type: 'refused',
        refusal: { code: 'session_ended' },
        conversation: { subject: { conversation: { state: 'none' } } },
      })
      const [ended] = await h.rows<{ end_reason: string; ended: boolean }>(
        `select end_reason, ended_at is not null as ended from session where openid = 'silent'`,
      )
      expect(ended).toEqual({ end_reason: 'timeout', ended: true })
    } finally {
      h.clock.skewMs = 0
    }
  })

  it('[L14] loads follow every way in and out of a conversation', async () => {
    const session = await served('loads')
    await h.desk('loads', {
      type: 'transfer',
      by: lin,
      session,
      to: { kind: 'agent', agent: wu },
      note: '要补发票',
    })
    const taken = await h.desk('loads', { type: 'take_back', by: lin })
    await h.desk('loads', { type: 'close', by: lin, session: sessionOf(taken), held: 'ask', reason: null })
    await h.desk('loads', { type: 'undo_close', by: lin, session: sessionOf(taken) })
    await h.engine('loads', { type: 'agent_left', agent: lin })
    const wrong = await h.rows(
      `select l.agent_id from agent_load l where l.serving <> (
         select count(*) from conversation c where c.account_id = l.account_id and c.agent_id = l.agent_id)`,
    )
    expect(wrong).toEqual([])
    const open = await h.rows(
      `select s.session_id from session s where s.openid = 'loads' and s.ended_at is null`,
    )
    expect(open).toEqual([])
  })

  it('[S13] the switch holds in the very next group of every process', async () => {
    const session = await served('switch')
    const other = h.anotherLedger()
    await other.submit(fanText(h.accountId, 'switch-warm', '你好'))
    await h.pool.query('update account set interface_on = false, config_version = config_version + 1')
    try {
      expect(await other.submit(fanText(h.accountId, 'switch', '在吗'))).toMatchObject({
        type: 'taken',
        route: { toDesk: false, reason: { kind: 'interface_off' } },
      })
      expect(await h.reply('switch', lin, session, '您好')).toMatchObject({ type: 'refused' })
    } finally {
      await h.pool.query('update account set interface_on = true, config_version = config_version + 1')
      await other.stop()
    }
  })
})

describe('delivery', () => {
  const settle = (openid: string, seq: number, result: Parameters<typeof deliver>[2]) =>
    deliver(openid, seq, result)
  async function deliver(
    openid: string,
    seq: number,
    result: { state: 'sent' } | { state: 'no_quota'; errcode: number; errmsg: string },
  ) {
    await h.pool.query(`update outbox set state = 'sending' where openid = $1 and seq = $2`, [openid, seq])
    return h.ledger.submit({ type: 'delivered', accountId: h.accountId, openid, seq, result })
  }

  it('[L9] WeChat’s no holds this reply and those behind it; the fan’s next message lets them go in order', async () => {
    const session = await served('held')
    const seqs: number[] = []
    for (const text of ['一', '二', '三']) {
      const outcome = await h.reply('held', lin, session, text)
      if (outcome.type === 'done' && outcome.message !== null) seqs.push(outcome.message.seq)
    }
    await settle('held', seqs[0] ?? 0, {
      state: 'no_quota',
      errcode: 45047,
      errmsg: 'out of response count limit',
    })
    const held = await h.rows<{ delivery: string }>(
      `select delivery from message where openid = 'held' and seq = any($1) order by seq`,
      [seqs],
    )
    expect(held.map((row) => row.delivery)).toEqual(['held', 'held', 'held'])

    await h.fanSays('held', '好的')
    const open = await h.rows<{ seq: string; state: string }>(
      `select seq, state from outbox where openid = 'held' order by seq`,
    )
    expect(open).toEqual(seqs.map((seq) => ({ seq: String(seq), state: 'pending' })))
    const [row] = await h.rows<{ held: number; quota_left: number }>(
      `select held, quota_left from conversation where openid = 'held'`,
    )
    expect(row).toEqual({ held: 0, quota_left: 2 })
  })

  it('[L9] WeChat’s no and the fan’s next message in the same moment: the reply goes out, and is held nowhere', async () => {
    const session = await served('both')
    const outcome = await h.reply('both', lin, session, '您好')
    const seq = outcome.type === 'done' ? (outcome.message?.seq ?? 0) : 0
    await h.pool.query(`update outbox set state = 'sending' where openid = 'both'`)
    const refused = { state: 'no_quota', errcode: 45047, errmsg: 'out of response count limit' } as const
    // In one group: submitted in the same turn of the event loop.
    await Promise.all([
      h.ledger.submit({ type: 'delivered', accountId: h.accountId, openid: 'both', seq, result: refused }),
      h.fanSays('both', '好的'),
    ])
    const rows = await h.rows(
      `select o.state, m.delivery, c.held from outbox o
         join message m using (account_id, openid, seq) join conversation c using (account_id, openid)
       where openid = 'both'`,
    )
    expect(rows).toEqual([{ state: 'pending', delivery: 'sending', held: 0 }])
  })

  it('[L8] told twice that it was sent, it counts once', async () => {
    const session = await served('sent')
    const outcome = await h.reply('sent', lin, session, '您好')
    const seq = outcome.type === 'done' ? (outcome.message?.seq ?? 0) : 0
    const before = await h.rows<{ replies: number }>(
      `select sum(replies)::int as replies from agent_hour where agent_id = $1`,
      [lin],
    )
    await settle('sent', seq, { state: 'sent' })
    await h.ledger.submit({
      type: 'delivered',
      accountId: h.accountId,
      openid: 'sent',
      seq,
      result: { state: 'sent' },
    })
    const after = await h.rows<{ replies: number }>(
      `select sum(replies)::int as replies from agent_hour where agent_id = $1`,
      [lin],
    )
    expect((after[0]?.replies ?? 0) - (before[0]?.replies ?? 0)).toBe(1)
  })

  it('[L9] a reply that is held while the fan writes goes out, and blocks nobody', async () => {
    const session = await served('crossing')
    const [held] = await Promise.all([
      h.desk(
        'crossing',
        { type: 'reply', by: lin, session, mode: 'hold' },
        {
          reply: {
            content: { type: 'text', text: '明天发货', menuId: null },
            payload: { type: 'text', text: '明天发货' },
          },
        },
      ),
      h.fanSays('crossing', '什么时候发货'),
    ])
    const seq = held.type === 'done' ? held.message?.seq : null
    const open = await h.rows(
      `select o.seq::float8, o.state, m.delivery from outbox o join message m using (account_id, openid, seq)
       where openid = 'crossing'`,
    )
    expect(open).toEqual([{ seq, state: 'pending', delivery: 'sending' }])
  })

  it('[L8] an attempt that is told of again does not free a reply that is being sent anew', async () => {
    const session = await served('again')
    const outcome = await h.reply('again', lin, session, '您好')
    const seq = outcome.type === 'done' ? (outcome.message?.seq ?? 0) : 0
    const claim = () => h.pool.query(`update outbox set state = 'sending' where openid = 'again'`)
    const busy = { state: 'again', at: Date.now(), errcode: -1, errmsg: 'system error' } as const
    const tell = () =>
      h.ledger.submit({
        type: 'delivered',
        accountId: h.accountId,
        openid: 'again',
        seq,
        attempts: 0,
        result: busy,
      })
    const state = async () =>
      (await h.rows<{ state: string }>(`select state from outbox where openid = 'again'`))[0]?.state
    await claim()
    await tell()
    expect(await state()).toBe('pending')
    await claim()
    await tell()
    expect(await state()).toBe('sending')
  })
})
