import { accountIdSchema, deskSnapshotSchema } from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import { deskSnapshot } from './desk-snapshot.ts'

const params = z.object({ account: accountIdSchema })

/** What the desk asks for first. */
export function accountRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.get(
      '/api/accounts/:account/desk',
      { schema: { params, response: { 200: deskSnapshotSchema } } },
      async (request) => deskSnapshot(ctx, await requireAgent(ctx, request, request.params.account)),
    )
  }
}
