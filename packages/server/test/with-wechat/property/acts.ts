import { randomUUID } from 'node:crypto'
import { oneOf } from '../../random.ts'
import { ACCOUNT, type Fan } from '../wechat.ts'
import { MALL_WORDS } from './mall-words.ts'
import type { Shop } from './shop.ts'

type Act = (shop: Shop, fan: Fan) => Promise<void>

/** How often each of them happens, relative to the others. */
const OF_FANS: readonly [number, Act][] = [
  [10, (shop, fan) => shop.product.wechat.says(fan, `${oneOf(shop.random, MALL_WORDS)}${shop.next()}`)],
  [5, ({ product }, fan) => product.wechat.says(fan, '客服')],
  [1, ({ product }, fan) => product.wechat.act(fan, 'menu', { key: 'HOURS' })],
  [1, ({ product }, fan) => product.wechat.act(fan, 'scan', { scene: 'counter-8' })],
  [1, leavesAndComesBack],
]
const OF_THE_DESK: readonly [number, Act][] = [
  [6, answers],
  [2, programWrites],
  [1, programBegins],
  [3, closes],
  [1, transfers],
]
const OF_THE_WORLD: readonly [number, (shop: Shop) => Promise<void>][] = [
  [3, repeats],
  [2, comesOrGoes],
  [4, misbehaves],
]

/** One thing that happens, taken from the shop's numbers; resolves when it was carried out. */
export async function happen(shop: Shop, lockOf: (fan: Fan) => (work: () => Promise<void>) => Promise<void>) {
  const { random } = shop
  if (random() < 0.12) return among(random, OF_THE_WORLD)(shop)
  const fan = oneOf(random, [shop.calm[0] ?? NOBODY, ...shop.calm.slice(1), ...shop.stormy])
  const act = random() < 0.5 ? among(random, OF_FANS) : among(random, OF_THE_DESK)
  await lockOf(fan)(() => act(shop, fan))
}

const NOBODY: Fan = { id: 'nobody', openid: 'nobody' }

function among<Item>(random: () => number, weighted: readonly [number, Item][]): Item {
  let left = random() * weighted.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, item] of weighted) {
    left -= weight
    if (left < 0) return item
  }
  throw new Error('nothing to choose from')
}

async function leavesAndComesBack({ product }: Shop, fan: Fan): Promise<void> {
  await product.wechat.act(fan, 'unfollow')
  await product.wechat.act(fan, 'follow')
}

/** Somebody takes whoever waits, and answers whoever is served with some texts at once. */
async function answers(shop: Shop, { openid }: Fan): Promise<void> {
  const { state, session } = await stateOf(shop, openid)
  if (state === 'none') return
  const [agent] = shop.agents.slice(1 + Math.floor(shop.random() * 2))
  if (state === 'waiting') return command(openid, agent, { type: 'accept', aboveMaximum: true })
  const serving = shop.agents.find(({ id }) => id === session?.agent) ?? agent
  const texts = Array.from({ length: 1 + Math.floor(shop.random() * 3) }, () => `答复${shop.next()}`)
  for (const text of texts) {
    const content = { type: 'text', text }
    await command(openid, serving, { type: 'reply', session: session?.id, mode: 'hold', content })
  }
}

async function closes(shop: Shop, { openid }: Fan): Promise<void> {
  const { session } = await stateOf(shop, openid)
  const agent = shop.agents.find(({ id }) => id === session?.agent)
  const close = {
    type: 'close',
    session: session?.id,
    held: oneOf(shop.random, ['keep', 'cancel']),
    reason: null,
  }
  if (session !== null) await command(openid, agent, close)
}

async function transfers(shop: Shop, { openid }: Fan): Promise<void> {
  const { session } = await stateOf(shop, openid)
  const agent = shop.agents.find(({ id }) => id === session?.agent)
  const to = { kind: 'everybody' }
  if (session !== null)
    await command(openid, agent, { type: 'transfer', session: session.id, to, note: null })
}

