import { accountIdSchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import type { Asker } from '../login/login.ts'
import type { Hub } from './hub.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who opened a socket, found out before the upgrade so that a refusal is an HTTP answer. */
    asker: Asker | null
  }
}

/** `/api/realtime?account=<id>`: one WebSocket per open desk. */
export function realtimeRoutes(ctx: Context, hub: Hub) {
  return (scope: Scope): void => {
    scope.decorateRequest('asker', null)
    scope.get(
      '/api/realtime',
      {
        websocket: true,
        schema: { querystring: z.object({ account: accountIdSchema }), hide: true },
        async preHandler(request) {
          const { account } = request.query as { account: string }
          request.asker = await requireAgent(ctx, request, account)
        },
      },
      async (socket, request) => {
        if (request.asker === null) return socket.close(1008)
        await hub.connect(socket, request.raw.socket, request.asker)
      },
    )
  }
}
