import { randomUUID } from 'node:crypto'
import type { Settings } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fanOf, type LedgerFan } from './ledger-fan.ts'
import {
  clearOf,
  fanText,
  type LedgerHarness,
  mallAnswer,
  sessionOf,
  startLedgerHarness,
} from './ledger-harness.ts'

let h: LedgerHarness
let fan: LedgerFan
beforeAll(async () => {
  h = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
})
afterAll(() => h.stop())
beforeEach(async () => {
  fan = fanOf(h, `says-${randomUUID()}`)
  h.clock.skewMs = 0
  await h.pool.query('update agent set left_at = now()')
  await h.configure({})
})

const followText: Settings['rules'][number] = {
  id: 'follow-text',
  name: '关注回复',
  enabled: true,
  when: [{ type: 'follow' }],
  action: { type: 'answer', text: '欢迎关注' },
}

describe('the answer to a callback', () => {
  it('[L15] is the follow text when the developer URL has no word, and costs nothing', async () => {
    await h.configure({ rules: [followText] })
    const { taken, answered } = await fan.through(fan.follows(), null)
    expect(clearOf(taken)).toBeNull()
    expect(clearOf(answered)).toBe('<xml>欢迎关注</xml>')
    expect(await fan.out()).toMatchObject([{ purpose: 'follow', text: '欢迎关注', passive: true }])
    expect(await fan.quota()).toEqual({ left: 3, flight: 0 })
  })

  it('[L15] is the developer URL’s word; the follow text goes out behind it and costs one', async () => {
    await h.configure({ rules: [followText] })
    const { answered } = await fan.through(fan.follows(), '商城欢迎您')
    expect(clearOf(answered)).toBe('<xml>商城欢迎您</xml>')
    expect(await fan.out()).toMatchObject([
      { origin: 'mall', text: '商城欢迎您', passive: true },
      { origin: 'auto', purpose: 'follow', passive: false },
    ])
    expect(await fan.quota()).toEqual({ left: 2, flight: 1 })
  })

  it('[L15] is the same for a repeat of WeChat’s', async () => {
    await h.configure({ defaultReply: '已收到' })
    const entry = fan.says('在不在')
    const { answered } = await fan.through(entry, null)
    expect(clearOf(answered)).toBe('<xml>已收到</xml>')
    const again = await h.ledger.submit({ ...entry, attemptId: randomUUID() })
    expect(again).toMatchObject({ type: 'duplicate', closed: true, answer: '<xml>已收到</xml>' })
    expect(await fan.out()).toHaveLength(1)
  })

  it('[L15] of a rule’s material is an article, of a picture success, since that has to be uploaded', async () => {
    const link = {
      type: 'link',
      title: '新品',
      description: '',
      url: 'https://shop.example',
      picUrl: null,
    } as const
    const when = [{ type: 'text_equals', words: ['新品'] }] as const
    const rule = { id: 'r', name: '新品', enabled: true, when }
    await h.configure({ rules: [{ ...rule, action: { type: 'send', reply: link } }] })
    expect(clearOf(await h.ledger.submit(fan.says('新品')))).toContain('https://shop.example')
    const key = randomUUID()
    await h.pool.query(
      `insert into media (account_id, media_key, state, mime, bytes, digest, created_at)
       values ($1, $2, 'ready', 'image/png', 9, 'd', now())`,
      [h.accountId, key],
    )
    await h.configure({
      rules: [{ ...rule, action: { type: 'send', reply: { type: 'image', mediaKey: key } } }],
    })
    expect(clearOf(await h.ledger.submit(fan.says('新品')))).toBeNull()
    const [picture] = await h.rows(
      `select m.content->'media'->>'mime' as mime, o.payload from message m join outbox o using (openid, seq)
       where m.openid = $1 and m.content->>'type' = 'image'`,
      [fan.openid],
    )
    expect(picture).toEqual({ mime: 'image/png', payload: { type: 'image', mediaKey: key } })
    expect(await fan.quota()).toEqual({ left: 4, flight: 1 })
  })

  it('[L15] does not overtake a reply of an agent that is on its way', async () => {
    const agent = await h.addAgent()
    await h.configure({ defaultReply: '已收到' })
    await h.ledger.submit(fan.says('客服'))
    const session = sessionOf(
      await h.desk(fan.openid, { type: 'accept', by: agent, auto: false, aboveMaximum: false }),
    )
    await h.reply(fan.openid, agent, session, '您好')
    await h.desk(fan.openid, { type: 'close', by: agent, session, held: 'ask', reason: null })
    const { answered } = await fan.through(fan.says('谢谢'), null)
    expect(clearOf(answered)).toBeNull()
    expect(await fan.out()).toMatchObject([
      { origin: 'agent', passive: false },
      { purpose: 'default', passive: false },
    ])
    expect(await fan.quota()).toEqual({ left: 3, flight: 2 })
  })

  it('[L15] that is too late goes out as a message, and costs one, once', async () => {
    await h.configure({ defaultReply: '已收到' })
    await fan.through(fan.says('在不在'), null)
    const [{ seq } = { seq: 0 }] = await h.rows<{ seq: number }>(
      `select seq::int from outbox where openid = $1 and passive`,
      [fan.openid],
    )
    const again = { state: 'again', at: Date.now(), errcode: null, errmsg: 'late' } as const
    await h.ledger.submit({
      type: 'delivered',
      accountId: h.accountId,
      openid: fan.openid,
      seq,
      result: again,
    })
    expect(await fan.quota()).toEqual({ left: 4, flight: 1 })
    await h.pool.query(`update outbox set state = 'sending' where openid = $1`, [fan.openid])
    await h.ledger.submit({
      type: 'delivered',
      accountId: h.accountId,
      openid: fan.openid,
      seq,
      result: again,
    })
    await h.pool.query(`update outbox set state = 'sending' where openid = $1`, [fan.openid])
    const sent = { state: 'sent' } as const
    await h.ledger.submit({
      type: 'delivered',
      accountId: h.accountId,
      openid: fan.openid,
      seq,
      result: sent,
    })
    expect(await fan.quota()).toEqual({ left: 4, flight: 0 })
  })
})

