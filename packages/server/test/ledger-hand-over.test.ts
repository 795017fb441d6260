import { randomUUID } from 'node:crypto'
import type { Settings } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSweeper } from '../src/conversations/sweeper.ts'
import { fanOf, type LedgerFan } from './ledger-fan.ts'
import { clearOf, fanText, type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'

let h: LedgerHarness
let fan: LedgerFan
beforeAll(async () => {
  h = await startLedgerHarness({ developerUrl: 'http://127.0.0.1:9/wechat' })
})
afterAll(() => h.stop())
beforeEach(async () => {
  fan = fanOf(h, `hand-over-${randomUUID()}`)
  h.clock.skewMs = 0
  await h.pool.query('update agent set left_at = now()')
  await h.configure({})
})

describe('the developer URL’s transfer', () => {
  const transfer = (kfAccount: string | null = null) => ({ handOver: { to: null, kfAccount, clear: null } })

  it('[L15] the queue notice leaves in the answer, with the place in the queue', async () => {
    await h.configure({ queueNotice: '您是第 {position} 位，约 {minutes} 分钟' })
    const ahead = (await h.rows(`select 1 from conversation where state = 'waiting'`)).length
    const { answered } = await fan.through(fan.says('人呢'), null, transfer())
    expect(clearOf(answered)).toBe(`<xml>您是第 ${ahead + 1} 位，约 1 分钟</xml>`)
    expect(await fan.quota()).toEqual({ left: 5, flight: 0 })
  })

  it('[L3] who comes later stands further back', async () => {
    await h.configure({ queueNotice: '第 {position} 位' }, null)
    const ahead = (await h.rows(`select 1 from conversation where state = 'waiting'`)).length
    for (const place of [1, 2, 3]) {
      const outcome = await h.ledger.submit(fanText(h.accountId, `${fan.openid}-${place}`, '客服'))
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
    await fan.through(fan.says('找人'), null, transfer(kfAccount ?? `${agent}@${appid}`))
    const [row] = await h.rows('select reserved_agent::text as agent from conversation where openid = $1', [
      fan.openid,
    ])
    expect(row).toEqual({ agent: isKnown ? agent : null })
    expect(await fan.lines()).toEqual(isKnown ? ['handed_over'] : ['handed_over', 'agent_unknown'])
  })

  it('[L14] to an agent who left goes to everybody, and says so', async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set kf_account = 'kf2002@shop', left_at = now() where agent_id = $1`, [
      agent,
    ])
    await fan.through(fan.says('找人'), null, transfer('kf2002@shop'))
    expect(await fan.lines()).toEqual(['handed_over', 'agent_unknown'])
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
    await h.configure({ ...askFor(named), fallbackGroup: group as never }, null)
    const sweeper = createSweeper({
      pool: h.pool,
      ledger: h.ledger,
      clock: h.clock,
      log: { warn: () => undefined } as never,
      drain: () => undefined,
    })
    await h.ledger.submit(fan.says('小林'))
    const state = async () =>
      (
        await h.rows(
          'select reserved_agent::text as agent, reserved_group::text as group from conversation where openid = $1',
          [fan.openid],
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
    expect(await fan.lines()).toEqual([
      'handed_over',
      'reservation_lapsed',
      'reservation_lapsed',
      'nobody_took',
    ])
    expect(await fan.out()).toMatchObject([{ purpose: 'leave_message', passive: false }])
    h.clock.skewMs = 900_000
    await sweeper.runOnce()
    expect(await fan.out()).toHaveLength(1)
  })

  it('[L3] who is offline is passed over at once, also for a message that finds nobody at all', async () => {
    const named = await h.addAgent()
    await offline(named)
    await h.configure(askFor(named), null)
    expect(clearOf(await h.ledger.submit(fan.says('小林')))).toBe('<xml>请留言</xml>')
    expect(await fan.lines()).toEqual(['handed_over', 'reservation_lapsed', 'nobody_took'])
  })

  it('[L3] the sweeper asks who waits too long for a message, and nobody else', async () => {
    await h.addAgent()
    await h.configure({ leaveMessage: { text: '请留言', afterMs: 30_000 } }, null)
    await h.ledger.submit(fan.says('客服'))
    expect(await fan.out()).toEqual([])
    const sweeper = createSweeper({
      pool: h.pool,
      ledger: h.ledger,
      clock: h.clock,
      log: { warn: () => undefined } as never,
      drain: () => undefined,
    })
    h.clock.skewMs = 29_000
    await sweeper.runOnce()
    expect(await fan.out()).toEqual([])
    h.clock.skewMs = 31_000
    await sweeper.runOnce()
    expect(await fan.out()).toMatchObject([{ purpose: 'leave_message', text: '请留言' }])
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
    await h.configure(
      {
        rules: [
          rule('tag', [{ type: 'text_contains', words: ['价'] }], { type: 'tag', tags: ['问价'] }),
          rule('vip', [{ type: 'tagged', tags: ['问价'] }], { type: 'answer', text: '价目表' }),
        ],
      },
      null,
    )
    expect(clearOf(await h.ledger.submit(fan.says('在吗')))).toBeNull()
    expect(clearOf(await h.ledger.submit(fan.says('什么价')))).toBe('<xml>价目表</xml>')
    expect(clearOf(await h.ledger.submit(fan.says('在吗')))).toBe('<xml>价目表</xml>')
    expect(await h.rows('select tags from customer where openid = $1', [fan.openid])).toEqual([
      { tags: ['问价'] },
    ])
    expect(await fan.lines()).toEqual(['tagged'])
  })

  it('[L2] whoever follows by a scene is tagged by it, the first time we hear of them', async () => {
    const act = { kind: 'event', type: 'subscribe', text: null, key: 'shop-7' } as const
    await h.configure({
      rules: [rule('scene', [{ type: 'qr_scene', scenes: ['shop-7'] }], { type: 'tag', tags: ['七号店'] })],
    })
    await h.ledger.submit(fan.follows({ act }))
    expect(await h.rows('select tags from customer where openid = $1', [fan.openid])).toEqual([
      { tags: ['七号店'] },
    ])
  })

  it('[L2] the third message that nobody answers is handed over; a word of the mall begins anew', async () => {
    await h.configure({
      rules: [rule('third', [{ type: 'unanswered', messages: 3 }], { type: 'hand_over', to: null })],
    })
    await fan.through(fan.says('一'), null)
    await fan.through(fan.says('二'), '稍等')
    await fan.through(fan.says('三'), null)
    await fan.through(fan.says('四'), null)
    expect(await fan.lines()).toEqual([])
    expect(await h.ledger.submit(fan.says('五'))).toMatchObject({
      route: { toDesk: true, toDeveloper: false, reason: { matched: 'unanswered.3' } },
    })
  })

  it('[L3] with WeChat’s own desk on, a hand-over is a transfer in the answer, named while the binding stands', async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set kf_account = 'kf1@shop', kf_bound = true where agent_id = $1`, [
      agent,
    ])
    await h.configure({
      rules: [
        rule('named', [{ type: 'text_equals', words: ['小林'] }], {
          type: 'hand_over',
          to: { kind: 'agent', agent },
        }),
      ],
    })
    await h.pool.query('update account set wechat_desk = true, config_version = config_version + 1')
    try {
      const named = await h.ledger.submit(fan.says('小林'))
      expect(named).toMatchObject({ route: { toDeveloper: false }, answer: { seq: null } })
      expect(clearOf(named)).toContain('kf1@shop')
      await h.pool.query('update agent set kf_bound = false where agent_id = $1', [agent])
      expect(clearOf(await h.ledger.submit(fan.says('小林')))).toContain('"kfAccount":null')
      expect(await h.ledger.submit(fan.says('你好'))).toMatchObject({ route: { toDeveloper: true } })
    } finally {
      await h.pool.query('update account set wechat_desk = false, config_version = config_version + 1')
    }
  })
})
