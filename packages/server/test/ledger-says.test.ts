import { randomUUID } from 'node:crypto'
import type { Settings } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnswerEntry, InboundEntry, Outcome } from '../src/conversations/entries.ts'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { fanText, type LedgerHarness, mallAnswer, sessionOf, startLedgerHarness } from './ledger-harness.ts'

let h: LedgerHarness
let openid: string
beforeAll(async () => {
  h = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
})
afterAll(() => h.stop())
beforeEach(async () => {
  openid = `says-${randomUUID()}`
  h.clock.skewMs = 0
  await h.pool.query('update agent set left_at = now()')
  await use({})
})

async function use(settings: Partial<Settings>, developerUrl: string | null = 'http://127.0.0.1:9/wechat') {
  await h.pool.query(
    'update account set settings = $1, developer_url = $2, config_version = config_version + 1',
    [JSON.stringify(settings), developerUrl],
  )
  await h.accounts.refresh(h.accountId)
}

const follows = (part: Partial<InboundEntry> = {}) =>
  fanText(h.accountId, openid, '', {
    act: { kind: 'event', type: 'subscribe', text: null, key: null },
    content: { type: 'fan_event', event: 'subscribe', key: null },
    ...part,
  })
const says = (text: string) => fanText(h.accountId, openid, text)
const followText: Settings['rules'][number] = {
  id: 'follow-text',
  name: '关注回复',
  enabled: true,
  when: [{ type: 'follow' }],
  action: { type: 'answer', text: '欢迎关注' },
}

interface Out {
  readonly origin: string
  readonly purpose: string | null
  readonly text: string
  readonly delivery: string
  readonly passive: boolean
}

/** What the fan gets, in order, and by which way. */
const out = () =>
  h.rows<Out>(
    `select m.origin, m.purpose, m.content->>'text' as text, m.delivery, coalesce(o.passive, false) as passive
     from message m left join outbox o on o.openid = m.openid and o.seq = m.seq
     where m.openid = $1 and m.direction = 'out' order by m.seq`,
    [openid],
  )
const lines = async () =>
  (
    await h.rows<{ kind: string }>(
      `select content->'line'->>'kind' as kind from message
       where openid = $1 and content->>'type' = 'timeline' order by seq`,
      [openid],
    )
  ).map(({ kind }) => kind)
const quota = async () =>
  (
    await h.rows<{ left: number; flight: number }>(
      'select quota_left as left, in_flight as flight from conversation where openid = $1',
      [openid],
    )
  )[0]

function clearOf(outcome: Outcome): string | null {
  if (outcome.type !== 'taken' && outcome.type !== 'answered') throw new Error(outcome.type)
  return outcome.answer?.clear ?? null
}

async function through(entry: InboundEntry, text: string | null, part: Partial<AnswerEntry> = {}) {
  const taken = await h.ledger.submit(entry)
  return { taken, answered: await h.ledger.submit(mallAnswer(entry, text, part)) }
}

