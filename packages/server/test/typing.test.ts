import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { pauseAccount } from '../src/delivery/pause.ts'
import { createTyping, type Typing } from '../src/delivery/typing.ts'
import { type DeliveryHarness, startDeliveryHarness } from './delivery-harness.ts'
import { errcode, ok, sendPath } from './fake-wechat.ts'

const typingPath = '/cgi-bin/message/custom/typing'

let h: DeliveryHarness
let typing: Typing
beforeAll(async () => {
  h = await startDeliveryHarness()
})
beforeEach(async () => {
  await h.startOver()
  h.wechat.on(typingPath, () => ok)
  typing = createTyping(h.process.ctx, h.process.calls)
})
afterAll(() => h.stop())

const write = (openid: string) => typing.tell({ accountId: h.accountId, openid, by: h.agent })
const told = () => h.wechat.calls(typingPath).map(({ json }) => json)

it('[S21] the fan sees that the agent writes, at most every ten seconds', async () => {
  await h.serve('fan')
  await write('fan')
  await write('fan')
  expect(told()).toEqual([{ touser: 'fan', command: 'Typing' }])
  h.later(10_000)
  await write('fan')
  expect(told()).toHaveLength(2)
})

it('[S21] only of who serves them', async () => {
  await h.fanSays('fan', '客服')
  await write('fan')
  const other = await h.addAgent()
  await h.serve('another')
  await typing.tell({ accountId: h.accountId, openid: 'another', by: other })
  await write('nobody')
  expect(told()).toEqual([])
})

it('[S21] [L9] not when nothing may be sent any more', async () => {
  await h.serve('fan')
  await h.pool.query(`update conversation set quota_left = 0 where openid = 'fan'`)
  await write('fan')
  expect(told()).toEqual([])
})

it('[S21] [L8] not while WeChat has stopped the account', async () => {
  await h.serve('fan')
  await pauseAccount(h.pool, h.accountId, { until: h.clock.now() + 60_000, code: 45009 })
  await write('fan')
  expect(told()).toEqual([])
  h.later(61_000)
  await write('fan')
  expect(told()).toHaveLength(1)
})

it.each([45080, 45081, 45009, 40001])('[S21] [L8] that WeChat says %i disturbs no reply', async (code) => {
  const session = await h.serve('fan')
  h.wechat.on(typingPath, () => errcode(code))
  await write('fan')
  await h.reply('fan', h.agent, session, '好')
  await h.sendAll()
  expect(h.wechat.calls(sendPath)).toHaveLength(1)
  expect(await h.states('fan')).toEqual(['sent'])
})
