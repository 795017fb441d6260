import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ACCOUNT } from './account.ts'
import { startTestSandbox, type TestSandbox } from './client.ts'

const MAIN = fileURLToPath(new URL('../../../examples/mall/src/main.js', import.meta.url))

let mall: ChildProcess
let sandbox: TestSandbox
beforeAll(async () => {
  const { token, encodingAesKey, appid } = ACCOUNT
  const env = { MALL_PORT: '0', MALL_TOKEN: token, MALL_AES_KEY: encodingAesKey, MALL_APPID: appid }
  mall = fork(MAIN, { env })
  const [{ url }] = (await once(mall, 'message')) as [{ url: string }]
  sandbox = await startTestSandbox({ serverUrl: url })
})
afterAll(async () => {
  await sandbox.stop()
  const gone = once(mall, 'exit')
  mall.disconnect()
  expect(await gone).toEqual([0, null])
})

it.each<['plain' | 'safe', string, RegExp]>([
  ['safe', '营业时间', /9:00–21:00/],
  ['plain', '你们几点开门？', /9:00–21:00/],
  ['safe', '订单 MD20260101 到哪了', /^订单 MD20260101：已发货/],
  ['safe', 'md99999999', /^没有找到订单 MD99999999/],
  ['safe', '我的订单呢', /以 MD 开头/],
  ['safe', '<b>&', /^您好，这里是花田小店/],
])('[S11] the mall, asked in %s mode: %s', async (mode, question, answer) => {
  await sandbox.call('POST', '/sandbox/reset')
  await sandbox.call('PUT', '/sandbox/account', { mode })
  expect(await sandbox.say('huahua', question)).toMatchObject({ push: { outcome: 'replied' } })
  expect((await sandbox.chat('huahua')).at(-1)?.replace('account: ', '')).toMatch(answer)
})

it('[L2] the mall hands over on 人工, welcomes a follower, thanks for a picture, and has nothing to say to a farewell', async () => {
  await sandbox.call('POST', '/sandbox/reset')
  expect(await sandbox.say('huahua', '转人工')).toMatchObject({ push: { outcome: 'handed_over' } })
  const act = (path: string, body: object) =>
    sandbox.call('POST', `/sandbox/people/huahua/${path}?settle=5000`, body)
  expect(await act('messages', { type: 'image' })).toMatchObject({ push: { outcome: 'replied' } })
  expect(await act('unfollow', {})).toMatchObject({ push: { outcome: 'accepted' } })
  expect(await act('follow', {})).toMatchObject({ push: { outcome: 'replied' } })
  expect((await sandbox.chat('huahua')).at(-1)).toContain('欢迎关注花田小店')
})
