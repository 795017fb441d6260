import type { ConversationRow, DeskState } from '@duokefu/contract'

/** So many are kept, the latest: a word that comes late must not bring one of them back to a list. */
const KEPT = 100

/**
 * Of customers who are on no list of this desk any more (somebody else's, or nobody's) only the latest stay: every desk
 * hears of whoever waits, and a day has thousands. 「最近」 fetches its rows when it is opened; from then on
 * (`recentShown`) they are on a list. What is `open` stays.
 */
export function withoutPassersBy(
  desk: DeskState,
  open: ReadonlySet<string>,
  recentShown: boolean,
): DeskState {
  const { conversations, me } = desk
  const passing: ConversationRow[] = []
  for (const row of conversations.values())
    if (!open.has(row.openid) && !isOnList(row, me, recentShown)) passing.push(row)
  if (passing.length < 2 * KEPT) return desk
  const gone = new Set(
    passing
      .sort((a, b) => movedAt(b) - movedAt(a))
      .slice(KEPT)
      .map(({ openid }) => openid),
  )
  return { ...desk, conversations: new Map([...conversations].filter(([openid]) => !gone.has(openid))) }
}

function isOnList(row: ConversationRow, me: DeskState['me'], recentShown: boolean): boolean {
  if (row.state === 'waiting') return true
  if (row.state === 'serving' && (row.agentId === me.agentId || me.role !== 'agent')) return true
  return recentShown && row.lastAgentId === me.agentId
}

function movedAt({ last, acceptedAt, endedAt }: ConversationRow): number {
  return Math.max(last?.at ?? 0, acceptedAt ?? 0, endedAt ?? 0)
}
