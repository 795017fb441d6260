import {
  accountIdSchema,
  accountSettingsAnswerSchema,
  accountSettingsPatchSchema,
  interfaceAnswerSchema,
  interfaceBodySchema,
  overviewSchema,
} from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { interfaceOf, setInterface, setWechatDesk } from './interface.ts'
import { overviewOf } from './overview.ts'
import { changeSettings, settingsOf } from './settings.ts'

const params = z.object({ account: accountIdSchema })
const path = '/api/accounts/:account'

/** 概览, 多客服接口 and 设置. `onChange` tells the open desks what the account is now. */
export function settingsRoutes(ctx: Context, onChange: (accountId: AccountId) => Promise<void>) {
  return (scope: Scope): void => {
    scope.get(
      `${path}/overview`,
      { schema: { params, response: { 200: overviewSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'supervisor')
        return overviewOf(ctx, accountId)
      },
    )

    scope.get(
      `${path}/interface`,
      { schema: { params, response: { 200: interfaceAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        return interfaceOf(ctx, accountId)
      },
    )

    scope.put(
      `${path}/interface`,
      { schema: { params, body: interfaceBodySchema, response: { 200: interfaceAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return setInterface(ctx, asker, request.body.on, onChange)
      },
    )

    scope.put(
      `${path}/interface/wechat-desk`,
      { schema: { params, body: interfaceBodySchema, response: { 200: interfaceAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        return setWechatDesk(ctx, asker, request.body.on, onChange)
      },
    )

    scope.get(
      `${path}/settings`,
      { schema: { params, response: { 200: accountSettingsAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account, 'admin')
        return settingsOf(ctx, accountId)
      },
    )

    scope.patch(
      `${path}/settings`,
      {
        schema: { params, body: accountSettingsPatchSchema, response: { 200: accountSettingsAnswerSchema } },
      },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'admin')
        const { version, settings } = request.body
        return changeSettings(ctx, asker, version, settings)
      },
    )
  }
}
