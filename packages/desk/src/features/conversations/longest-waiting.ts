import type { DeskState } from '@duokefu/contract'
import { useDesk } from '../../realtime/hooks.ts'
import { meantForMe } from '../../realtime/meant-for-me.ts'
import { listOrder } from './list-order.ts'

type Known = Pick<DeskState, 'conversations' | 'me' | 'agents'>

const choice = { tab: 'waiting', servingSort: 'wait', waitingSort: 'wait', unansweredOnly: false } as const

/** Whom I would accept next: meant for me first, then who has waited longest. */
export function longestWaiting(known: Known): string | null {
  const order = listOrder(known, choice, 0)
  return order.find((openid) => isForMe(known, openid)) ?? null
}

export function useLongestWaiting(): string | null {
  return useDesk(longestWaiting)
}

function isForMe(known: Known, openid: string): boolean {
  const row = known.conversations.get(openid)
  return row !== undefined && meantForMe(row, known)
}
