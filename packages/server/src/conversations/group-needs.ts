import {
  type AgentId,
  type Conversation,
  idle,
  type MatchPattern,
  routeFanAct,
  type Settings,
} from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Entry } from './entries.ts'
import { type ReceiptState, servingAgent } from './group.ts'
import type { AskedReceipt, ConversationRecord } from './records.ts'

/** What is known of a group once its customers are locked: what else must be read follows from it. */
export interface Known {
  readonly account: Account
  readonly records: ReadonlyMap<string, ConversationRecord>
  readonly at: number
  readonly awayAgents: readonly AgentId[]
}

/** A fan's message needs to know no agent, unless it may be handed over, a clock of theirs is over, or their agent is away. */
export function needsAgents(
  { account, records, at, awayAgents }: Known,
  entries: readonly Entry[],
  receipts: ReadonlyMap<string, ReceiptState>,
): boolean {
  const asks = asksForAgents(account.settings)
  return entries.some((entry) => {
    if (entry.type === 'delivered' || entry.type === 'media' || entry.type === 'told') return false
    const record = records.get(entry.openid)
    if (record !== undefined && record.subject.greeting !== null) return true
    switch (entry.type) {
      case 'inbound':
        return (
          (asks && isNobodys(record, at)) ||
          isWithOneOf(awayAgents, record) ||
          mayEnd(entry, record, at, account.interfaceOn)
        )
      case 'answer':
        return (
          entry.handOver !== null ||
          (receipts.get(entry.key)?.says.length ?? 0) > 0 ||
          mayEnd(entry, record, at, account.interfaceOn)
        )
      default:
        return true
    }
  })
}

/**
 * Whether nobody's customer may be handed over, so that a free agent can be given them at once. Tags aren't read yet: whom
 * only a rule about tags hands over, the allocator gives out.
 */
export function mayHandOver(
  { account, records, at }: Known,
  entry: Entry,
  matchPattern: MatchPattern,
): boolean {
  const record = records.get(entry.openid)
  if (!account.interfaceOn || !isNobodys(record, at)) return false
  if (entry.type === 'answer') return entry.handOver !== null
  if (entry.type === 'engine') return entry.command.type === 'hand_over'
  if (entry.type !== 'inbound' || !handsOver(account.settings)) return false
  const { fanWroteAt = null, unanswered = 0 } = record?.subject ?? {}
  const routing = routeFanAct({ conversation: idle, fanWroteAt, unanswered }, entry.act, {
    ...account,
    at,
    developer: account.developer === null ? 'none' : entry.developerDown === true ? 'down' : 'up',
    tags: [],
    matchPattern,
  })
  return routing.action?.type === 'hand_over'
}

function handsOver({ rules, handOverWhenDeveloperDown }: Settings): boolean {
  return handOverWhenDeveloperDown || rules.some(({ action }) => action.type === 'hand_over')
}

/** Receipts to look at besides those of callbacks: what the developer URL is still to answer comes before a greeting (L15). */
export function askedReceipts(
  entries: readonly Entry[],
  records: ReadonlyMap<string, ConversationRecord>,
  at: number,
): AskedReceipt[] {
  return entries.flatMap((entry) => {
    const mayGreet = entry.type === 'answer' || ('command' in entry && entry.command.type === 'accept')
    const asked = mayGreet ? (records.get(entry.openid)?.asked ?? []) : []
    return asked.filter(({ key, until }) => until > at && !(entry.type === 'answer' && key === entry.key))
  })
}

/** Whether a message of nobody's customer may lead to somebody by name, or to a word about waiting. */
function asksForAgents({ rules, queueNotice, offHoursText, leaveMessage }: Settings): boolean {
  return (
    queueNotice !== null ||
    offHoursText !== null ||
    leaveMessage !== null ||
    rules.some((rule) => rule.action.type === 'hand_over' && rule.action.to !== null)
  )
}

/** Whether rules look at this customer: nobody has them, or the clock has just ended that. */
export function isNobodys(record: ConversationRecord | undefined, at: number): boolean {
  const conversation = record?.subject.conversation
  return conversation === undefined || conversation.state === 'none' || at >= conversation.expiresAt
}

function isWithOneOf(agents: readonly AgentId[], record: ConversationRecord | undefined): boolean {
  const conversation = record?.subject.conversation
  if (agents.length === 0 || conversation === undefined || conversation.state === 'none') return false
  if (conversation.state === 'serving') return agents.includes(conversation.agent)
  return conversation.reservedFor?.kind === 'agent' && agents.includes(conversation.reservedFor.agent)
}

/** Whether a customer may change hands with this entry: by a clock, by unfollowing, by the switch. */
function mayEnd(
  entry: Entry,
  record: ConversationRecord | undefined,
  at: number,
  interfaceOn: boolean,
): boolean {
  const conversation = record?.subject.conversation
  if (conversation === undefined || conversation.state === 'none') return false
  if (conversation.state === 'waiting') return isDue(conversation, at)
  return (
    at >= conversation.expiresAt || !interfaceOn || (entry.type === 'inbound' && entry.act.kind === 'event')
  )
}

function isDue(
  { reservedUntil, leaveMessageAt }: Extract<Conversation, { readonly state: 'waiting' }>,
  at: number,
): boolean {
  return (reservedUntil !== null && at >= reservedUntil) || (leaveMessageAt !== null && at >= leaveMessageAt)
}

const movingNobody = new Set(['reply', 'retry', 'discard', 'note', 'read', 'mark_unread', 'pin'])

/** Replies of one agent come many a second: groups of different lanes must not wait for each other over their load. */
function movesNobody(entry: Entry): boolean {
  return entry.type === 'desk' && movingNobody.has(entry.command.type)
}

/** Everybody whose number of conversations may change here. */
export function agentsToLock(
  entries: readonly Entry[],
  records: ReadonlyMap<string, ConversationRecord>,
  at: number,
  takers: readonly AgentId[],
): AgentId[] {
  const ids = new Set(takers)
  for (const entry of entries) {
    const record = records.get(entry.openid)
    const serving = record === undefined ? null : servingAgent(record.subject)
    if ((entry.type === 'inbound' || movesNobody(entry)) && !mayEnd(entry, record, at, true)) continue
    if (entry.type === 'delivered' || entry.type === 'media' || entry.type === 'told') continue
    if (serving !== null) ids.add(serving)
    if (
      (entry.type === 'desk' || entry.type === 'engine') &&
      'by' in entry.command &&
      /^\d+$/.test(entry.command.by)
    )
      ids.add(entry.command.by as AgentId)
    if (entry.type === 'api' && entry.command.type === 'api_open') ids.add(entry.command.agent)
    const target = 'command' in entry && entry.command.type === 'transfer' ? entry.command.to : null
    if (target?.kind === 'agent') ids.add(target.agent)
    const conversation = record?.subject.conversation
    if (conversation !== undefined && 'transfer' in conversation && conversation.transfer !== null)
      ids.add(conversation.transfer.from)
  }
  return [...ids].sort((a, b) => Number(BigInt(a) - BigInt(b)))
}
