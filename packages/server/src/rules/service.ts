import type { Rule, RulesAnswer, TryRules, TryRulesAnswer } from '@duokefu/contract'
import {
  type AccountId,
  type AgentId,
  type FanAct,
  type RoutingRule,
  routeFanAct,
  type SessionId,
  type Subject,
} from '@duokefu/engine'
import { mergeSettings, versionOf } from '../accounts/settings-store.ts'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { changesOf } from './changes.ts'
import { isPattern, matchPattern } from './pattern.ts'
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
  return { version, rules: account.settings.rules.map(presentRule), hits }
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

/** What would happen to a message: the engine's own decision, over rules that need not be saved (S20). */
export async function tryRules(ctx: Ctx, accountId: AccountId, wanted: TryRules): Promise<TryRulesAnswer> {
  refuseBadPatterns(wanted.rules)
  const account = await ctx.accounts.refresh(accountId)
  if (account === null) throw new AppError('not_found')
  const now = ctx.clock.now()
  const subject = {
    conversation: conversationIn(wanted.state, now),
    fanWroteAt: wanted.firstMessage ? null : now,
  }
  const { route } = routeFanAct(subject, actOf(wanted.act), {
    settings: { rules: wanted.rules as readonly RoutingRule[] },
    interfaceOn: account.interfaceOn,
    matchPattern,
  })
  const { reason } = route
  return {
    reason: reason.kind,
    ruleId: reason.kind === 'rule' ? reason.ruleId : null,
    matched: reason.kind === 'rule' ? reason.matched : null,
    toDesk: route.toDesk,
    // Without a developer URL there is nowhere to forward to.
    toDeveloper: route.toDeveloper && account.developer !== null,
    answer: route.answer,
  }
}

/** `count` of the error names the rule by its place, from 1. */
function refuseBadPatterns(rules: readonly Rule[]): void {
  const bad = rules.findIndex(({ when }) =>
    when.some((condition) => condition.type === 'text_matches' && !isPattern(condition.pattern)),
  )
  if (bad !== -1) throw new AppError('pattern_invalid', { count: bad + 1 })
}

function presentRule(rule: RoutingRule): Rule {
  return {
    ...rule,
    when: rule.when.map((condition) => structuredClone(condition) as Rule['when'][number]),
    action: rule.action,
  }
}

function actOf(act: TryRules['act']): FanAct {
  switch (act.kind) {
    case 'text':
      return { kind: 'message', type: 'text', text: act.text, key: null }
    case 'message':
      return { kind: 'message', type: act.type, text: null, key: null }
    case 'menu':
      return { kind: 'event', type: 'CLICK', text: null, key: act.key }
    case 'scan':
      return { kind: 'event', type: 'SCAN', text: null, key: act.scene }
    case 'follow':
      return { kind: 'event', type: 'subscribe', text: null, key: act.scene }
  }
}

/** A customer in that state; whom they are with makes no difference to rules. */
function conversationIn(state: TryRules['state'], now: number): Subject['conversation'] {
  const expiresAt = now + 60_000
  switch (state) {
    case 'none':
      return { state: 'none', closed: null }
    case 'serving':
      return {
        state: 'serving',
        agent: '0' as AgentId,
        session: crypto.randomUUID() as SessionId,
        kind: 'accepted',
        acceptedAt: now,
        expiresAt,
        transfer: null,
      }
    case 'waiting':
    case 'transferred':
      return {
        state: 'waiting',
        since: now,
        cause: state === 'waiting' ? 'new' : 'transfer',
        reservedFor: null,
        reservedUntil: null,
        expiresAt,
        transfer: null,
      }
  }
}
