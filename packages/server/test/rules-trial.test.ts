import type { Rule, TryRules, TryRulesAnswer } from '@duokefu/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.login(server.agents.zhou)
  await use({
    businessHours: { week: Array.from({ length: 7 }, () => [{ from: 540, to: 1080 }]), special: [] },
  })
})
afterAll(() => server.stop())

async function use(settings: object): Promise<void> {
  await server.ctx.pool.query(
    `update account set settings = settings || $2, developer_url = 'http://127.0.0.1:9/', config_version = config_version + 1
     where account_id = $1`,
    [server.account.id, JSON.stringify(settings)],
  )
}

const rule = (id: string, when: Rule['when'], action: Rule['action']): Rule => ({
  id,
  name: id,
  enabled: true,
  when,
  action,
})
const handOver: Rule['action'] = { type: 'hand_over', to: null }

async function tried(rules: Rule[], part: Partial<TryRules> = {}): Promise<TryRulesAnswer> {
  const body = { rules, act: { kind: 'text', text: '在不在' }, state: 'none', firstMessage: false, ...part }
  const answer = await server.ask(cookie, 'POST', `/api/accounts/${server.account.id}/rules/try`, body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

describe('试一条消息', () => {
  const rules = [
    rule('价格', [{ type: 'text_contains', words: ['价'] }], { type: 'tag', tags: ['问价'] }),
    rule('晚上', [{ type: 'time_of_day', days: [1, 2, 3, 4, 5], from: '18:00', to: '22:00' }], handOver),
    rule('下班', [{ type: 'business_hours', open: false }], { type: 'answer', text: '九点上班' }),
    rule('三条', [{ type: 'unanswered', messages: 3 }], handOver),
    rule('老客户', [{ type: 'tagged', tags: ['VIP'] }], handOver),
  ]
  const noon = { day: 3, at: '12:00' }

  it.each<[string, Partial<TryRules>, Partial<TryRulesAnswer>]>([
    [
      'in the evening',
      { time: { day: 5, at: '20:00' } },
      { ruleId: '晚上', matched: '18:00–22:00', toDesk: true },
    ],
    ['on a weekend’s evening', { time: { day: 6, at: '20:00' } }, { ruleId: '下班', answer: '九点上班' }],
    ['at noon', { time: noon }, { reason: 'no_rule', ruleId: null, toDeveloper: true }],
    [
      'at noon, were it closed',
      { time: noon, open: false },
      { ruleId: '下班', matched: 'business_hours.closed' },
    ],
    ['at night, were it open', { time: { day: 3, at: '03:00' }, open: true }, { reason: 'no_rule' }],
    [
      'after two that nobody answered',
      { time: noon, unanswered: 2 },
      { ruleId: '三条', matched: 'unanswered.3' },
    ],
    ['of a VIP', { time: noon, tags: ['VIP'] }, { ruleId: '老客户', matched: 'VIP' }],
    [
      'of one who waits',
      { time: noon, state: 'waiting', tags: ['VIP'] },
      { reason: 'waiting', toDesk: true },
    ],
  ])('[L2] %s', async (_name, part, answer) => {
    expect(await tried(rules, part)).toMatchObject(answer)
  })

  it('[L2] shows what follows, in its order: tags, lines, and the text with what it costs', async () => {
    await use({ queueNotice: '您是第 {position} 位', defaultReply: '已收到', leaveMessage: null })
    const asked = await tried(rules, { act: { kind: 'text', text: '什么价' }, time: noon, tags: ['VIP'] })
    expect(asked.steps).toEqual([
      { type: 'line', line: { kind: 'tagged', ruleName: '价格', tags: ['问价'] } },
      { type: 'line', line: { kind: 'handed_over', by: 'rule', ruleName: '老客户', to: null } },
      { type: 'say', purpose: 'queue_notice', how: 'passive', reply: { type: 'text', text: '您是第 1 位' } },
    ])
    expect((await tried(rules, { time: noon })).steps).toEqual([
      { type: 'say', purpose: 'default', how: 'after_developer', reply: { type: 'text', text: '已收到' } },
    ])
  })

  it('[L2] says what happens while the developer URL is down', async () => {
    await use({ queueNotice: null, defaultReply: null, handOverWhenDeveloperDown: true })
    expect(await tried([], { developerDown: true })).toMatchObject({ reason: 'developer_down', toDesk: true })
    await use({ handOverWhenDeveloperDown: false })
    expect(await tried([], { developerDown: true })).toMatchObject({ reason: 'no_rule', toDeveloper: false })
  })

  it('[L3] says the steps of a fall-back with the agents as they are now', async () => {
    const named = rule('小吴', [], { type: 'hand_over', to: { kind: 'agent', agent: server.agents.wu } })
    await use({ leaveMessage: { text: '请留言', afterMs: 60_000 } })
    const from = { kind: 'agent', agent: server.agents.wu }
    expect((await tried([named])).steps).toEqual([
      { type: 'line', line: { kind: 'handed_over', by: 'rule', ruleName: '小吴', to: from } },
      { type: 'line', line: { kind: 'reservation_lapsed', from, waitedMs: 0, to: null } },
      { type: 'line', line: { kind: 'nobody_took', waitedMs: 0, told: true } },
      { type: 'say', purpose: 'leave_message', how: 'passive', reply: { type: 'text', text: '请留言' } },
    ])
  })

  it('[L3] with WeChat’s own desk on it says that the message goes there', async () => {
    await server.ctx.pool.query('update account set wechat_desk = true, config_version = config_version + 1')
    try {
      expect(await tried([rule('转', [], handOver)])).toMatchObject({ toWechatDesk: true, toDesk: false })
      expect(await tried([])).toMatchObject({ reason: 'wechat_desk', toDeveloper: true })
    } finally {
      await server.ctx.pool.query(
        'update account set wechat_desk = false, config_version = config_version + 1',
      )
    }
  })

  it('[L2] nothing of it is written', async () => {
    const before = await server.ctx.pool.query('select count(*) from message')
    await tried(rules, { time: noon, tags: ['VIP'] })
    expect((await server.ctx.pool.query('select count(*) from message')).rows).toEqual(before.rows)
  })
})

describe('a rule that sends a file', () => {
  const put = async (reply: Extract<Rule['action'], { type: 'send' }>['reply']) => {
    const path = `/api/accounts/${server.account.id}/rules`
    const { version } = (await server.ask(cookie, 'GET', path)).body
    return server.ask(cookie, 'PUT', path, { version, rules: [rule('图', [], { type: 'send', reply })] })
  }

  it('[L2] is refused when the account has no such file, or WeChat takes none of its kind', async () => {
    const missing = await put({ type: 'image', mediaKey: 'nothing' })
    expect([missing.status, missing.body.error]).toMatchObject([404, { code: 'not_found', count: 1 }])
    await server.ctx.pool.query(
      `insert into media (account_id, media_key, state, mime, bytes, digest, created_at)
       values ($1, 'a-picture', 'ready', 'image/png', 9, 'd', now())`,
      [server.account.id],
    )
    const wrong = await put({ type: 'voice', mediaKey: 'a-picture' })
    expect(wrong.body.error).toMatchObject({ code: 'media_type_unsupported', count: 1 })
    expect((await put({ type: 'image', mediaKey: 'a-picture' })).status).toBe(200)
  })

  it('[L3] [L15] tells who would have the customer at once, and that their greeting costs nothing', async () => {
    const { pool } = server.ctx
    await pool.query(`update agent set auto_accept = true, greeting = '您好，我是小林' where agent_id = $1`, [
      server.agents.lin,
    ])
    await pool.query(
      `insert into presence (account_id, agent_id, process_id, sockets, seen_until)
       values ($1, $2, gen_random_uuid(), 1, 'infinity')`,
      [server.account.id, server.agents.lin],
    )
    const { steps } = await tried([rule('人工', [], handOver)])
    expect(steps).toMatchObject([
      { type: 'line', line: { kind: 'handed_over' } },
      { type: 'line', line: { kind: 'accepted', agent: server.agents.lin, auto: true } },
      { type: 'say', purpose: 'greeting', how: 'passive' },
    ])
  })
})
