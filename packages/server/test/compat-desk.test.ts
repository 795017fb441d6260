import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { type CompatHarness, newFan, type Said, startCompatHarness, suffix } from './compat-harness.ts'
import { type Answer, deferred, errcode, ok } from './fake-wechat.ts'

const agreed = { errcode: 0, errmsg: 'ok' }
const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAP//////////////2Q==', 'base64')

let h: CompatHarness
beforeAll(async () => {
  h = await startCompatHarness({ hasMall: true })
  h.wechat.on('/mall', () => ({ file: Buffer.from('success'), type: 'text/plain' }))
})
afterAll(() => h.stop())

async function agentOf(kf: string) {
  const rows = await h.rows<{ id: string; name: string; left: boolean; avatar: string | null }>(
    `select agent_id as id, name, left_at is not null as left, avatar_key as avatar from agent
     where kf_account = $1 order by agent_id desc limit 1`,
    [kf],
  )
  return rows[0]
}

function form(name: string, bytes: Buffer): FormData {
  const data = new FormData()
  data.set(name, new Blob([new Uint8Array(bytes)]), 'face.jpg')
  return data
}

describe('kf accounts', () => {
  const add = (kf_account: string, nickname: string) =>
    h.post('/customservice/kfaccount/add', { kf_account, nickname })

  it('[S14] are agents of ours, told to WeChat, in the audit log and gone with a word', async () => {
    const kf = `added@${suffix}`
    expect(await add(kf, '小新')).toEqual(agreed)
    expect(await agentOf(kf)).toMatchObject({ name: '小新', left: false })
    const told = h.wechat.calls('/customservice/kfaccount/add').at(-1)?.json
    expect(told).toEqual({ kf_account: kf, nickname: '小新' })
    expect((await h.admin('GET', '/team')).body.agents).toContainEqual(
      expect.objectContaining({ kfAccount: kf }),
    )
    const update = { kf_account: kf, nickname: '小新新', password: '96e79218965eb72c92a549dd5a330112' }
    expect(await h.post('/customservice/kfaccount/update', update)).toEqual(agreed)
    expect(await agentOf(kf)).toMatchObject({ name: '小新新' })

    expect(await h.get(`/customservice/kfaccount/del?kf_account=${kf}`)).toEqual(agreed)
    expect(await agentOf(kf)).toMatchObject({ left: true })
    expect(h.wechat.calls('/customservice/kfaccount/del').at(-1)?.json).toEqual({ kf_account: kf })
    const acts = await h.rows<{ act: string; agent_id: null; address: string }>(
      `select act, by_name, agent_id, address from audit_log where by_name like 'API: %' order by audit_id desc limit 3`,
    )
    expect(acts.map(({ act }) => act)).toEqual(['agent.deactivate', 'agent.change', 'agent.add'])
    expect(acts[0]).toMatchObject({ by_name: 'API: AppSecret', agent_id: null, address: '127.0.0.1' })
  })

  it('[S14] that WeChat refuses are ours all the same, with its reason at the back office', async () => {
    const kf = `refused@${suffix}`
    h.wechat.on('/customservice/kfaccount/add', () => errcode(65405))
    expect(await add(kf, '小新')).toEqual(agreed)
    h.wechat.on('/customservice/kfaccount/add', () => ok)
    const { agents } = (await h.admin('GET', '/team')).body
    expect(agents.find((each: { kfAccount: string }) => each.kfAccount === kf)).toMatchObject({
      kf: { problem: { step: 'add', errcode: 65405 } },
    })
  })

  it('[S14] get a picture, which everybody sees at its address', async () => {
    const { kf } = await h.agent('face')
    const path = `/customservice/kfaccount/uploadheadimg?kf_account=${encodeURIComponent(kf)}`
    expect(await h.post(path, form('media', jpeg))).toEqual(agreed)
    const list = (await h.get('/cgi-bin/customservice/getkflist')).kf_list as Said[]
    const url = String(list.find(({ kf_account }) => kf_account === kf)?.kf_headimgurl)
    const picture = await fetch(url)
    expect(picture.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(jpeg)
    expect((await fetch(url.replace(/[^/]+$/, crypto.randomUUID()))).status).toBe(404)

    expect(await h.post(path, form('media', Buffer.from('no picture')))).toMatchObject({ errcode: 40005 })
    expect(await h.post(path, form('file', jpeg))).toMatchObject({ errcode: 41005 })
    expect(await h.post(path, form('media', Buffer.alloc(6 * 1024 * 1024)))).toMatchObject({ errcode: 40009 })
  })

  it('[S15] are invited by WeChat itself, whose no is passed on', async () => {
    const { kf } = await h.agent('invited')
    const invite = (invite_wx: string) =>
      h.post('/customservice/kfaccount/inviteworker', { kf_account: kf, invite_wx })
    expect(await invite('xiaolin_wx')).toEqual(agreed)
    expect(h.wechat.calls('/customservice/kfaccount/inviteworker').at(-1)?.json).toEqual({
      kf_account: kf,
      invite_wx: 'xiaolin_wx',
    })
    h.wechat.on('/customservice/kfaccount/inviteworker', () => errcode(65407, 'one of your workers rid: 1'))
    expect(await invite('xiaolin_wx')).toMatchObject({ errcode: 65407 })
    expect(await invite('')).toMatchObject({ errcode: 65409 })
  })

  it('[S15] that WeChat doesn’t have are invited by nobody, and nobody hears that they were', async () => {
    const { agentId } = await addAgent(h.server.ctx, {
      accountId: h.accountId,
      name: '小周',
      kfAccount: null,
      role: 'agent',
    })
    const asked = { kf_account: `${agentId}@${h.appid}`, invite_wx: 'xiaozhou_wx' }
    expect(await h.post('/customservice/kfaccount/inviteworker', asked)).toMatchObject({ errcode: 65404 })
  })

  it('[S15] are listed with what WeChat told of them last', async () => {
    const { id, kf } = await h.agent('bound')
    const other = await h.agent('asked')
    await h.rows(`insert into agent_kf (account_id, agent_id, account, wx) values ($1, $2, $3, 'lin_wx')`, [
      h.accountId,
      id,
      kf,
    ])
    await h.rows(
      `insert into agent_kf (account_id, agent_id, account, invite_wx, invite_status, invite_expires_at)
       values ($1, $2, $3, 'wu_wx', 'waiting', to_timestamp(1893456000))`,
      [h.accountId, other.id, other.kf],
    )
    const { kf_list: list } = await h.get('/customservice/getkflist')
    expect(list).toContainEqual({
      kf_account: kf,
      kf_nick: '小林',
      kf_id: id,
      kf_headimgurl: '',
      kf_wx: 'lin_wx',
    })
    expect(list).toContainEqual(
      expect.objectContaining({
        invite_wx: 'wu_wx',
        invite_expire_time: 1893456000,
        invite_status: 'waiting',
      }),
    )
  })

  it('[S14] of owners and admins are the back office’s alone', async () => {
    const { id, kf } = await h.agent('boss')
    await h.rows(`update agent set role = 'admin' where agent_id = $1`, [id])
    expect(await h.post('/customservice/kfaccount/del', { kf_account: kf })).toMatchObject({ errcode: 48001 })
    expect(await agentOf(kf)).toMatchObject({ left: false })
  })

  it('[L11] are online with an open desk, under both families of paths', async () => {
    const [there, away] = [await h.agent('there'), await h.agent('offline', { online: false })]
    for (const path of ['/cgi-bin/customservice/getonlinekflist', '/customservice/getonlinekflist']) {
      const online = (await h.get(path)).kf_online_list as Said[]
      expect(online).toContainEqual({
        kf_account: there.kf,
        kf_id: there.id,
        status: 1,
        auto_accept: 0,
        accepted_case: 0,
      })
      expect(online.map(({ kf_account }) => kf_account)).not.toContain(away.kf)
    }
  })
})

describe('sessions', () => {
  const create = (kf_account: string, openid: string, text?: string) =>
    h.post('/customservice/kfsession/create', { kf_account, openid, text })
  const close = (kf_account: string, openid: string) =>
    h.post('/customservice/kfsession/close', { kf_account, openid })
  /** kf_* events that the developer URL heard of a customer, in order. */
  const heardOf = (openid: string) =>
    h.wechat.calls('/mall').flatMap(({ body }) => {
      const xml = body.toString()
      const event = /<Event><!\[CDATA\[(kf_\w+)/.exec(xml)?.[1]
      return event !== undefined && xml.includes(openid)
        ? [`${event} ${/KfAccount><!\[CDATA\[([^\]]+)/.exec(xml)?.[1]}`]
        : []
    })

  it('[L5] that a program opens and closes are heard of at the developer URL', async () => {
    const [openid, { kf }] = [newFan(), await h.agent('opener')]
    await h.fanSays(openid, '订单呢')
    expect(await create(kf, openid, '大客户')).toEqual(agreed)
    expect(await h.get(`/customservice/kfsession/getsession?openid=${openid}`)).toEqual({
      kf_account: kf,
      createtime: expect.any(Number),
    })
    expect(await close(kf, openid)).toEqual(agreed)
    await expect
      .poll(() => heardOf(openid), { timeout: 15_000 })
      .toEqual([`kf_create_session ${kf}`, `kf_close_session ${kf}`])
    const lines = await h.rows<{ line: Said }>(
      `select content -> 'line' as line from message where openid = $1 and direction = 'event' order by seq`,
      [openid],
    )
    expect(lines.map(({ line }) => line)).toMatchObject([
      { kind: 'opened_by_api', text: '大客户' },
      { kind: 'closed_by_api' },
    ])
  })

  it('[L14] one of two programs that want a customer at once gets them', async () => {
    const openid = newFan()
    await h.fanSays(openid, '客服')
    const agents = await Promise.all(['race1', 'race2', 'race3', 'race4'].map((prefix) => h.agent(prefix)))
    const answers = await Promise.all(agents.map(({ kf }) => create(kf, openid)))
    expect(answers.map((answer) => answer.errcode).sort()).toEqual([0, 65414, 65414, 65414])
  })

  it('[L14] that are over by the clock are over for programs too', async () => {
    const [openid, { kf }] = [newFan(), await h.agent('clock')]
    await h.fanSays(openid, '订单呢')
    await create(kf, openid)
    await h.rows(`update conversation set expires_at = now() - interval '1 second' where openid = $1`, [
      openid,
    ])
    expect(await h.get(`/customservice/kfsession/getsession?openid=${openid}`)).toEqual({ kf_account: '' })
    expect(await h.get(`/customservice/kfsession/getsessionlist?kf_account=${kf}`)).toEqual({
      sessionlist: [],
    })
    expect(await close(kf, openid)).toMatchObject({ errcode: 65413 })
  })

  it('[S13] are 65400 while 多客服接口 is off', async () => {
    const [openid, { kf }] = [newFan(), await h.agent('off')]
    await h.fanSays(openid, '订单呢')
    await h.admin('PUT', '/interface', { on: false })
    expect(await create(kf, openid)).toMatchObject({ errcode: 65400 })
    await h.admin('PUT', '/interface', { on: true })
    expect(await create(kf, openid)).toEqual(agreed)
  })

  it('[L14] name agents without a kf account as the kf_* events do', async () => {
    const [openid, { id, kf }] = [newFan(), await h.agent('nameless')]
    await h.rows('update agent set kf_account = null where agent_id = $1', [id])
    await h.fanSays(openid, '订单呢')
    expect(await create(kf, openid)).toMatchObject({ errcode: 65401 })
    expect(await create(`${id}@${h.appid}`, openid)).toEqual(agreed)
    await expect
      .poll(() => heardOf(openid), { timeout: 15_000 })
      .toEqual([`kf_create_session ${id}@${h.appid}`])
  })

  it('[S6] list at most a hundred of those who wait, the longest first, and count all', async () => {
    const before = Number((await h.get('/customservice/kfsession/getwaitcase')).count)
    const fans = Array.from({ length: 105 }, newFan)
    for (const openid of fans) await h.fanSays(openid, '客服')
    const { count, waitcaselist: cases } = await h.get('/customservice/kfsession/getwaitcase')
    expect(count).toBe(before + 105)
    expect(cases).toHaveLength(100)
    const times = (cases as Said[]).map(({ createtime }) => Number(createtime))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect((cases as Said[])[0]).toEqual({
      openid: expect.any(String),
      latest_time: expect.any(Number),
      kf_account: '',
      createtime: expect.any(Number),
    })
  })
})

describe('calls that are passed to WeChat', () => {
  it('[design] keep query and body, and carry the one token of the account', async () => {
    h.wechat.on('/cgi-bin/user/info/updateremark', () => ok)
    const body = { openid: 'oFan', remark: '老客户' }
    expect(await h.post('/cgi-bin/user/info/updateremark?lang=zh_CN&x=a%26b', body)).toEqual(agreed)
    const call = h.wechat.calls('/cgi-bin/user/info/updateremark').at(-1)
    expect(call?.json).toEqual(body)
    expect(Object.fromEntries(call?.query ?? [])).toEqual({
      lang: 'zh_CN',
      x: 'a&b',
      access_token: 'token-1',
    })
  })

  it('[L10] upload forms as they are, and give files back with type and name', async () => {
    h.wechat.on('/cgi-bin/media/upload', () => ({ json: { type: 'image', media_id: 'M1', created_at: 1 } }))
    expect(await h.post('/cgi-bin/media/upload?type=image', form('media', jpeg))).toMatchObject({
      media_id: 'M1',
    })
    expect(h.wechat.calls('/cgi-bin/media/upload').at(-1)?.body.includes(jpeg)).toBe(true)
    const film = Buffer.alloc(3 * 1024 * 1024, 7)
    h.wechat.on('/cgi-bin/media/get', () => ({ file: film, type: 'video/mp4', name: 'f.mp4' }))
    const answer = await fetch(
      `${h.server.url}/cgi-bin/media/get?media_id=M1&access_token=${await h.token()}`,
    )
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      'video/mp4',
      'attachment; filename="f.mp4"',
    ])
    expect(Buffer.from(await answer.arrayBuffer()).equals(film)).toBe(true)
  })

  it('[L10] give a file back whose name is in Chinese, byte by byte as WeChat wrote it', async () => {
    const name = Buffer.from('花束.mp4').toString('latin1')
    h.wechat.on('/cgi-bin/media/get', () => ({ file: Buffer.alloc(9_000, 7), type: 'video/mp4', name }))
    const answer = await fetch(
      `${h.server.url}/cgi-bin/media/get?media_id=M1&access_token=${await h.token()}`,
    )
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
    expect((await answer.arrayBuffer()).byteLength).toBe(9_000)
  })

  it('[L8] keep no connection to WeChat for programs that hung up', async () => {
    const path = '/cgi-bin/material/get_material'
    const token = await h.token()
    const film = { file: Buffer.alloc(1024 * 1024, 7), type: 'video/mp4' }
    const arrived = h.wechat.calls(path).length
    // As many as there are connections.
    const most = 64
    const gate = deferred<Answer>()
    h.wechat.on(path, () => gate.promise)
    const leaving = new AbortController()
    const calls = Array.from({ length: most }, () =>
      fetch(`${h.server.url}${path}?access_token=${token}`, { signal: leaving.signal }).catch(() => null),
    )
    await expect.poll(() => h.wechat.calls(path).length).toBe(arrived + most)
    leaving.abort()
    await Promise.all(calls)
    gate.resolve(film)
    const next = await fetch(`${h.server.url}${path}?access_token=${token}`, {
      signal: AbortSignal.timeout(20_000),
    })
    expect((await next.arrayBuffer()).byteLength).toBe(film.file.length)
  })

  it('[L8] get a new token once when WeChat refuses ours, and pass its no on when that is none either', async () => {
    let refusals = 0
    h.wechat.on('/cgi-bin/tags/get', ({ query }) => {
      refusals += 1
      return query.get('access_token') === 'token-2' ? { json: { tags: [] } } : errcode(40001)
    })
    h.wechat.on('/cgi-bin/stable_token', () => ({ json: { access_token: 'token-2', expires_in: 7_200 } }))
    h.later(60_000)
    expect(await h.get('/cgi-bin/tags/get')).toEqual({ tags: [] })
    expect(refusals).toBe(2)
    h.wechat.on('/cgi-bin/tags/get', () => errcode(42001, 'access_token expired'))
    expect(await h.get('/cgi-bin/tags/get')).toMatchObject({ errcode: 42001 })
    h.wechat.on('/cgi-bin/tags/get', () => 'break')
    expect(await h.get('/cgi-bin/tags/get')).toMatchObject({ errcode: -1 })
  })

  it.each([
    ['/cgi-bin/message/custom/business/send', 'beside the outbox'],
    ['/cgi-bin/clear_quota', 'ten a month'],
    ['/cgi-bin/component/api_component_token', 'other tokens'],
    ['/cgi-bin/user/../token', 'dots'],
    ['/cgi-bin/user/%2e%2e/token', 'escapes'],
    ['/cgi-bin/user//get', 'doubled slashes'],
    ['/customservice/kfaccount/setadmin', 'WeChat’s own desk'],
    ['/cgi-bin/users/get', 'a name that only begins alike'],
  ])('[design] are not %s: %s', async (path) => {
    const before = h.wechat.calls().length
    const response = await rawGet(`${path}?access_token=${await h.token()}`)
    expect([48001, 40002, 41002]).toContain((JSON.parse(response) as Said).errcode)
    expect(h.wechat.calls()).toHaveLength(before)
  })

  it('[design] are clear_quota only where the back office says so', async () => {
    h.wechat.on('/cgi-bin/clear_quota', () => ok)
    await h.admin('PATCH', '/compat', { clearQuota: true })
    expect(await h.post('/cgi-bin/clear_quota', { appid: h.appid })).toEqual(agreed)
    await h.admin('PATCH', '/compat', { clearQuota: false })
    expect(await h.post('/cgi-bin/clear_quota', { appid: h.appid })).toMatchObject({ errcode: 48001 })
  })
})

/** fetch tidies addresses up; this sends them as they are. */
async function rawGet(path: string): Promise<string> {
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(h.server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let all = ''
    socket.on('data', (part) => {
      all += part.toString()
    })
    socket.on('end', () => resolve(all.slice(all.indexOf('\r\n\r\n') + 4)))
    socket.on('error', reject)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`)
  })
}
