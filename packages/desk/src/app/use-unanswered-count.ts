import { useDesk } from '../realtime/hooks.ts'

/** How many of my customers are without an answer. */
export function useUnansweredCount(): number {
  return useDesk(({ conversations, me }) => {
    let count = 0
    for (const row of conversations.values()) {
      if (row.state === 'serving' && row.agentId === me.agentId && row.unansweredSince !== null) count += 1
    }
    return count
  })
}
