import {
  accountIdSchema,
  agentIdSchema,
  type Contact,
  contactAnswerSchema,
  contactSchema,
  deactivateSchema,
  invitationAnswerSchema,
  newInvitationSchema,
  newTeamAgentSchema,
  teamAgentPatchSchema,
  teamAgentSchema,
  teamAnswerSchema,
} from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { releaseLeftAgent } from '../conversations/account-wide.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import type { Asker } from '../login/login.ts'
import { verifyContact } from './contact.ts'
import { createFarewell } from './farewell.ts'
import { confirm, invite, refuse, withdraw } from './invitations.ts'
import type { KfDesk } from './kf.ts'
import { deactivate, reactivate, unbind } from './leaving.ts'
import { rightsOver } from './rights.ts'
import * as service from './service.ts'
import type { TeamEvents } from './team.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofAgent = ofAccount.extend({ agent: agentIdSchema })

export interface TeamParts {
  readonly kf: KfDesk
  readonly events: TeamEvents
}

/** Agents as admins see them (S14, S15). Supervisors may look. */
export function teamRoutes(ctx: Context, { kf, events }: TeamParts) {
  const admin = (request: FastifyRequest<{ Params: { account: string } }>) =>
    requireAgent(ctx, request, request.params.account, 'admin')

  const { endLogins, left } = createFarewell(ctx, events)

  async function told(asker: Asker, agentId: string) {
    await events.agentsChanged(asker.accountId, [agentId as AgentId])
    return service.teamAgent(ctx, asker, agentId)
  }

  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/team',
      { schema: { params: ofAccount, response: { 200: teamAnswerSchema } } },
      async (request) =>
        service.team(ctx, await requireAgent(ctx, request, request.params.account, 'supervisor')),
    )

    scope.post(
      '/api/accounts/:account/team/refresh',
      { schema: { params: ofAccount, response: { 200: teamAnswerSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'supervisor')
        await kf.check(asker.accountId)
        return service.team(ctx, asker)
      },
    )

    scope.post(
      '/api/accounts/:account/team/contact',
      { schema: { params: ofAccount, body: contactSchema, response: { 200: contactAnswerSchema } } },
      async (request) => verifyContact(ctx, await admin(request), request.body),
    )

    scope.post(
      '/api/accounts/:account/team/agents',
      { schema: { params: ofAccount, body: newTeamAgentSchema, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const agentId = await service.addAgent(ctx, asker, request.body)
        await kf.push(asker.accountId, agentId)
        return told(asker, agentId)
      },
    )

    scope.patch(
      '/api/accounts/:account/team/agents/:agent',
      { schema: { params: ofAgent, body: teamAgentPatchSchema, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const agentId = await service.changeAgent(ctx, asker, request.params.agent, request.body)
        const { name, avatarKey, kfPrefix } = request.body
        if (name !== undefined || avatarKey !== undefined || kfPrefix !== undefined)
          await kf.push(asker.accountId, agentId)
        return told(asker, agentId)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/deactivate',
      { schema: { params: ofAgent, body: deactivateSchema, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const { agentId, personId } = await deactivate(ctx, asker, request.params.agent)
        await left(asker.accountId, agentId, personId)
        await releaseLeftAgent(ctx, asker.accountId, agentId)
        if (request.body.deleteKf) await kf.remove(asker.accountId, agentId)
        return told(asker, agentId)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/reactivate',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const { agentId } = await reactivate(ctx, asker, request.params.agent)
        return told(asker, agentId)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/unbind',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const { agentId, personId } = await unbind(ctx, asker, request.params.agent)
        await left(asker.accountId, agentId, personId)
        return told(asker, agentId)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/kf/retry',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        const agent = await changeable(asker, request.params.agent)
        const { login, kf: known } = agent
        if (!agent.active) await kf.remove(asker.accountId, agent.id as AgentId)
        else if (known.problem?.step === 'invite' && isWechat(login.contact))
          await kf.invite(asker.accountId, agent.id as AgentId, login.contact.value)
        else await kf.push(asker.accountId, agent.id as AgentId)
        await recordAct({ ...ctx, db: ctx.pool }, asker, { act: 'agent.kf_retry', target: agent.name })
        await kf.check(asker.accountId)
        return service.teamAgent(ctx, asker, agent.id)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/invitation',
      { schema: { params: ofAgent, body: newInvitationSchema, response: { 200: invitationAnswerSchema } } },
      async (request) => {
        const asker = await admin(request)
        const { contact, throughWechat } = request.body
        const { login } = await changeable(asker, request.params.agent)
        const isBound = login.state === 'bound'
        // Somebody who logs in already is invited to the kf account alone.
        if (isBound && !throughWechat) throw new AppError('already_bound')
        const token = isBound ? null : await invite(ctx, asker, request.params.agent, request.body)
        if (throughWechat && isWechat(contact)) {
          await kf.invite(asker.accountId, request.params.agent as AgentId, contact.value)
          await kf.check(asker.accountId)
        }
        return {
          agent: await service.teamAgent(ctx, asker, request.params.agent),
          link: token === null ? null : `${ctx.publicUrl()}/m/invite/${token}`,
        }
      },
    )

    scope.delete(
      '/api/accounts/:account/team/agents/:agent/invitation',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        await withdraw(ctx, asker, request.params.agent)
        return service.teamAgent(ctx, asker, request.params.agent)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/invitation/confirm',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        for (const personId of await confirm(ctx, asker, request.params.agent)) await endLogins(personId)
        return told(asker, request.params.agent)
      },
    )

    scope.post(
      '/api/accounts/:account/team/agents/:agent/invitation/refuse',
      { schema: { params: ofAgent, response: { 200: teamAgentSchema } } },
      async (request) => {
        const asker = await admin(request)
        await refuse(ctx, asker, request.params.agent)
        return service.teamAgent(ctx, asker, request.params.agent)
      },
    )
  }

  async function changeable(asker: Asker, agentId: string) {
    const agent = await service.teamAgent(ctx, asker, agentId)
    if (!rightsOver(asker, { agentId: agent.id as AgentId, role: agent.role }).change)
      throw new AppError('not_allowed')
    return agent
  }
}

function isWechat(contact: Contact | null): contact is Contact & { readonly kind: 'wechat' } {
  return contact?.kind === 'wechat'
}
