import { encodeReply, type PassiveReply } from '@duokefu/wechat'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createDeveloperEvents, type DeveloperEvents } from '../src/delivery/developer-events.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { createForwarder } from '../src/gateway/forwarder.ts'
import type { HttpFetch } from '../src/net/http-fetch.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { type Answer, type Call, deferred } from './fake-wechat.ts'

const developerPath = '/developer'
const minute = 60_000

let h: DeliveryHarness
let safe: HttpFetch
let events: DeveloperEvents
beforeAll(async () => {
  h = await startDeliveryHarness()
  safe = createSafeFetch({ allowPrivate: true })
})
beforeEach(async () => {
  await h.startOver()
  await h.pool.query(`update account set developer_url = $1, developer_token = 'developer'`, [
    `${h.wechat.url}${developerPath}`,
  ])
  await h.accounts.refresh(h.accountId)
  h.wechat.on(developerPath, () => ({ status: 200 }))
  events = anotherEvents()
})
afterEach(() => events.stop())
afterAll(async () => {
  await h.stop()
  await safe.close()
})

function anotherEvents(): DeveloperEvents {
  const { ctx } = h.anotherProcess()
  const { forward } = createForwarder({ fetchFor: () => safe.fetch, clock: h.clock })
  return createDeveloperEvents(ctx, { forward, timers: systemTimers })
}

/** What the developer URL heard: who, and which event. */
function heard(): string[] {
  return h.wechat.calls(developerPath).map(eventOf)
}

function eventOf({ body }: Call): string {
  const text = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(body.toString())?.[1]
  return `${text('FromUserName')} ${text('Event')}`
}

async function serveAndClose(openid: string): Promise<void> {
  const session = await h.serve(openid)
  await h.desk(openid, { type: 'close', by: h.agent, session, held: 'ask', reason: null })
}

async function all(): Promise<void> {
  while ((await events.runOnce()) > 0);
}

it('[L5] the developer URL hears of begin and end in WeChat’s own form, the end once it can’t be undone', async () => {
  await serveAndClose('fan')
  await all()
  expect(heard()).toEqual(['fan kf_create_session'])
  h.later(minute)
  await all()
  expect(heard()).toEqual(['fan kf_create_session', 'fan kf_close_session'])

  const [first] = h.wechat.calls(developerPath)
  expect(first?.body.toString()).toMatch(
    /^<xml><ToUserName><!\[CDATA\[gh_1\]\]><\/ToUserName><FromUserName><!\[CDATA\[fan\]\]><\/FromUserName><CreateTime>\d{10}<\/CreateTime><MsgType><!\[CDATA\[event\]\]><\/MsgType><Event><!\[CDATA\[kf_create_session\]\]><\/Event><KfAccount><!\[CDATA\[.+@.+\]\]><\/KfAccount><\/xml>$/,
  )
  expect(first?.query.get('signature')).toMatch(/^[0-9a-f]{40}$/)
  expect(await h.rows('select 1 from developer_event')).toEqual([])
})

it('[L5] an event that fails is tried three times, blocks its customer’s next one meanwhile, and is dropped', async () => {
  await serveAndClose('trouble')
  await h.serve('calm')
  h.later(minute)
  h.wechat.on(
    developerPath,
    (call): Answer => ({ status: eventOf(call) === 'trouble kf_create_session' ? 500 : 200 }),
  )
  await events.runOnce()
  expect(heard().sort()).toEqual(['calm kf_create_session', 'trouble kf_create_session'])
  await all()
  expect(heard().filter((one) => one.startsWith('trouble'))).toEqual([
    'trouble kf_create_session',
    'trouble kf_create_session',
    'trouble kf_create_session',
    'trouble kf_close_session',
  ])
  expect(await h.rows('select 1 from developer_event')).toEqual([])
})

it('[L5] two processes tell each event once', async () => {
  const fans = Array.from({ length: 20 }, (_, index) => `fan-${index}`)
  for (const openid of fans) await h.serve(openid)
  const other = anotherEvents()
  await Promise.all([events.runOnce(), other.runOnce()])
  await all()
  expect(heard().sort()).toEqual(fans.map((openid) => `${openid} kf_create_session`).sort())
  await other.stop()
})

it('[L5] what a dead process was telling is told by another', async () => {
  await h.serve('fan')
  await h.pool.query(
    `update developer_event set attempts = 1, process_id = gen_random_uuid(), lease_until = now() + interval '20 seconds'`,
  )
  expect(await events.runOnce()).toBe(0)
  h.later(20_100)
  await all()
  expect(heard()).toEqual(['fan kf_create_session'])
})

it('[L5] an answer to an event goes out as a message of the mall, in its turn', async () => {
  h.wechat.on(developerPath, () => saying({ type: 'text', content: '正在为您查询订单' }))
  const session = await h.serve('fan')
  await all()
  await h.reply('fan', h.agent, session, '您好')
  await h.sendAll()
  expect(
    h.wechat.calls('/cgi-bin/message/custom/send').map(({ body }) => JSON.parse(body.toString())),
  ).toMatchObject([
    { touser: 'fan', msgtype: 'text', text: { content: '正在为您查询订单' } },
    { touser: 'fan', msgtype: 'text', text: { content: '您好' } },
  ])
  expect(
    await h.rows(
      `select origin, delivery from message where openid = 'fan' and direction = 'out' order by seq`,
    ),
  ).toEqual([
    { origin: 'mall', delivery: 'sent' },
    { origin: 'agent', delivery: 'sent' },
  ])
  expect(await h.rows('select 1 from developer_event')).toEqual([])
})

it('[L5] an answer that was stored is not stored again, however often its event is told', async () => {
  h.wechat.on(developerPath, () => saying({ type: 'text', content: '一次' }))
  await h.serve('fan')
  const [event] = await h.rows<{ event_id: string }>('select event_id from developer_event')
  await all()
  await h.ledger.submit({
    type: 'told',
    accountId: h.accountId,
    openid: 'fan',
    eventId: event?.event_id ?? '',
    reply: { content: { type: 'text', text: '一次', menuId: null }, payload: { type: 'text', text: '一次' } },
  })
  expect(await h.states('fan')).toEqual(['sending'])
})

it('[L5] an event that is answered with a hand-over, or nothing that can be sent, is settled', async () => {
  h.wechat.on(developerPath, () => saying({ type: 'transfer_customer_service', kfAccount: null }))
  await h.serve('fan')
  await all()
  expect(await h.states('fan')).toEqual([])
  expect(await h.rows('select 1 from developer_event')).toEqual([])
})

it('[L5] a started one hears of each commit', async () => {
  const called = deferred<void>()
  h.wechat.on(developerPath, () => {
    called.resolve()
    return { status: 200 }
  })
  events.start()
  await h.serve('fan')
  await called.promise
  await events.idle()
  expect(heard()).toEqual(['fan kf_create_session'])
})

it('[L5] when the URL was taken away nothing is kept for it', async () => {
  await h.serve('fan')
  await h.pool.query('update account set developer_url = null')
  await h.accounts.refresh(h.accountId)
  await all()
  expect(heard()).toEqual([])
  expect(await h.rows('select 1 from developer_event')).toEqual([])
})

function saying(reply: PassiveReply): Answer {
  const envelope = { toUser: 'fan', fromUser: 'gh_1', createTime: 1_767_225_660 }
  return { file: Buffer.from(encodeReply(reply, envelope, 'xml')), type: 'text/xml' }
}
