import { afterEach, expect, it } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { type Reaction, type Received, startReceiver, textReply } from './receiver.ts'

type Mode = 'plain' | 'compatible' | 'safe'
const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function start(
  react: (received: Received, nth: number) => Reaction,
  given: { mode?: Mode; format?: 'xml' | 'json'; waitMs?: number } = {},
) {
  const { mode = 'safe', format = 'xml', waitMs = 2000 } = given
  const receiver = await startReceiver(mode, react)
  cleanUps.push(receiver.stop)
  const sandbox: TestSandbox = await startTestSandbox(
    { mode, format, serverUrl: receiver.url },
    { deliver: { waitMs, pauseMs: 0 } },
  )
  cleanUps.push(sandbox.stop)
  return { receiver, sandbox }
}

it.each<[Mode, 'xml' | 'json', string]>([
  ['plain', 'xml', '<Content>'],
  ['compatible', 'xml', '<Content>'],
  ['safe', 'xml', '<Encrypt>'],
  ['plain', 'json', '"Content"'],
  ['compatible', 'json', '"Content"'],
  ['safe', 'json', '"Encrypt"'],
])(
  '[B sandbox] a text in %s mode as %s is signed and decodes to what was written',
  async (mode, format, node) => {
    const { receiver, sandbox } = await start(() => ({ answer: 'success' }), { mode, format })
    const text = '你好 ]]> <b>&amp; 😀 /:rose'
    const { push } = await sandbox.say('huahua', text)
    expect(receiver.problems).toEqual([])
    expect(receiver.received[0]?.raw).toContain(node)
    expect(receiver.received[0]?.query.way).toBe('test')
    expect(receiver.received[0]?.push).toMatchObject({
      kind: 'message',
      toUserName: 'gh_5f2c1e9ab7d4',
      fromUserName: await sandbox.openid('huahua'),
      createTime: 1767240000,
      fields: { Content: text },
    })
    expect(push).toMatchObject({ outcome: 'accepted', tries: [{ status: 200, outcome: 'answered' }] })
    const clearInside = receiver.received[0]?.raw.includes('Content')
    expect(clearInside).toBe(mode !== 'safe')
  },
)

it('[B sandbox] MsgIds have at least seventeen digits, grow, and are no doubles', async () => {
  const { receiver, sandbox } = await start(() => ({ answer: '' }))
  for (const text of ['一', '二', '三']) await sandbox.say('huahua', text)
  const ids = receiver.received.map(({ push }) => (push.kind === 'message' ? BigInt(push.msgId) : 0n))
  expect(ids.every((id) => id > BigInt(Number.MAX_SAFE_INTEGER))).toBe(true)
  expect(String(ids[0])).toMatch(/^\d{17,19}$/)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)))
})

it.each<[Mode, boolean]>([
  ['plain', false],
  ['compatible', true],
  ['compatible', false],
  ['safe', true],
])('[B sandbox] a passive reply in %s mode (encrypted: %s) appears in the phone', async (mode, encrypted) => {
  const { sandbox } = await start((one) => ({ answer: textReply(one, '您好', encrypted) }), { mode })
  const { push } = await sandbox.say('huahua', '在吗')
  expect(push).toMatchObject({ outcome: 'replied' })
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 您好'])
})

it.each<[string, (one: Received) => Reaction]>([
  ['JSON of something else', () => ({ answer: '{"ok":true}' })],
  ['broken XML', () => ({ answer: '<xml><MsgType>' })],
  ['a clear reply in safe mode', (one) => ({ answer: textReply(one, '您好', false) })],
])('[B sandbox] the fan sees the failure line after one try: %s', async (_name, react) => {
  const { receiver, sandbox } = await start(react)
  expect(await sandbox.say('huahua', '在吗')).toMatchObject({ push: { outcome: 'failed' } })
  expect(receiver.received).toHaveLength(1)
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'system: service_failed'])
})

it.each<[string, Reaction, string]>([
  ['no answer in time', { silence: true }, 'timeout'],
  ['a closed connection', { hangUp: true }, 'no_connection'],
  ['an error status', { answer: 'oops', status: 500 }, 'bad_status'],
])('[L6] three tries with the same MsgId, then the failure line: %s', async (_name, reaction, outcome) => {
  const { receiver, sandbox } = await start(() => reaction, { waitMs: 60 })
  const { push } = await sandbox.say('huahua', '在吗')
  expect(push).toMatchObject({ outcome: 'failed', tries: [{ outcome }, { outcome }, { outcome }] })
  const ids = receiver.received.map(({ push: one }) => (one.kind === 'message' ? one.msgId : ''))
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size).toBe(1)
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'system: service_failed'])
})

it('[L6] a second try that is answered ends it without a failure line', async () => {
  const { sandbox } = await start((one, nth) =>
    nth === 1 ? { hangUp: true } : { answer: textReply(one, '我们在', true) },
  )
  expect(await sandbox.say('huahua', '在吗')).toMatchObject({ push: { outcome: 'replied' } })
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 我们在'])
})

