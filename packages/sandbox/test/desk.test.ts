import { encodeReply } from '@duokefu/wechat'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { fieldsOf, readFixture } from './fixture.ts'
import { type Received, startReceiver } from './receiver.ts'

const LIN = 'kf2001@huatian'
const WU = 'kf2002@huatian'
const minutes = (n: number) => n * 60_000

let receiver: Awaited<ReturnType<typeof startReceiver>>
let sandbox: TestSandbox
/** Whom the server hands a message over to; undefined: nothing to say. */
let handOverTo: string | null | undefined
beforeAll(async () => {
  receiver = await startReceiver('plain', (one) => ({ answer: answerTo(one) }))
  sandbox = await startTestSandbox({ serverUrl: receiver.url, mode: 'plain' }, { demoDesk: true })
})
afterAll(async () => {
  await sandbox.stop()
  await receiver.stop()
})
beforeEach(async () => {
  handOverTo = undefined
  await sandbox.call('POST', '/sandbox/reset')
  await sandbox.call('PUT', '/sandbox/account/records', { records: [], replace: true })
  await online(LIN, true)
  receiver.received.length = 0
})

function answerTo({ push }: Received): string {
  if (handOverTo === undefined) return 'success'
  const { fromUserName: toUser, toUserName: fromUser, createTime } = push
  const reply = { type: 'transfer_customer_service', kfAccount: handOverTo } as const
  return encodeReply(reply, { toUser, fromUser, createTime }, 'xml')
}

const online = (kf_account: string, is: boolean) =>
  sandbox.call('PUT', '/sandbox/account/kf', { kf_account, online: is })
const ask = (path: string) => sandbox.api('GET', `/customservice/kfsession/${path}`)
const session = async (act: 'create' | 'close', kf_account: string, person = 'huahua') =>
  (
    await sandbox.api('POST', `/customservice/kfsession/${act}`, {
      kf_account,
      openid: await sandbox.openid(person),
    })
  ).errcode
const desk = (act: string, body: object) => sandbox.call('POST', `/sandbox/people/huahua/desk/${act}`, body)
const servedBy = async () => (await ask(`getsession?openid=${await sandbox.openid('huahua')}`)).kf_account
/** What the server URL heard, once nothing is under way. */
async function heard(): Promise<object[]> {
  await sandbox.idle()
  return receiver.received.map(({ push }) => (push.kind === 'event' ? push.content : push.content))
}
const records = async (path: string, body: object = {}) => {
  const period = { starttime: 1_767_200_000, endtime: 1_767_280_000 }
  const answer = await sandbox.api('POST', path, { ...period, ...body })
  return (answer.recordlist as { opercode: number; worker: string; text: string }[]).map(
    ({ opercode, worker, text }) => `${opercode} ${worker} ${text}`.trim(),
  )
}

describe('[L3] transfer_customer_service, answered to WeChat', () => {
  it('[L3] puts the fan into the queue of WeChat’s own desk, while messages still come to us', async () => {
    handOverTo = null
    await sandbox.say('huahua', '人工')
    sandbox.pass(5000)
    await sandbox.say('huahua', '有人吗')
    expect(await heard()).toHaveLength(2)
    const { response } = readFixture('kf/kfsession-getwaitcase')
    const queue = await ask('getwaitcase')
    expect(fieldsOf(queue)).toEqual(fieldsOf(response))
    const openid = await sandbox.openid('huahua')
    expect(queue).toEqual({ count: 1, waitcaselist: [{ openid, latest_time: 1_767_240_005 }] })
    expect(await servedBy()).toBe('')
  })

  it('[L3] with TransInfo attaches the fan to that agent, offline or not, and tells nobody else', async () => {
    handOverTo = WU
    await sandbox.say('huahua', '找小吴')
    expect(await servedBy()).toBe(WU)
    expect(await ask('getwaitcase')).toEqual({ count: 0, waitcaselist: [] })
    expect((await heard()).at(-1)).toEqual({ type: 'kf_create_session', kfAccount: WU })
  })

  it('[L3] of an event is nothing, and of an agent whom nobody knows is the queue', async () => {
    handOverTo = 'nobody@huatian'
    await sandbox.call('POST', '/sandbox/people/huahua/menu?settle=5000', { key: 'SERVICE' })
    expect(await ask('getwaitcase')).toMatchObject({ count: 0 })
    await sandbox.say('huahua', '人工')
    expect(await ask('getwaitcase')).toMatchObject({ count: 1 })
  })

  it('[L3] is nothing while the account has no customer-service feature', async () => {
    handOverTo = null
    await sandbox.call('PUT', '/sandbox/account', { kfEnabled: false })
    await sandbox.say('huahua', '人工')
    await sandbox.call('PUT', '/sandbox/account', { kfEnabled: true })
    expect(await ask('getwaitcase')).toMatchObject({ count: 0 })
  })
})

