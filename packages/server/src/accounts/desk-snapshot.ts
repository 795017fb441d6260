import type { DeskSnapshot } from '@duokefu/contract'
import { listAgents, listGroups, meNow } from '../agents/service.ts'
import type { Context } from '../context.ts'
import { conversationsOfDesk } from '../conversations/service.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'

/** When the waiting clock turns amber and red. */
const thresholds = { warnMs: 60_000, dangerMs: 180_000 }

/** Everything that an agent's desk shows at first; realtime frames keep it true. */
export async function deskSnapshot(ctx: Context, { accountId, agentId, role }: Asker): Promise<DeskSnapshot> {
  const [account, agents, groups, me, conversations] = await Promise.all([
    ctx.accounts.byId(accountId),
    listAgents(ctx, accountId),
    listGroups(ctx, accountId),
    meNow(ctx, accountId, agentId),
    conversationsOfDesk(ctx, accountId, agentId),
  ])
  if (account === null) throw new AppError('not_found')
  const { id, appid, name, interfaceOn, wechatDesk, settings } = account
  return {
    serverTime: ctx.clock.now(),
    account: { id, appid, name, interfaceOn, wechatDesk },
    me: { agentId, role, ...me },
    agents,
    groups,
    conversations,
    thresholds,
    allowance: settings.quota.message,
  }
}
