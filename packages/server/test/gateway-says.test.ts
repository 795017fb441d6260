import type { Settings } from '@duokefu/engine'
import { aesKeyOf, decodeReply, encodePushXml, type PassiveReply } from '@duokefu/wechat'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  accountName,
  consoleKey,
  type DeveloperUrl,
  fanText,
  type GatewayHarness,
  startDeveloperUrl,
  startGatewayHarness,
  type WechatHears,
} from './gateway-harness.ts'

// What the fan reads in WeChat's own answer, as WeChat gets it: texts and materials of ours beside the developer URL.

let h: GatewayHarness
let mall: DeveloperUrl
let fan: string
let nth = 0
beforeAll(async () => {
  mall = await startDeveloperUrl()
  // Short, so that a silent developer URL costs no four seconds.
  h = await startGatewayHarness({ forwardMs: 1_500 })
})
afterAll(async () => {
  await h.stop()
  await mall.stop()
})
beforeEach(async () => {
  nth += 1
  fan = `oSays_${nth}`
  mall.answer = (response) => response.end('success')
  await h.connect({ developerUrl: mall.url, mode: 'plain' })
  await use({})
})

async function use(settings: Partial<Settings>): Promise<void> {
  await h.pool.query('update account set settings = $1, config_version = config_version + 1', [
    JSON.stringify(settings),
  ])
  await h.accounts.refresh(h.accountId)
}

function read(heard: WechatHears, key: string | null = null): PassiveReply | null {
  const crypto = key === null ? undefined : { token: 'token', aesKeys: [aesKeyOf(key)], appid: h.appid }
  const decoded = decodeReply(Buffer.from(heard.body), crypto)
  if (!decoded.ok) throw new Error(decoded.problem)
  return decoded.reply
}

const mallSays = (words: string) =>
  encodePushXml({
    ToUserName: fan,
    FromUserName: accountName,
    CreateTime: 1_772_424_000,
    MsgType: 'text',
    Content: words,
  })
const transfers = (account: string | null) =>
  encodePushXml({
    ToUserName: fan,
    FromUserName: accountName,
    CreateTime: 1_772_424_000,
    MsgType: 'transfer_customer_service',
    ...(account === null ? {} : { TransInfo: { KfAccount: account } }),
  })
const event = (fields: Record<string, string>) =>
  encodePushXml({
    ToUserName: accountName,
    FromUserName: fan,
    CreateTime: Math.floor(Date.now() / 1000),
    MsgType: 'event',
    ...fields,
  })
const rule = (action: Settings['rules'][number]['action'], when: Settings['rules'][number]['when'] = []) => ({
  rules: [{ id: 'r', name: '规则', enabled: true, when, action }],
})
const link = {
  type: 'link',
  title: '新品',
  description: '春天',
  url: 'https://shop.example/1',
  picUrl: null,
} as const
const quota = async () =>
  (await h.rows<{ left: number }>('select quota_left as left from conversation where openid = $1', [fan]))[0]
    ?.left

describe('the default reply', () => {
  it.each([
    ['is silent', () => undefined, '已收到'],
    [
      'answers',
      () => {
        mall.answer = (response) => response.end(mallSays('商城'))
      },
      '商城',
    ],
    [
      'says nothing in time',
      () => {
        mall.answer = () => undefined
      },
      '已收到',
    ],
    [
      'is out of order',
      () => {
        mall.answer = (response) => {
          response.writeHead(500).end()
        }
      },
      '已收到',
    ],
    [
      'hands over',
      () => {
        mall.answer = (response) => response.end(transfers(null))
      },
      null,
    ],
  ])('[L2] when the developer URL %s', async (_name, arrange, words) => {
    await use({ defaultReply: '已收到' })
    arrange()
    const reply = read(await h.push(fanText('在不在', fan)))
    expect(reply?.type === 'text' ? reply.content : null).toBe(words)
    expect(await quota()).toBe(5)
  })

  it('[L6] is what WeChat’s repeat gets too, and stands in the record once', async () => {
    await use({ defaultReply: '已收到' })
    const pushed = fanText('在不在', fan)
    const [first, again] = [await h.push(pushed), await h.push(pushed)]
    expect([read(first), read(again)]).toMatchObject([{ content: '已收到' }, { content: '已收到' }])
    await h.gateway.idle()
    const found = await h.rows(`select delivery from message where openid = $1 and direction = 'out'`, [fan])
    expect(found).toEqual([{ delivery: 'sent' }])
  })

  it('[L15] is encrypted where the account is in safe mode', async () => {
    await h.connect({ developerUrl: mall.url, mode: 'safe' })
    await use({ defaultReply: '已收到' })
    const heard = await h.push(fanText('在不在', fan))
    expect(heard.body).not.toContain('已收到')
    expect(read(heard, consoleKey)).toMatchObject({ content: '已收到' })
  })
})

