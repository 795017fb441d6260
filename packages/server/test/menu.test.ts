import type { Menu } from '@duokefu/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { errcode, type FakeWechat, ok, startFakeWechat } from './fake-wechat.ts'
import { type Answer, startTestServer, type TestServer } from './harness.ts'

const paths = {
  create: '/cgi-bin/menu/create',
  get: '/cgi-bin/menu/get',
  delete: '/cgi-bin/menu/delete',
  current: '/cgi-bin/get_current_selfmenu_info',
}
const menu: Menu = {
  buttons: [
    { name: '联系客服', act: { type: 'click', key: 'HELP' }, entries: [] },
    {
      name: '商城',
      act: null,
      entries: [
        { name: '下单', act: { type: 'view', url: 'https://shop.example.com/order' } },
        { name: '营业时间', act: { type: 'click', key: 'HOURS' } },
      ],
    },
  ],
}
const answer = (text: string) => ({ type: 'answer', text })

let server: TestServer
let wechat: FakeWechat
let owner: string
beforeAll(async () => {
  ;[server, wechat] = await Promise.all([startTestServer(), startFakeWechat()])
  await server.ctx.pool.query('update account set api_base = $1', [wechat.url])
  await server.ctx.accounts.refresh(server.account.id)
  owner = await server.login(server.agents.zhou)
})
beforeEach(async () => {
  wechat.startOver()
  for (const path of Object.values(paths)) wechat.on(path, () => ok)
  await server.ctx.pool.query('delete from menu')
  await server.ctx.pool.query(`update account set settings = settings - 'rules'`)
})
afterAll(async () => {
  await server.stop()
  await wechat.stop()
})

const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  server.ask(owner, method, `/api/accounts/${server.account.id}${path}`, body)
const save = (version: number, actions = {}, saved = menu) =>
  ask('PUT', '/menu', { version, menu: saved, actions })
const acts = async () =>
  (await ask('GET', '/audit?limit=20')).body.entries.map(({ act }: { act: string }) => act)

