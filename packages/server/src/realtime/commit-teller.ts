import type { Ledger } from '../conversations/entries.ts'
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
  const unfollow = ledger.onCommitted(({ accountId, changes, unsure, counted }) => {
    if (unsure) void bus.publish({ type: 'resync', accountId })
    else if (changes.length > 0)
      void bus.publish({
        type: 'changes',
        accountId,
        changes: changes.flatMap(({ conversation: { openid }, since, before }) =>
          before.map((standing) => ({ openid, since, before: standing })),
        ),
      })
    if (counted.length > 0) void bus.publish({ type: 'agents', accountId, agentIds: counted })
  })
  return async () => {
    unfollow()
    await unlisten()
  }
}
