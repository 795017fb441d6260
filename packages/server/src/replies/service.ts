import type {
  QuickReply,
  QuickReplyBody,
  RepliesAnswer,
  ReplyGroup,
  replyImportSchema,
} from '@duokefu/contract'
import type { z } from 'zod'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { initialsOf } from './initials.ts'
import { materialsOf } from './material-store.ts'
import type { Owner } from './store.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>

/** More than anybody reads, and little enough to be fetched at once. */
const most = { own: 500, team: 2_000 }

/** Everything that an agent can answer with. A supervisor sees what is meant for others, too. */
export async function repliesOf(ctx: Ctx, { accountId, agentId, role }: Asker): Promise<RepliesAnswer> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const [groups, replies, materials] = await Promise.all([
    store.groupsFor(ctx.pool, accountId, agentId),
    store.repliesFor(ctx.pool, accountId, agentId, role !== 'agent'),
    materialsOf(ctx.pool, accountId),
  ])
  return { timeZone: account.timeZone, groups, replies, materials }
}

export async function addReply(
  ctx: Ctx,
  asker: Asker,
  owner: Owner,
  body: QuickReplyBody,
): Promise<QuickReply> {
  const [reply] = await addReplies(ctx, owner, [body])
  if (reply === undefined) throw new AppError('internal')
  await audit(ctx, asker, owner, { act: 'reply.add', target: nameOf(reply), after: body })
  return reply
}

export async function changeReply(
  ctx: Ctx,
  asker: Asker,
  owner: Owner,
  id: string,
  body: QuickReplyBody,
): Promise<QuickReply> {
  const reply = await store.updateReply(ctx.pool, owner, id, withInitials(body))
  if (reply === null) throw new AppError('not_found')
  await audit(ctx, asker, owner, { act: 'reply.change', target: nameOf(reply), after: body })
  return reply
}

/** 删除, and 撤销 of it within a day. */
export async function setReplyDeleted(
  ctx: Ctx,
  asker: Asker,
  owner: Owner,
  id: string,
  deleted: boolean,
): Promise<void> {
  const title = await store.setReplyDeleted(ctx.pool, owner, id, deleted)
  if (title === null) throw new AppError('not_found')
  await audit(ctx, asker, owner, { act: deleted ? 'reply.delete' : 'reply.restore', target: title })
  if (deleted) await store.forgetDeletedReplies(ctx.pool, owner)
}

export async function orderReplies({ pool }: Ctx, owner: Owner, ids: readonly string[]): Promise<void> {
  await store.orderReplies(pool, owner, ids)
}

export async function countUse({ pool }: Ctx, { accountId, agentId }: Asker, id: string): Promise<void> {
  await store.countUse(pool, accountId, agentId, id)
}

/** Rows of a file; groups that don't exist by name are made. */
export async function importReplies(
  ctx: Ctx,
  asker: Asker,
  owner: Owner,
  rows: z.infer<typeof replyImportSchema>['rows'],
): Promise<QuickReply[]> {
  const scope = owner.agentId === null ? 'team' : 'own'
  const known = await store.groupsFor(ctx.pool, owner.accountId, asker.agentId)
  const idOf = new Map(known.filter((group) => group.scope === scope).map(({ name, id }) => [name, id]))
  for (const name of new Set(rows.map(({ group }) => group))) {
    if (name === '' || idOf.has(name)) continue
    const made = await store.insertGroup(ctx.pool, owner, name)
    if (made !== null) idOf.set(name, made.id)
  }
  const bodies = rows.map(({ group, title, text }) => {
    return { groupId: idOf.get(group) ?? null, audience: null, title, text, pictures: [], card: null }
  })
  const replies = await addReplies(ctx, owner, bodies)
  await audit(ctx, asker, owner, { act: 'reply.import', after: { count: replies.length } })
  return replies
}

export async function addGroup(ctx: Ctx, asker: Asker, owner: Owner, name: string): Promise<ReplyGroup> {
  const group = await store.insertGroup(ctx.pool, owner, name)
  if (group === null) throw new AppError('internal')
  await audit(ctx, asker, owner, { act: 'reply_group.add', target: name })
  return group
}

export async function renameGroup(
  ctx: Ctx,
  asker: Asker,
  owner: Owner,
  id: string,
  name: string,
): Promise<ReplyGroup> {
  const group = await store.renameGroup(ctx.pool, owner, id, name)
  if (group === null) throw new AppError('not_found')
  await audit(ctx, asker, owner, { act: 'reply_group.change', target: name })
  return group
}

/** The group's texts stay, in no group. */
export async function deleteGroup(ctx: Ctx, asker: Asker, owner: Owner, id: string): Promise<void> {
  const name = await store.deleteGroup(ctx.pool, owner, id)
  if (name === null) throw new AppError('not_found')
  await audit(ctx, asker, owner, { act: 'reply_group.delete', target: name })
}

export async function orderGroups({ pool }: Ctx, owner: Owner, ids: readonly string[]): Promise<void> {
  await store.orderGroups(pool, owner, ids)
}

async function addReplies(
  { pool }: Ctx,
  owner: Owner,
  bodies: readonly QuickReplyBody[],
): Promise<QuickReply[]> {
  const limit = owner.agentId === null ? most.team : most.own
  if ((await store.countReplies(pool, owner)) + bodies.length > limit)
    throw new AppError('limit_reached', { count: limit })
  return store.insertReplies(pool, owner, bodies.map(withInitials))
}

function withInitials(body: QuickReplyBody): store.StoredReply {
  return { ...body, initials: initialsOf(body.title, body.text) }
}

function nameOf({ title, text }: QuickReply): string {
  return title === '' ? text.slice(0, 20) : title
}

/** What an agent does with their own is nobody's business. */
async function audit(
  { pool, clock }: Ctx,
  asker: Asker,
  owner: Owner,
  act: Parameters<typeof recordAct>[2],
): Promise<void> {
  if (owner.agentId === null) await recordAct({ clock, db: pool }, asker, act)
}
