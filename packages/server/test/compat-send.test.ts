import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDeliveryWatch } from '../src/compat/delivery-watch.ts'
import { type MessageRow, messageColumns, messageOf } from '../src/conversations/rows.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { type CompatHarness, newFan, startCompatHarness, suffix } from './compat-harness.ts'
import { type Answer, deferred, errcode, ok, sendPath, textOf } from './fake-wechat.ts'

const typingPath = '/cgi-bin/message/custom/typing'
const agreed = { errcode: 0, errmsg: 'ok' }

let h: CompatHarness
beforeAll(async () => {
  h = await startCompatHarness()
})
afterAll(() => h.stop())
beforeEach(() => {
  h.wechat.on(sendPath, () => ok)
  h.wechat.on(typingPath, () => ok)
})

const text = (content: string) => ({ msgtype: 'text', text: { content } })
const send = (openid: string, message: object) => h.post(sendPath, { touser: openid, ...message })
/** What WeChat was asked to send to a fan, as it came. */
const sentTo = (openid: string) =>
  h.wechat.calls(sendPath).flatMap(({ json }) => (json.touser === openid ? [json] : []))
const recordsOf = (openid: string) =>
  h.rows<{
    seq: number
    origin: string
    agent_id: string | null
    delivery: string
    errcode: number | null
    content: { type: string }
  }>(
    `select seq::int, origin, agent_id, delivery, errcode, content from message
     where account_id = $1 and openid = $2 and direction = 'out' order by seq`,
    [h.accountId, openid],
  )
async function knownFan(): Promise<string> {
  const openid = newFan()
  await h.fanSays(openid, '我的订单呢')
  return openid
}

