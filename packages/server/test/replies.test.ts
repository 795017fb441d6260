import type { QuickReplyBody, RepliesAnswer } from '@duokefu/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let lin: string
let wu: string
let zhou: string
beforeAll(async () => {
  server = await startTestServer()
  lin = await server.login(server.agents.lin)
  wu = await server.login(server.agents.wu)
  zhou = await server.login(server.agents.zhou)
})
beforeEach(async () => {
  await server.ctx.pool.query(
    'truncate quick_reply, reply_group, reply_use, material, audit_log, agent_group cascade',
  )
})
afterAll(() => server.stop())

const empty = { text: '', pictures: [], card: null, groupId: null, audience: null }
const url = (path: string) => `/api/accounts/${server.account.id}${path}`
const ask = (cookie: string, method: string, path: string, body?: unknown) =>
  server.ask(cookie, method, url(path), body)
const add = async (
  cookie: string,
  scope: 'own' | 'team',
  reply: Partial<QuickReplyBody> & { title: string },
) => (await ask(cookie, 'POST', '/replies', { scope, reply: { ...empty, text: '好', ...reply } })).body
const read = async (cookie: string): Promise<RepliesAnswer> => (await ask(cookie, 'GET', '/replies')).body
const titles = async (cookie: string) => (await read(cookie)).replies.map(({ title }) => title)

