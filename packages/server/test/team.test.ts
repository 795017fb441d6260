import { randomUUID } from 'node:crypto'
import type { AgentId } from '@duokefu/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { errcode, ok } from './fake-wechat.ts'
import { behave, kfPaths, picture, startTeamHarness, type TeamHarness } from './team-harness.ts'

let h: TeamHarness
beforeAll(async () => {
  h = await startTeamHarness()
})
beforeEach(() => behave(h.wechat))
afterAll(() => h.stop())

const prefix = () => `kf_${randomUUID().slice(0, 6)}`
const callsOf = (path: string, account: string) =>
  h.wechat.calls(path).filter(({ json, query }) => (json.kf_account ?? query.get('kf_account')) === account)

describe('添加客服', () => {
  it('[S14] makes the agent, and the kf account at WeChat with name and picture', async () => {
    const avatarKey = await h.uploaded()
    const kfPrefix = prefix()
    const agent = await h.add({ name: '小陈', kfPrefix, avatarKey })
    const account = `${kfPrefix}@huatian`
    expect(agent).toMatchObject({
      name: '小陈',
      kfAccount: account,
      role: 'agent',
      active: true,
      login: { state: 'none' },
      kf: { state: 'unbound', problem: null },
    })
    expect(callsOf(kfPaths.add, account)).toMatchObject([{ json: { kf_account: account, nickname: '小陈' } }])
    const [upload] = callsOf(kfPaths.avatar, account)
    expect(upload?.body.includes(picture)).toBe(true)
    expect(await h.acts()).toContain('agent.add')
  })

  it('[S14] tells WeChat of a new name and a new picture, and of nothing else', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    const account = agent.kfAccount ?? ''
    await h.ask(h.owner, 'PATCH', `/agents/${agent.id}`, { maximum: 5 })
    expect(callsOf(kfPaths.update, account)).toEqual([])
    await h.ask(h.owner, 'PATCH', `/agents/${agent.id}`, { name: '陈陈', avatarKey: await h.uploaded() })
    expect(callsOf(kfPaths.update, account)).toMatchObject([{ json: { nickname: '陈陈' } }])
    expect(callsOf(kfPaths.avatar, account)).toHaveLength(1)
    expect(await h.now(agent.id)).toMatchObject({ name: '陈陈', maximum: 5 })
  })

  it.each([
    ['add', 65400],
    ['add', 65403],
    ['add', 65404],
    ['add', 65405],
    ['add', 48001],
    ['add', 40164],
    ['add', 61452],
    ['avatar', 40005],
    ['avatar', 40009],
  ] as const)('[S14] what WeChat refuses (%s, %i) leaves the agent there, until 重试', async (step, code) => {
    h.wechat.on(kfPaths[step], () => errcode(code, 'no'))
    const agent = await h.add({ kfPrefix: prefix(), avatarKey: await h.uploaded() })
    expect(agent.kf).toMatchObject({ problem: { step, errcode: code, errmsg: 'no' } })
    h.wechat.on(kfPaths[step], () => ok)
    h.listed([{ kf_account: agent.kfAccount, kf_nick: agent.name, kf_id: '1' }])
    const retried = await h.ask(h.owner, 'POST', `/agents/${agent.id}/kf/retry`)
    expect(retried.body.kf).toMatchObject({ state: 'unbound', problem: null })
  })

  it('[S14] an answer that was lost: the account of the same name there is ours', async () => {
    h.wechat.on(kfPaths.add, () => 'break')
    const agent = await h.add({ kfPrefix: prefix() })
    expect(agent.kf).toMatchObject({ state: 'none', problem: { step: 'add', errcode: null } })
    h.wechat.on(kfPaths.add, () => errcode(65406))
    h.listed([{ kf_account: agent.kfAccount, kf_nick: agent.name, kf_id: '1' }])
    const retried = await h.ask(h.owner, 'POST', `/agents/${agent.id}/kf/retry`)
    expect(retried.body.kf).toMatchObject({ state: 'unbound', problem: null })
  })

  it("[S14] an account that is there under another name stays somebody else's", async () => {
    h.wechat.on(kfPaths.add, () => errcode(65406))
    const kfPrefix = prefix()
    h.listed([{ kf_account: `${kfPrefix}@huatian`, kf_nick: '别人', kf_id: '1', kf_wx: 'somebody' }])
    const agent = await h.add({ kfPrefix })
    expect(agent.kf).toMatchObject({ state: 'none', problem: { step: 'add', errcode: 65406 } })
    await h.ask(h.owner, 'POST', '/refresh')
    expect((await h.now(agent.id)).kf).toMatchObject({ state: 'none', wx: null, problem: { errcode: 65406 } })
    h.wechat.on(kfPaths.add, () => ok)
    const other = prefix()
    const changed = await h.ask(h.owner, 'PATCH', `/agents/${agent.id}`, { kfPrefix: other })
    expect(changed.body).toMatchObject({
      kfAccount: `${other}@huatian`,
      kf: { state: 'unbound', problem: null },
    })
    const again = await h.ask(h.owner, 'PATCH', `/agents/${agent.id}`, { kfPrefix: prefix() })
    expect(again.body.kfAccount).toBe(`${other}@huatian`)
  })

  it('[S14] refuses a kf account of another agent, and one that WeChat would not take', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    const again = { name: '小王', avatarKey: null, kfPrefix: agent.kfAccount?.split('@')[0] }
    expect(await h.ask(h.owner, 'POST', '/agents', again)).toMatchObject({
      status: 409,
      body: { error: { code: 'kf_account_taken' } },
    })
    for (const wrong of ['中文', 'elevenchars', 'a b', ''])
      expect((await h.ask(h.owner, 'POST', '/agents', { ...again, kfPrefix: wrong })).status).toBe(400)
    const missing = { name: '小王', avatarKey: randomUUID(), kfPrefix: null }
    expect((await h.ask(h.owner, 'POST', '/agents', missing)).status).toBe(404)
  })
})