it('[B sandbox] duplicate deliveries: three at once, one answer in the phone; and one more on demand', async () => {
  const { receiver, sandbox } = await start((one) => ({ answer: textReply(one, '您好', true) }))
  await sandbox.call('PUT', '/sandbox/misbehave', { duplicate_pushes: { on: true, copies: 3, times: 1 } })
  const { push } = await sandbox.say('huahua', '在吗')
  await sandbox.idle()
  expect(receiver.received).toHaveLength(3)
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 您好'])
  await sandbox.call('POST', `/sandbox/pushes/${(push as { id: number }).id}/repeat`)
  expect(receiver.received).toHaveLength(4)
  expect(
    new Set(receiver.received.map(({ push: one }) => (one.kind === 'message' ? one.msgId : ''))).size,
  ).toBe(1)
})

it('[L6] a line that breaks once the message is there makes WeChat send it again, and one answer counts', async () => {
  const { receiver, sandbox } = await start((one, nth) =>
    nth === 1 ? { silence: true } : { answer: textReply(one, '您好', true) },
  )
  await sandbox.call('PUT', '/sandbox/misbehave', { dropped_pushes: { on: true, ms: 50, times: 1 } })
  const { push } = await sandbox.say('huahua', '在吗')
  expect(push).toMatchObject({ tries: [{ outcome: 'no_connection' }, { outcome: 'answered' }] })
  expect(receiver.received).toHaveLength(2)
  expect(await sandbox.chat('huahua')).toEqual(['fan: 在吗', 'account: 您好'])
})

it('[B sandbox] follow, menu, scan and unfollow arrive as their events', async () => {
  const { receiver, sandbox } = await start(() => ({ answer: 'success' }))
  const act = (name: string, body: object) =>
    sandbox.call('POST', `/sandbox/people/huahua/${name}?settle=5000`, body)
  await act('menu', { key: 'HOURS' })
  await act('scan', { scene: 'desk-7' })
  await act('unfollow', {})
  expect(await sandbox.say('huahua', '还在吗')).toEqual({ error: 'not_possible' })
  await act('scan', { scene: 'desk-8' })
  const events = receiver.received.map(({ push }) =>
    push.kind === 'event' ? `${push.event} ${push.eventKey}` : '',
  )
  expect(events).toEqual(['CLICK HOURS', 'SCAN desk-7', 'unsubscribe ', 'subscribe qrscene_desk-8'])
})

it('[B sandbox] a hand-over to WeChat’s own desk shows nothing', async () => {
  const { sandbox } = await start(
    ({ push }) => ({
      answer: `<xml><ToUserName><![CDATA[${push.fromUserName}]]></ToUserName><FromUserName><![CDATA[${push.toUserName}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>`,
    }),
    { mode: 'plain' },
  )
  expect(await sandbox.say('huahua', '人工')).toMatchObject({ push: { outcome: 'handed_over' } })
  expect(await sandbox.chat('huahua')).toEqual(['fan: 人工'])
})

it('[B sandbox] pictures, voice, video and places carry what a server needs to fetch them', async () => {
  const { receiver, sandbox } = await start(() => ({ answer: 'success' }))
  const say = (body: object) => sandbox.call('POST', '/sandbox/people/huahua/messages?settle=5000', body)
  for (const type of ['image', 'voice', 'video']) await say({ type })
  await say({ type: 'location', latitude: 30.27415, longitude: 120.15515, label: '杭州市' })
  await say({ type: 'link', title: '新品', url: 'https://shop.example.com/new' })
  const [image, voice, video, place, link] = receiver.received.map(({ push }) => push)
  expect(voice).toMatchObject({ content: { type: 'voice' }, fields: { Format: 'amr' } })
  expect(video?.fields.ThumbMediaId).toMatch(/^thu_/)
  expect(place?.fields).toMatchObject({ Location_X: '30.27415', Label: '杭州市' })
  expect(link?.fields).toMatchObject({ Url: 'https://shop.example.com/new' })
  const picture = await fetch(String(image?.fields.PicUrl))
  expect(picture.headers.get('content-type')).toBe('image/jpeg')
  const media = await fetch(
    `${sandbox.url}/cgi-bin/media/get?media_id=${voice?.fields.MediaId}&access_token=${await sandbox.token()}`,
  )
  expect(media.headers.get('content-type')).toBe('audio/amr')
})

it('[B sandbox] saving the configuration asks the URL with a signed GET', async () => {
  const { receiver, sandbox } = await start(() => ({ answer: 'success' }))
  expect(await sandbox.call('POST', '/sandbox/account/verify')).toEqual({ ok: true })
  await receiver.stop()
  expect(await sandbox.call('POST', '/sandbox/account/verify')).toMatchObject({ ok: false })
})
