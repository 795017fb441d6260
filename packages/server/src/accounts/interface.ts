import type { InterfaceAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { recordAct } from '../audit/audit.ts'
import { lastAct } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { endAllConversations } from '../conversations/account-wide.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { openNow, turnInterface } from './connection-store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock' | 'ledger' | 'log'>

/** The switch 多客服接口 as its page shows it (S13). */
export async function interfaceOf(ctx: Ctx, accountId: AccountId): Promise<InterfaceAnswer> {
  const [account, changed, open] = await Promise.all([
    ctx.accounts.refresh(accountId),
    lastAct(ctx.pool, accountId, 'interface.turn'),
    openNow(ctx.pool, accountId),
  ])
  if (account === null) throw new AppError('not_found')
  return { on: account.interfaceOn, changed, hasDeveloper: account.developer !== null, ...open }
}

/**
 * Turns the switch. Every process hears of it with its next decision (config_version); off then ends what is open,
 * through the ledger (L17). `tell` reaches the open desks.
 */
export async function setInterface(
  ctx: Ctx,
  asker: Asker,
  on: boolean,
  tell: (accountId: AccountId) => Promise<void>,
): Promise<InterfaceAnswer> {
  const { accountId } = asker
  const turned = await inTransaction(ctx.pool, async (client) => {
    if (!(await turnInterface(client, accountId, on))) return false
    await recordAct({ ...ctx, db: client }, asker, { act: 'interface.turn', before: !on, after: on })
    return true
  })
  if (turned) {
    await ctx.accounts.refresh(accountId)
    await tell(accountId)
    if (!on) await endAllConversations(ctx, accountId)
  }
  return interfaceOf(ctx, accountId)
}
