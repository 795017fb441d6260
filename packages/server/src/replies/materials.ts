import type { Material, MaterialBody } from '@duokefu/contract'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { initialsOf } from './initials.ts'
import * as store from './material-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock'>

const mostMaterials = 3_000

/** Several at once, pasted or from a file: all of them or none. */
export async function addMaterials(
  ctx: Ctx,
  asker: Asker,
  bodies: readonly MaterialBody[],
): Promise<Material[]> {
  if ((await store.countMaterials(ctx.pool, asker.accountId)) + bodies.length > mostMaterials)
    throw new AppError('limit_reached', { count: mostMaterials })
  const made = await store.insertMaterials(ctx.pool, asker.accountId, asker.agentId, bodies.map(withInitials))
  const [one] = made
  await audit(
    ctx,
    asker,
    made.length === 1 && one !== undefined
      ? { act: 'material.add', target: nameOf(one), after: bodies[0] }
      : { act: 'material.import', after: { count: made.length } },
  )
  return made
}

export async function changeMaterial(
  ctx: Ctx,
  asker: Asker,
  id: string,
  body: MaterialBody,
): Promise<Material> {
  const material = await store.updateMaterial(ctx.pool, asker.accountId, id, withInitials(body))
  if (material === null) throw new AppError('not_found')
  await audit(ctx, asker, { act: 'material.change', target: nameOf(material), after: body })
  return material
}

/** 删除, and 撤销 of it within a day. */
export async function setMaterialDeleted(
  ctx: Ctx,
  asker: Asker,
  id: string,
  deleted: boolean,
): Promise<void> {
  const title = await store.setMaterialDeleted(ctx.pool, asker.accountId, id, deleted)
  if (title === null) throw new AppError('not_found')
  await audit(ctx, asker, { act: deleted ? 'material.delete' : 'material.restore', target: title })
  if (deleted) await store.forgetDeletedMaterials(ctx.pool, asker.accountId)
}

function withInitials(body: MaterialBody): store.StoredMaterial {
  return { ...body, initials: initialsOf(body.title, wordsOf(body.content)) }
}

function nameOf({ title, content }: MaterialBody): string {
  return title === '' ? wordsOf(content).slice(0, 20) : title
}

function wordsOf(content: MaterialBody['content']): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'menu':
      return content.head
    case 'link':
    case 'miniprogram':
      return content.title
  }
}

async function audit(
  { pool, clock }: Ctx,
  asker: Asker,
  act: Parameters<typeof recordAct>[2],
): Promise<void> {
  await recordAct({ clock, db: pool }, asker, act)
}
