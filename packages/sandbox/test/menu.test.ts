import { describe, expect, it } from 'vitest'
import { startTestSandbox } from './client.ts'
import { readFixture } from './fixture.ts'
import { sandboxWithReceiver } from './with-receiver.ts'

const world = sandboxWithReceiver()

const create = (button: unknown) => world.sandbox.api('POST', '/cgi-bin/menu/create', { button })
const click = (name: string, key = 'K') => ({ name, type: 'click', key })
const view = (name: string, url: string) => ({ name, type: 'view', url })
const PUBLISHED = (readFixture('menu/create').body as { button: unknown[] }).button

it('[L13] a published menu is read back in WeChat’s shapes, until it is taken off', async () => {
  expect(await create(PUBLISHED)).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await world.sandbox.api('GET', '/cgi-bin/menu/get')).toEqual(readFixture('menu/get').response)
  expect(await world.sandbox.api('GET', '/cgi-bin/get_current_selfmenu_info')).toEqual(
    readFixture('menu/get_current_selfmenu_info').response,
  )
  expect(await world.sandbox.api('GET', '/cgi-bin/menu/delete')).toMatchObject({ errcode: 0 })
  expect(await world.sandbox.api('GET', '/cgi-bin/menu/get')).toMatchObject({ errcode: 46003 })
  expect(await world.sandbox.api('GET', '/cgi-bin/get_current_selfmenu_info')).toEqual({
    is_menu_open: 0,
    selfmenu_info: { button: [] },
  })
})

describe('[L13] a menu that WeChat refuses changes nothing', () => {
  const sub = (...entries: object[]) => [{ name: '更多', sub_button: entries }]
  it.each<[string, unknown, number]>([
    ['no list', '菜单', 40015],
    ['no button', [], 40016],
    ['four buttons', ['一', '二', '三', '四'].map((name) => click(name)), 40016],
    ['an unknown type', [{ name: '一', type: 'dance' }], 40017],
    ['a name of 17 bytes', [click('一二三四五ab')], 40018],
    ['a name of 16 bytes', [click('一二三四五a')], 0],
    ['no key', [click('一', '')], 40019],
    ['a key of 129 bytes', [click('一', 'k'.repeat(129))], 40019],
    ['an address of 1025 bytes', [view('一', `https://a.example/${'x'.repeat(1007)}`)], 40020],
    ['an address that is none', [view('一', 'javascript:alert(1)')], 40055],
    ['six entries', sub(...Array.from({ length: 6 }, (_, n) => click(`第${n}`))), 40023],
    ['a button without entries', [{ name: '更多', sub_button: [] }], 40023],
    ['an entry of unknown type', sub({ name: '一', type: 'dance' }), 40024],
    ['an entry’s name of 61 bytes', sub(click(`${'字'.repeat(20)}a`)), 40025],
    ['an entry’s name of 60 bytes', sub(click('字'.repeat(20))), 0],
    ['an entry without a key', sub(click('一', '')), 40026],
    ['an entry without an address', sub(view('一', '')), 40027],
    ['an entry’s address that is none', sub(view('一', 'shop.example.com')), 40054],
  ])('%s', async (_name, button, errcode) => {
    await create(PUBLISHED)
    expect((await create(button)).errcode).toBe(errcode)
    const unchanged = readFixture('menu/get').response
    if (errcode !== 0) expect(await world.sandbox.api('GET', '/cgi-bin/menu/get')).toEqual(unchanged)
  })

  it('characters written as escapes', async () => {
    const url = `${world.sandbox.url}/cgi-bin/menu/create?access_token=${await world.sandbox.token()}`
    const post = async (body: string) => (await fetch(url, { method: 'POST', body })).json()
    expect(await post('{"button":[{"name":"\\u83dc\\u5355","type":"click","key":"K"}]}')).toMatchObject({
      errcode: 40033,
    })
    expect(await post('')).toMatchObject({ errcode: 44002 })
    expect(await post('{"button":')).toMatchObject({ errcode: 47001 })
  })
})

describe('[L13] a tap on the phone', () => {
  const tap = (place: object) => world.sandbox.call('POST', '/sandbox/people/huahua/menu?settle=10000', place)
  const heard = () =>
    world.receiver.received.map(({ push }) => (push.kind === 'event' ? push.content : push.content.type))
  const send = async () => {
    const touser = await world.sandbox.openid('huahua')
    const body = { touser, msgtype: 'text', text: { content: '好' } }
    return (await world.sandbox.api('POST', '/cgi-bin/message/custom/send', body)).errcode
  }

  it.each<[string, object, object, number]>([
    ['click', { key: 'A' }, { type: 'CLICK', key: 'A' }, 0],
    [
      'scancode_push',
      { key: 'A' },
      { type: 'scancode_push', key: 'A', scanType: 'qrcode', scanResult: 'https://a.example/8' },
      0,
    ],
    ['scancode_waitmsg', { key: 'A' }, { type: 'scancode_waitmsg', scanResult: 'https://a.example/8' }, 0],
    ['view', { url: 'https://a.example/' }, { type: 'VIEW', url: 'https://a.example/' }, 45015],
    [
      'miniprogram',
      { url: 'https://a.example/', appid: 'wx1', pagepath: 'pages/a' },
      { type: 'view_miniprogram', pagePath: 'pages/a' },
      45015,
    ],
  ])('[L9] %s tells the account, and lets it write or not', async (type, fields, content, errcode) => {
    await create([{ name: '更多', sub_button: [click('别的'), { name: '这个', type, ...fields }] }])
    expect(await tap({ button: 0, entry: 1, scanned: 'https://a.example/8' })).toMatchObject({
      push: { outcome: 'accepted' },
    })
    expect(heard()).toMatchObject([content])
    expect(await send()).toBe(errcode)
  })

  it.each([
    ['pic_sysphoto', 'image'],
    ['location_select', 'location'],
  ])('%s tells the account, and what was chosen follows as a message', async (type, message) => {
    await create([{ name: '这个', type, key: 'A' }])
    await tap({ button: 0 })
    await world.sandbox.idle()
    expect(heard()).toHaveLength(2)
    expect(heard()).toEqual(expect.arrayContaining([expect.objectContaining({ type, key: 'A' }), message]))
    expect(await send()).toBe(0)
  })

  it('on what isn’t there is nothing', async () => {
    await create([{ name: '更多', sub_button: [click('一')] }])
    for (const place of [{ button: 0 }, { button: 1 }, { button: 0, entry: 1 }, {}]) {
      expect(await tap(place)).toEqual({ error: 'bad_request' })
    }
    expect(world.receiver.received).toEqual([])
  })
})

it('[L13] the demo shop has published a menu before the story begins', async () => {
  const demo = await startTestSandbox({ serverUrl: null }, { demoDesk: true })
  const names = (answer: Record<string, unknown>) =>
    (answer.menu as { button: { name: string }[] }).button.map(({ name }) => name)
  expect(names(await demo.api('GET', '/cgi-bin/menu/get'))).toEqual(['花店', '营业时间', '联系客服'])
  await demo.stop()
})