describe('the answer to a callback', () => {
  it('[L15] is the follow text when the developer URL has no word, and costs nothing', async () => {
    await use({ rules: [followText] })
    const { taken, answered } = await through(follows(), null)
    expect(clearOf(taken)).toBeNull()
    expect(clearOf(answered)).toBe('<xml>欢迎关注</xml>')
    expect(await out()).toMatchObject([{ purpose: 'follow', text: '欢迎关注', passive: true }])
    expect(await quota()).toEqual({ left: 3, flight: 0 })
  })

  it('[L15] is the developer URL’s word; the follow text goes out behind it and costs one', async () => {
    await use({ rules: [followText] })
    const { answered } = await through(follows(), '商城欢迎您')
    expect(clearOf(answered)).toBe('<xml>商城欢迎您</xml>')
    expect(await out()).toMatchObject([
      { origin: 'mall', text: '商城欢迎您', passive: true },
      { origin: 'auto', purpose: 'follow', passive: false },
    ])
    expect(await quota()).toEqual({ left: 2, flight: 1 })
  })

  it('[L15] is the same for a repeat of WeChat’s', async () => {
    await use({ defaultReply: '已收到' })
    const entry = says('在不在')
    const { answered } = await through(entry, null)
    expect(clearOf(answered)).toBe('<xml>已收到</xml>')
    const again = await h.ledger.submit({ ...entry, attemptId: randomUUID() })
    expect(again).toMatchObject({ type: 'duplicate', closed: true, answer: '<xml>已收到</xml>' })
    expect(await out()).toHaveLength(1)
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
    await use({ rules: [{ ...rule, action: { type: 'send', reply: link } }] })
    expect(clearOf(await h.ledger.submit(says('新品')))).toContain('https://shop.example')
    const key = randomUUID()
    await h.pool.query(
      `insert into media (account_id, media_key, state, mime, bytes, digest, created_at)
       values ($1, $2, 'ready', 'image/png', 9, 'd', now())`,
      [h.accountId, key],
    )
    await use({ rules: [{ ...rule, action: { type: 'send', reply: { type: 'image', mediaKey: key } } }] })
    expect(clearOf(await h.ledger.submit(says('新品')))).toBeNull()
    const [picture] = await h.rows(
      `select m.content->'media'->>'mime' as mime, o.payload from message m join outbox o using (openid, seq)
       where m.openid = $1 and m.content->>'type' = 'image'`,
      [openid],
    )
    expect(picture).toEqual({ mime: 'image/png', payload: { type: 'image', mediaKey: key } })
    expect(await quota()).toEqual({ left: 4, flight: 1 })
  })

  it('[L15] does not overtake a reply of an agent that is on its way', async () => {
    const agent = await h.addAgent()
    await use({ defaultReply: '已收到' })
    await h.ledger.submit(says('客服'))
    const session = sessionOf(
      await h.desk(openid, { type: 'accept', by: agent, auto: false, aboveMaximum: false }),
    )
    await h.reply(openid, agent, session, '您好')
    await h.desk(openid, { type: 'close', by: agent, session, held: 'ask', reason: null })
    const { answered } = await through(says('谢谢'), null)
    expect(clearOf(answered)).toBeNull()
    expect(await out()).toMatchObject([
      { origin: 'agent', passive: false },
      { purpose: 'default', passive: false },
    ])
    expect(await quota()).toEqual({ left: 3, flight: 2 })
  })

  it('[L15] that is too late goes out as a message, and costs one, once', async () => {
    await use({ defaultReply: '已收到' })
    await through(says('在不在'), null)
    const [{ seq } = { seq: 0 }] = await h.rows<{ seq: number }>(
      `select seq::int from outbox where openid = $1 and passive`,
      [openid],
    )
    const again = { state: 'again', at: Date.now(), errcode: null, errmsg: 'late' } as const
    await h.ledger.submit({ type: 'delivered', accountId: h.accountId, openid, seq, result: again })
    expect(await quota()).toEqual({ left: 4, flight: 1 })
    await h.pool.query(`update outbox set state = 'sending' where openid = $1`, [openid])
    await h.ledger.submit({ type: 'delivered', accountId: h.accountId, openid, seq, result: again })
    await h.pool.query(`update outbox set state = 'sending' where openid = $1`, [openid])
    const sent = { state: 'sent' } as const
    await h.ledger.submit({ type: 'delivered', accountId: h.accountId, openid, seq, result: sent })
    expect(await quota()).toEqual({ left: 4, flight: 0 })
  })
})

