import { randomUUID } from 'node:crypto'
import type { Menu, MenuAnswer, MenuBody, Rule } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { PoolClient } from 'pg'
import { mergeSettings } from '../accounts/settings-store.ts'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { changesOf } from '../rules/changes.ts'
import { rulesOf } from '../rules/service.ts'
import { clickKeys, keysOf, withActions, withoutUnused } from './key-rules.ts'
import { saveDraft, savePublished, storedMenu } from './store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>

/** The menu as it is edited here, what its keys do, and what was published from here last (L13). */
export async function menuOf(ctx: Ctx, accountId: AccountId): Promise<MenuAnswer> {
  const [stored, { rules }] = await Promise.all([storedMenu(ctx.pool, accountId), rulesOf(ctx, accountId)])
  return { ...stored, keys: keysOf(rules, clickKeys(stored.menu).keys()) }
}

/**
 * Keeps a menu for publishing; what its keys do holds at once, as rules. Throws `changed_meanwhile` when somebody
 * saved the menu or the rules in between.
 */
export async function saveMenu(ctx: Ctx, asker: Asker, body: MenuBody): Promise<MenuAnswer> {
  const { accountId } = asker
  const { version, menu, actions } = body
  const known = await rulesOf(ctx, accountId)
  const rules = withActions(known.rules, actions, clickKeys(menu), randomUUID)
  await inTransaction(ctx.pool, async (client) => {
    if (!(await saveDraft(client, accountId, version, menu))) throw new AppError('changed_meanwhile')
    await recordAct({ ...ctx, db: client }, asker, { act: 'menu.save' })
    await saveRules(ctx, client, asker, known, rules)
  })
  return menuOf(ctx, accountId)
}

/** Notes that fans have this menu from now on (null: none), and drops the rules of entries that are gone. */
export async function noteTold(ctx: Ctx, asker: Asker, menu: Menu | null, tries = 3): Promise<void> {
  try {
    await noteOnce(ctx, asker, menu)
  } catch (error) {
    // WeChat has it already: a rule that was saved at the same moment is no reason to forget that.
    const isRace = error instanceof AppError && error.code === 'changed_meanwhile'
    if (!isRace || tries <= 1) throw error
    await noteTold(ctx, asker, menu, tries - 1)
  }
}

async function noteOnce(ctx: Ctx, asker: Asker, menu: Menu | null): Promise<void> {
  const { accountId } = asker
  const [before, known] = await Promise.all([storedMenu(ctx.pool, accountId), rulesOf(ctx, accountId)])
  const kept = new Map([...clickKeys(before.menu), ...clickKeys(menu ?? { buttons: [] })])
  await inTransaction(ctx.pool, async (client) => {
    await savePublished(client, accountId, menu, asker.login.personName, ctx.clock.skewMs)
    await recordAct({ ...ctx, db: client }, asker, {
      act: menu === null ? 'menu.delete' : 'menu.publish',
      before: before.published === null ? null : outline(before.published.menu),
      after: menu === null ? null : outline(menu),
    })
    await saveRules(ctx, client, asker, known, withoutUnused(known.rules, kept))
  })
}

async function saveRules(
  ctx: Ctx,
  client: PoolClient,
  asker: Asker,
  known: { readonly version: number; readonly rules: readonly Rule[] },
  rules: readonly Rule[],
): Promise<void> {
  const acts = changesOf(known.rules, rules)
  if (acts.length === 0) return
  const change = { settings: { rules }, loginWay: null }
  const next = await mergeSettings(client, asker.accountId, 'rules', known.version, change)
  if (next === null) throw new AppError('changed_meanwhile')
  for (const act of acts) await recordAct({ ...ctx, db: client }, asker, act)
}

/** A menu in one line, as the audit log tells it: 「花束（春日、节日）、联系客服」. */
function outline({ buttons }: Menu): string {
  return buttons
    .map(({ name, entries }) =>
      entries.length === 0 ? name : `${name}（${entries.map((entry) => entry.name).join('、')}）`,
    )
    .join('、')
}
