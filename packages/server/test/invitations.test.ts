import type { InvitationView } from '@duokefu/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeAccount } from './factories.ts'
import { patient } from './patience.ts'
import { behave, startTeamHarness, type TeamHarness } from './team-harness.ts'
import { newBrowser, type TestBrowser } from './wechat-phone.ts'

let h: TeamHarness
beforeAll(async () => {
  h = await startTeamHarness()
})
beforeEach(() => behave(h.wechat))
afterAll(() => h.stop())

const hour = 3_600_000
const wechatId = { kind: 'wechat', value: 'xiaochen_wx' }
let people = 0
function somebody(): string {
  people += 1
  return `oPerson_${people}`
}

const look = async (phone: TestBrowser, token: string): Promise<InvitationView> =>
  (await phone.ask('GET', `/api/invitations/${token}`)).body
const accept = (phone: TestBrowser, token: string) =>
  phone.ask('POST', `/api/invitations/${token}/accept`, {})
const decline = (phone: TestBrowser, token: string) =>
  phone.ask('POST', `/api/invitations/${token}/decline`, {})
const stateOf = async (agentId: string) => (await h.now(agentId)).login.state

/** Whoever has this openid, as the desk would know them: through the QR or WeChat's own browser. */
async function personOf(openid: string): Promise<string | undefined> {
  const found = await h.server.ctx.pool.query<{ person_id: string }>(
    'select person_id from person_openid where openid = $1',
    [openid],
  )
  return found.rows[0]?.person_id
}

describe('an invitation that names nobody', () => {
  it('[S16] is opened in WeChat, names shop, agent and inviter, and makes an agent of whoever accepts', async () => {
    const agent = await h.add({ name: '小陈' })
    const token = await h.invite(agent.id)
    const openid = somebody()
    const phone = await h.phone(openid, token)
    expect(await look(phone, token)).toMatchObject({
      state: 'open',
      shop: '花田小店',
      agentName: '小陈',
      inviter: '老周',
      loginWay: 'oauth',
      identified: true,
    })
    expect((await accept(phone, token)).body.state).toBe('accepted')
    expect(await look(phone, token)).toMatchObject({ state: 'accepted' })
    expect(await h.now(agent.id)).toMatchObject({ role: 'agent', login: { state: 'bound' } })
    const found = await h.server.ctx.pool.query('select person_id from agent where agent_id = $1', [agent.id])
    expect(found.rows[0].person_id).toBe(await personOf(openid))
    expect((await h.acts()).slice(-2)).toEqual(['agent.invite', 'invitation.accepted'])
  })

  it('[S16] can be declined, and is used up then', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const phone = await h.phone(somebody(), token)
    expect((await decline(phone, token)).body.state).toBe('declined')
    expect(await stateOf(agent.id)).toBe('declined')
    expect((await accept(phone, token)).body.state).toBe('declined')
    expect(await stateOf(agent.id)).toBe('declined')
  })

  it('[L18] a browser that WeChat said nothing of accepts nothing', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const browser = newBrowser(h.server)
    expect(await look(browser, token)).toMatchObject({ state: 'open', identified: false })
    expect(await accept(browser, token)).toMatchObject({
      status: 401,
      body: { error: { code: 'phone_unknown' } },
    })
    expect(await stateOf(agent.id)).toBe('pending')
  })

  it('[L18] WeChat’s word for another page or another account is nothing here', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const other = await h.invite((await h.add()).id)
    const phone = await h.phone(somebody(), other)
    expect((await accept(phone, token)).status).toBe(401)
    expect(await stateOf(agent.id)).toBe('pending')
  })

  it('[L18] an unknown token is no invitation', async () => {
    const browser = newBrowser(h.server)
    const token = 'A'.repeat(43)
    expect((await browser.ask('GET', `/api/invitations/${token}`)).status).toBe(404)
    expect((await accept(browser, token)).status).toBe(404)
    expect((await browser.ask('GET', '/api/invitations/short')).status).toBe(400)
  })
})

