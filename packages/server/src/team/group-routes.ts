import {
  accountIdSchema,
  groupIdSchema,
  groupPatchSchema,
  newGroupSchema,
  teamAnswerSchema,
} from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { releaseGroup } from '../conversations/account-wide.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import type { Asker } from '../login/login.ts'
import { addGroup, changeGroup, deleteGroup } from './groups.ts'
import { team } from './service.ts'
import type { TeamEvents } from './team.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofGroup = ofAccount.extend({ group: groupIdSchema })

/** Groups that customers are handed to. Each answer is the whole team. */
export function groupRoutes(ctx: Context, events: Pick<TeamEvents, 'agentsChanged' | 'groupsChanged'>) {
  const admin = (request: FastifyRequest<{ Params: { account: string } }>) =>
    requireAgent(ctx, request, request.params.account, 'admin')

  async function told(asker: Asker, changed: readonly AgentId[]) {
    await events.groupsChanged(asker.accountId)
    if (changed.length > 0) await events.agentsChanged(asker.accountId, changed)
    return team(ctx, asker)
  }

  return (scope: Scope): void => {
    scope.post(
      '/api/accounts/:account/team/groups',
      { schema: { params: ofAccount, body: newGroupSchema, response: { 200: teamAnswerSchema } } },
      async (request) => {
        const asker = await admin(request)
        return told(asker, await addGroup(ctx, asker, request.body))
      },
    )

    scope.patch(
      '/api/accounts/:account/team/groups/:group',
      { schema: { params: ofGroup, body: groupPatchSchema, response: { 200: teamAnswerSchema } } },
      async (request) => {
        const asker = await admin(request)
        return told(asker, await changeGroup(ctx, asker, request.params.group, request.body))
      },
    )

    scope.delete(
      '/api/accounts/:account/team/groups/:group',
      { schema: { params: ofGroup, response: { 200: teamAnswerSchema } } },
      async (request) => {
        const asker = await admin(request)
        const changed = await deleteGroup(ctx, asker, request.params.group)
        await releaseGroup(ctx, asker.accountId, request.params.group, asker.agentId)
        return told(asker, changed)
      },
    )
  }
}
