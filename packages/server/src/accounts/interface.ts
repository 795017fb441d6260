import type { InterfaceAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { recordAct } from '../audit/audit.ts'
import { lastAct } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { endAllConversations } from '../conversations/account-wide.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { agentsAtWechat, openNow, turnInterface, turnWechatDesk } from './connection-store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock' | 'ledger' | 'log'>
type Tell = (accountId: AccountId) => Promise<void>

/** The switch 多客服接口 as its page shows it (S13), and whether WeChat's own desk has the customers (L3). */
export async function interfaceOf(ctx: Ctx, accountId: AccountId): Promise<InterfaceAnswer> {
  const { pool } = ctx
  const [account, changed, handed, wechatAgents, open] = await Promise.all([
    ctx.accounts.refresh(accountId),
    lastAct(pool, accountId, 'interface.turn'),
    lastAct(pool, accountId, 'interface.wechat_desk'),
    agentsAtWechat(pool, accountId),
    openNow(pool, accountId),
  ])
  if (account === null) throw new AppError('not_found')
  const { interfaceOn, wechatDesk, developer } = account
  return {
    on: interfaceOn || wechatDesk,
    changed,
    wechatDesk: { on: wechatDesk, changed: handed, agents: wechatAgents },
    hasDeveloper: developer !== null,
    ...open,
  }
}

/**
 * Turns the switch. Every process hears of it with its next decision (config_version); off then ends what is open,
 * through the ledger (L17). `tell` reaches the open desks.
 */
export async function setInterface(
  ctx: Ctx,
  asker: Asker,
  on: boolean,
  tell: Tell,
): Promise<InterfaceAnswer> {
  await turn(ctx, asker, { act: 'interface.turn', on, endsOurs: !on, store: turnInterface }, tell)
  return interfaceOf(ctx, asker.accountId)
}

/**
 * Hands the customers back to WeChat's own desk, or takes them again (L3). What is open here ends as with the switch
 * off. Throws `interface_off`: with it nothing reaches a desk, so there is nothing to hand back.
 */
export async function setWechatDesk(
  ctx: Ctx,
  asker: Asker,
  on: boolean,
  tell: Tell,
): Promise<InterfaceAnswer> {
  const act = 'interface.wechat_desk'
  await turn(ctx, asker, { act, on, endsOurs: on, store: turnWechatDesk }, tell)
  const now = await interfaceOf(ctx, asker.accountId)
  if (on && !now.on) throw new AppError('interface_off')
  return now
}

interface Turn {
  readonly act: string
  readonly on: boolean
  /** What is open at our desk ends. */
  readonly endsOurs: boolean
  readonly store: (db: Pick<Pool, 'query'>, accountId: AccountId, on: boolean) => Promise<boolean>
}

async function turn(ctx: Ctx, asker: Asker, { act, on, endsOurs, store }: Turn, tell: Tell): Promise<void> {
  const { accountId } = asker
  const turned = await inTransaction(ctx.pool, async (client) => {
    if (!(await store(client, accountId, on))) return false
    await recordAct({ ...ctx, db: client }, asker, { act, before: !on, after: on })
    return true
  })
  if (!turned) return
  await ctx.accounts.refresh(accountId)
  await tell(accountId)
  if (endsOurs) await endAllConversations(ctx, accountId)
}
