import {
  accountIdSchema,
  currentMenuSchema,
  menuAnswerSchema,
  menuBodySchema,
  menuToldSchema,
  publishMenuSchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { currentMenu, deleteMenu, publishMenu } from './publish.ts'
import { menuOf, saveMenu } from './service.ts'

const params = z.object({ account: accountIdSchema })
const path = '/api/accounts/:account/menu'
/** WeChat allows 1,000 publishings a day. */
const atWechat = { rateLimit: { max: 30, timeWindow: 60_000 } }

/** 菜单 (L13): WeChat shows no menu of its console once a server URL is set, so it is made here. */
export function menuRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(path, { schema: { params, response: { 200: menuAnswerSchema } } }, async (request) => {
      const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
      return menuOf(ctx, accountId)
    })

    scope.put(
      path,
      { schema: { params, body: menuBodySchema, response: { 200: menuAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return saveMenu(ctx, asker, request.body)
      },
    )

    scope.get(
      `${path}/current`,
      { config: atWechat, schema: { params, response: { 200: currentMenuSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        return currentMenu(ctx, accountId)
      },
    )

    scope.post(
      `${path}/publish`,
      { config: atWechat, schema: { params, body: publishMenuSchema, response: { 200: menuToldSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return publishMenu(ctx, asker, request.body.version)
      },
    )

    scope.delete(
      `${path}/published`,
      { config: atWechat, schema: { params, response: { 200: menuToldSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return deleteMenu(ctx, asker)
      },
    )
  }
}
