import type { AccountId } from '@duokefu/engine'

/** Claims up to `limit` tasks, account by account, so that a busy one leaves room for the others. */
export async function claimFairly<Task>(
  accounts: readonly AccountId[],
  limit: number,
  claim: (accountId: AccountId, limit: number) => Promise<Task[]>,
): Promise<Task[]> {
  const tasks: Task[] = []
  for (const [index, accountId] of accounts.entries()) {
    const share = Math.ceil((limit - tasks.length) / (accounts.length - index))
    if (share > 0) tasks.push(...(await claim(accountId, share)))
  }
  return tasks
}