describe('the kf binding', () => {
  it('[S15] follows the list of WeChat: invited, refused, invited again, bound, and gone', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    const contact = { kind: 'wechat', value: 'chenchen_88' }
    const of = { kf_account: agent.kfAccount, kf_nick: agent.name, kf_id: '1' }
    const invited = {
      ...of,
      invite_wx: 'chenchen_88',
      invite_expire_time: Math.floor(Date.now() / 1000) + 86_400,
    }
    h.listed([{ ...invited, invite_status: 'waiting' }])
    const asked = await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation`, {
      contact,
      throughWechat: true,
    })
    expect(asked.body.agent).toMatchObject({
      kf: { state: 'inviting', wx: 'chenchen_88', problem: null },
      login: { state: 'pending', contact },
    })
    expect(callsOf(kfPaths.invite, agent.kfAccount ?? '')).toMatchObject([
      { json: { invite_wx: 'chenchen_88' } },
    ])

    const refreshed = async (list: object[]) => {
      h.listed(list)
      await h.ask(h.owner, 'POST', '/refresh')
      return (await h.now(agent.id)).kf
    }
    expect(await refreshed([{ ...invited, invite_status: 'rejected' }])).toMatchObject({ state: 'declined' })
    expect(await refreshed([{ ...invited, invite_status: 'expired' }])).toMatchObject({ state: 'expired' })
    const past = {
      ...invited,
      invite_status: 'waiting',
      invite_expire_time: Math.floor(Date.now() / 1000) - 1,
    }
    expect(await refreshed([past])).toMatchObject({ state: 'expired' })
    expect(await refreshed([{ ...of, kf_wx: 'chenchen_88' }])).toMatchObject({
      state: 'bound',
      wx: 'chenchen_88',
    })
    expect(await isSpokenFor(agent.id)).toBe(true)
    expect(await refreshed([of])).toMatchObject({ state: 'unbound' })
    expect(await isSpokenFor(agent.id)).toBe(false)
    expect(await refreshed([])).toMatchObject({ state: 'none' })
  })

  it('[S15] what WeChat refuses of an invitation leaves our own link standing', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    h.wechat.on(kfPaths.invite, () => errcode(65409))
    const answer = await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation`, {
      contact: { kind: 'wechat', value: 'nobody_here' },
      throughWechat: true,
    })
    expect(answer.body.agent.login.state).toBe('pending')
    expect(answer.body.link).toMatch(/^http:\/\/127\.0\.0\.1\/m\/invite\/[\w-]{43}$/)
  })

  it('[S15] is looked at by itself, each minute while somebody is to answer', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    const of = { kf_account: agent.kfAccount, kf_nick: agent.name, kf_id: '1' }
    h.listed([{ ...of, invite_wx: 'chenchen_99', invite_status: 'waiting' }])
    await h.ask(h.owner, 'POST', '/refresh')
    h.listed([{ ...of, kf_wx: 'chenchen_99' }])
    await h.team.checks.runOnce()
    expect((await h.now(agent.id)).kf.state).toBe('inviting')
    h.server.clock.skewMs += 60_000
    await h.team.checks.runOnce()
    expect((await h.now(agent.id)).kf.state).toBe('bound')
    const asked = h.wechat.calls(kfPaths.list).length
    h.server.clock.skewMs += 60_000
    await h.team.checks.runOnce()
    expect(h.wechat.calls(kfPaths.list)).toHaveLength(asked)
    h.server.clock.skewMs += 6 * 3_600_000
    await h.team.checks.runOnce()
    expect(h.wechat.calls(kfPaths.list)).toHaveLength(asked + 1)
  })

  it('[S15] a list that WeChat does not give is said, and changes nothing', async () => {
    h.wechat.on(kfPaths.list, () => errcode(65400))
    const { body } = await h.ask(h.owner, 'POST', '/refresh')
    expect(body.problem).toMatchObject({ step: 'list', errcode: 65400 })
    h.listed([])
    expect((await h.ask(h.owner, 'POST', '/refresh')).body.problem).toBeNull()
  })

  async function isSpokenFor(agentId: string): Promise<boolean> {
    const found = await h.server.ctx.pool.query('select kf_bound from agent where agent_id = $1', [agentId])
    return found.rows[0].kf_bound
  }
})