describe('once, for 72 hours', () => {
  it('[L18] ends 72 hours after it was made, by the clock of the database', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    h.server.clock.skewMs += 72 * hour - 60_000
    const phone = await h.phone(somebody(), token)
    expect(await look(phone, token)).toMatchObject({ state: 'open' })
    h.server.clock.skewMs += 61_000
    expect(await look(phone, token)).toMatchObject({ state: 'expired' })
    expect((await accept(phone, token)).body.state).toBe('expired')
    expect(await stateOf(agent.id)).toBe('expired')
  })

  it('[S15] sent again: the new link counts, the old one is dead', async () => {
    const agent = await h.add()
    const old = await h.invite(agent.id)
    const token = await h.invite(agent.id)
    const phone = await h.phone(somebody(), old)
    expect((await accept(phone, old)).body.state).toBe('withdrawn')
    expect(await stateOf(agent.id)).toBe('pending')
    expect((await accept(await h.phone(somebody(), token), token)).body.state).toBe('accepted')
  })

  it('[S15] withdrawn: the link is dead', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    await h.ask(h.owner, 'DELETE', `/agents/${agent.id}/invitation`)
    expect(await stateOf(agent.id)).toBe('withdrawn')
    expect((await accept(await h.phone(somebody(), token), token)).body.state).toBe('withdrawn')
    expect(await stateOf(agent.id)).toBe('withdrawn')
  })

  it('[L18] a second person and a replay get nothing', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const first = await h.phone(somebody(), token)
    await accept(first, token)
    const second = await h.phone(somebody(), token)
    expect((await accept(second, token)).body.state).toBe('used')
    expect((await accept(first, token)).body.state).toBe('accepted')
    expect((await decline(second, token)).body.state).toBe('used')
    expect(await stateOf(agent.id)).toBe('bound')
  })

  it('[L18] of ten people who accept at once one is the agent', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const openids = Array.from({ length: 10 }, somebody)
    const phones = await Promise.all(openids.map((openid) => h.phone(openid, token)))
    const answers = await Promise.all(phones.map((phone) => accept(phone, token)))
    const states = answers.map(({ body }) => body.state).sort()
    expect(states).toEqual(['accepted', ...Array(9).fill('used')])
    const bound = await Promise.all(openids.map(personOf))
    expect(bound.filter((person) => person !== undefined)).toHaveLength(1)
  })

  it('[L18] of two invitations that one person accepts at once one counts', async () => {
    const agents = [await h.add({ name: '甲' }), await h.add({ name: '乙' })]
    const tokens = await Promise.all(agents.map(({ id }) => h.invite(id)))
    const openid = somebody()
    const phones = await Promise.all(tokens.map((token) => h.phone(openid, token)))
    // One writes whose login it is; the other has not even looked, and waits until it is known.
    const { pool } = h.server.ctx
    const locker = await pool.connect()
    await locker.query('begin; lock table person_openid in share row exclusive mode')
    const accepting = phones.map((phone, index) => accept(phone, tokens[index] ?? ''))
    const waitFor = async () => {
      const found = await pool.query<{ wait_event: string }>(
        `select wait_event from pg_stat_activity
         where wait_event_type = 'Lock' and datname = current_database() order by 1`,
      )
      return found.rows.map((row) => row.wait_event)
    }
    await vi.waitFor(async () => expect(await waitFor()).toEqual(['advisory', 'relation']), patient)
    await locker.query('rollback')
    locker.release()
    const answers = await Promise.all(accepting)
    const states = await Promise.all(agents.map(({ id }) => stateOf(id)))
    expect(answers.map(({ body }) => body.state).sort()).toEqual(['accepted', 'already_agent'])
    expect(states.filter((state) => state === 'bound')).toHaveLength(1)
  })

  it('[S16] who is an agent already is told so, and the invitation stays for the right one', async () => {
    const openid = somebody()
    const first = await h.invite((await h.add()).id)
    await accept(await h.phone(openid, first), first)
    const agent = await h.add({ name: '另一位' })
    const token = await h.invite(agent.id)
    const phone = await h.phone(openid, token)
    expect(await look(phone, token)).toMatchObject({ state: 'already_agent' })
    expect((await accept(phone, token)).body.state).toBe('already_agent')
    expect(await stateOf(agent.id)).toBe('pending')
  })

  it('[S15] a bound agent is not invited again before they are unbound', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    const openid = somebody()
    await accept(await h.phone(openid, token), token)
    const body = { contact: null, throughWechat: false }
    expect(await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation`, body)).toMatchObject({
      status: 409,
      body: { error: { code: 'already_bound' } },
    })
    await h.ask(h.owner, 'POST', `/agents/${agent.id}/unbind`)
    expect(await stateOf(agent.id)).toBe('none')
    expect(await personOf(openid)).toBeUndefined()
    const again = await h.invite(agent.id)
    expect((await accept(await h.phone(openid, again), again)).body.state).toBe('accepted')
  })

  it('[L14] an agent who was deactivated has no invitation any more', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id)
    await h.ask(h.owner, 'POST', `/agents/${agent.id}/deactivate`, { deleteKf: false })
    expect((await accept(await h.phone(somebody(), token), token)).body.state).toBe('withdrawn')
    expect(await h.now(agent.id)).toMatchObject({ active: false, login: { state: 'withdrawn' } })
  })
})

describe('an invitation that names somebody', () => {
  it('[L18] waits for the admin while nobody knows whose openid that is; 确认 lets in', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id, { kind: 'phone', value: '13800001111' })
    const openid = somebody()
    const phone = await h.phone(openid, token)
    expect((await accept(phone, token)).body.state).toBe('confirming')
    expect((await h.now(agent.id)).login).toMatchObject({ state: 'confirming', doubt: 'unknown' })
    expect(await personOf(openid)).toBeUndefined()
    expect((await look(phone, token)).state).toBe('confirming')
    const confirmed = await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/confirm`)
    expect(confirmed.body.login.state).toBe('bound')
    expect((await look(phone, token)).state).toBe('accepted')
    expect((await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/confirm`)).status).toBe(404)
  })

  it('[L18] 拒绝 leaves them outside', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id, { kind: 'qq', value: '123456789' })
    const openid = somebody()
    const phone = await h.phone(openid, token)
    await accept(phone, token)
    const refused = await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/refuse`)
    expect(refused.body.login.state).toBe('refused')
    expect((await look(phone, token)).state).toBe('refused')
    expect(await personOf(openid)).toBeUndefined()
  })

  it('[L18] lets the right one in at once when WeChat’s list names their openid, and nobody else', async () => {
    const openid = somebody()
    const agent = await h.add({ kfPrefix: 'kf_right' })
    h.listed([
      {
        kf_account: agent.kfAccount,
        kf_nick: agent.name,
        kf_id: '1',
        kf_wx: 'xiaochen_wx',
        kf_openid: openid,
      },
    ])
    await h.ask(h.owner, 'POST', '/refresh')
    const verified = await h.ask(h.owner, 'POST', '/contact', wechatId)
    expect(verified.body).toMatchObject({
      comparable: true,
      kf: { account: agent.kfAccount, state: 'bound' },
    })

    const wrong = await h.invite(agent.id, wechatId)
    expect((await accept(await h.phone(somebody(), wrong), wrong)).body.state).toBe('confirming')
    expect((await h.now(agent.id)).login.doubt).toBe('different')

    const token = await h.invite(agent.id, wechatId)
    expect((await accept(await h.phone(openid, token), token)).body.state).toBe('accepted')
  })

  it('[L18] asks WeChat for that openid when they accept, however old the list on the page is', async () => {
    const openid = somebody()
    const agent = await h.add({ kfPrefix: 'kf_fresh' })
    const token = await h.invite(agent.id, { kind: 'wechat', value: 'just_accepted' })
    h.listed([
      { kf_account: agent.kfAccount, kf_nick: '小陈', kf_id: '1', kf_wx: 'just_accepted', kf_openid: openid },
    ])
    expect((await accept(await h.phone(openid, token), token)).body.state).toBe('accepted')
  })

  it('[L18] knows them again after an admin has confirmed them once', async () => {
    const contact = { kind: 'wechat', value: 'known_before' }
    const openid = somebody()
    const agent = await h.add({ name: '老朋友' })
    const token = await h.invite(agent.id, contact)
    await accept(await h.phone(openid, token), token)
    await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/confirm`)
    expect((await h.ask(h.owner, 'POST', '/contact', contact)).body).toMatchObject({
      comparable: true,
      person: { name: '老朋友', here: true },
    })
    await h.ask(h.owner, 'POST', `/agents/${agent.id}/unbind`)
    const again = await h.invite(agent.id, contact)
    expect((await accept(await h.phone(openid, again), again)).body.state).toBe('accepted')
  })

  it('[L18] a place with more rights than an agent’s waits for an owner, whoever accepts', async () => {
    const agent = await h.add()
    await h.ask(h.owner, 'PATCH', `/agents/${agent.id}`, { role: 'admin' })
    const token = await h.invite(agent.id)
    expect((await accept(await h.phone(somebody(), token), token)).body.state).toBe('confirming')
    expect((await h.now(agent.id)).login.doubt).toBe('role')
    const admin = await h.member('admin')
    expect((await h.ask(admin.cookie, 'POST', `/agents/${agent.id}/invitation/confirm`)).status).toBe(403)
    const confirmed = await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/confirm`)
    expect(confirmed.body).toMatchObject({ role: 'admin', login: { state: 'bound' } })
  })

  it.each([
    { kind: 'wechat', value: '12345' },
    { kind: 'wechat', value: '1abcdef' },
    { kind: 'wechat', value: 'a b c d e f' },
    { kind: 'qq', value: '0123456' },
    { kind: 'phone', value: '+8613800001111' },
    { kind: 'phone', value: '1380000111' },
    { kind: 'mail', value: 'a@b.cn' },
  ])('[S15] 验证 refuses what can be no contact: %j', async (contact) => {
    expect((await h.ask(h.owner, 'POST', '/contact', contact)).status).toBe(400)
  })

  it('[S15] 验证 says plainly that nothing is known', async () => {
    const nobody = { kind: 'wechat', value: 'never_heard_of' }
    expect((await h.ask(h.owner, 'POST', '/contact', nobody)).body).toEqual({
      person: null,
      kf: null,
      comparable: false,
    })
  })
})

