import { randomUUID } from 'node:crypto'
import { endAllConversations, releaseLeftAgent } from '../../src/conversations/account-wide.ts'
import type { Outcome } from '../../src/conversations/entries.ts'
import type { Answer } from '../harness.ts'
import { fanText } from '../ledger-harness.ts'
import { chance, pick, type Random } from './random.ts'
import type { Person, Process, Shop, Site } from './world.ts'

/** What the actors of a run did, for the laws to compare with what is stored. */
export interface Diary {
  /** Texts of each fan, in the order in which they were sent and taken. */
  readonly sent: Map<string, string[]>
  /** Replies by their id: whether the desk heard that they were taken. */
  readonly replies: Map<string, boolean>
}

export function newDiary({ fans }: Shop): Diary {
  return { sent: new Map(fans.map((fan) => [fan, []])), replies: new Map() }
}

const words = ['在吗', '客服', '我的订单呢', '谢谢', '你好', '人呢']

/** A fan writes one message after the other, some of which WeChat delivers twice at once; and follows and unfollows. */
export async function beFan(
  site: Site,
  shop: Shop,
  fan: string,
  random: Random,
  diary: Diary,
): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    if (chance(random, 0.08)) await act(site, shop, fan, pick(random, ['unsubscribe', 'subscribe', 'CLICK']))
    const text = `${pick(random, words)}${chance(random, 0.5) ? '' : turn}`
    const entry = fanText(shop.accountId, fan, text)
    const attempts = chance(random, 0.2) ? site.processes : [pick(random, site.processes)]
    const outcomes = await Promise.all(
      attempts.map(({ server }) => server.ctx.ledger.submit({ ...entry, attemptId: randomUUID() })),
    )
    expectTakenOnce(outcomes)
    diary.sent.get(fan)?.push(text)
  }
}

function expectTakenOnce(outcomes: readonly Outcome[]): void {
  const taken = outcomes.filter(({ type }) => type === 'taken').length
  if (taken !== 1) throw new Error(`a message was taken ${taken} times`)
}

async function act({ processes }: Site, { accountId }: Shop, fan: string, type: string): Promise<void> {
  const entry = fanText(accountId, fan, '', {
    act: { kind: 'event', type, text: null, key: null },
    content: { type: 'fan_event', event: type, key: null },
    createsCustomer: type !== 'unsubscribe',
  })
  await processes[0].server.ctx.ledger.submit(entry)
}

/** What an agent's screen shows of a customer: the session that their commands name. */
export type Screen = (fan: string) => string | null

/** An agent commands what a screen showed; when it arrives it may be long over. */
export async function beAgent(
  site: Site,
  shop: Shop,
  me: Person,
  screen: Screen,
  random: Random,
  diary: Diary,
): Promise<void> {
  const path = `/api/accounts/${shop.accountId}`
  let regret: Regret | null = null
  for (let turn = 0; turn < 10; turn += 1) {
    const fan: string = regret?.fan ?? pick(random, shop.fans)
    const id = randomUUID()
    const session = screen(fan)
    const body: Wish = {
      id,
      ...(regret?.command ?? commandOf(random, session, pick(random, shop.agents).id)),
    }
    const send = (process: Process) =>
      process.server.ask(me.cookie, 'POST', `${path}/conversations/${fan}/commands`, body)
    const targets = chance(random, 0.15) ? site.processes : [pick(random, site.processes)]
    const answers = await Promise.all(targets.map(send))
    expectOneAnswer(answers, body)
    const isDone = answers.some(({ status }) => status === 200)
    if (body.type === 'reply') diary.replies.set(id, isDone)
    regret = isDone && chance(random, 0.6) ? regretOf(fan, body.type, session) : null
  }
}

interface Wish {
  readonly id: string
  readonly type: string
}

/** What takes the last command back. */
interface Regret {
  readonly fan: string
  readonly command: { readonly type: string }
}

function regretOf(fan: string, type: string, session: string | null): Regret | null {
  if (type === 'transfer') return { fan, command: { type: 'take_back' } }
  const undo = { type: 'undo_close', session }
  return type === 'close' && session !== null ? { fan, command: undo } : null
}

function commandOf(random: Random, session: string | null, other: string): { type: string } & object {
  const to = pick(random, [
    { kind: 'agent', agent: other },
    { kind: 'agent', agent: other },
    { kind: 'everybody' },
  ])
  const commands = [
    { type: 'accept', aboveMaximum: chance(random, 0.3) },
    { type: 'accept', aboveMaximum: false },
    { type: 'transfer', session, to, note: chance(random, 0.3) ? '要补发票' : null },
    { type: 'take_back' },
    { type: 'mark_unread' },
    { type: 'pin', on: chance(random, 0.5) },
    { type: 'take_over', session },
    { type: 'close', session, held: pick(random, ['ask', 'keep', 'cancel']), reason: null },
    { type: 'reopen' },
    { type: 'note', text: '记一下' },
    { type: 'read', seq: 3 },
  ]
  if (session === null) return pick(random, commands)
  const content = { type: 'text', text: '您好，正在查' }
  const transfer = { type: 'transfer', session, to, note: null }
  return pick(random, [
    ...commands,
    transfer,
    transfer,
    { type: 'reply', session, mode: 'send', content },
    { type: 'reply', session, mode: pick(random, ['send', 'hold', 'force']), content },
  ])
}

