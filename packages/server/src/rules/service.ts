import type { Rule, RulesAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { mergeSettings, versionOf } from '../accounts/settings-store.ts'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
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

/** Puts a list in place of the present one. Throws `changed_meanwhile`, `pattern_invalid`. */
export async function putRules(
  ctx: Ctx,
  asker: Asker,
  version: number,
  rules: readonly Rule[],
): Promise<RulesAnswer> {
  const { accountId } = asker
  refuseBadPatterns(rules)
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
