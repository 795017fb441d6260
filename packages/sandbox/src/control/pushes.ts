import { type ControlRequest, type Controls, numberOf, refuse } from './scope.ts'
import { waitFor } from './wait-for.ts'

const SHOWN = 100

/** The callbacks and their tries. */
export function pushRoutes({ app, world, pusher }: Controls): void {
  app.get('/sandbox/pushes', async (request: ControlRequest) => {
    const { person, limit } = request.query
    const found = [...pusher.pushes.values()].filter(
      (push) => person === undefined || push.personId === person,
    )
    return { pushes: found.slice(-(numberOf(limit) || SHOWN)).reverse() }
  })

  app.get('/sandbox/pushes/:id', async (request: ControlRequest, reply) => {
    const push = pusher.pushes.get(numberOf(request.params.id))
    if (push === undefined) return refuse(reply, 'no_such_push')
    await waitFor(world, () => (push.settledAt === null ? null : push), numberOf(request.query.wait))
    return { push }
  })

  app.post('/sandbox/pushes/:id/repeat', async (request: ControlRequest, reply) => {
    const push = pusher.pushes.get(numberOf(request.params.id))
    if (push === undefined) return refuse(reply, 'no_such_push')
    const tried = await pusher.repeat(push)
    return tried === null ? refuse(reply, 'not_possible') : { try: tried }
  })
}
