import type {
  CommandAnswer,
  ConversationRow,
  DeskCommandBody,
  RecentAnswer,
  ServingAnswer,
} from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { AppError, refusalError } from '../http/errors.ts'
import { type DeskWish, toDeskWish } from './desk-wish.ts'
import type { Change } from './entries.ts'
import { presentConversation, presentMessage } from './present.ts'
import type { ConversationRecord } from './records.ts'
import { type Holder, standingOf } from './standing.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'ledger' | 'clock'>

/** The customer of an account that a request names; throws `not_found`. Everybody of the account may read along. */
export async function conversationFor(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
  openid: string,
): Promise<ConversationRecord> {
  const [record] = await store.conversationsByOpenid(pool, accountId, [openid])
  if (record === undefined) throw new AppError('not_found')
  return record
}

/** Everybody who waits, and everybody whom this agent serves. */
export async function conversationsOfDesk(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
  agentId: AgentId,
): Promise<ConversationRow[]> {
  return (await store.waitingAndServedBy(pool, accountId, agentId)).map(presentConversation)
}

/** What a supervisor sees beside their own: everybody who is being served. */
export async function servingConversations(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
): Promise<ServingAnswer> {
  return { conversations: (await store.servedNow(pool, accountId)).map(presentConversation) }
}

/** A page of 「最近」, the latest end first. */
export async function recentConversations(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
  agentId: AgentId,
  page: { readonly before: number | null; readonly limit: number },
): Promise<RecentAnswer> {
  const records = await store.recentlyServedBy(pool, accountId, agentId, page.before, page.limit)
  const last = records.at(-1)?.subject.lastServed?.endedAt ?? null
  return {
    conversations: records.map(presentConversation),
    nextBefore: records.length < page.limit ? null : last,
  }
}

/** Those of them that are known. */
export async function conversationsOf(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
  openids: readonly string[],
) {
  return store.conversationsByOpenid(pool, accountId, openids)
}

/**
 * What another process changed, as if it had been committed here. Records are read for watched customers alone; for
 * the others the change claims to be complete from its own version on, and that is nothing.
 */
export async function changesSince(
  { pool }: Pick<Ctx, 'pool'>,
  accountId: AccountId,
  told: ReadonlyMap<string, Pick<Change, 'since' | 'before'>>,
  isWatched: (openid: string, holders: readonly Holder[]) => boolean,
): Promise<Change[]> {
  const records = await store.conversationsByOpenid(pool, accountId, [...told.keys()])
  const changes: Change[] = []
  for (const conversation of records) {
    const { openid, version, subject } = conversation
    const { since, before } = told.get(openid) ?? { since: version, before: [] }
    const holders = [...before, standingOf(subject)].map(({ holder }) => holder)
    const from = isWatched(openid, holders) ? since : version
    const messages = from < version ? await store.recordsSince(pool, accountId, openid, from) : []
    changes.push({ conversation, since: from, messages, before })
  }
  return changes
}

/** Carries a person's command out and answers what is true after it; throws the refusal. */
export async function commandFromDesk(
  ctx: Ctx,
  target: { readonly accountId: AccountId; readonly openid: string; readonly by: AgentId },
  body: DeskCommandBody,
): Promise<CommandAnswer> {
  return submit(ctx, target, body.id, await toDeskWish(ctx, target.accountId, target.by, body))
}

/** 备注名: the customer's name of ours; null takes it away. */
export async function setRemark(
  ctx: Ctx,
  target: { readonly accountId: AccountId; readonly openid: string; readonly by: AgentId },
  remark: string | null,
): Promise<CommandAnswer> {
  const command = { type: 'set_remark', by: target.by, remark: remark === '' ? null : remark } as const
  return submit(ctx, target, crypto.randomUUID(), { command, reply: null })
}

async function submit(
  { ledger }: Ctx,
  { accountId, openid }: { readonly accountId: AccountId; readonly openid: string },
  commandId: string,
  wish: DeskWish,
): Promise<CommandAnswer> {
  const outcome = await ledger.submit({ type: 'desk', accountId, openid, commandId, ...wish })
  if (outcome.type === 'refused') throw refusalError(outcome.refusal)
  // A customer whom nobody knows: the ledger makes none for a person's command.
  if (outcome.type !== 'done') throw new AppError('not_found')
  return {
    conversation: presentConversation(outcome.conversation),
    message: outcome.message === null ? null : presentMessage(outcome.message),
  }
}
