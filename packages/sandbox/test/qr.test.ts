import { decodeQR } from 'qr/decode.js'
import { expect, it } from 'vitest'
import { fieldsOf, readFixture } from './fixture.ts'
import { readBlocks } from './read-blocks.ts'
import { sandboxWithReceiver } from './with-receiver.ts'

const world = sandboxWithReceiver()

const create = (body: unknown) => world.sandbox.api('POST', '/cgi-bin/qrcode/create', body)
const temporary = (scene_str: string, expire_seconds = 300) =>
  create({ expire_seconds, action_name: 'QR_STR_SCENE', action_info: { scene: { scene_str } } })
const scan = (person: string, url: unknown) =>
  world.sandbox.call('POST', `/sandbox/people/${person}/scan-url?settle=10000`, { url })

const pushedNodes = async (person: string) => {
  const { pushes } = await world.sandbox.call('GET', `/sandbox/pushes?person=${person}`)
  return (pushes as { nodes: object }[])[0]?.nodes
}

/** Three pixels for each, since the reader of a camera's pictures wants more than one. */
function enlarged({ width, data }: ReturnType<typeof readBlocks>) {
  const side = width * 3
  const pixels = Array.from({ length: side * side }, (_, at) => {
    const source = Math.floor(at / side / 3) * width + Math.floor((at % side) / 3)
    return data[source * 3] ?? 0
  })
  return { width: side, height: side, data: Uint8Array.from(pixels.flatMap((grey) => [grey, grey, grey])) }
}

it.each(['qrcode/create-temp-str', 'qrcode/create-temp-int', 'qrcode/create-limit-str'])(
  '[S2] %s is answered as WeChat does',
  async (name) => {
    const { body, response } = readFixture(name)
    expect(fieldsOf(await create(body))).toEqual(fieldsOf(response))
  },
)

it('[S2] a follower who scans is a SCAN with the bare scene and the ticket', async () => {
  const { url, ticket } = await temporary('login:7f3c')
  expect(await scan('xiaolin', url)).toMatchObject({ kind: 'event' })
  expect(world.receiver.received.map(({ push }) => push)).toMatchObject([
    { fromUserName: await world.sandbox.openid('xiaolin'), event: 'SCAN' },
  ])
  expect(await pushedNodes('xiaolin')).toMatchObject({ EventKey: 'login:7f3c', Ticket: ticket })
})

it('[S2] somebody new who scans follows, with qrscene_ before the scene', async () => {
  const { url, ticket } = await temporary('login:7f3c')
  await scan('xiaochen', url)
  expect(world.receiver.received.map(({ push }) => push)).toMatchObject([{ event: 'subscribe' }])
  expect(await pushedNodes('xiaochen')).toMatchObject({ EventKey: 'qrscene_login:7f3c', Ticket: ticket })
  expect(await world.sandbox.chat('xiaochen')).toEqual(['system: followed'])
})

it('[S2] a scan lets the account say three things within a minute', async () => {
  const { url } = await temporary('login:1')
  await scan('xiaolin', url)
  const { people } = await world.sandbox.call('GET', '/sandbox/people')
  expect((people as { id: string }[]).find(({ id }) => id === 'xiaolin')).toMatchObject({
    window: { left: 3, until: world.sandbox.world.clock.now() + 60_000 },
  })
})

it('[S2] an expired code is a page that says so, and no event', async () => {
  const { url } = await temporary('login:1', 60)
  world.sandbox.pass(60_000)
  expect(await scan('xiaolin', url)).toEqual({ kind: 'page', url })
  expect(await (await fetch(String(url))).text()).toContain('二维码已过期')
  expect(world.receiver.received).toEqual([])
})

it('[S2] any other address is a page, and what is no address is refused', async () => {
  const page = 'https://desk.example.com/m/login/1'
  expect(await scan('xiaolin', page)).toEqual({ kind: 'page', url: page })
  expect(await scan('xiaolin', 'javascript:alert(1)')).toEqual({ error: 'bad_request' })
  expect(await scan('nobody', page)).toEqual({ error: 'no_such_person' })
})

it.each<[string, unknown, number]>([
  ['an unknown action', { action_name: 'QR', action_info: { scene: { scene_id: 1 } } }, 40052],
  ['no scene', { action_name: 'QR_SCENE' }, 40053],
  [
    'a scene of 65 characters',
    { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: '字'.repeat(65) } } },
    40053,
  ],
  ['scene 0', { action_name: 'QR_SCENE', action_info: { scene: { scene_id: 0 } } }, 40053],
  [
    'a lasting scene beyond 100000',
    { action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id: 100_001 } } },
    40053,
  ],
  [
    'more than thirty days',
    { expire_seconds: 2_592_001, action_name: 'QR_SCENE', action_info: { scene: { scene_id: 1 } } },
    40053,
  ],
])('[S2] no QR code is made with %s', async (_name, body, errcode) => {
  expect(await create(body)).toMatchObject({ errcode })
})

it('[S12] an account without verification makes no QR code', async () => {
  await world.sandbox.call('PUT', '/sandbox/account', { verified: false })
  expect(await temporary('a')).toMatchObject({ errcode: 48001 })
  await world.sandbox.call('PUT', '/sandbox/account', { verified: true })
})

it('[S2] the picture of a ticket says its address; a bad ticket is 404', async () => {
  const { url, ticket } = await temporary('login:7f3c')
  const show = (value: string) =>
    fetch(`${world.sandbox.url}/cgi-bin/showqrcode?ticket=${encodeURIComponent(value)}`)
  const response = await show(String(ticket))
  expect(response.headers.get('content-type')).toBe('image/jpg')
  expect(decodeQR(enlarged(readBlocks(Buffer.from(await response.arrayBuffer()))))).toBe(url)
  expect((await show('gQbad')).status).toBe(404)
})
