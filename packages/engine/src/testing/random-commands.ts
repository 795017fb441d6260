import type { Command, DecisionContext, DeveloperAnswer, Say } from '../command.ts'
import type { Reservation, Subject } from '../conversation.ts'
import type { AgentId, GroupId, SessionId } from '../ids.ts'
import type { Settings } from '../settings.ts'
import { agent, boss, context, event, gone, hour, lin, minute, sales, second, text, wu } from './builders.ts'
import { chance, oneOf } from './random.ts'

type Random = () => number

const callbacks = ['m:1', 'm:2'] as const

/** How long after the last thing the next one happens: mostly soon, so that conversations get somewhere. */
export const pauses = [
  0,
  1,
  second,
  second,
  5 * second,
  5 * second,
  minute,
  minute,
  2 * minute,
  29 * minute,
  30 * minute,
  2 * hour,
  49 * hour,
] as const

/** Anything that can happen to this customer next; `pending` waits for the developer URL's answer. */
export function anyCommand(random: Random, now: Subject, pending: readonly Say[]): Command {
  const { conversation } = now
  const by = oneOf<AgentId>(random, [lin, wu, boss, gone])
  const shown = conversation.state === 'serving' ? conversation.session : null
  const stale = 'stale' as SessionId
  // Mostly what the screen really shows and whoever really serves, so that conversations get somewhere.
  const session = chance(random, 0.9) ? shown : oneOf(random, [stale, null])
  const author = conversation.state === 'serving' && chance(random, 0.6) ? conversation.agent : by
  const closed = conversation.state === 'none' ? conversation.closed : null
  const to = oneOf(random, [
    { kind: 'agent', agent: oneOf<AgentId>(random, [lin, wu, boss, gone]) },
    { kind: 'group', group: sales },
  ] as const)
  return oneOf<Command>(random, [
    text('在吗？'),
    text('我的订单'),
    text(oneOf(random, ['退款', '价格', '图片', '小吴'])),
    event('CLICK', oneOf(random, ['help', 'price'])),
    event(oneOf(random, ['SCAN', 'LOCATION', 'subscribe'])),
    event(chance(random, 0.2) ? 'unsubscribe' : 'VIEW'),
    { type: 'hand_over', by: 'developer', to: chance(random, 0.5) ? to : null },
    { type: 'hand_over', by: 'api', to: null, unknownAgent: 'nobody@shop' },
    ...anyAnswers(random, to, pending),
    { type: 'api_open', agent: by, text: null },
    { type: 'api_close', agent: author },
    { type: 'api_reply', agent: chance(random, 0.5) ? author : null },
    { type: 'accept', by, auto: chance(random, 0.4), aboveMaximum: chance(random, 0.3) },
    {
      type: 'reply',
      by: author,
      session: session ?? stale,
      mode: oneOf(random, ['send', 'hold', 'hold', 'force']),
    },
    { type: 'reply', by: author, session: session ?? stale, mode: 'send' },
    {
      type: 'transfer',
      by: author,
      session,
      to: chance(random, 0.8) ? to : { kind: 'everybody' },
      note: null,
    },
    { type: 'take_back', by },
    { type: 'take_over', by, session },
    { type: 'close', by: author, session, held: oneOf(random, ['ask', 'keep', 'cancel']), reason: null },
    { type: 'undo_close', by: closed?.agent ?? by, session: closed?.session ?? stale },
    { type: 'reopen', by },
    { type: 'agent_left', agent: oneOf<AgentId>(random, [lin, wu]) },
    chance(random, 0.1) ? { type: 'interface_off' } : { type: 'clock' },
  ])
}

/** What the developer URL says to the latest callback; as likely as several other things together. */
function anyAnswers(random: Random, to: Reservation, says: readonly Say[]): DeveloperAnswer[] {
  const handOver = oneOf<DeveloperAnswer['handOver']>(random, [
    null,
    { to: null, unknownAgent: null },
    { to, unknownAgent: null },
    { to: null, unknownAgent: 'nobody@shop' },
  ])
  const answer = {
    type: 'developer_answer',
    callback: oneOf(random, callbacks),
    handOver: null,
    open: false,
  } as const
  const silent = { ...answer, reply: 'none', handOver, open: true, says } as const
  const replies = { ...answer, reply: 'passive', says } as const
  const late = { ...answer, reply: 'late', says: [] } as const
  return [silent, silent, replies, late]
}

/** The account and its agents at that moment. */
export function anyContext(
  random: Random,
  at: number,
  newSession: SessionId,
  settings: Settings,
  command: Command,
): DecisionContext {
  const isSomeoneFree = chance(random, 0.5)
  const isFirst = chance(random, 0.5)
  // A callback that is decided is always one that the developer URL may be asked about.
  const asked = new Set([
    ...(command.type === 'fan_act' ? [callbacks[0]] : []),
    ...callbacks.filter(() => chance(random, 0.3)),
  ])
  const hasMembers = chance(random, 0.8)
  const status = oneOf(random, ['online', 'online', 'away', 'offline'] as const)
  const online = new Set<GroupId | null>([
    ...(chance(random, 0.6) ? [null] : []),
    ...(chance(random, 0.5) ? [sales] : []),
  ])
  const wechatDesk = chance(random, 0.02)
  const greets = agent(lin, {
    greeting: '你好',
    serving: chance(random, 0.2) ? 5 : 1,
    awayReply: chance(random, 0.2) ? '我离开一下' : null,
    awaySince: at - minute,
  })
  return context({
    at,
    newSession,
    settings,
    heldOver: chance(random, 0.02) ? 1 : 0,
    interfaceOn: !wechatDesk && !chance(random, 0.03),
    wechatDesk,
    developer: oneOf(random, ['up', 'up', 'up', 'none', 'down']),
    tags: chance(random, 0.3) ? ['老客户'] : [],
    someoneFree: () => isSomeoneFree,
    takerAtOnce: () => (isSomeoneFree && isFirst ? greets : null),
    hasMembers: () => hasMembers,
    someoneOnline: (group) => online.has(group),
    queue: () => ({ ahead: 3, meanWaitMs: 90_000 }),
    asked: [...asked].map((key) => ({ key, until: at + 6 * second })),
    agents: [greets, agent(wu, { status, groups: [sales], autoAccept: chance(random, 0.7) })],
  })
}
