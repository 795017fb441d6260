import {
  accountIdSchema,
  mySettingsPatchSchema,
  mySettingsSchema,
  releaseAnswerSchema,
} from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { putBackAll } from '../conversations/account-wide.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { removePresenceOf } from './presence-store.ts'
import { changeMySettings } from './service.ts'

const params = z.object({ account: accountIdSchema })

/** An agent's own settings, and 放回队列并退出. `onChange` hears of each change, which may have made room for somebody who waits. */
export function agentRoutes(
  ctx: Context,
  onChange: (accountId: AccountId, agentIds: readonly AgentId[]) => Promise<void>,
) {
  return (scope: Scope): void => {
    scope.patch(
      '/api/accounts/:account/me',
      { schema: { params, body: mySettingsPatchSchema, response: { 200: mySettingsSchema } } },
      async (request) => {
        const { accountId, agentId } = await requireAgent(ctx, request, request.params.account)
        const settings = await changeMySettings(ctx, accountId, agentId, request.body)
        await onChange(accountId, [agentId])
        return settings
      },
    )

    // 放回队列并退出: offline first, or the allocator would give an auto-accepting agent their customers back at once.
    scope.post(
      '/api/accounts/:account/me/release',
      { schema: { params, response: { 200: releaseAnswerSchema } } },
      async (request) => {
        const { accountId, agentId } = await requireAgent(ctx, request, request.params.account)
        await removePresenceOf(ctx.pool, { accountId, agentId })
        const released = await putBackAll(ctx, accountId, agentId)
        await onChange(accountId, [agentId])
        return { released }
      },
    )
  }
}
