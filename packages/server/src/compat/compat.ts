import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { MediaLibrary } from '../media/media.ts'
import type { ProgramTeam } from '../team/program.ts'
import { avatarRoute } from './avatar.ts'
import type { Call } from './call.ts'
import { createDeliveryWatch } from './delivery-watch.ts'
import { createDoor } from './door.ts'
import { kfAccountRoutes } from './kf-accounts.ts'
import { createPass } from './pass.ts'
import { compatApi } from './plugin.ts'
import { recordRoutes } from './records.ts'
import { sendRoutes } from './send.ts'
import { sessionRoutes } from './sessions.ts'
import { createTokenEndpoints } from './token-endpoints.ts'

/** The WeChat-compatible API: what a program written for 多客服 talks to after its base URL was changed. */
export interface Compat {
  /** Its routes, for a context of their own. */
  routes(app: FastifyInstance): Promise<void>
  start(): void
  stop(): Promise<void>
}

export interface CompatParts {
  readonly team: ProgramTeam
  readonly media: Pick<MediaLibrary, 'accept' | 'open'>
  readonly timers: Timers
  readonly registry: Registry
}

export function createCompat(ctx: Context, { team, media, timers, registry }: CompatParts): Compat {
  const door = createDoor(ctx)
  const watch = createDeliveryWatch(ctx, timers)
  const pass = createPass(ctx)

  async function keepPicture({ account }: Call, data: Buffer): Promise<string | null> {
    const kept = await media.accept(account.id, { data, fileName: null })
    const isPicture = kept.ok && ['image/jpeg', 'image/png'].includes(kept.answer.mime)
    return isPicture ? kept.answer.key : null
  }

  const routes = [
    ...kfAccountRoutes(ctx, { team, keepPicture }),
    ...sessionRoutes(ctx),
    ...recordRoutes(ctx),
    ...sendRoutes(ctx, watch),
  ]
  return {
    async routes(app) {
      await compatApi(app, ctx, { door, tokens: createTokenEndpoints(ctx, door), routes, pass, registry })
      avatarRoute(app, ctx, media)
    },
    start: watch.start,
    async stop() {
      watch.stop()
      await pass.close()
    },
  }
}