describe('菜单', () => {
  it('[L13] begins empty, is kept as it is saved, and two admins never overwrite each other', async () => {
    expect((await ask('GET', '/menu')).body).toEqual({
      version: 0,
      menu: { buttons: [] },
      keys: {},
      published: null,
    })
    const first = await save(0)
    expect(first.body).toMatchObject({ version: 1, menu, published: null })
    expect((await save(0)).body.error.code).toBe('changed_meanwhile')
    const both = await Promise.all([save(1), save(1)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('[L13] what WeChat would refuse is refused before it is asked', async () => {
    const [help, shop] = menu.buttons
    const wrong = { buttons: [{ ...help, name: '一二三四五六' }, shop] }
    expect((await ask('PUT', '/menu', { version: 0, menu: wrong, actions: {} })).status).toBe(400)
    expect((await ask('POST', '/menu/publish', { version: 0 })).status).toBe(400)
    expect(wechat.calls(paths.create)).toEqual([])
  })

  it('[L13] is published in WeChat’s shape, is known as published, and the audit log has both menus', async () => {
    await save(0)
    const { body } = await ask('POST', '/menu/publish', { version: 1 })
    expect(body).toMatchObject({ problem: null, state: { version: 1, published: { menu, by: '老周' } } })
    expect(wechat.calls(paths.create).map(({ json }) => json)).toEqual([
      {
        button: [
          { name: '联系客服', type: 'click', key: 'HELP' },
          {
            name: '商城',
            sub_button: [
              { name: '下单', type: 'view', url: 'https://shop.example.com/order' },
              { name: '营业时间', type: 'click', key: 'HOURS' },
            ],
          },
        ],
      },
    ])
    const [, shop] = menu.buttons
    await save(1, {}, { buttons: shop === undefined ? [] : [shop] })
    expect((await ask('POST', '/menu/publish', { version: 1 })).body.error.code).toBe('changed_meanwhile')
    await ask('POST', '/menu/publish', { version: 2 })
    const [entry] = (await ask('GET', '/audit?area=menu')).body.entries
    expect(entry).toMatchObject({
      act: 'menu.publish',
      before: '联系客服、商城（下单、营业时间）',
      after: '商城（下单、营业时间）',
    })
  })

  it('[L13] WeChat’s no is told with its code, and nothing counts as published', async () => {
    await save(0)
    wechat.on(paths.create, () => errcode(40055, 'invalid button url domain'))
    expect((await ask('POST', '/menu/publish', { version: 1 })).body).toMatchObject({
      problem: { errcode: 40055 },
      state: { published: null },
    })
    expect((await acts())[0]).toBe('menu.save')
  })

  it.each([
    ['did it', true],
    ['did not', false],
  ])('[L8] an answer that was lost is not guessed: WeChat is asked what it has (%s)', async (_name, done) => {
    await save(0)
    wechat.on(paths.create, () => 'break')
    const { button } = { button: [{ type: 'click', name: '联系客服', key: 'OTHER', sub_button: [] }] }
    wechat.on(paths.get, () => {
      const [sent] = wechat.calls(paths.create).map(({ json }) => json)
      return { json: { menu: done ? sent : { button } } }
    })
    const { body } = await ask('POST', '/menu/publish', { version: 1 })
    expect(body.problem).toEqual(done ? null : { errcode: null, errmsg: expect.any(String) })
    expect(body.state.published === null).toBe(!done)
  })

  it('[L2] what a key does is a rule: at once, changed in its place, gone with its entry', async () => {
    const saved = await save(0, { HELP: { type: 'hand_over', to: null }, HOURS: answer('9 点到 18 点') })
    expect(saved.body.keys).toEqual({
      HELP: { action: { type: 'hand_over', to: null }, otherRules: [] },
      HOURS: { action: answer('9 点到 18 点'), otherRules: [] },
    })
    const rules = async () => (await ask('GET', '/rules')).body.rules
    expect(await rules()).toMatchObject([
      { id: 'default-keywords' },
      { name: '菜单「联系客服」', when: [{ type: 'menu_key', keys: ['HELP'] }] },
      { name: '菜单「营业时间」', action: answer('9 点到 18 点') },
    ])
    await ask('POST', '/menu/publish', { version: 1 })
    const [help] = menu.buttons
    const smaller = { buttons: help === undefined ? [] : [help] }
    const next = await save(1, { HELP: answer('请直接发消息') }, smaller)
    expect(next.body.keys).toEqual({ HELP: { action: answer('请直接发消息'), otherRules: [] } })
    // Fans still have the old menu.
    expect(await rules()).toHaveLength(3)
    await ask('POST', '/menu/publish', { version: 2 })
    expect(await rules()).toMatchObject([{ id: 'default-keywords' }, { name: '菜单「联系客服」' }])
    expect(await acts()).toEqual(expect.arrayContaining(['rules.add', 'rules.change', 'rules.delete']))
  })

  it('[L2] rules that are saved while WeChat takes the menu make nobody forget that it has', async () => {
    await save(0, { HELP: { type: 'hand_over', to: null }, HOURS: answer('9 点到 18 点') })
    await ask('POST', '/menu/publish', { version: 1 })
    const [help] = menu.buttons
    await save(1, {}, { buttons: help === undefined ? [] : [help] })
    const { version, rules } = (await ask('GET', '/rules')).body
    const renamed = rules.map((rule: object, place: number) =>
      place === 0 ? { ...rule, name: '问好' } : rule,
    )
    const [told] = await Promise.all([
      ask('POST', '/menu/publish', { version: 2 }),
      ask('PUT', '/rules', { version, rules: renamed }),
    ])
    expect(told.body).toMatchObject({ problem: null, state: { published: { menu: { buttons: [help] } } } })
  })

  it('[L13] is taken off, and stays here for the next time', async () => {
    await save(0)
    await ask('POST', '/menu/publish', { version: 1 })
    const { body } = await ask('DELETE', '/menu/published')
    expect(body).toMatchObject({ problem: null, state: { menu, published: null } })
    expect(wechat.calls(paths.delete)).toHaveLength(1)
    expect(await acts()).toContain('menu.delete')
  })
})

describe('沿用公众号现有菜单', () => {
  it('[L13] reads what a program published', async () => {
    const button = [{ type: 'view', name: '商城', url: 'https://shop.example.com', sub_button: [] }]
    wechat.on(paths.get, () => ({ json: { menu: { button } } }))
    expect((await ask('GET', '/menu/current')).body).toEqual({
      source: 'api',
      menu: {
        buttons: [{ name: '商城', act: { type: 'view', url: 'https://shop.example.com' }, entries: [] }],
      },
      actions: {},
      lost: [],
      problem: null,
    })
  })

  it('[L13] reads what was made in WeChat’s console, with what its texts said', async () => {
    wechat.on(paths.get, () => errcode(46003, 'menu no exist'))
    const button = [
      { type: 'text', name: '地址', value: '文三路 90 号' },
      { name: '花束', sub_button: { list: [{ type: 'img', name: '照片', value: 'M' }] } },
    ]
    wechat.on(paths.current, () => ({ json: { is_menu_open: 1, selfmenu_info: { button } } }))
    const { body } = await ask('GET', '/menu/current')
    expect(body).toMatchObject({ source: 'console', lost: ['照片'] })
    const { key } = body.menu.buttons[0].act
    expect(body.actions).toEqual({ [key]: answer('文三路 90 号') })
    expect((await save(0, body.actions, body.menu)).body.keys[key].action).toEqual(answer('文三路 90 号'))
  })

  it('[L13] says that there is none, and why it could not be read', async () => {
    wechat.on(paths.get, () => errcode(46003, 'menu no exist'))
    wechat.on(paths.current, () => ({ json: { is_menu_open: 0, selfmenu_info: { button: [] } } }))
    expect((await ask('GET', '/menu/current')).body).toMatchObject({ source: 'none', problem: null })
    wechat.on(paths.get, () => errcode(48001, 'api unauthorized'))
    expect((await ask('GET', '/menu/current')).body).toMatchObject({ problem: { errcode: 48001 } })
  })
})
