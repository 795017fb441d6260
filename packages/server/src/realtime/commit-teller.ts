import type { Committed, Ledger } from '../conversations/entries.ts'
import type { Bus } from './bus.ts'

/**
 * Tells the other processes what the ledger committed, where the bus is not PostgreSQL's own: names and versions. What is
 * lost between commit and word, with this process, the bus itself makes good by a resync. Keeps the bus open until the
 * function is called that it answers.
 */
export async function tellCommits(
  ledger: Pick<Ledger, 'onCommitted'>,
  bus: Bus,
): Promise<() => Promise<void>> {
  const unlisten = await bus.listen(() => undefined)
  const unfollow = ledger.onCommitted(({ accountId, changes, counted }) => {
    if (changes.some(isUnsure)) void bus.publish({ type: 'resync', accountId })
    else if (changes.length > 0)
      void bus.publish({
        type: 'changes',
        accountId,
        changes: changes.map(({ conversation: { openid, version }, since }) => ({ openid, version, since })),
      })
    if (counted.length > 0) void bus.publish({ type: 'agents', accountId, agentIds: counted })
  })
  return async () => {
    unfollow()
    await unlisten()
  }
}

/** Of an attempt whose outcome was lost: it may be committed, and whose replies it counted is not known. */
function isUnsure({ conversation, since }: Committed['changes'][number]): boolean {
  return conversation.version <= since
}
