import type { DeskState } from '@duokefu/contract'
import { useDesk } from '../../realtime/hooks.ts'
import { forMe, listOrder } from './list-order.ts'

const choice = { tab: 'waiting', servingSort: 'wait', waitingSort: 'wait', unansweredOnly: false } as const

/** Whom I would accept next: meant for me first, then who has waited longest. */
export function longestWaiting(known: Pick<DeskState, 'conversations' | 'me'>): string | null {
  const order = listOrder(known, choice, 0)
  return order.find((openid) => isForMe(known, openid)) ?? null
}

export function useLongestWaiting(): string | null {
  return useDesk(longestWaiting)
}

function isForMe({ conversations, me }: Pick<DeskState, 'conversations' | 'me'>, openid: string): boolean {
  const row = conversations.get(openid)
  return row !== undefined && forMe(row, me.agentId)
}
