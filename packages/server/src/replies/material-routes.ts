import {
  accountIdSchema,
  materialBodySchema,
  materialSchema,
  materialsAnswerSchema,
  newMaterialsSchema,
} from '@duokefu/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Scope } from '../http/scope.ts'
import { longBody, requireAgent } from '../login/access.ts'
import { addMaterials, changeMaterial, setMaterialDeleted } from './materials.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofOne = ofAccount.extend({ id: materialSchema.shape.id })
const done = z.object({ ok: z.literal(true) })
const path = '/api/accounts/:account/materials'

/** 素材 of the account (S19), kept by supervisors and above; everybody reads them with `GET …/replies`. */
export function materialRoutes(ctx: Context) {
  return (scope: Scope): void => {
    scope.post(
      path,
      {
        ...longBody,
        schema: { params: ofAccount, body: newMaterialsSchema, response: { 200: materialsAnswerSchema } },
      },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'supervisor')
        return { materials: await addMaterials(ctx, asker, request.body.materials) }
      },
    )

    scope.put(
      `${path}/:id`,
      { schema: { params: ofOne, body: materialBodySchema, response: { 200: materialSchema } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'supervisor')
        return changeMaterial(ctx, asker, request.params.id, request.body)
      },
    )

    scope.delete(`${path}/:id`, { schema: { params: ofOne, response: { 200: done } } }, async (request) => {
      const asker = await requireAgent(ctx, request, request.params.account, 'supervisor')
      await setMaterialDeleted(ctx, asker, request.params.id, true)
      return { ok: true as const }
    })

    scope.post(
      `${path}/:id/restore`,
      { schema: { params: ofOne, response: { 200: done } } },
      async (request) => {
        const asker = await requireAgent(ctx, request, request.params.account, 'supervisor')
        await setMaterialDeleted(ctx, asker, request.params.id, false)
        return { ok: true as const }
      },
    )
  }
}