describe('the greeting of an agent who accepts while the developer URL is asked', () => {
  const accept = (by: string) =>
    h.desk(openid, { type: 'accept', by: by as never, auto: false, aboveMaximum: false })
  const agentWhoGreets = async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set greeting = '您好，我是小林' where agent_id = $1`, [agent])
    await h.ledger.submit(says('客服'))
    return agent
  }

  it('[L15] comes behind the developer URL’s word, as a message', async () => {
    const agent = await agentWhoGreets()
    const asked = says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(await out()).toEqual([])
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, '有货')))).toBe('<xml>有货</xml>')
    expect(await out()).toMatchObject([
      { origin: 'mall', passive: true },
      { purpose: 'greeting', text: '您好，我是小林', passive: false },
    ])
  })

  it('[L15] is the answer itself when the developer URL has no word, and costs nothing', async () => {
    const agent = await agentWhoGreets()
    const asked = says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, null)))).toBe('<xml>您好，我是小林</xml>')
    expect(await quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L15] is a message when WeChat has heard success meanwhile', async () => {
    const agent = await agentWhoGreets()
    const asked = says('有货吗')
    await h.ledger.submit(asked)
    await accept(agent)
    expect(clearOf(await h.ledger.submit(mallAnswer(asked, null, { answered: true })))).toBeNull()
    expect(await out()).toMatchObject([{ purpose: 'greeting', passive: false }])
  })

  it('[L15] waits for all that was asked, and for nothing that has its answer', async () => {
    const agent = await agentWhoGreets()
    const [first, second, third] = [says('一'), says('二'), says('三')]
    for (const each of [first, second, third]) await h.ledger.submit(each)
    await h.ledger.submit(mallAnswer(first, null))
    await accept(agent)
    await h.ledger.submit(mallAnswer(third, '三？'))
    expect(await out()).toMatchObject([{ text: '三？' }])
    await h.ledger.submit(mallAnswer(second, '二？'))
    expect(await out()).toMatchObject([{ text: '三？' }, { text: '二？' }, { purpose: 'greeting' }])
  })

  it('[L15] comes before the agent’s own first word, whoever is still asked', async () => {
    const agent = await agentWhoGreets()
    const asked = says('有货吗')
    await h.ledger.submit(asked)
    const session = sessionOf(await accept(agent))
    await h.reply(openid, agent, session, '有的')
    await h.ledger.submit(mallAnswer(asked, null))
    expect(await out()).toMatchObject([{ purpose: 'greeting' }, { origin: 'agent', text: '有的' }])
  })

  it('[L15] is said when nobody is left to tell of the answer, and not after the session', async () => {
    const agent = await agentWhoGreets()
    await h.ledger.submit(says('有货吗'))
    await accept(agent)
    h.clock.skewMs = 7_000
    await h.engine(openid, { type: 'clock' })
    expect(await out()).toMatchObject([{ purpose: 'greeting', passive: false }])

    openid = `says-${randomUUID()}`
    const other = await agentWhoGreets()
    await h.ledger.submit(says('有货吗'))
    const session = sessionOf(await accept(other))
    await h.desk(openid, { type: 'close', by: other, session, held: 'ask', reason: null })
    h.clock.skewMs = 20_000
    await h.engine(openid, { type: 'clock' })
    expect(await out()).toEqual([])
  })
})

describe('a customer whom somebody is free for', () => {
  const auto = async (maximum = 10) => {
    await h.pool.query(`delete from conversation where state = 'waiting'`)
    const agent = await h.addAgent({ autoAccept: true, maximum })
    await h.pool.query(`update agent set greeting = '您好，我是小林' where agent_id = $1`, [agent])
    return agent
  }
  const served = async (id = openid) =>
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
    await use({ queueNotice: '请稍等' }, null)
    expect(clearOf(await h.ledger.submit(says('客服')))).toBe('<xml>您好，我是小林</xml>')
    expect(await served()).toEqual({ agent, unread: 1, waited: 0 })
    expect(await lines()).toEqual(['handed_over', 'accepted'])
    expect(await quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L3] [L15] so is whom the developer URL hands over', async () => {
    const agent = await auto()
    const { answered } = await through(says('找人'), null, {
      handOver: { to: null, kfAccount: null, clear: null },
    })
    expect(clearOf(answered)).toBe('<xml>您好，我是小林</xml>')
    expect(await served()).toMatchObject({ agent, unread: 1 })
  })

  it('[L15] a tap that the developer URL hears of too is answered by that first', async () => {
    await auto()
    const when = [{ type: 'menu_key', keys: ['service'] }] as const
    await use({
      rules: [{ id: 'tap', name: '人工', enabled: true, when, action: { type: 'hand_over', to: null } }],
    })
    const tap = follows({
      act: { kind: 'event', type: 'CLICK', text: null, key: 'service' },
      content: { type: 'fan_event', event: 'CLICK', key: 'service' },
    })
    expect(clearOf((await through(tap, '正在为您转接')).answered)).toBe('<xml>正在为您转接</xml>')
    expect(await out()).toMatchObject([{ origin: 'mall' }, { purpose: 'greeting', passive: false }])
  })

  it('[L3] overtakes nobody, and no maximum', async () => {
    const agent = await auto(1)
    await use({}, null)
    const two = [`${openid}-1`, `${openid}-2`]
    await Promise.all(two.map((id) => h.ledger.submit(fanText(h.accountId, id, '客服'))))
    const states = await Promise.all(two.map((id) => served(id)))
    expect(states.map((state) => state?.agent ?? null).sort()).toEqual([agent, null])
    await h.pool.query('update agent set maximum = 5 where agent_id = $1', [agent])
    await h.ledger.submit(says('客服'))
    expect(await served()).toMatchObject({ agent: null })
  })
})

describe('a process that dies between the two commits', () => {
  it('[L6] [L15] whoever takes the callback over says what waited, once; the first one changes nothing any more', async () => {
    await use({ rules: [followText] })
    const first = follows()
    await h.ledger.submit(first)
    const second = { ...first, attemptId: randomUUID() }
    h.clock.skewMs = 7_000
    expect(await h.ledger.submit(second)).toMatchObject({ type: 'duplicate', takenOver: true })
    expect(clearOf(await h.ledger.submit(mallAnswer(second, null)))).toBe('<xml>欢迎关注</xml>')
    expect(clearOf(await h.ledger.submit(mallAnswer(first, '商城欢迎您')))).toBeNull()
    expect(await out()).toMatchObject([{ purpose: 'follow', passive: true }])
  })

  it('[L6] a commit whose outcome was lost is known again: nothing is said twice', async () => {
    await use({ defaultReply: '已收到' }, null)
    const entry = says('在不在')
    expect(clearOf(await h.ledger.submit(entry))).toBe('<xml>已收到</xml>')
    expect(await h.ledger.submit(entry)).toMatchObject({ type: 'duplicate', answer: '<xml>已收到</xml>' })
    expect(await out()).toHaveLength(1)
  })
})

describe('the developer URL’s transfer', () => {
  const transfer = (kfAccount: string | null = null) => ({ handOver: { to: null, kfAccount, clear: null } })

  it('[L15] the queue notice leaves in the answer, with the place in the queue', async () => {
    await use({ queueNotice: '您是第 {position} 位，约 {minutes} 分钟' })
    const ahead = (await h.rows(`select 1 from conversation where state = 'waiting'`)).length
    const { answered } = await through(says('人呢'), null, transfer())
    expect(clearOf(answered)).toBe(`<xml>您是第 ${ahead + 1} 位，约 1 分钟</xml>`)
    expect(await quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L3] who comes later stands further back', async () => {
    await use({ queueNotice: '第 {position} 位' }, null)
    const ahead = (await h.rows(`select 1 from conversation where state = 'waiting'`)).length
    for (const place of [1, 2, 3]) {
      const outcome = await h.ledger.submit(fanText(h.accountId, `${openid}-${place}`, '客服'))
      expect(clearOf(outcome)).toBe(`<xml>第 ${ahead + place} 位</xml>`)
    }
  })

  it.each([
    ['whose name the shop knows', 'kf2001@shop', true],
    ['named as kf events name those without one', null, true],
    ['whom nobody knows', 'kf9@shop', false],
  ])('[L3] to an agent %s', async (_name, kfAccount, isKnown) => {
    const agent = await h.addAgent()
    const appid = (await h.accounts.byId(h.accountId))?.appid
    if (kfAccount !== null)
      await h.pool.query('update agent set kf_account = $2 where agent_id = $1', [agent, 'kf2001@shop'])
    await through(says('找人'), null, transfer(kfAccount ?? `${agent}@${appid}`))
    const [row] = await h.rows('select reserved_agent::text as agent from conversation where openid = $1', [
      openid,
    ])
    expect(row).toEqual({ agent: isKnown ? agent : null })
    expect(await lines()).toEqual(isKnown ? ['handed_over'] : ['handed_over', 'agent_unknown'])
  })

  it('[L14] to an agent who left goes to everybody, and says so', async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set kf_account = 'kf2002@shop', left_at = now() where agent_id = $1`, [
      agent,
    ])
    await through(says('找人'), null, transfer('kf2002@shop'))
    expect(await lines()).toEqual(['handed_over', 'agent_unknown'])
  })
})