describe('custom/send', () => {
  it('[L8] goes through the outbox, is recorded as a program’s, and spends the fan’s allowance', async () => {
    const openid = await knownFan()
    expect(await send(openid, text('您的订单已发货'))).toEqual(agreed)
    expect(await recordsOf(openid)).toEqual([
      {
        seq: 2,
        origin: 'api',
        agent_id: null,
        delivery: 'sent',
        errcode: null,
        content: { type: 'text', text: '您的订单已发货', menuId: null },
      },
    ])
    const [row] = await h.rows<{ left: number }>(
      'select quota_left as left from conversation where openid = $1',
      [openid],
    )
    expect(row?.left).toBe(4)
  })

  it.each<[string, object, object, string]>([
    ['text', { content: '好' }, {}, 'text'],
    ['image', { media_id: 'M1' }, {}, 'image'],
    ['voice', { media_id: 'M2' }, {}, 'voice'],
    ['video', { media_id: 'M3', thumb_media_id: 'M4', title: 't', description: 'd' }, {}, 'video'],
    [
      'music',
      {
        title: 't',
        description: 'd',
        musicurl: 'https://a/1',
        hqmusicurl: 'https://a/2',
        thumb_media_id: 'M4',
      },
      {},
      'music',
    ],
    [
      'news',
      { articles: [{ title: 't', description: 'd', url: 'https://a', picurl: 'https://a/p' }] },
      {},
      'link',
    ],
    ['mpnews', { media_id: 'M5' }, {}, 'unknown'],
    ['mpnewsarticle', { article_id: 'A1' }, {}, 'unknown'],
    ['msgmenu', { head_content: 'h', list: [{ id: '101', content: '满意' }], tail_content: 't' }, {}, 'menu'],
    ['wxcard', { card_id: 'C1' }, {}, 'unknown'],
    ['miniprogrampage', { title: 't', appid: 'wx1', pagepath: 'p', thumb_media_id: 'M4' }, {}, 'miniprogram'],
    ['link', { title: 't', description: 'd', url: 'https://a', thumb_url: 'https://a/p' }, {}, 'link'],
    ['text', { content: '由机器人回答' }, { aimsgcontext: { is_ai_msg: 1 } }, 'text'],
  ])('[L8] hands a message of type %s to WeChat as it was given', async (msgtype, message, more, shown) => {
    const openid = await knownFan()
    expect(await send(openid, { msgtype, [msgtype]: message, ...more })).toEqual(agreed)
    expect(sentTo(openid)).toEqual([{ touser: openid, msgtype, [msgtype]: message, ...more }])
    expect((await recordsOf(openid)).map(({ content }) => content.type)).toEqual([shown])
  })

  it('[L10] shows the picture that it sent, fetched from WeChat', async () => {
    const picture = Buffer.from('/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAP//////////////2Q==', 'base64')
    h.wechat.on('/cgi-bin/media/get', () => ({ file: picture, type: 'image/jpeg' }))
    const openid = await knownFan()
    await send(openid, { msgtype: 'image', image: { media_id: 'PICTURE' } })
    await expect
      .poll(async () => (await recordsOf(openid)).map(({ content }) => content), { timeout: 15_000 })
      .toMatchObject([{ type: 'image', media: { state: 'ready', mime: 'image/jpeg' } }])
  })

  it('[L8] keeps the order of the calls, and of what agents wrote before', async () => {
    const openid = await knownFan()
    const first = deferred<Answer>()
    h.wechat.on(sendPath, ({ json }, nth) =>
      textOf({ json } as never) === '一' && nth > 0 ? first.promise : ok,
    )
    const answers = [send(openid, text('一'))]
    await expect.poll(() => sentTo(openid).length, { timeout: 15_000 }).toBe(1)
    answers.push(send(openid, text('二')), send(openid, text('三')))
    await expect.poll(async () => (await recordsOf(openid)).length, { timeout: 15_000 }).toBe(3)
    expect(sentTo(openid)).toHaveLength(1)
    first.resolve(ok)
    expect(await Promise.all(answers)).toEqual([agreed, agreed, agreed])
    const said = (await recordsOf(openid)).map(({ content }) => Reflect.get(content, 'text'))
    expect(sentTo(openid).map((json) => textOf({ json } as never))).toEqual(said)
  })

  it('[L18] in an agent’s name is that agent’s, and names a kf account only where WeChat has it bound', async () => {
    const [openid, { id, kf }] = [await knownFan(), await h.agent('sender')]
    const asAgent = { ...text('我是小林'), customservice: { kf_account: kf } }
    expect(await send(openid, asAgent)).toEqual(agreed)
    expect(sentTo(openid)[0]).not.toHaveProperty('customservice')
    expect(await recordsOf(openid)).toMatchObject([{ agent_id: id, origin: 'api' }])
    await h.rows('update agent set kf_bound = true where agent_id = $1', [id])
    await send(openid, asAgent)
    expect(sentTo(openid)[1]).toMatchObject({ customservice: { kf_account: kf } })
    expect(
      await send(openid, { ...text('好'), customservice: { kf_account: `nobody@${suffix}` } }),
    ).toMatchObject({
      errcode: 65401,
    })
    expect(sentTo(openid)).toHaveLength(2)
  })

  it.each([
    ['a fan who does not follow', 43004, 'failed'],
    ['an openid of another account', 40003, 'failed'],
    ['a window that is over', 45015, 'failed'],
    ['an allowance that is used up', 45047, 'failed'],
    ['a text that is too long', 45002, 'failed'],
  ])('[L8] hears WeChat’s own code: %s', async (_name, code, delivery) => {
    const openid = await knownFan()
    h.wechat.on(sendPath, () => errcode(code, `no rid: 1 ${code}`))
    expect(await send(openid, text('好'))).toMatchObject({ errcode: code })
    expect(await recordsOf(openid)).toMatchObject([{ delivery, errcode: code }])
    h.wechat.on(sendPath, () => ok)
    await h.fanSays(openid, '还在')
    await h.server.idle()
    // What a program was told has failed is never sent by us later.
    expect(sentTo(openid)).toHaveLength(1)
  })

  it('[L9] is answered at once when WeChat has said that nothing more goes, until the fan writes', async () => {
    const openid = await knownFan()
    h.wechat.on(sendPath, () => errcode(45047))
    expect(await send(openid, text('一'))).toMatchObject({ errcode: 45047 })
    h.wechat.on(sendPath, () => ok)
    expect(await send(openid, text('二'))).toMatchObject({ errcode: 45047 })
    expect(sentTo(openid)).toHaveLength(1)
    await h.fanSays(openid, '还在')
    expect(await send(openid, text('三'))).toEqual(agreed)
  })

  it('[L9] is put to WeChat where our own count alone says no', async () => {
    const openid = await knownFan()
    for (let n = 1; n <= 7; n += 1) expect(await send(openid, text(`${n}`))).toEqual(agreed)
    h.later(50 * 60 * 60_000)
    expect(await send(openid, text('付款之后'))).toEqual(agreed)
  })

  it('[L9] never overtakes a reply that waits for the fan, and never waits behind one', async () => {
    const [openid, { id, kf }] = [await knownFan(), await h.agent('holder')]
    await h.post('/customservice/kfsession/create', { kf_account: kf, openid })
    const [row] = await h.rows<{ session: never }>(
      'select session_id as session from conversation where openid = $1',
      [openid],
    )
    await h.server.ctx.ledger.submit({
      type: 'desk',
      accountId: h.accountId,
      openid,
      commandId: crypto.randomUUID(),
      command: { type: 'reply', by: id, session: row?.session as never, mode: 'hold' },
      reply: {
        content: { type: 'text', text: '待发', menuId: null },
        payload: { type: 'text', text: '待发' },
      },
    })
    expect(await send(openid, text('插队'))).toMatchObject({ errcode: 45047 })
    await h.fanSays(openid, '在吗')
    await h.server.idle()
    expect(await send(openid, text('轮到我'))).toEqual(agreed)
    expect(sentTo(openid).map((json) => textOf({ json } as never))).toEqual(['待发', '轮到我'])
  })

  it('[L8] says 0 of what is stored and takes longer, and it goes out once', async () => {
    const openid = await knownFan()
    const answer = deferred<Answer>()
    h.wechat.on(sendPath, () => answer.promise)
    expect(await send(openid, text('慢'))).toEqual({ errcode: 0, errmsg: 'ok hint: [queued]' })
    expect(await recordsOf(openid)).toMatchObject([{ delivery: 'sending' }])
    answer.resolve(ok)
    await expect.poll(() => recordsOf(openid), { timeout: 15_000 }).toMatchObject([{ delivery: 'sent' }])
    expect(sentTo(openid)).toHaveLength(1)
  })

  it('[L8] hears at once that WeChat has stopped the account; what found it out goes out afterwards, once', async () => {
    const [first, second] = [await knownFan(), await knownFan()]
    h.wechat.on(sendPath, () => errcode(45011))
    expect(await send(first, text('太快'))).toEqual({ errcode: 0, errmsg: 'ok hint: [queued]' })
    expect(await send(second, text('也太快'))).toMatchObject({ errcode: 45011 })
    expect(await recordsOf(second)).toEqual([])
    h.wechat.on(sendPath, () => ok)
    h.later(61_000)
    await expect.poll(() => recordsOf(first), { timeout: 15_000 }).toMatchObject([{ delivery: 'sent' }])
    expect(sentTo(first)).toHaveLength(2)
    expect(await send(second, text('现在'))).toEqual(agreed)
  })

  it('[L8] hears WeChat’s word also when another process sends', async () => {
    const openid = await knownFan()
    const answer = deferred<Answer>()
    h.wechat.on(sendPath, () => answer.promise)
    const answered = send(openid, text('在另一个进程'))
    await expect.poll(() => sentTo(openid).length, { timeout: 15_000 }).toBe(1)
    const [message] = await h.rows<MessageRow>(
      `select ${messageColumns} from message m where m.openid = $1 and m.direction = 'out'`,
      [openid],
    )
    if (message === undefined) throw new Error('no record')
    // What a process knows that hears of no commit: it has to look.
    const deaf = createDeliveryWatch(
      { ...h.server.ctx, ledger: { onCommitted: () => () => {} } },
      systemTimers,
    )
    const elsewhere = deaf.settled(h.accountId, messageOf(message), 15_000)
    answer.resolve(errcode(43004))
    expect(await answered).toMatchObject({ errcode: 43004 })
    expect(await elsewhere).toMatchObject({ delivery: 'failed', errcode: 43004 })
  })

  it('[L8] says 0 of what is stored though nobody can look, since a repeat would double it', async () => {
    const openid = await knownFan()
    await send(openid, text('已存'))
    const [row] = await h.rows<MessageRow>(
      `select ${messageColumns} from message m where m.openid = $1 and m.direction = 'out'`,
      [openid],
    )
    if (row === undefined) throw new Error('no record')
    // A pool that was closed is a storage that is away.
    const pool = new Pool()
    await pool.end()
    const away = { ...h.server.ctx, pool, ledger: { onCommitted: () => () => {} } }
    const message = { ...messageOf(row), delivery: 'sending' as const }
    expect(await createDeliveryWatch(away, systemTimers).settled(h.accountId, message, 100)).toMatchObject({
      delivery: 'sending',
    })
  })

  it('[L8] says 0 of what WeChat may have taken, since a repeat could double it', async () => {
    const openid = await knownFan()
    h.wechat.on(sendPath, () => 'break')
    expect(await send(openid, text('断'))).toEqual({ errcode: 0, errmsg: 'ok hint: [uncertain]' })
    expect(await recordsOf(openid)).toMatchObject([{ delivery: 'uncertain' }])
    expect(sentTo(openid)).toHaveLength(1)
  })

  it('[L8] with a client_msg_id goes out once, however often and at once it is called', async () => {
    const openid = await knownFan()
    const message = { ...text('只此一条'), client_msg_id: 'order-1024' }
    const answers = await Promise.all([1, 2, 3].map(() => send(openid, message)))
    expect(answers).toEqual([agreed, agreed, agreed])
    expect(await send(openid, message)).toEqual(agreed)
    expect(sentTo(openid)).toHaveLength(1)
    const other = await knownFan()
    expect(await send(other, message)).toEqual(agreed)
    expect(sentTo(other)).toHaveLength(1)
  })

  it('[L8] of a failed one a repeat under its id hears the same failure', async () => {
    const openid = await knownFan()
    h.wechat.on(sendPath, () => errcode(45002))
    const message = { ...text('太长'), client_msg_id: 'order-1025' }
    expect(await send(openid, message)).toMatchObject({ errcode: 45002 })
    h.wechat.on(sendPath, () => ok)
    expect(await send(openid, message)).toMatchObject({ errcode: 45002 })
  })

  it('[L8] reaches a fan who has not written since we are here', async () => {
    const openid = newFan()
    expect(await send(openid, text('欢迎回来'))).toEqual(agreed)
    expect(await h.rows('select openid from customer where openid = $1', [openid])).toHaveLength(1)
  })

  it('[L13] tells of a fan who left what WeChat would', async () => {
    const openid = await knownFan()
    await h.rows('update conversation set subscribed = false where openid = $1', [openid])
    expect(await send(openid, text('好'))).toMatchObject({ errcode: 45015 })
    expect(sentTo(openid)).toHaveLength(0)
  })

  it('[L17] goes out with 多客服接口 off as well', async () => {
    const openid = await knownFan()
    await h.admin('PUT', '/interface', { on: false })
    expect(await send(openid, text('好'))).toEqual(agreed)
    await h.admin('PUT', '/interface', { on: true })
  })

  it.each<[string, unknown, number]>([
    ['no JSON', '好', 47001],
    ['a list', [], 47001],
    ['no fan', { ...text('好') }, 40003],
    ['a fan of no such form', { touser: 'x y', ...text('好') }, 40003],
    ['no type', { touser: 'FAN' }, 40008],
    ['an unknown type', { touser: 'FAN', msgtype: 'poem', poem: {} }, 40008],
    ['a type that every object has', { touser: 'FAN', msgtype: 'toString' }, 40008],
    ['an empty text', { touser: 'FAN', ...text('') }, 44004],
    ['no picture', { touser: 'FAN', msgtype: 'image', image: {} }, 40007],
    ['no article', { touser: 'FAN', msgtype: 'news', news: { articles: [] } }, 44003],
    ['two articles', { touser: 'FAN', msgtype: 'news', news: { articles: [{}, {}] } }, 45008],
    ['an empty menu', { touser: 'FAN', msgtype: 'msgmenu', msgmenu: { list: [] } }, 44004],
    ['a NUL deep inside', { touser: 'FAN', msgtype: 'news', news: { articles: [{ title: 'a\0b' }] } }, 47001],
    [
      'a body without a bottom',
      {
        touser: 'FAN',
        msgtype: 'wxcard',
        wxcard: { card_id: 'c', x: JSON.parse('['.repeat(40) + ']'.repeat(40)) },
      },
      47001,
    ],
    ['half a face', { touser: 'FAN', ...text('\ud83d') }, 47001],
    ['a body of 70 KB', { touser: 'FAN', msgtype: 'wxcard', wxcard: { card_id: 'c'.repeat(70_000) } }, 45002],
  ])('[L8] %s is refused before anything is stored', async (_name, body, code) => {
    const openid = newFan()
    const before = h.wechat.calls(sendPath).length
    const given: unknown = JSON.parse(JSON.stringify(body).replace('"FAN"', JSON.stringify(openid)))
    expect(await h.post(sendPath, given)).toMatchObject({ errcode: code })
    expect(h.wechat.calls(sendPath)).toHaveLength(before)
    expect(await recordsOf(openid)).toEqual([])
  })
})

describe('custom/typing', () => {
  it('[L8] is WeChat’s to show or to refuse', async () => {
    const openid = await knownFan()
    const type = (command: string) => h.post(typingPath, { touser: openid, command })
    expect(await type('Typing')).toEqual(agreed)
    expect(h.wechat.calls(typingPath).at(-1)?.json).toEqual({ touser: openid, command: 'Typing' })
    expect(await type('CancelTyping')).toEqual(agreed)
    h.wechat.on(typingPath, () => errcode(45081))
    expect(await type('Typing')).toMatchObject({ errcode: 45081 })
    expect(await type('Dancing')).toMatchObject({ errcode: 45072 })
    expect(h.wechat.calls(typingPath)).toHaveLength(3)
  })
})