describe('rights', () => {
  it('[L18] supervisors look, agents do not, and neither changes anything', async () => {
    const supervisor = await h.member('supervisor')
    const agent = await h.member('agent')
    const { status, body } = await h.ask(supervisor.cookie, 'GET', '')
    expect(status).toBe(200)
    expect(body.agents[0].may).toEqual({ change: false, roles: [], leave: false, confirm: false })
    expect((await h.ask(agent.cookie, 'GET', '')).status).toBe(403)
    const new_ = { name: '小王', avatarKey: null, kfPrefix: null }
    for (const { cookie } of [supervisor, agent])
      expect((await h.ask(cookie, 'POST', '/agents', new_)).status).toBe(403)
  })

  it('[L18] an admin manages agents and supervisors; only an owner makes and unmakes admins', async () => {
    const admin = await h.member('admin')
    const other = await h.member('admin', '另一位')
    const agent = await h.add()
    const change = (cookie: string, id: string, role: string) =>
      h.ask(cookie, 'PATCH', `/agents/${id}`, { role })
    expect((await change(admin.cookie, agent.id, 'supervisor')).body.role).toBe('supervisor')
    expect((await change(admin.cookie, agent.id, 'admin')).status).toBe(403)
    expect((await change(admin.cookie, admin.id, 'owner')).status).toBe(403)
    expect((await change(admin.cookie, other.id, 'agent')).status).toBe(403)
    const leave = { deleteKf: false }
    expect((await h.ask(admin.cookie, 'POST', `/agents/${other.id}/deactivate`, leave)).status).toBe(403)
    expect((await h.ask(admin.cookie, 'POST', `/agents/${h.server.agents.zhou}/unbind`)).status).toBe(403)
    expect((await change(h.owner, other.id, 'agent')).body.role).toBe('agent')
  })

  it('[L18] a desk whose role changed comes back with the new one', async () => {
    const { id } = await h.member('agent', '升职的人')
    const desk = await h.server.openDesk(id)
    await h.ask(h.owner, 'PATCH', `/agents/${id}`, { role: 'supervisor' })
    await desk.frame('goodbye', ({ reason }) => reason === 'server_stopping')
  })

  it('[L18] the last owner stays', async () => {
    const zhou = h.server.agents.zhou
    const refused = { status: 409, body: { error: { code: 'last_owner' } } }
    expect(await h.ask(h.owner, 'PATCH', `/agents/${zhou}`, { role: 'admin' })).toMatchObject(refused)
    expect(await h.ask(h.owner, 'POST', `/agents/${zhou}/deactivate`, { deleteKf: false })).toMatchObject(
      refused,
    )
    expect(await h.ask(h.owner, 'POST', `/agents/${zhou}/unbind`)).toMatchObject(refused)
  })

  it('[L18] two owners who remove each other at once leave one', async () => {
    const second = await h.member('owner', '另一位老板')
    const third = await h.member('owner', '第三位老板')
    const out = (cookie: string, id: AgentId) => h.ask(cookie, 'PATCH', `/agents/${id}`, { role: 'agent' })
    await out(h.owner, third.id)
    const answers = await Promise.all([out(h.owner, second.id), out(second.cookie, h.server.agents.zhou)])
    const owners = await h.server.ctx.pool.query(
      `select agent_id from agent where account_id = $1 and role = 'owner'`,
      [h.server.account.id],
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(owners.rows).toHaveLength(1)
    await h.server.ctx.pool.query(`update agent set role = 'owner' where agent_id = $1`, [
      h.server.agents.zhou,
    ])
  })
})

describe('停用', () => {
  it('[L14] puts the customers back, ends desk and login, and keeps the records', async () => {
    const { id, cookie } = await h.member('agent', '要走的人')
    const fans = Array.from({ length: 5 }, () => `oFan_${randomUUID().slice(0, 8)}`)
    for (const fan of fans) {
      await h.server.fanSays(fan, '客服')
      await h.server.accept(cookie, fan)
    }
    const desk = await h.server.openDesk(id)
    expect((await h.now(id)).serving).toBe(5)
    const { status, body } = await h.ask(h.owner, 'POST', `/agents/${id}/deactivate`, { deleteKf: false })
    expect(status).toBe(200)
    expect(body).toMatchObject({ active: false, serving: 0 })
    const path = `/api/accounts/${h.server.account.id}/conversations`
    for (const fan of fans) {
      const found = await h.server.ask(h.owner, 'GET', `${path}/${fan}`)
      expect(found.body.conversation).toMatchObject({ state: 'waiting', cause: 'agent_left' })
      const messages = await h.server.ask(h.owner, 'GET', `${path}/${fan}/messages`)
      expect(JSON.stringify(messages.body)).toContain('客服')
    }
    await desk.frame('goodbye', ({ reason }) => reason === 'agent_left' || reason === 'login_ended')
    expect((await h.server.ask(cookie, 'GET', '/api/session')).body.person).toBeNull()
    const back = await h.ask(h.owner, 'POST', `/agents/${id}/reactivate`)
    expect(back.body.active).toBe(true)
    expect((await h.acts()).slice(-2)).toEqual(['agent.deactivate', 'agent.reactivate'])
  })

  it('[S14] deletes the kf account at WeChat when that is wished; what is gone already is gone', async () => {
    const agent = await h.add({ kfPrefix: prefix() })
    h.wechat.on(kfPaths.delete, () => errcode(61450))
    const failed = await h.ask(h.owner, 'POST', `/agents/${agent.id}/deactivate`, { deleteKf: true })
    expect(failed.body).toMatchObject({ active: false, kf: { problem: { step: 'delete', errcode: 61450 } } })
    h.wechat.on(kfPaths.delete, () => errcode(65401))
    const again = await h.ask(h.owner, 'POST', `/agents/${agent.id}/kf/retry`)
    expect(again.body.kf).toMatchObject({ state: 'none', problem: null })
  })

  it('[L18] somebody who serves another shop stays logged in there', async () => {
    const { id, cookie } = await h.member('agent', '两家店')
    const other = await h.server.ctx.pool.query<{ account_id: string }>(
      `insert into account (appid, name, app_secret, callback_token, aes_key, mode, api_base)
       select 'wxother', '另一家', app_secret, callback_token, aes_key, mode, api_base from account limit 1
       returning account_id`,
    )
    await h.server.ctx.pool.query(
      `insert into agent (account_id, person_id, role, name)
       select $1, person_id, 'agent', name from agent where agent_id = $2`,
      [other.rows[0]?.account_id, id],
    )
    await h.ask(h.owner, 'POST', `/agents/${id}/deactivate`, { deleteKf: false })
    const { body } = await h.server.ask(cookie, 'GET', '/api/session')
    expect(body.accounts).toMatchObject([{ name: '另一家' }])
  })
})

describe('分组', () => {
  it('[S14] [L3] are made, renamed, filled and deleted; the desks hear it, and nobody waits for one that is gone', async () => {
    const { id } = await h.member('agent', '组员')
    const desk = await h.server.openDesk(id)
    const added = await h.ask(h.owner, 'POST', '/groups', { name: '售后组', members: [id] })
    const group = added.body.groups.find(({ name }: { name: string }) => name === '售后组')
    expect(group).toMatchObject({ members: [id], waiting: 0 })
    await desk.frame('agents', ({ groups }) => groups?.some(({ name }) => name === '售后组') === true)
    expect((await h.now(id)).groups).toEqual([group.id])

    const taken = await h.ask(h.owner, 'POST', '/groups', { name: '售后组', members: [] })
    expect(taken).toMatchObject({ status: 409, body: { error: { code: 'group_name_taken' } } })
    await h.ask(h.owner, 'PATCH', `/groups/${group.id}`, { name: '退换货', members: [] })
    expect((await h.now(id)).groups).toEqual([])
    await h.ask(h.owner, 'PATCH', `/agents/${id}`, { groups: [group.id] })
    expect((await h.now(id)).groups).toEqual([group.id])

    // Whoever waits for it, and shall be kept until somebody of it comes, is everybody's.
    const { ctx, account } = h.server
    const keep = (fallback: string) =>
      ctx.pool.query(
        `update account set settings = settings || jsonb_build_object('reservationFallback', $2::text),
           config_version = config_version + 1 where account_id = $1`,
        [account.id, fallback],
      )
    await keep('keep')
    await h.server.fanSays('oKept', '客服')
    const cookie = await h.server.login(id)
    const session = await h.server.accept(cookie, 'oKept')
    const to = { kind: 'group', group: group.id }
    await h.server.command(cookie, 'oKept', { type: 'transfer', session, to, note: null })
    const reservedGroup = async () =>
      (await ctx.pool.query(`select reserved_group as id from conversation where openid = 'oKept'`)).rows[0]
        .id
    expect(await reservedGroup()).toBe(group.id)

    const gone = await h.ask(h.owner, 'DELETE', `/groups/${group.id}`)
    expect(await reservedGroup()).toBeNull()
    await keep('everybody')
    expect(gone.body.groups.map(({ name }: { name: string }) => name)).not.toContain('退换货')
    expect((await h.now(id)).groups).toEqual([])
    expect((await h.ask(h.owner, 'DELETE', `/groups/${group.id}`)).status).toBe(404)
    expect((await h.acts()).filter((act) => act.startsWith('group.'))).toEqual([
      'group.add',
      'group.change',
      'group.delete',
    ])
  })
})
