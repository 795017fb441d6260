import type { Rule, RulesAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { mergeSettings, versionOf } from '../accounts/settings-store.ts'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { readyMedia } from '../media/media-store.ts'
import { isSendable, type SendableKind } from '../media/sendable.ts'
import { changesOf } from './changes.ts'
import { isPattern } from './pattern.ts'
import { hitsOf } from './store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>

const hitDays = 7

/** An account's rules, in the order in which they are tried (L2), and how often each acted. */
export async function rulesOf(ctx: Ctx, accountId: AccountId): Promise<RulesAnswer> {
  const version = await versionOf(ctx.pool, accountId, 'rules')
  const [account, hits] = await Promise.all([
    ctx.accounts.refresh(accountId),
    hitsOf(ctx.pool, accountId, hitDays, ctx.clock.skewMs),
  ])
  if (account === null || version === null) throw new AppError('not_found')
  return { version, rules: structuredClone(account.settings.rules) as Rule[], hits }
}

/**
 * Puts a list in place of the present one. Throws `changed_meanwhile`, `pattern_invalid`, and `not_found` or
 * `media_type_unsupported` for a file that can't be sent, with the place of its rule.
 */
export async function putRules(
  ctx: Ctx,
  asker: Asker,
  version: number,
  rules: readonly Rule[],
): Promise<RulesAnswer> {
  const { accountId } = asker
  refuseBadPatterns(rules)
  await refuseBadFiles(ctx, accountId, rules)
  const before = await rulesOf(ctx, accountId)
  await inTransaction(ctx.pool, async (client) => {
    const change = { settings: { rules }, loginWay: null }
    const next = await mergeSettings(client, accountId, 'rules', version, change)
    if (next === null) throw new AppError('changed_meanwhile')
    for (const act of changesOf(before.rules, rules)) await recordAct({ ...ctx, db: client }, asker, act)
  })
  return rulesOf(ctx, accountId)
}

/** `count` of the error names the rule by its place, from 1. */
export function refuseBadPatterns(rules: readonly Rule[]): void {
  const bad = rules.findIndex(({ when }) =>
    when.some((condition) => condition.type === 'text_matches' && !isPattern(condition.pattern)),
  )
  if (bad !== -1) throw new AppError('pattern_invalid', { count: bad + 1 })
}

/** `count` of the error names the rule by its place, from 1. */
async function refuseBadFiles({ pool }: Ctx, accountId: AccountId, rules: readonly Rule[]): Promise<void> {
  for (const [index, { action }] of rules.entries()) {
    if (action.type !== 'send' || action.reply.type === 'link') continue
    const { reply } = action
    const files = [{ kind: reply.type, key: reply.mediaKey }] as { kind: SendableKind; key: string }[]
    if (reply.type === 'video' && reply.thumbKey !== null) files.push({ kind: 'thumb', key: reply.thumbKey })
    for (const { kind, key } of files) {
      const media = await readyMedia(pool, accountId, key)
      if (media === null) throw new AppError('not_found', { count: index + 1 })
      if (!isSendable(kind, media.mime)) throw new AppError('media_type_unsupported', { count: index + 1 })
    }
  }
}
