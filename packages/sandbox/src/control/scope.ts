import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pusher } from '../push/pusher.ts'
import { deskTakes } from '../world/desk.ts'
import type { Fan } from '../world/fan.ts'
import type { FanAct } from '../world/fan-acts.ts'
import type { AccountState, World } from '../world/world.ts'
import { waitFor } from './wait-for.ts'

export type Controls = { app: FastifyInstance; world: World; pusher: Pusher }
export type ControlRequest = FastifyRequest<{
  Querystring: Record<string, string>
  Params: Record<string, string>
}>
export type Refusal =
  | 'no_such_account'
  | 'no_such_person'
  | 'no_such_push'
  | 'no_such_notice'
  | 'bad_request'
  | 'not_possible'

const STATUS_OF: Record<Refusal, number> = {
  no_such_account: 404,
  no_such_person: 404,
  no_such_push: 404,
  no_such_notice: 404,
  bad_request: 400,
  not_possible: 409,
}

export function refuse(reply: FastifyReply, error: Refusal): FastifyReply {
  return reply.code(STATUS_OF[error]).send({ error })
}

export type At = { state: AccountState; fan: Fan }

/** The account of `?appid=` (default: the first) and the fan of `/:id` there. */
export function fanAt(world: World, request: ControlRequest): At | Refusal {
  const state = world.account(request.query.appid ?? null)
  if (state === null) return 'no_such_account'
  const fan = world.fanOf(state, request.params.id ?? '')
  return fan === null ? 'no_such_person' : { state, fan }
}

/**
 * Pushes what a fan did and answers with it, after it was settled if `?settle=ms` asks for that. A message to whom
 * WeChat's own desk serves goes there: no push.
 */
export async function pushAct(
  { world, pusher }: Controls,
  request: ControlRequest,
  reply: FastifyReply,
  at: At,
  act: FanAct | null,
): Promise<FastifyReply> {
  if (act === null) return refuse(reply, 'not_possible')
  if (act.msgId !== null && deskTakes(world, at.state, at.fan, act.entry)) {
    return reply.send({ entry: act.entry, push: null })
  }
  const push = pusher.push(at.state, at.fan, act)
  await waitFor(world, () => (push.settledAt === null ? null : push), numberOf(request.query.settle))
  return reply.send({ entry: act.entry, push })
}

/** A number of the query; 0 when it isn't one. */
export function numberOf(text: string | undefined): number {
  const value = Number(text)
  return Number.isFinite(value) ? value : 0
}