async function programWrites(shop: Shop, { openid }: Fan): Promise<void> {
  const text = { content: `程序${shop.next()}` }
  await program(shop, SEND, { touser: openid, msgtype: 'text', text })
}

async function programBegins(shop: Shop, { openid }: Fan): Promise<void> {
  const kf_account = shop.agents[1]?.kfAccount
  await program(shop, '/customservice/kfsession/create', { kf_account, openid })
}

/** WeChat sends an old message once more, by itself. */
async function repeats({ product: { wechat }, random }: Shop): Promise<void> {
  const pushes = (await wechat.control('GET', '/pushes?limit=60')).pushes as { id: number }[]
  const push = pushes[Math.floor(random() * pushes.length)]
  if (push !== undefined) await wechat.control('POST', `/pushes/${push.id}/repeat`)
}

async function comesOrGoes({ agents, desks, random }: Shop): Promise<void> {
  const agent = agents[Math.floor(random() * agents.length)]
  if (agent === undefined) return
  const open = desks.get(agent)
  if (open === undefined) return void desks.set(agent, await agent.openDesk())
  desks.delete(agent)
  open.close()
}

const SEND = '/cgi-bin/message/custom/send'
/** WeChat's API and its callbacks go wrong, each in a way that WeChat's do, a few times. */
const FAULTS: readonly object[] = [
  { duplicate_pushes: { on: true, times: 3, copies: 3 } },
  { dropped_pushes: { on: true, times: 2, ms: 5 } },
  { busy: { on: true, times: 2, path: SEND } },
  { lost_answer: { on: true, times: 4, path: SEND } },
  { dead: { on: true, times: 1, path: SEND } },
  { slow: { on: true, times: 3, ms: 150 } },
]

async function misbehaves({ product: { wechat }, random }: Shop): Promise<void> {
  const fault = FAULTS[Math.floor(random() * (FAULTS.length + 1))]
  if (fault === undefined) await wechat.control('POST', '/misbehave/expire-tokens')
  else await wechat.control('PUT', '/misbehave', fault)
}

/** Everything that can go wrong, so that no day is without it. */
export async function misbehavesInEveryWay({ product: { wechat } }: Shop): Promise<void> {
  for (const fault of FAULTS) await wechat.control('PUT', '/misbehave', fault)
}

async function program({ product }: Shop, path: string, body: object): Promise<void> {
  const { appid, secret } = ACCOUNT
  const post = async (to: string, sent: object) =>
    (await fetch(product.server.url + to, { method: 'POST', body: JSON.stringify(sent) })).json() as Promise<
      Record<string, unknown>
    >
  const credentials = { grant_type: 'client_credential', appid, secret }
  const { access_token } = await post('/cgi-bin/stable_token', credentials)
  const { errcode } = await post(`${path}?access_token=${String(access_token)}`, body)
  if (typeof errcode !== 'number') throw new Error(`${path} answered without an errcode`)
}

type State = { state: string; session: { id: string; agent: string } | null }

async function stateOf({ agents, product }: Shop, openid: string): Promise<State> {
  const [row] = await product.rows<{ state: string; session_id: string | null; agent_id: string | null }>(
    'select state, session_id, agent_id from conversation where openid = $1',
    [openid],
  )
  if (row === undefined || agents.length === 0) return { state: 'none', session: null }
  const { state, session_id: id, agent_id: agent } = row
  return { state, session: id === null || agent === null ? null : { id, agent } }
}

/** A refusal is an answer too; a fault of ours is not. */
async function command(openid: string, agent: Shop['agents'][number] | undefined, body: object) {
  if (agent === undefined) return
  const path = `/conversations/${openid}/commands`
  const { status, body: answer } = await agent.ask('POST', path, { id: randomUUID(), ...body })
  if (status >= 500 || status === 400)
    throw new Error(`${JSON.stringify(body)}: ${status} ${JSON.stringify(answer)}`)
}