describe('a follow', () => {
  const subscribe = () => event({ Event: 'subscribe', EventKey: '' })

  it.each([
    ['is silent', null, '欢迎'],
    ['answers', '商城欢迎您', '商城欢迎您'],
  ])('[L15] when the developer URL %s', async (_name, words, heard) => {
    await use(rule({ type: 'answer', text: '欢迎' }, [{ type: 'follow' }]))
    mall.answer = (response) => response.end(words === null ? '' : mallSays(words))
    expect(read(await h.push(subscribe()))).toMatchObject({ content: heard })
    const behind = await h.rows(`select payload from outbox where openid = $1 and not passive`, [fan])
    expect(behind).toEqual(words === null ? [] : [{ payload: { type: 'text', text: '欢迎' } }])
    expect(await quota()).toBe(words === null ? 3 : 2)
  })
})

describe('materials', () => {
  it('[L2] a link is an article', async () => {
    await use(rule({ type: 'send', reply: link }, [{ type: 'text_equals', words: ['新品'] }]))
    expect(read(await h.push(fanText('新品', fan)))).toEqual({
      type: 'news',
      articles: [{ title: '新品', description: '春天', url: 'https://shop.example/1', picUrl: '' }],
    })
  })

  it('[L2] a voice is success, and a message behind it', async () => {
    await use(rule({ type: 'send', reply: { type: 'voice', mediaKey: 'a-voice' } }))
    expect((await h.push(fanText('新品', fan))).body).toBe('success')
    const behind = await h.rows(`select payload, passive from outbox where openid = $1`, [fan])
    expect(behind).toEqual([{ payload: { type: 'voice', mediaKey: 'a-voice' }, passive: false }])
  })
})

describe('a hand-over of the developer URL', () => {
  it('[L3] is ours, and the queue notice is the answer', async () => {
    await use({ queueNotice: '请稍等' })
    mall.answer = (response) => response.end(transfers(null))
    expect(read(await h.push(fanText('人呢', fan)))).toMatchObject({ content: '请稍等' })
  })

  it('[L3] to a kf account that is nobody’s here says so in the timeline', async () => {
    mall.answer = (response) => response.end(transfers('kf404@shop'))
    expect((await h.push(fanText('人呢', fan))).body).toBe('success')
    const lines = await h.rows(
      `select content->'line' as line from message where openid = $1 and content->>'type' = 'timeline' order by seq`,
      [fan],
    )
    expect(lines).toMatchObject([
      { line: { kind: 'handed_over', by: 'developer' } },
      { line: { kind: 'agent_unknown', name: 'kf404@shop', to: null } },
    ])
  })
})

describe('WeChat’s own desk', () => {
  const handBack = (on: boolean) =>
    h.pool.query('update account set wechat_desk = $1, config_version = config_version + 1', [on])

  it('[L3] gets whom a rule hands over, everything else is the developer URL’s and passes unchanged', async () => {
    const agent = await h.addAgent()
    await h.pool.query(`update agent set kf_account = 'kf1@shop', kf_bound = true where agent_id = $1`, [
      agent,
    ])
    const named = { type: 'hand_over', to: { kind: 'agent', agent } } as const
    await use(rule(named, [{ type: 'text_equals', words: ['小林'] }]))
    await handBack(true)
    await h.accounts.refresh(h.accountId)
    try {
      mall.answer = (response) => response.end(transfers('kf2@shop'))
      expect(read(await h.push(fanText('小林', fan)))).toEqual({
        type: 'transfer_customer_service',
        kfAccount: 'kf1@shop',
      })
      expect(mall.heard.some(({ body }) => body.includes('小林'))).toBe(false)
      expect(read(await h.push(fanText('别的', fan)))).toEqual({
        type: 'transfer_customer_service',
        kfAccount: 'kf2@shop',
      })
      await h.gateway.idle()
      expect(await h.rows('select state from conversation where openid = $1', [fan])).toEqual([
        { state: 'none' },
      ])
    } finally {
      await handBack(false)
      await h.accounts.refresh(h.accountId)
    }
  })
})

describe('a developer URL that is down', () => {
  it('[L2] leaves what no rule decided to the desk, by setting', async () => {
    await use({ handOverWhenDeveloperDown: true, defaultReply: '已收到' })
    mall.answer = (response) => {
      response.writeHead(502).end()
    }
    // Until the breaker opens.
    const state = async () =>
      (await h.rows<{ state: string }>('select state from conversation where openid = $1', [fan]))[0]?.state
    for (let tries = 0; tries < 50 && (await state()) !== 'waiting'; tries += 1)
      await h.push(fanText('在吗您', fan))
    const [last] = await h.rows(
      `select reason->>'kind' as reason from message where openid = $1 and direction = 'in' order by seq desc limit 1`,
      [fan],
    )
    expect(last).toEqual({ reason: 'developer_down' })
  })
})