describe('the fall-back of a named agent', () => {
  const askFor = (agent: string): Partial<Settings> => ({
    reservationLimitMs: 60_000,
    leaveMessage: { text: '请留言', afterMs: 600_000 },
    rules: [
      {
        id: 'named',
        name: '找小林',
        enabled: true,
        when: [{ type: 'text_equals', words: ['小林'] }],
        action: { type: 'hand_over', to: { kind: 'agent', agent: agent as never } },
      },
    ],
  })
  const offline = (agent: string) => h.pool.query('delete from presence where agent_id = $1', [agent])
  const inGroup = async (agent: string) => {
    const made = await h.rows<{ id: string }>(
      `insert into agent_group (account_id, name) values ($1, $2) returning group_id::text as id`,
      [h.accountId, randomUUID().slice(0, 8)],
    )
    const id = made[0]?.id ?? ''
    await h.pool.query(
      'insert into agent_group_member (account_id, group_id, agent_id) values ($1, $2, $3)',
      [h.accountId, id, agent],
    )
    return id
  }

  it('[L3] goes on to the group as the clock says, then to everybody, and asks for a message when nobody is left', async () => {
    const [named, colleague] = [await h.addAgent(), await h.addAgent()]
    const group = await inGroup(colleague)
    await use({ ...askFor(named), fallbackGroup: group as never }, null)
    const sweeper = createSweeper({
      pool: h.pool,
      ledger: h.ledger,
      clock: h.clock,
      log: { warn: () => undefined } as never,
      drain: () => undefined,
    })
    await h.ledger.submit(says('小林'))
    const state = async () =>
      (
        await h.rows(
          'select reserved_agent::text as agent, reserved_group::text as group from conversation where openid = $1',
          [openid],
        )
      )[0]
    expect(await state()).toEqual({ agent: named, group: null })
    h.clock.skewMs = 61_000
    await sweeper.runOnce()
    expect(await state()).toEqual({ agent: null, group })
    await offline(named)
    await offline(colleague)
    h.clock.skewMs = 122_000
    await sweeper.runOnce()
    expect(await state()).toEqual({ agent: null, group: null })
    expect(await lines()).toEqual(['handed_over', 'reservation_lapsed', 'reservation_lapsed', 'nobody_took'])
    expect(await out()).toMatchObject([{ purpose: 'leave_message', passive: false }])
    h.clock.skewMs = 900_000
    await sweeper.runOnce()
    expect(await out()).toHaveLength(1)
  })

  it('[L3] who is offline is passed over at once, also for a message that finds nobody at all', async () => {
    const named = await h.addAgent()
    await offline(named)
    await use(askFor(named), null)
    expect(clearOf(await h.ledger.submit(says('小林')))).toBe('<xml>请留言</xml>')
    expect(await lines()).toEqual(['handed_over', 'reservation_lapsed', 'nobody_took'])
  })

  it('[L3] the sweeper asks who waits too long for a message, and nobody else', async () => {
    await h.addAgent()
    await use({ leaveMessage: { text: '请留言', afterMs: 30_000 } }, null)
    await h.ledger.submit(says('客服'))
    expect(await out()).toEqual([])
    const sweeper = createSweeper({
      pool: h.pool,
      ledger: h.ledger,
      clock: h.clock,
      log: { warn: () => undefined } as never,
      drain: () => undefined,
    })
    h.clock.skewMs = 29_000
    await sweeper.runOnce()
    expect(await out()).toEqual([])
    h.clock.skewMs = 31_000
    await sweeper.runOnce()
    expect(await out()).toMatchObject([{ purpose: 'leave_message', text: '请留言' }])
  })
})