describe('one login for several shops', () => {
  it('[L18] somebody whom WeChat says to be the same person keeps their login', async () => {
    const openid = somebody()
    h.wechat.on('/cgi-bin/user/info', ({ query }) => ({
      json: { openid: query.get('openid'), subscribe: 1, unionid: 'union-1' },
    }))
    const other = await makeAccount(h.server.ctx, { name: '另一家' })
    const { rows } = await h.server.ctx.pool.query<{ person_id: string }>(
      `insert into person (name) values ('两店客服') returning person_id`,
    )
    const person = rows[0]?.person_id
    await h.server.ctx.pool.query(
      `insert into person_openid (account_id, openid, person_id, unionid, bound_at)
       values ($1, 'oElsewhere', $2, 'union-1', now())`,
      [other.id, person],
    )
    const agent = await h.add()
    const token = await h.invite(agent.id)
    await accept(await h.phone(openid, token), token)
    expect(await personOf(openid)).toBe(person)
  })

  it('[L18] an invitation of this shop opens no login of another one', async () => {
    const { id } = await h.member('agent', '只在命令行添加')
    const other = await makeAccount(h.server.ctx, { name: '别的店' })
    await h.server.ctx.pool.query(
      `insert into agent (account_id, person_id, role, name)
       select $1, person_id, 'owner', name from agent where agent_id = $2`,
      [other.id, id],
    )
    const token = await h.invite(id)
    const openid = somebody()
    expect((await accept(await h.phone(openid, token), token)).body.state).toBe('accepted')
    const places = await h.server.ctx.pool.query(
      'select account_id from agent where person_id = $1 and left_at is null',
      [await personOf(openid)],
    )
    expect(places.rows).toEqual([{ account_id: h.server.account.id }])
  })
})

