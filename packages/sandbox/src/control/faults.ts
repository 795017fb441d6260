import { type Json, objectOf } from '../json-fields.ts'
import { FAULT_KINDS, type Fault, noFaults } from '../world/misbehaviour.ts'
import { expireTokens } from '../world/tokens.ts'
import { type Controls, refuse } from './scope.ts'

/** The misbehaviour panel. */
export function faultRoutes({ app, world }: Controls): void {
  app.get('/sandbox/misbehave', async () => ({ faults: world.faults }))

  app.put('/sandbox/misbehave', async (request, reply) => {
    const body = objectOf(request.body)
    if (body === null || !Object.keys(body).every((kind) => FAULT_KINDS.some((known) => known === kind))) {
      return refuse(reply, 'bad_request')
    }
    for (const kind of FAULT_KINDS) {
      const wanted = objectOf(body[kind])
      if (wanted !== null) Object.assign(world.faults[kind], changesOf(wanted))
    }
    world.tell({ type: 'faults' })
    return { faults: world.faults }
  })

  app.delete('/sandbox/misbehave', async () => {
    Object.assign(world.faults, noFaults())
    world.tell({ type: 'faults' })
    return { faults: world.faults }
  })

  app.post('/sandbox/misbehave/expire-tokens', async () => {
    const at = world.clock.now()
    for (const { tokens } of world.accounts.values()) {
      expireTokens(tokens.basic, at)
      expireTokens(tokens.stable, at)
    }
    world.tell({ type: 'faults' })
    return {}
  })
}

function changesOf(wanted: Json): Partial<Fault> {
  const { on, times, ms, copies, path } = wanted
  return {
    // A switch that is set again strikes until it is switched off, unless `times` says otherwise.
    ...(typeof on === 'boolean' ? { on, times: null } : {}),
    ...(typeof times === 'number' && times > 0 ? { times } : {}),
    ...(typeof ms === 'number' && ms >= 0 ? { ms } : {}),
    ...(typeof copies === 'number' && copies >= 2 ? { copies } : {}),
    ...(typeof path === 'string' || path === null ? { path } : {}),
  }
}
