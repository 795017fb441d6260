import type { AccountId, Conversation } from '@duokefu/engine'
import type { Change } from '../../conversations/entries.ts'

/** Whom this process last knew as the desk's alone (L2): served, or waiting after a transfer. Fed with what was committed. */
export interface DeskOnly {
  note(changes: readonly Pick<Change, 'conversation'>[]): void
  has(accountId: AccountId, openid: string, now: number): boolean
}

/** Whoever was noted longest ago is forgotten above this: some five megabytes. */
const remembered = 50_000

export function createDeskOnly(atMost = remembered): DeskOnly {
  /** Until when. */
  const known = new Map<string, number>()

  return {
    note(changes) {
      for (const { conversation } of changes) {
        const key = `${conversation.accountId} ${conversation.openid}`
        const until = deskOnlyUntil(conversation.subject.conversation)
        known.delete(key)
        if (until !== null) known.set(key, until)
      }
      for (const key of known.keys()) {
        if (known.size <= atMost) break
        known.delete(key)
      }
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
      return conversation.cause === 'new' ? null : Number.POSITIVE_INFINITY
    case 'none':
      return null
  }
}