describe('a shop whose WeChat can’t say who holds a phone', () => {
  const chosen = (loginName: string) => ({ loginName, password: 'correct horse' })
  const logIn = (name: string) =>
    newBrowser(h.server).ask('POST', '/api/login/password', { name, password: 'correct horse', code: null })
  const acceptAs = (token: string, loginName: string) =>
    newBrowser(h.server).ask('POST', `/api/invitations/${token}/accept`, chosen(loginName))

  beforeAll(() => setLoginWay('password'))
  afterAll(() => setLoginWay('oauth'))

  async function setLoginWay(way: string): Promise<void> {
    await h.server.ctx.pool.query('update account set login_way = $1', [way])
    await h.server.ctx.accounts.refresh(h.server.account.id)
  }

  it('[L18] the invited person chooses login name and password, and logs in with them', async () => {
    const agent = await h.add({ name: '订阅号客服' })
    const token = await h.invite(agent.id)
    expect(await look(newBrowser(h.server), token)).toMatchObject({ state: 'open', loginWay: 'password' })
    expect((await newBrowser(h.server).ask('POST', `/api/invitations/${token}/accept`, {})).status).toBe(401)
    expect((await acceptAs(token, 'chen')).body.state).toBe('accepted')
    expect((await logIn('chen')).body).toEqual({ step: 'in' })
    expect(await stateOf(agent.id)).toBe('bound')
    expect((await acceptAs(token, 'somebody-else')).body.state).toBe('used')
    expect((await logIn('somebody-else')).status).not.toBe(200)
  })

  it('[L18] a name that is taken is said, and the invitation stays open', async () => {
    const first = await h.invite((await h.add()).id)
    await acceptAs(first, 'taken')
    const agent = await h.add()
    const token = await h.invite(agent.id)
    expect(await acceptAs(token, 'TAKEN')).toMatchObject({
      status: 409,
      body: { error: { code: 'login_name_taken' } },
    })
    expect(await stateOf(agent.id)).toBe('pending')
  })

  it('[L18] named, they wait for the admin; refused, their name is free again', async () => {
    const agent = await h.add()
    const token = await h.invite(agent.id, wechatId)
    expect((await acceptAs(token, 'stranger')).body.state).toBe('confirming')
    const { body } = await logIn('stranger')
    expect(body.accounts ?? []).toEqual([])
    await h.ask(h.owner, 'POST', `/agents/${agent.id}/invitation/refuse`)
    expect((await logIn('stranger')).status).not.toBe(200)
    const again = await h.invite(agent.id)
    expect((await acceptAs(again, 'stranger')).body.state).toBe('accepted')
  })

  it('[L18] withdrawn or sent again before the admin confirmed: their name is free again', async () => {
    const agent = await h.add()
    await acceptAs(await h.invite(agent.id, wechatId), 'patient')
    const again = await h.invite(agent.id)
    expect((await logIn('patient')).status).not.toBe(200)
    expect((await acceptAs(again, 'patient')).body.state).toBe('accepted')
    const other = await h.add()
    await acceptAs(await h.invite(other.id, wechatId), 'hasty')
    await h.ask(h.owner, 'DELETE', `/agents/${other.id}/invitation`)
    expect((await logIn('hasty')).status).not.toBe(200)
    expect((await acceptAs(await h.invite(other.id), 'hasty')).body.state).toBe('accepted')
  })

  it('[L18] a password chosen for an owner’s place opens nothing before it is confirmed', async () => {
    const owner = await h.member('owner', '要绑定的老板')
    const token = await h.invite(owner.id)
    expect((await acceptAs(token, 'attacker')).body.state).toBe('confirming')
    const browser = newBrowser(h.server)
    await browser.ask('POST', '/api/login/password', {
      name: 'attacker',
      password: 'correct horse',
      code: null,
    })
    expect((await browser.ask('GET', '/api/session')).body.accounts).toEqual([])
    await h.ask(h.owner, 'POST', `/agents/${owner.id}/deactivate`, { deleteKf: false })
  })
})
