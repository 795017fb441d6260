import type { Rule } from '@duokefu/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Mall, type MallAnswer, startMall } from './mall.ts'
import { type Agent, type Product, startProduct } from './product.ts'
import type { Fan } from './wechat.ts'

// One click hands everything back to WeChat's own desk, and another takes it again (L3).

let mall: Mall
let mallSays: (text: string) => MallAnswer
let product: Product
let owner: Agent
let lin: Agent

beforeAll(async () => {
  mall = await startMall((push) =>
    mallSays(push.kind === 'message' && push.content.type === 'text' ? push.content.content : ''),
  )
  product = await startProduct({ mallUrl: mall.url, demoDesk: true })
  owner = await product.addAgent('老周', 'kf2009')
  lin = await product.addAgent('小林', 'kf2001')
  await product.rows(`update agent set role = 'owner' where name = '老周'`)
  await product.rows(`update agent set kf_bound = (name = '小林')`)
  mallSays = (text) => ({ type: 'text', content: `商城：${text}` })
})
afterAll(async () => {
  await product.stop()
  await mall.stop()
})

const turn = (on: boolean) => owner.ask('PUT', '/interface/wechat-desk', { on })
const stateOf = async ({ openid }: Fan) =>
  (await product.rows<{ state: string }>('select state from conversation where openid = $1', [openid]))[0]
    ?.state
/** What we have of a fan: their texts, and why each went where it went. */
const recordsOf = ({ openid }: Fan) =>
  product.rows<{ text: string; why: string }>(
    `select content ->> 'text' as text, reason ->> 'kind' as why from message
     where openid = $1 and direction = 'in' order by seq`,
    [openid],
  )
/** Whom WeChat's own desk serves, and who waits there. */
async function atWechat(fan: Fan): Promise<{ waits: boolean; by: string | null }> {
  const { sessions, waiting } = (await product.wechat.control('GET', '/desk')) as {
    sessions: { openid: string; kfAccount: string }[]
    waiting: { openid: string }[]
  }
  return {
    waits: waiting.some(({ openid }) => openid === fan.openid),
    by: sessions.find(({ openid }) => openid === fan.openid)?.kfAccount ?? null,
  }
}
async function follower(): Promise<Fan> {
  const fan = await product.wechat.fan()
  await product.idle()
  return fan
}

describe('handed back to WeChat’s own desk', () => {
  it('[L3] who asks for a person waits there, everything else is the mall’s, and nothing is lost on the way back', async () => {
    const { wechat } = product
    const [asks, chats, served] = [await follower(), await follower(), await follower()]
    await wechat.says(served, '客服')
    await product.idle()
    expect(await stateOf(served)).toBe('waiting')

    expect((await turn(true)).body).toMatchObject({ waiting: 0, wechatDesk: { on: true, agents: 1 } })
    expect(await stateOf(served)).toBe('none')
    const before = mall.heard.length
    await wechat.says(asks, '客服')
    expect(await atWechat(asks)).toEqual({ waits: true, by: null })
    // The message went to WeChat's desk alone.
    expect(mall.heard).toHaveLength(before)
    await wechat.says(chats, '几点开门')
    expect(await wechat.heard(chats)).toContain('商城：几点开门')
    expect(await atWechat(chats)).toEqual({ waits: false, by: null })

    const kf = { kf_account: 'kf2002@huatian' }
    await wechat.control('PUT', '/account/kf', { ...kf, online: true })
    expect(await wechat.control('POST', `/people/${asks.id}/desk/accept`, kf)).toEqual({ errcode: 0 })
    await wechat.says(asks, '只有微信知道')
    await wechat.control('POST', `/people/${asks.id}/desk/close`, kf)
    await turn(false)
    await wechat.says(asks, '客服')
    await wechat.says(chats, '客服')
    await product.idle()
    expect(await stateOf(asks)).toBe('waiting')
    expect(await stateOf(chats)).toBe('waiting')
    // What WeChat never told us is at its desk; all else is here, once, with its reason.
    expect(await recordsOf(asks)).toEqual([
      { text: '客服', why: 'rule' },
      { text: '客服', why: 'rule' },
    ])
    expect(await recordsOf(chats)).toEqual([
      { text: '几点开门', why: 'wechat_desk' },
      { text: '客服', why: 'rule' },
    ])
  })

  it('[L3] a rule that names an agent leads to their kf account while that is bound, else to everybody’s queue', async () => {
    const { body } = await owner.ask('GET', '/rules')
    const named = (id: string, word: string, agent: string): Rule => ({
      id,
      name: id,
      enabled: true,
      when: [{ type: 'text_equals', words: [word] }],
      action: { type: 'hand_over', to: { kind: 'agent', agent } },
    })
    const rules = [...body.rules, named('r-lin', '找小林', lin.id), named('r-zhou', '找老板', owner.id)]
    await owner.ask('PUT', '/rules', { version: body.version, rules })
    await turn(true)
    const [bound, unbound] = [await follower(), await follower()]
    await product.wechat.says(bound, '找小林')
    expect(await atWechat(bound)).toEqual({ waits: false, by: 'kf2001@huatian' })
    await product.wechat.says(unbound, '找老板')
    expect(await atWechat(unbound)).toEqual({ waits: true, by: null })
    await turn(false)
  })

  it('[L3] the mall’s own transfer_customer_service reaches WeChat as it is, and is ours again afterwards', async () => {
    mallSays = () => ({ type: 'transfer_customer_service', kfAccount: null })
    const fan = await follower()
    await turn(true)
    await product.wechat.says(fan, '我要投诉')
    expect(await atWechat(fan)).toEqual({ waits: true, by: null })
    expect(await stateOf(fan)).toBe('none')
    await turn(false)
    const other = await follower()
    await product.wechat.says(other, '我要投诉')
    await product.idle()
    expect(await stateOf(other)).toBe('waiting')
    expect(await atWechat(other)).toEqual({ waits: false, by: null })
  })

  it('[L3] whoever waits there when it is taken again asks once more, and comes to our desk', async () => {
    mallSays = () => null
    const fan = await follower()
    await turn(true)
    await product.wechat.says(fan, '客服')
    await turn(false)
    // WeChat goes on telling us what a waiting fan says.
    await product.wechat.says(fan, '在吗')
    await product.idle()
    expect(await stateOf(fan)).toBe('waiting')
  })
})
