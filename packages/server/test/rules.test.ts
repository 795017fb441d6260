import type { Rule } from '@duokefu/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let owner: string
let at: string

beforeAll(async () => {
  server = await startTestServer()
  at = `/api/accounts/${server.account.id}`
  owner = await server.login(server.agents.zhou)
})
afterAll(() => server.stop())

const ask = (method: string, path: string, body?: unknown) => server.ask(owner, method, `${at}${path}`, body)

describe('规则', () => {
  const rule = (id: string, words: string[]): Rule => ({
    id,
    name: `规则 ${id}`,
    enabled: true,
    when: [{ type: 'text_contains', words }],
    action: { type: 'hand_over', to: null },
  })

  it('[S20] the default words are there, and a changed list acts on the next message', async () => {
    const before = (await ask('GET', '/rules')).body
    expect(before.rules[0].when).toEqual([{ type: 'text_equals', words: ['客服', '你好', '在吗'] }])
    const put = await ask('PUT', '/rules', {
      version: before.version,
      rules: [rule('refund', ['退款']), ...before.rules],
    })
    expect(put.status).toBe(200)
    await server.fanSays('oRefund', '我要退款')
    expect((await ask('GET', '/rules')).body.hits).toMatchObject({ refund: 1 })
    const row = await server.ctx.pool.query(`select state from conversation where openid = 'oRefund'`)
    expect(row.rows[0].state).toBe('waiting')
  })

  it('[S20] of two admins who edit at once the second is told, and nothing is lost', async () => {
    const { version, rules } = (await ask('GET', '/rules')).body
    const both = await Promise.all([
      ask('PUT', '/rules', { version, rules: [...rules, rule('one', ['一'])] }),
      ask('PUT', '/rules', { version, rules: [...rules, rule('two', ['二'])] }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.body.error.code).toBe('changed_meanwhile')
    const now = (await ask('GET', '/rules')).body.rules.map(({ id }: Rule) => id)
    expect(now.filter((id: string) => id === 'one' || id === 'two')).toHaveLength(1)
  })

  it('[S20] an admin of rules and one of settings don’t get into each other’s way', async () => {
    const [{ body: list }, { body: settings }] = await Promise.all([
      ask('GET', '/rules'),
      ask('GET', '/settings'),
    ])
    const both = await Promise.all([
      ask('PUT', '/rules', { version: list.version, rules: list.rules }),
      ask('PATCH', '/settings', { version: settings.version, settings: { idleMinutes: 45 } }),
    ])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect((await ask('GET', '/settings')).body.settings.idleMinutes).toBe(45)
  })

  it('[S20] a pattern that is none is refused, and its rule named', async () => {
    const { version, rules } = (await ask('GET', '/rules')).body
    const broken: Rule = { ...rule('broken', ['x']), when: [{ type: 'text_matches', pattern: '(' }] }
    const { body } = await ask('PUT', '/rules', { version, rules: [...rules, broken] })
    expect(body.error).toMatchObject({ code: 'pattern_invalid', count: rules.length + 1 })
  })

  it('[S20] the dry run says which rule acts and why, over the customer’s state, and keeps nothing', async () => {
    const rules = [rule('order', ['订单']), { ...rule('off', ['订单号']), enabled: false }]
    const trial = { rules, act: { kind: 'text', text: '查订单号' }, state: 'none', firstMessage: false }
    expect((await ask('POST', '/rules/try', trial)).body).toMatchObject({
      reason: 'rule',
      ruleId: 'order',
      matched: '订单',
      toDesk: true,
    })
    expect((await ask('POST', '/rules/try', { ...trial, state: 'serving' })).body).toMatchObject({
      reason: 'served',
      ruleId: null,
      toDesk: true,
    })
    const other = { ...trial, act: { kind: 'text', text: '营业时间' } }
    expect((await ask('POST', '/rules/try', other)).body).toMatchObject({ reason: 'no_rule', toDesk: false })
  })

  it('[L2] the dry run tells of every rule why it acts, at another time, with tags and a server that is down', async () => {
    const rules: Rule[] = [
      { ...rule('tags', ['退款']), action: { type: 'tag', tags: ['售后'] } },
      {
        ...rule('night', ['退款']),
        when: [
          { type: 'tagged', tags: ['售后'] },
          { type: 'time_of_day', days: [3], from: '20:00', to: '08:00' },
        ],
      },
    ]
    const trial = {
      rules,
      act: { kind: 'text', text: '我要退款' },
      state: 'none',
      firstMessage: false,
      time: { day: 4, at: '07:30' },
    }
    expect((await ask('POST', '/rules/try', trial)).body).toMatchObject({
      reason: 'rule',
      ruleId: 'night',
      tried: [
        { ruleId: 'tags', outcome: 'tagged', conditions: [true] },
        { ruleId: 'night', outcome: 'decided', conditions: [true, true] },
      ],
    })
    const noon = { ...trial, time: { day: 4, at: '12:00' } }
    expect((await ask('POST', '/rules/try', noon)).body).toMatchObject({
      reason: 'no_rule',
      tried: [{ outcome: 'tagged' }, { ruleId: 'night', outcome: 'no', conditions: [true, false] }],
    })
    const served = { ...trial, state: 'serving' }
    expect((await ask('POST', '/rules/try', served)).body).toMatchObject({ reason: 'served', tried: [] })
  })

  it('[L2] a pattern is judged while it is typed', async () => {
    const judge = async (pattern: string) => (await ask('POST', '/rules/pattern', { pattern })).body
    expect(await judge('退(款|货)')).toEqual({ problem: null, part: null })
    expect(await judge('退(款|货')).toEqual({ problem: 'open_parenthesis', part: '退(款|货' })
  })

  it('[S20] rules are told in the audit log one by one', async () => {
    const before = (await ask('GET', '/rules')).body
    const added = (await ask('PUT', '/rules', { ...before, rules: [...before.rules, rule('z', ['z'])] })).body
    const off = added.rules.map((each: Rule) => (each.id === 'z' ? { ...each, enabled: false } : each))
    const switched = (await ask('PUT', '/rules', { version: added.version, rules: off })).body
    await ask('PUT', '/rules', {
      version: switched.version,
      rules: switched.rules.filter(({ id }: Rule) => id !== 'z'),
    })
    const { entries } = (await ask('GET', '/audit?area=rules&limit=3')).body
    expect(entries.map(({ act }: { act: string }) => act)).toEqual([
      'rules.delete',
      'rules.disable',
      'rules.add',
    ])
  })
})