describe('[L4] while WeChat’s own desk serves', () => {
  it('[L4] messages go there and no longer to us, events still come, and closing brings them back', async () => {
    handOverTo = null
    await sandbox.say('huahua', '人工')
    handOverTo = undefined
    expect(await desk('accept', { kf_account: LIN })).toEqual({ errcode: 0 })
    expect(await sandbox.say('huahua', '在吗')).toMatchObject({ push: null })
    expect(await desk('say', { text: '在的' })).toEqual({ errcode: 0 })
    await sandbox.call('POST', '/sandbox/people/huahua/menu?settle=5000', { key: 'HOURS' })
    expect(await sandbox.chat('huahua')).toEqual(['fan: 人工', 'fan: 在吗', 'account: 在的', 'system: menu'])
    expect(await desk('close', { kf_account: LIN })).toEqual({ errcode: 0 })
    expect(await sandbox.say('huahua', '谢谢')).toMatchObject({ push: { outcome: 'accepted' } })
    expect(
      (await heard()).map((content) => ('text' in content ? content.text : { ...content })),
    ).toHaveLength(5)
    expect(await records('/customservice/msgrecord/getmsglist', { msgid: 1, number: 100 })).toEqual([
      `2003 ${LIN} 人工`,
      `2003 ${LIN} 在吗`,
      `2002 ${LIN} 在的`,
    ])
    expect(await records('/customservice/msgrecord/getrecord', { pagesize: 50, pageindex: 1 })).toEqual(
      expect.arrayContaining(['1000', `1001 ${LIN}`, `1004 ${LIN}`, `2002 ${LIN} 在的`]),
    )
  })

  it.each([
    ['one millisecond early', minutes(30) - 1, LIN, true],
    ['on the minute', minutes(30), '', false],
  ])('[L4] thirty minutes without closing give the fan back: %s', async (_name, ms, kfAccount, taken) => {
    await session('create', LIN)
    sandbox.pass(ms)
    expect(await servedBy()).toBe(kfAccount)
    const { push } = await sandbox.say('huahua', '还在吗')
    expect(push === null).toBe(taken)
    expect(await session('close', LIN)).toBe(taken ? 0 : 65413)
  })

  it('[L5] every change is told to the server URL in WeChat’s form', async () => {
    await online(WU, true)
    await session('create', LIN)
    await desk('switch', { kf_account: WU })
    await session('close', WU)
    expect(await heard()).toEqual([
      { type: 'kf_create_session', kfAccount: LIN },
      { type: 'kf_switch_session', fromKfAccount: LIN, toKfAccount: WU },
      { type: 'kf_close_session', kfAccount: WU, closeType: null },
    ])
  })
})

describe('[L3] sessions through the API', () => {
  it.each<[string, () => Promise<unknown>, number]>([
    ['an agent who is online', () => session('create', LIN), 0],
    ['an agent who is not', () => session('create', WU), 65415],
    ['nobody’s account', () => session('create', 'nobody@huatian'), 65401],
    ['closing what isn’t there', () => session('close', LIN), 65413],
    ['closing for nobody', () => session('close', 'nobody@huatian'), 65401],
    ['a fan of another account', () => session('create', LIN, 'nobody'), 40003],
  ])('%s', async (_name, act, errcode) => {
    expect(await act()).toBe(errcode)
  })

  it('[L3] an agent without a WeChat user can’t begin', async () => {
    const body = { kf_account: 'kf9@huatian', nickname: '小新' }
    await sandbox.api('POST', '/customservice/kfaccount/add', body)
    expect(await session('create', 'kf9@huatian')).toBe(65402)
  })

  it('[L3] the same again is fine, another agent’s is 65414, and lists say who serves', async () => {
    await online(WU, true)
    expect(await session('create', LIN)).toBe(0)
    expect(await session('create', LIN)).toBe(0)
    expect(await heard()).toHaveLength(1)
    expect(await session('create', WU)).toBe(65414)
    expect(await session('close', WU)).toBe(65414)
    const openid = await sandbox.openid('huahua')
    const one = await ask(`getsession?openid=${openid}`)
    expect(fieldsOf(one)).toEqual(fieldsOf(readFixture('kf/kfsession-getsession').response))
    expect(await ask(`getsessionlist?kf_account=${LIN}`)).toEqual({
      sessionlist: [{ createtime: one.createtime, openid }],
    })
    expect(await ask(`getsessionlist?kf_account=${WU}`)).toEqual({ sessionlist: [] })
    expect(await ask('getsessionlist?kf_account=nobody')).toMatchObject({ errcode: 65401 })
    const { kf_online_list } = await sandbox.api('GET', '/cgi-bin/customservice/getonlinekflist')
    expect(kf_online_list).toMatchObject([{ kf_account: LIN, accepted_case: 1 }, { kf_account: WU }])
  })

  it('[L3] the queue lists a hundred and counts all', async () => {
    handOverTo = null
    await sandbox.call('POST', '/sandbox/people', { prefix: 'many', count: 101 })
    await Promise.all(Array.from({ length: 101 }, (_, n) => sandbox.say(`many${n + 1}`, '人工')))
    const { count, waitcaselist } = await ask('getwaitcase')
    expect([count, (waitcaselist as object[]).length]).toEqual([101, 100])
  })
})

it('[L9] a fan who pays can be written to without a limit for 48 hours', async () => {
  const { window } = await sandbox.call('POST', '/sandbox/people/huahua/pay')
  expect(window).toMatchObject({ left: 'unlimited' })
  const touser = await sandbox.openid('huahua')
  const send = async () =>
    (
      await sandbox.api('POST', '/cgi-bin/message/custom/send', {
        touser,
        msgtype: 'text',
        text: { content: '谢谢惠顾' },
      })
    ).errcode
  for (let n = 0; n < 8; n += 1) expect(await send()).toBe(0)
  sandbox.pass(minutes(48 * 60))
  expect(await send()).toBe(45015)
})

it('[L8] the daily counters are cleared ten times a month', async () => {
  const clear = async () =>
    (await sandbox.api('POST', '/cgi-bin/clear_quota', { appid: 'wx1a2b3c4d5e6f7081' })).errcode
  for (let n = 0; n < 10; n += 1) expect(await clear()).toBe(0)
  expect(await clear()).toBe(48006)
  sandbox.pass(minutes(30 * 24 * 60))
  expect(await clear()).toBe(0)
})
