import type { Content, Entry } from './entry.ts'
import type { Fan } from './fan.ts'
import type { Happening } from './fan-acts.ts'
import type { KfAccount } from './kf.ts'
import { type Opercode, withRecords } from './records.ts'
import type { AccountState, World } from './world.ts'

/** A fan whom an agent of WeChat's own desk serves. Times in ms. */
export type DeskSession = { openid: string; kfAccount: string; createdAt: number }
/** A fan in its queue, with what they said until somebody takes them. */
export type DeskWaiting = { openid: string; since: number; latestAt: number; said: Said[] }
type Said = { text: string; at: number }

export type SessionRefusal = 65401 | 65402 | 65413 | 65414 | 65415

/** Not closed by then, its fan's messages come to the server URL again (protocol 3). */
const FORWARDED_MS = 30 * 60_000

/** The session that takes this fan's messages now; one of more than half an hour is over. */
export function sessionOf(state: AccountState, fan: Fan, at: number): DeskSession | null {
  const found = state.sessions.find(({ openid }) => openid === fan.openid)
  return found !== undefined && at < found.createdAt + FORWARDED_MS ? found : null
}

/** The sessions that are not over, oldest first. */
export function liveSessions(state: AccountState, at: number): DeskSession[] {
  return state.sessions.filter(({ createdAt }) => at < createdAt + FORWARDED_MS)
}

/** Whether a fan's message goes straight to the desk and no longer to the server URL; if so it is recorded there. */
export function deskTakes(world: World, state: AccountState, fan: Fan, entry: Entry): boolean {
  const session = sessionOf(state, fan, entry.at)
  if (session === null) return false
  record(state, fan, session.kfAccount, 2003, wordsOf(entry.content), entry.at)
  world.tell({ type: 'people' })
  return true
}

/**
 * The server's transfer_customer_service for one message: to a named agent whatever they do, online or not, else into
 * the queue. What WeChat does with a name that it doesn't know is not known: here the queue.
 */
export function transferToDesk(
  world: World,
  state: AccountState,
  fan: Fan,
  message: { content: Content; at: number },
  kfAccount: string | null,
): Happening[] {
  const { content, at } = message
  const serving = sessionOf(state, fan, world.clock.now())
  if (serving !== null) {
    record(state, fan, serving.kfAccount, 2003, wordsOf(content), at)
    return []
  }
  const said = { text: wordsOf(content), at }
  const waiting = state.waiting.find(({ openid }) => openid === fan.openid)
  if (waiting === undefined) {
    state.waiting.push({ openid: fan.openid, since: world.clock.now(), latestAt: at, said: [said] })
    record(state, fan, kfAccount ?? '', 1000, '', world.clock.now())
  } else Object.assign(waiting, { latestAt: at, said: [...waiting.said, said] })
  world.tell({ type: 'people' })
  const named = state.kf.some(({ account }) => account === kfAccount)
  return kfAccount !== null && named ? begin(world, state, fan, kfAccount, 1001) : []
}

/** kfsession/create: an agent who is bound and online takes the fan; 0 again when it is theirs already. */
export function createSession(
  world: World,
  state: AccountState,
  fan: Fan,
  kfAccount: string,
): Happening[] | SessionRefusal {
  const kf = ableKf(state, kfAccount)
  if (typeof kf === 'number') return kf
  const before = sessionOf(state, fan, world.clock.now())
  if (before !== null) return before.kfAccount === kfAccount ? [] : 65414
  const waited = state.waiting.some(({ openid }) => openid === fan.openid)
  return begin(world, state, fan, kfAccount, waited ? 1001 : 1002)
}

/** kfsession/close, by the agent who serves. */
export function closeSession(
  world: World,
  state: AccountState,
  fan: Fan,
  kfAccount: string,
): Happening[] | SessionRefusal {
  if (!state.kf.some(({ account }) => account === kfAccount)) return 65401
  const at = world.clock.now()
  const session = sessionOf(state, fan, at)
  if (session === null) return 65413
  if (session.kfAccount !== kfAccount) return 65414
  end(state, fan)
  record(state, fan, kfAccount, 1004, '', at)
  world.tell({ type: 'people' })
  return [happening(at, { Event: 'kf_close_session', KfAccount: kfAccount })]
}

/** Another agent of the desk takes over; there is no API for it, an agent does it on WeChat's page. */
export function switchSession(
  world: World,
  state: AccountState,
  fan: Fan,
  toKfAccount: string,
): Happening[] | SessionRefusal {
  const kf = ableKf(state, toKfAccount)
  if (typeof kf === 'number') return kf
  const at = world.clock.now()
  const session = sessionOf(state, fan, at)
  if (session === null) return 65413
  const from = session.kfAccount
  session.kfAccount = toKfAccount
  record(state, fan, toKfAccount, 1003, '', at)
  world.tell({ type: 'people' })
  const nodes = { Event: 'kf_switch_session', FromKfAccount: from, ToKfAccount: toKfAccount }
  return [happening(at, nodes)]
}

/** The serving agent writes on WeChat's page. */
export function agentWrites(world: World, state: AccountState, fan: Fan, text: string): 65413 | 0 {
  const at = world.clock.now()
  const session = sessionOf(state, fan, at)
  if (session === null) return 65413
  record(state, fan, session.kfAccount, 2002, text, at)
  fan.typing = { until: 0, exchangedAt: at }
  const content: Content = { type: 'text', text }
  const { kfAccount } = session
  world.append(state, fan, { from: 'account', content, msgId: null, kfAccount, via: 'wechat_desk' })
  return 0
}

function begin(
  world: World,
  state: AccountState,
  fan: Fan,
  kfAccount: string,
  opercode: 1001 | 1002,
): Happening[] {
  const at = world.clock.now()
  const waited = state.waiting.find(({ openid }) => openid === fan.openid)
  state.waiting = state.waiting.filter((each) => each !== waited)
  end(state, fan)
  state.sessions.push({ openid: fan.openid, kfAccount, createdAt: at })
  for (const { text, at: saidAt } of waited?.said ?? []) record(state, fan, kfAccount, 2003, text, saidAt)
  record(state, fan, kfAccount, opercode, '', at)
  world.tell({ type: 'people' })
  return [happening(at, { Event: 'kf_create_session', KfAccount: kfAccount })]
}

function end(state: AccountState, fan: Fan): void {
  state.sessions = state.sessions.filter(({ openid }) => openid !== fan.openid)
}

function ableKf(state: AccountState, account: string): KfAccount | SessionRefusal {
  const kf = state.kf.find((each) => each.account === account)
  if (kf === undefined) return 65401
  if (kf.boundTo === null) return 65402
  return kf.online ? kf : 65415
}

function record(
  state: AccountState,
  fan: Fan,
  worker: string,
  opercode: Opercode,
  text: string,
  at: number,
): void {
  const row = { openid: fan.openid, worker, opercode, text, time: Math.floor(at / 1000) }
  state.records = withRecords(state.records, [row])
}

function happening(at: number, nodes: Happening['nodes']): Happening {
  return { at, nodes: { MsgType: 'event', ...nodes }, msgId: null }
}

/** An agent's account is gone: nobody serves theirs any more. */
export function forgetAgent(state: AccountState, kfAccount: string): void {
  state.sessions = state.sessions.filter((session) => session.kfAccount !== kfAccount)
}

/** What the desk keeps of a message: media are words. */
function wordsOf(content: Content): string {
  return content.type === 'text' ? content.text : `[${content.type}]`
}
