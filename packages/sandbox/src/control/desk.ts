import { type Json, listOf, objectOf, textOf } from '../json-fields.ts'
import { agentWrites, closeSession, createSession, liveSessions, switchSession } from '../world/desk.ts'
import { type DeskRecord, withRecords } from '../world/records.ts'
import type { AccountState, World } from '../world/world.ts'
import { type ControlRequest, type Controls, fanAt, refuse } from './scope.ts'

/** WeChat's own desk behind its API: who is online there, and what it has kept. */
export function deskRoutes({ app, world, pusher }: Controls): void {
  app.put('/sandbox/account/records', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const body = objectOf(request.body)
    const rows = listOf(body?.records).map((row) => rowOf(world, state, objectOf(row)))
    const good = rows.flatMap((row) => row ?? [])
    if (!Array.isArray(body?.records) || good.length < rows.length) return refuse(reply, 'bad_request')
    state.records = withRecords(body.replace === true ? [] : state.records, good)
    world.tell({ type: 'people' })
    return { count: state.records.length }
  })

  app.put('/sandbox/account/kf', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const body = objectOf(request.body)
    const kf = state.kf.find(({ account }) => account === textOf(body, 'kf_account'))
    if (kf === undefined) return refuse(reply, 'bad_request')
    if (typeof body?.online === 'boolean') kf.online = body.online
    if (typeof body?.accepted_case === 'number') kf.acceptedCases = body.accepted_case
    world.tell({ type: 'people' })
    return { kf }
  })

  app.get('/sandbox/desk', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    return { sessions: liveSessions(state, world.clock.now()), waiting: state.waiting }
  })

  const acts = { accept: createSession, close: closeSession, switch: switchSession }
  for (const [name, act] of Object.entries(acts)) {
    app.post(`/sandbox/people/:id/desk/${name}`, async (request: ControlRequest, reply) => {
      const at = fanAt(world, request)
      if (typeof at === 'string') return refuse(reply, at)
      const done = act(world, at.state, at.fan, textOf(objectOf(request.body), 'kf_account'))
      if (typeof done === 'number') return { errcode: done }
      for (const happening of done) pusher.push(at.state, at.fan, happening)
      return { errcode: 0 }
    })
  }

  app.post('/sandbox/people/:id/desk/say', async (request: ControlRequest, reply) => {
    const at = fanAt(world, request)
    if (typeof at === 'string') return refuse(reply, at)
    const text = textOf(objectOf(request.body), 'text')
    if (text === '') return refuse(reply, 'bad_request')
    return { errcode: agentWrites(world, at.state, at.fan, text) }
  })
}

function rowOf(world: World, state: AccountState, row: Json | null): Omit<DeskRecord, 'msgId'> | null {
  if (row === null) return null
  const openid = textOf(row, 'openid') || (world.fanOf(state, textOf(row, 'personId'))?.openid ?? '')
  const { opercode, time } = row
  if (openid === '' || (opercode !== 2002 && opercode !== 2003) || typeof time !== 'number') return null
  return { openid, worker: textOf(row, 'kf_account'), opercode, text: textOf(row, 'text'), time }
}