/** The same command at two processes has one outcome, and what isn't done is refused; 404: the fan is new, the agent left. */
function expectOneAnswer(all: readonly Answer[], body: object): void {
  const answers = all.filter(({ status }) => status !== 404)
  const told = answers.map(({ status, body: { error } }) => `${status} ${error?.code ?? ''}`)
  if (new Set(told).size > 1) throw new Error(`${JSON.stringify(body)} was answered ${told.join(' and ')}`)
  if (answers.some(({ status }) => ![200, 403, 409].includes(status)))
    throw new Error(`${JSON.stringify(body)} was answered ${told.join()}`)
}

/** What happens besides: clocks, deliveries, settings, hand-overs of the mall, the switch, and an agent who leaves. */
export async function beFate(site: Site, shop: Shop, random: Random): Promise<void> {
  const leavesAt = chance(random, 0.4) ? Math.floor(random() * 12) : null
  for (let turn = 0; turn < 12; turn += 1) {
    const process = pick(random, site.processes)
    if (turn === leavesAt) await leave(process, shop)
    await pick(random, [sweep, deliver, deliver, deliver, handOver, changeMind, switchOver])(
      process,
      shop,
      random,
    )
  }
}

type Fate = (process: Process, shop: Shop, random: Random) => Promise<void>

const sweep: Fate = async ({ sweeper }) => {
  await sweeper.runOnce()
}

const deliver: Fate = async ({ claims, server }, { accountId }, random) => {
  const claimed = await claims.claimDue(accountId, 5)
  await Promise.all(
    claimed.map(({ openid, seq, attempts }) => {
      const result = pick(random, [
        { state: 'sent' },
        { state: 'sent' },
        { state: 'failed', errcode: 40003, errmsg: 'invalid openid' },
        { state: 'no_quota', errcode: 45047, errmsg: 'out of response count limit' },
        { state: 'again', at: Date.now(), errcode: -1, errmsg: 'system error' },
      ] as const)
      return server.ctx.ledger.submit({ type: 'delivered', accountId, openid, seq, attempts, result })
    }),
  )
}

const handOver: Fate = async ({ server }, { accountId, fans, agents }, random) => {
  const to = chance(random, 0.5) ? ({ kind: 'agent', agent: pick(random, agents).id } as const) : null
  const command = { type: 'hand_over', by: 'developer', to } as const
  await server.ctx.ledger.submit({ type: 'engine', accountId, openid: pick(random, fans), command })
}

/** Through the door that a browser uses, so that the allocator hears of it. */
const changeMind: Fate = async ({ server, allocator }, { accountId, agents }, random) => {
  const { cookie } = pick(random, agents)
  const patch = pick(random, [
    { status: 'away' },
    { status: 'online' },
    { autoAccept: chance(random, 0.7) },
    { maximum: pick(random, [1, 2, 5]) },
  ])
  await server.ask(cookie, 'PATCH', `/api/accounts/${accountId}/me`, patch)
  allocator.drain(accountId)
}

const switchOver: Fate = async ({ server, allocator }, { accountId }, random) => {
  if (chance(random, 0.6)) return
  await setInterface(server.ctx.pool, accountId, false)
  await endAllConversations(server.ctx, accountId)
  await setInterface(server.ctx.pool, accountId, true)
  allocator.drain(accountId)
}

async function setInterface(pool: Process['server']['ctx']['pool'], accountId: string, on: boolean) {
  await pool.query(
    'update account set interface_on = $2, config_version = config_version + 1 where account_id = $1',
    [accountId, on],
  )
}

/** One who serves somebody, if there is one; never the supervisor. */
async function leave({ server }: Process, { accountId, agents }: Shop): Promise<void> {
  const { pool } = server.ctx
  const serving = await pool.query<{ agent_id: string }>(
    `select c.agent_id from conversation c where c.account_id = $1 and c.state = 'serving'`,
    [accountId],
  )
  const staff = agents.slice(0, 3)
  const leaver = staff.find(({ id }) => serving.rows.some((row) => row.agent_id === id)) ?? staff[0]
  if (leaver === undefined) return
  await pool.query('update agent set left_at = now() where agent_id = $1', [leaver.id])
  await releaseLeftAgent(server.ctx, accountId, leaver.id)
  await server.desk.hub.agentLeft(accountId, leaver.id)
}