describe('quick replies', () => {
  it('[S19] an agent has their own and the team’s; a colleague sees the team’s alone', async () => {
    const own = await add(lin, 'own', { title: '发货时间', text: '{时间问候}，今天 18 点前发出' })
    expect(own).toMatchObject({ scope: 'own', initials: 'fhsj sjwhjt18dqfc', score: 0, usedAt: null })
    await add(zhou, 'team', { title: '退换' })
    expect(await titles(lin)).toEqual(['发货时间', '退换'])
    expect(await titles(wu)).toEqual(['退换'])
    expect(await read(lin)).toMatchObject({ timeZone: 'Asia/Shanghai' })
  })

  it('[S19] the team’s are changed by supervisors and above alone, one’s own by oneself alone', async () => {
    const team = await add(zhou, 'team', { title: '退换' })
    const own = await add(lin, 'own', { title: '我的' })
    const body = { ...empty, title: '新', text: '新' }
    expect((await add(lin, 'team', { title: '越权' })).error.code).toBe('not_allowed')
    expect((await ask(lin, 'PUT', `/replies/${team.id}?scope=team`, body)).body.error.code).toBe(
      'not_allowed',
    )
    // The team's by the door of one's own, and another's.
    expect((await ask(lin, 'PUT', `/replies/${team.id}?scope=own`, body)).status).toBe(404)
    expect((await ask(wu, 'PUT', `/replies/${own.id}?scope=own`, body)).status).toBe(404)
    expect((await ask(wu, 'DELETE', `/replies/${own.id}?scope=own`)).status).toBe(404)
    expect((await ask(lin, 'PUT', `/replies/${own.id}?scope=own`, body)).body).toMatchObject({
      initials: 'x x',
    })
  })

  it('[S19] 范围: what is for one group of agents is seen by its members, and by supervisors', async () => {
    const { rows } = await server.ctx.pool.query<{ group_id: string }>(
      `insert into agent_group (account_id, name) values ($1, '售后') returning group_id`,
      [server.account.id],
    )
    const audience = rows[0]?.group_id ?? ''
    await server.ctx.pool.query('insert into agent_group_member values ($1, $2, $3)', [
      server.account.id,
      audience,
      server.agents.lin,
    ])
    await add(zhou, 'team', { title: '售后专用', audience })
    expect(await titles(lin)).toEqual(['售后专用'])
    expect(await titles(wu)).toEqual([])
    expect(await titles(zhou)).toEqual(['售后专用'])
  })

  it('[S19] groups and replies keep the order that they are given', async () => {
    const group = async (name: string) =>
      (await ask(lin, 'POST', '/reply-groups', { scope: 'own', name })).body.id
    const [first, second] = [await group('售前'), await group('售后')]
    await ask(lin, 'PUT', '/reply-groups/order', { scope: 'own', ids: [second, first] })
    expect((await read(lin)).groups.map(({ name }) => name)).toEqual(['售后', '售前'])

    const ids = []
    for (const title of ['一', '二', '三', '四']) ids.push((await add(lin, 'own', { title })).id)
    // 二 and 四 change places, for their group is shown alone.
    await ask(lin, 'PUT', '/replies/order', { scope: 'own', ids: [ids[3], ids[1]] })
    expect(await titles(lin)).toEqual(['一', '四', '三', '二'])
  })

  it('[S19] a group that is deleted leaves its texts', async () => {
    const { body: group } = await ask(lin, 'POST', '/reply-groups', { scope: 'own', name: '售前' })
    await add(lin, 'own', { title: '一', groupId: group.id })
    expect((await read(lin)).replies[0]?.groupId).toBe(group.id)
    await ask(lin, 'DELETE', `/reply-groups/${group.id}?scope=own`)
    expect(await read(lin)).toMatchObject({ groups: [], replies: [{ title: '一', groupId: null }] })
  })

  it('[S19] a group of somebody else is none', async () => {
    const { body: group } = await ask(zhou, 'POST', '/reply-groups', { scope: 'team', name: '售前' })
    expect(await add(lin, 'own', { title: '一', groupId: group.id })).toMatchObject({ groupId: null })
  })

  it('[S19] 删除 is undone with everything it had', async () => {
    const card = {
      type: 'link',
      title: '新品',
      description: '',
      url: 'https://shop.example/',
      picUrl: null,
    } as const
    const reply = await add(lin, 'own', { title: '一', pictures: ['a-key'], card })
    await ask(lin, 'POST', `/replies/${reply.id}/used`)
    await ask(lin, 'DELETE', `/replies/${reply.id}?scope=own`)
    expect(await titles(lin)).toEqual([])
    expect((await ask(lin, 'POST', `/replies/${reply.id}/restore?scope=own`)).status).toBe(200)
    expect((await read(lin)).replies[0]).toMatchObject({ id: reply.id, pictures: ['a-key'], card, score: 1 })
  })

  it('[S19] each use counts for whoever used it', async () => {
    const { id } = await add(zhou, 'team', { title: '一' })
    await ask(lin, 'POST', `/replies/${id}/used`)
    await ask(lin, 'POST', `/replies/${id}/used`)
    const [reply] = (await read(lin)).replies
    expect(reply?.score).toBeCloseTo(2, 3)
    expect(reply?.usedAt).toBeGreaterThan(Date.now() - 60_000)
    expect((await read(wu)).replies[0]).toMatchObject({ score: 0, usedAt: null })
  })

  it('[S19] nothing to say is refused', async () => {
    expect((await add(lin, 'own', { title: '空', text: ' ' })).error.code).toBe('invalid_request')
  })

  it('[S19] a file of five hundred long texts is taken as a whole, from whoever is logged in', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      group: '',
      title: `第 ${index} 条`,
      text: '您好，'.repeat(600),
    }))
    const materials = rows.map(({ title, text }) => ({ title, content: { type: 'text', text } }))
    expect((await ask(zhou, 'POST', '/replies/import', { scope: 'own', rows })).status).toBe(200)
    expect((await ask(zhou, 'POST', '/materials', { materials })).status).toBe(200)
    expect((await ask('', 'POST', '/replies/import', { scope: 'own', rows: [] })).status).toBe(401)
    await server.ctx.pool.query('truncate quick_reply, material cascade')
  })

  it('[S19] rows of a file come with their groups, made once', async () => {
    await ask(lin, 'POST', '/reply-groups', { scope: 'own', name: '售前' })
    const rows = [
      { group: '售前', title: '价格', text: '九折' },
      { group: '售后', title: '', text: '七天无理由' },
      { group: '售后', title: '邮费', text: '包邮' },
      { group: '', title: '你好', text: '您好' },
    ]
    expect((await ask(lin, 'POST', '/replies/import', { scope: 'own', rows })).status).toBe(200)
    const { groups, replies } = await read(lin)
    expect(groups.map(({ name }) => name)).toEqual(['售前', '售后'])
    const nameOf = new Map(groups.map(({ id, name }) => [id, name]))
    expect(replies.map(({ groupId, text }) => [nameOf.get(groupId ?? '') ?? '', text])).toEqual([
      ['售前', '九折'],
      ['售后', '七天无理由'],
      ['售后', '包邮'],
      ['', '您好'],
    ])
    expect((await read(wu)).replies).toEqual([])
  })

  it('[S19] what has not changed is not sent again', async () => {
    await add(lin, 'own', { title: '一' })
    const first = await ask(lin, 'GET', '/replies')
    const again = (etag: string) =>
      fetch(`${server.url}${url('/replies')}`, { headers: { cookie: lin, 'if-none-match': etag } })
    const etag = first.headers.get('etag') ?? ''
    expect((await again(etag)).status).toBe(304)
    await add(lin, 'own', { title: '二' })
    expect((await again(etag)).status).toBe(200)
  })

  it('[S19] acts on the team’s stand in the audit log, acts on one’s own don’t', async () => {
    await add(lin, 'own', { title: '我的' })
    await add(zhou, 'team', { title: '退换' })
    const { rows } = await server.ctx.pool.query('select act, target, by_name from audit_log')
    expect(rows).toEqual([{ act: 'reply.add', target: '退换', by_name: '老周' }])
  })
})

