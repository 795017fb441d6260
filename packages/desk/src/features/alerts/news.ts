import type { ConversationRow, DeskState } from '@duokefu/contract'

/** What somebody else did to a conversation of this agent, or to give them one. */
export interface News {
  readonly kind: 'received' | 'takenOver' | 'takenBack' | 'unfollowed' | 'released'
  readonly openid: string
  /** The colleague who did it. */
  readonly by: string | null
  /** Of `released`: how many held replies went out. */
  readonly count: number
}

type Known = Pick<DeskState, 'conversations' | 'me'>

/** What is to be said after a change: a customer must not come or go without a word. */
export function newsBetween(before: Known, after: Known): readonly News[] {
  const news: News[] = []
  for (const row of after.conversations.values()) {
    const known = before.conversations.get(row.openid)
    if (known === row) continue
    const found = newsOf(known, row, after.me.agentId)
    if (found !== null) news.push({ by: null, count: 0, ...found, openid: row.openid })
  }
  return news
}

function newsOf(
  known: ConversationRow | undefined,
  row: ConversationRow,
  me: string,
): (Pick<News, 'kind'> & Partial<News>) | null {
  if (isHandedTo(known, row, me)) return { kind: 'received', by: row.lastAgentId }
  if (known?.state !== 'serving' || known.agentId !== me) return null
  const ended = row.endedAt !== known.endedAt
  if (ended && row.endReason === 'taken_over') return { kind: 'takenOver', by: row.agentId }
  if (ended && row.endReason === 'taken_back') return { kind: 'takenBack', by: row.agentId }
  if (ended && row.endReason === 'unsubscribed') return { kind: 'unfollowed' }
  const wrote = row.last?.direction === 'in' && row.last.seq > (known.last?.seq ?? 0)
  return wrote && row.held < known.held ? { kind: 'released', count: known.held - row.held } : null
}

/**
 * A colleague has just transferred the customer to this agent, who serves them now or is to accept them. A desk that was
 * opened since they were accepted did not know the row.
 */
export function isHandedTo(known: ConversationRow | undefined, row: ConversationRow, me: string): boolean {
  if (row.endedAt === known?.endedAt || row.endReason !== 'transferred' || row.lastAgentId === me)
    return false
  return isFor(row, me) && (known === undefined || !isFor(known, me))
}

function isFor(row: ConversationRow, me: string): boolean {
  if (row.state === 'serving') return row.agentId === me
  return row.state === 'waiting' && row.reservedFor?.kind === 'agent' && row.reservedFor.agent === me
}