describe('rules about the customer', () => {
  const rule = (
    id: string,
    when: Settings['rules'][number]['when'],
    action: Settings['rules'][number]['action'],
  ) => ({
    id,
    name: id,
    enabled: true,
    when,
    action,
  })

  it('[L2] tags are the customer’s from now on, and later rules see them', async () => {
    await use(
      {
        rules: [
          rule('tag', [{ type: 'text_contains', words: ['价'] }], { type: 'tag', tags: ['问价'] }),
          rule('vip', [{ type: 'tagged', tags: ['问价'] }], { type: 'answer', text: '价目表' }),
        ],
      },
      null,
    )
    expect(clearOf(await h.ledger.submit(says('在吗')))).toBeNull()
    expect(clearOf(await h.ledger.submit(says('什么价')))).toBe('<xml>价目表</xml>')
    expect(clearOf(await h.ledger.submit(says('在吗')))).toBe('<xml>价目表</xml>')
    expect(await h.rows('select tags from customer where openid = $1', [openid])).toEqual([
      { tags: ['问价'] },
    ])
    expect(await lines()).toEqual(['tagged'])
  })

  it('[L2] whoever follows by a scene is tagged by it, the first time we hear of them', async () => {
    const act = { kind: 'event', type: 'subscribe', text: null, key: 'shop-7' } as const
    await use({
      rules: [rule('scene', [{ type: 'qr_scene', scenes: ['shop-7'] }], { type: 'tag', tags: ['七号店'] })],
    })
    await h.ledger.submit(follows({ act }))
    expect(await h.rows('select tags from customer where openid = $1', [openid])).toEqual([
      { tags: ['七号店'] },
    ])
  })

  it('[L2] the third message that nobody answers is handed over; a word of the mall begins anew', async () => {
    await use({
      rules: [rule('third', [{ type: 'unanswered', messages: 3 }], { type: 'hand_over', to: null })],
    })
    await through(says('一'), null)
    await through(says('二'), '稍等')
    await through(says('三'), null)
    await through(says('四'), null)
    expect(await lines()).toEqual([])
    expect(await h.ledger.submit(says('五'))).toMatchObject({
      route: { toDesk: true, toDeveloper: false, reason: { matched: 'unanswered.3' } },
    })
  })

  it('[L3] with WeChat’s own desk on, a hand-over is a transfer in the answer, named while the binding stands', async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set kf_account = 'kf1@shop', kf_bound = true where agent_id = $1`, [
      agent,
    ])
    await use({
      rules: [
        rule('named', [{ type: 'text_equals', words: ['小林'] }], {
          type: 'hand_over',
          to: { kind: 'agent', agent },
        }),
      ],
    })
    await h.pool.query('update account set wechat_desk = true, config_version = config_version + 1')
    try {
      const named = await h.ledger.submit(says('小林'))
      expect(named).toMatchObject({ route: { toDeveloper: false }, answer: { seq: null } })
      expect(clearOf(named)).toContain('kf1@shop')
      await h.pool.query('update agent set kf_bound = false where agent_id = $1', [agent])
      expect(clearOf(await h.ledger.submit(says('小林')))).toContain('"kfAccount":null')
      expect(await h.ledger.submit(says('你好'))).toMatchObject({ route: { toDeveloper: true } })
    } finally {
      await h.pool.query('update account set wechat_desk = false, config_version = config_version + 1')
    }
  })
})

describe('an account that uses none of it', () => {
  it('[L2] reads no tags, no queue, no files and no agents for a fan’s message', async () => {
    await use({}, null)
    const { pool, asked } = h.heardPool()
    const ledger = h.anotherLedger(pool)
    try {
      await h.ledger.submit(says('第一条'))
      await ledger.submit(says('第二条'))
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