describe('materials', () => {
  const text = (words: string) => ({ title: '', content: { type: 'text', text: words } })
  const put = (cookie: string, materials: unknown[]) => ask(cookie, 'POST', '/materials', { materials })

  it('[S19] several texts are added at once, and everybody can choose them', async () => {
    expect((await put(zhou, [text('七天无理由'), text('包邮')])).status).toBe(200)
    expect((await read(lin)).materials).toMatchObject([
      { content: { text: '包邮' }, initials: 'by' },
      { content: { text: '七天无理由' }, initials: 'qtwly' },
    ])
  })

  it('[S19] all of them or none', async () => {
    expect((await put(zhou, [text('好'), text(' ')])).status).toBe(400)
    expect((await read(zhou)).materials).toEqual([])
  })

  it('[S19] [S21] a link, a menu and a mini program are materials too', async () => {
    const contents = [
      { type: 'link', title: '新品', description: '', url: 'https://shop.example/', picUrl: null },
      { type: 'menu', head: '满意吗？', items: ['满意', '不满意'], tail: '' },
      { type: 'miniprogram', title: '下单', appid: 'wx0123456789abcdef', pagePath: 'a/b', coverKey: 'k' },
    ]
    const { body } = await put(
      zhou,
      contents.map((content) => ({ title: '', content })),
    )
    expect(body.materials.map(({ content }: { content: unknown }) => content)).toEqual(contents)
  })

  it('[S19] only web addresses are links', async () => {
    const content = { type: 'link', title: '新品', description: '', picUrl: null }
    expect(
      (await put(zhou, [{ title: '', content: { ...content, url: 'javascript:alert(1)' } }])).status,
    ).toBe(400)
  })

  it('[S19] agents choose them and don’t change them; 删除 is undone', async () => {
    const { body } = await put(zhou, [text('包邮')])
    const [{ id }] = body.materials
    expect((await put(lin, [text('越权')])).body.error.code).toBe('not_allowed')
    expect((await ask(lin, 'DELETE', `/materials/${id}`)).body.error.code).toBe('not_allowed')
    expect((await ask(zhou, 'PUT', `/materials/${id}`, text('满 99 包邮'))).body).toMatchObject({
      initials: 'm99by',
    })
    await ask(zhou, 'DELETE', `/materials/${id}`)
    expect((await read(lin)).materials).toEqual([])
    await ask(zhou, 'POST', `/materials/${id}/restore`)
    expect((await read(lin)).materials).toHaveLength(1)
  })

  it('[S19] another account has nothing of it', async () => {
    await put(zhou, [text('包邮')])
    expect((await server.ask(lin, 'GET', '/api/accounts/999999/replies')).status).toBe(404)
  })
})
