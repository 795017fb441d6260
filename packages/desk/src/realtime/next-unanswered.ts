import type { ConversationRow, DeskState } from '@duokefu/contract'

/** My customer who has been without an answer for the longest time, but for one; null when all are answered. */
export function nextUnanswered(
  { conversations, me }: Pick<DeskState, 'conversations' | 'me'>,
  except: string | null,
): string | null {
  let longest: ConversationRow | null = null
  for (const row of conversations.values()) {
    if (row.openid === except || row.state !== 'serving' || row.agentId !== me.agentId) continue
    if (row.unansweredSince === null) continue
    if (longest?.unansweredSince == null || row.unansweredSince < longest.unansweredSince) longest = row
  }
  return longest?.openid ?? null
}
