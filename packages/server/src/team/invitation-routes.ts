import { acceptInvitationSchema, invitationViewSchema } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { endHomelessLogins } from '../login/homeless.ts'
import type { NewPassword } from '../login/password.ts'
import { phoneOn } from '../login/phone.ts'
import { type Answered, acceptInvitation, declineInvitation, viewInvitation } from './joining.ts'
import type { TeamEvents } from './team.ts'

type AcceptRequest = FastifyRequest<{
  Params: { token: string }
  Body: z.infer<typeof acceptInvitationSchema>
}>

const params = z.object({ token: z.string().regex(/^[\w-]{43}$/) })
/** Guesses at a token per address and minute. */
const tries = { rateLimit: { max: 60, timeWindow: 60_000 } }
const answer = { params, response: { 200: invitationViewSchema } }

/** What the invited person's phone asks (S16): nobody is logged in there, the link and WeChat's word say who it is. */
export function invitationRoutes(ctx: Context, events: Pick<TeamEvents, 'agentsChanged' | 'loginEnded'>) {
  /** WeChat's word counts for this very page of this very account: a phone known elsewhere is nobody here. */
  async function openidOf(request: FastifyRequest<{ Params: { token: string } }>): Promise<string | null> {
    const { token } = request.params
    const { accountId } = await viewInvitation(ctx, token, null)
    return (await phoneOn(ctx, request, accountId, `/m/invite/${token}`))?.openid ?? null
  }

  /** Where WeChat can't say who it is, the person chooses how they log in; elsewhere nothing takes WeChat's place. */
  async function passwordOf({ params, body }: AcceptRequest): Promise<NewPassword | null> {
    const { loginWay } = await viewInvitation(ctx, params.token, null)
    const { loginName: name, password } = body
    return loginWay === 'oauth' || name === undefined || password === undefined ? null : { name, password }
  }

  async function told({ view, agentId, left }: Answered) {
    for (const personId of left)
      for (const loginId of await endHomelessLogins(ctx, personId)) await events.loginEnded(loginId)
    if (view.state === 'accepted') await events.agentsChanged(view.accountId as AccountId, [agentId])
    return view
  }

  return (scope: Scope): void => {
    scope.get('/api/invitations/:token', { config: tries, schema: answer }, async (request) =>
      viewInvitation(ctx, request.params.token, await openidOf(request)),
    )

    scope.post(
      '/api/invitations/:token/accept',
      { config: tries, schema: { ...answer, body: acceptInvitationSchema } },
      async (request) => {
        const openid = await openidOf(request)
        const password = openid === null ? await passwordOf(request) : null
        return told(await acceptInvitation(ctx, request.params.token, openid, password))
      },
    )

    scope.post('/api/invitations/:token/decline', { config: tries, schema: answer }, async (request) =>
      told(await declineInvitation(ctx, request.params.token, await openidOf(request))),
    )
  }
}
