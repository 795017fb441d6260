import type { AccountId, Conversation } from '@duokefu/engine'
import type { Change } from '../../conversations/entries.ts'

/** Whom this process last knew as the desk's alone (L2): served, or waiting after a transfer. Fed with what was committed. */
export interface DeskOnly {
  note(changes: readonly Pick<Change, 'conversation'>[]): void
  /** The desk has them until then (ms since 1970). */
  remember(accountId: AccountId, openid: string, until: number): void
  has(accountId: AccountId, openid: string, now: number): boolean
}

/** Whoever was noted longest ago is forgotten above this: some five megabytes. */
export const remembered = 50_000

export function createDeskOnly(atMost = remembered): DeskOnly {
  /** Until when. */
  const known = new Map<string, number>()

  function forgetOldest(): void {
    for (const key of known.keys()) {
      if (known.size <= atMost) return
      known.delete(key)
    }
  }

  return {
    note(changes) {
      for (const { conversation } of changes) {
        const key = `${conversation.accountId} ${conversation.openid}`
        const until = deskOnlyUntil(conversation.subject.conversation)
        known.delete(key)
        if (until !== null) known.set(key, until)
      }
      forgetOldest()
    },
    remember(accountId, openid, until) {
      known.set(`${accountId} ${openid}`, until)
      forgetOldest()
    },
    has(accountId, openid, now) {
      const until = known.get(`${accountId} ${openid}`)
      return until !== undefined && now < until
    },
  }
}

function deskOnlyUntil(conversation: Conversation): number | null {
  switch (conversation.state) {
    case 'serving':
      return conversation.expiresAt
    case 'waiting':
      return conversation.cause === 'new' ? null : conversation.expiresAt
    case 'none':
      return null
  }
}