describe('the greeting of an agent who accepts while the developer URL is asked', () => {
  const accept = (by: string) =>
    h.desk(fan.openid, { type: 'accept', by: by as never, auto: false, aboveMaximum: false })
  const agentWhoGreets = async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set greeting = '您好，我是小林' where agent_id = $1`, [agent])
    await h.ledger.submit(fan.says('客服'))
    return agent
  }

  it('[L15] comes behind the developer URL’s word, as a message', async () => {
    const agent = await agentWhoGreets()
    const asked = fan.says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(await fan.out()).toEqual([])
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, '有货')))).toBe('<xml>有货</xml>')
    expect(await fan.out()).toMatchObject([
      { origin: 'mall', passive: true },
      { purpose: 'greeting', text: '您好，我是小林', passive: false },
    ])
  })

  it('[L15] is the answer itself when the developer URL has no word, and costs nothing', async () => {
    const agent = await agentWhoGreets()
    const asked = fan.says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, null)))).toBe('<xml>您好，我是小林</xml>')
    expect(await fan.quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L15] is a message when WeChat has heard success meanwhile', async () => {
    const agent = await agentWhoGreets()
    const asked = fan.says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, null, { answered: true })))).toBeNull()
    expect(await fan.out()).toMatchObject([{ purpose: 'greeting', passive: false }])
  })

  it('[L15] waits for all that was asked, and for nothing that has its answer', async () => {
    const agent = await agentWhoGreets()
    const [first, second, third] = [fan.says('一'), fan.says('二'), fan.says('三')]
    for (const each of [first, second, third]) await h.ledger.submit(each)
    await h.ledger.submit(mallAnswer(first, null))
    await accept(agent)
    await h.ledger.submit(mallAnswer(third, '三？'))
    expect(await fan.out()).toMatchObject([{ text: '三？' }])
    await h.ledger.submit(mallAnswer(second, '二？'))
    expect(await fan.out()).toMatchObject([{ text: '三？' }, { text: '二？' }, { purpose: 'greeting' }])
  })

  it('[L15] comes before the agent’s own first word, whoever is still asked', async () => {
    const agent = await agentWhoGreets()
    const asked = fan.says('有货吗')
    await h.ledger.submit(asked)
    const session = sessionOf(await accept(agent))
    await h.reply(fan.openid, agent, session, '有的')
    await h.ledger.submit(mallAnswer(asked, null))
    expect(await fan.out()).toMatchObject([{ purpose: 'greeting' }, { origin: 'agent', text: '有的' }])
  })

  it('[L15] is said when nobody is left to tell of the answer, and not after the session', async () => {
    const agent = await agentWhoGreets()
    await h.ledger.submit(fan.says('有货吗'))
    await accept(agent)
    h.clock.skewMs = 7_000
    await h.engine(fan.openid, { type: 'clock' })
    expect(await fan.out()).toMatchObject([{ purpose: 'greeting', passive: false }])

    fan = fanOf(h, `says-${randomUUID()}`)
    const other = await agentWhoGreets()
    await h.ledger.submit(fan.says('有货吗'))
    const session = sessionOf(await accept(other))
    await h.desk(fan.openid, { type: 'close', by: other, session, held: 'ask', reason: null })
    h.clock.skewMs = 20_000
    await h.engine(fan.openid, { type: 'clock' })
    expect(await fan.out()).toEqual([])
  })
})

describe('a customer whom somebody is free for', () => {
  const auto = async (maximum = 10) => {
    await h.pool.query(`delete from conversation where state = 'waiting'`)
    const agent = await h.addAgent({ autoAccept: true, maximum })
    await h.pool.query(`update agent set greeting = '您好，我是小林' where agent_id = $1`, [agent])
    return agent
  }
  const served = async (id = fan.openid) =>
    (
      await h.rows<{ agent: string | null; unread: number; waited: number | null }>(
        `select c.agent_id::text as agent, c.unread,
           date_part('epoch', s.started_at - s.waiting_since)::float8 as waited
         from conversation c left join session s using (session_id) where c.openid = $1`,
        [id],
      )
    )[0]

  it('[L3] [L15] is served at once, and greeted in the answer to the callback for nothing', async () => {
    const agent = await auto()
    await h.configure({ queueNotice: '请稍等' }, null)
    expect(clearOf(await h.ledger.submit(fan.says('客服')))).toBe('<xml>您好，我是小林</xml>')
    expect(await served()).toEqual({ agent, unread: 1, waited: 0 })
    expect(await fan.lines()).toEqual(['handed_over', 'accepted'])
    expect(await fan.quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L3] [L15] so is whom the developer URL hands over', async () => {
    const agent = await auto()
    const { answered } = await fan.through(fan.says('找人'), null, {
      handOver: { to: null, kfAccount: null, clear: null },
    })
    expect(clearOf(answered)).toBe('<xml>您好，我是小林</xml>')
    expect(await served()).toMatchObject({ agent, unread: 1 })
  })

  it('[L15] a tap that the developer URL hears of too is answered by that first', async () => {
    await auto()
    const when = [{ type: 'menu_key', keys: ['service'] }] as const
    await h.configure({
      rules: [{ id: 'tap', name: '人工', enabled: true, when, action: { type: 'hand_over', to: null } }],
    })
    const tap = fan.follows({
      act: { kind: 'event', type: 'CLICK', text: null, key: 'service' },
      content: { type: 'fan_event', event: 'CLICK', key: 'service' },
    })
    expect(clearOf((await fan.through(tap, '正在为您转接')).answered)).toBe('<xml>正在为您转接</xml>')
    expect(await fan.out()).toMatchObject([{ origin: 'mall' }, { purpose: 'greeting', passive: false }])
  })

  it('[L3] overtakes nobody, and no maximum', async () => {
    const agent = await auto(1)
    await h.configure({}, null)
    const two = [`${fan.openid}-1`, `${fan.openid}-2`]
    await Promise.all(two.map((id) => h.ledger.submit(fanText(h.accountId, id, '客服'))))
    const states = await Promise.all(two.map((id) => served(id)))
    expect(states.map((state) => state?.agent ?? null).sort()).toEqual([agent, null])
    await h.pool.query('update agent set maximum = 5 where agent_id = $1', [agent])
    await h.ledger.submit(fan.says('客服'))
    expect(await served()).toMatchObject({ agent: null })
  })
})

describe('a process that dies between the two commits', () => {
  it('[L6] [L15] whoever takes the callback over says what waited, once; the first one changes nothing any more', async () => {
    await h.configure({ rules: [followText] })
    const first = fan.follows()
    await h.ledger.submit(first)
    const second = { ...first, attemptId: randomUUID() }
    h.clock.skewMs = 7_000
    expect(await h.ledger.submit(second)).toMatchObject({ type: 'duplicate', takenOver: true })
    expect(clearOf(await h.ledger.submit(mallAnswer(second, null)))).toBe('<xml>欢迎关注</xml>')
    expect(clearOf(await h.ledger.submit(mallAnswer(first, '商城欢迎您')))).toBeNull()
    expect(await fan.out()).toMatchObject([{ purpose: 'follow', passive: true }])
  })

  it('[L6] a commit whose outcome was lost is known again: nothing is said twice', async () => {
    await h.configure({ defaultReply: '已收到' }, null)
    const entry = fan.says('在不在')
    expect(clearOf(await h.ledger.submit(entry))).toBe('<xml>已收到</xml>')
    expect(await h.ledger.submit(entry)).toMatchObject({ type: 'duplicate', answer: '<xml>已收到</xml>' })
    expect(await fan.out()).toHaveLength(1)
  })
})

describe('an account that uses none of it', () => {
  it('[L2] reads no tags, no queue, no files and no agents for a fan’s message', async () => {
    await h.configure({}, null)
    const { pool, asked } = h.heardPool()
    const ledger = h.anotherLedger(pool)
    try {
      await h.ledger.submit(fan.says('第一条'))
      await ledger.submit(fan.says('第二条'))
      expect(asked).toEqual([
        'ledger.begin',
        'ledger.lock',
        'ledger.receipts',
        'ledger.traffic',
        'ledger.insertMessages',
        'ledger.insertReceipts',
        'ledger.notify',
        'ledger.commit',
      ])
    } finally {
      await ledger.stop()
    }
  })
})
