import type { AccountSettings, AccountSettingsAnswer } from '@duokefu/contract'
import type { AccountId, GroupId, QuotaRules, Settings } from '@duokefu/engine'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import type { Account } from './account.ts'
import { knowsTimeZone, mergeSettings, versionOf } from './settings-store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock'>
type Patch = { readonly [Name in keyof AccountSettings]?: AccountSettings[Name] | undefined }

const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

/** An account's settings in the units of their page. */
export async function settingsOf(ctx: Ctx, accountId: AccountId): Promise<AccountSettingsAnswer> {
  // The version first: settings that are newer than it are refused when they come back, never the other way round.
  const version = await versionOf(ctx.pool, accountId, 'settings')
  const account = await ctx.accounts.refresh(accountId)
  if (account === null || version === null) throw new AppError('not_found')
  return { version, settings: present(account) }
}

/** Changes what is given. Throws `changed_meanwhile` when somebody else did since `version`. */
export async function changeSettings(
  ctx: Ctx,
  asker: Asker,
  version: number,
  patch: Patch,
): Promise<AccountSettingsAnswer> {
  const { accountId } = asker
  const { loginWay = null, timeZone = null } = patch
  if (timeZone !== null && !(await knowsTimeZone(ctx.pool, timeZone))) throw new AppError('invalid_request')
  const before = await settingsOf(ctx, accountId)
  await inTransaction(ctx.pool, async (client) => {
    const change = { settings: stored(patch), loginWay, timeZone }
    const next = await mergeSettings(client, accountId, 'settings', version, change)
    if (next === null) throw new AppError('changed_meanwhile')
    const names = Object.keys(patch) as (keyof AccountSettings)[]
    const moved = names.filter(
      (name) => JSON.stringify(patch[name]) !== JSON.stringify(before.settings[name]),
    )
    const pick = (from: Patch) => Object.fromEntries(moved.map((name) => [name, from[name]]))
    if (moved.length > 0)
      await recordAct({ ...ctx, db: client }, asker, {
        act: 'settings.change',
        before: pick(before.settings),
        after: pick(patch),
      })
  })
  return settingsOf(ctx, accountId)
}

function present({ settings, loginWay, timeZone }: Account): AccountSettings {
  const { leaveMessage } = settings
  return {
    endsAfter: settings.endsAfter,
    idleMinutes: Math.round(settings.idleLimitMs / minute),
    reopenedMinutes: Math.round(settings.reopenedLimitMs / minute),
    reservationSeconds: Math.round(settings.reservationLimitMs / second),
    reservationFallback: settings.reservationFallback,
    takeBackSeconds: Math.round(settings.takeBackLimitMs / second),
    undoCloseSeconds: Math.round(settings.undoCloseLimitMs / second),
    heldDays: Math.round(settings.heldLimitMs / day),
    retentionDays: settings.retentionDays,
    agentsMayExport: settings.agentsMayExport,
    queueNotice: settings.queueNotice,
    defaultReply: settings.defaultReply,
    offHoursText: settings.offHoursText,
    leaveMessage: leaveMessage && {
      text: leaveMessage.text,
      afterSeconds: Math.round(leaveMessage.afterMs / second),
    },
    fallbackGroup: settings.fallbackGroup,
    businessHours: settings.businessHours,
    handOverWhenDeveloperDown: settings.handOverWhenDeveloperDown,
    passiveFree: settings.passiveFree,
    quota: eachAllowance(settings.quota, ({ messages, windowMs }) => ({
      messages,
      windowMinutes: Math.round(windowMs / minute),
    })),
    loginWay,
    timeZone,
  }
}

/** What of a change lies in the column `settings`, as the engine has it. */
function stored(patch: Patch): Partial<Settings> {
  const times = (value: number | undefined, unit: number) => (value === undefined ? undefined : value * unit)
  const change = {
    endsAfter: patch.endsAfter,
    idleLimitMs: times(patch.idleMinutes, minute),
    reopenedLimitMs: times(patch.reopenedMinutes, minute),
    reservationLimitMs: times(patch.reservationSeconds, second),
    reservationFallback: patch.reservationFallback,
    takeBackLimitMs: times(patch.takeBackSeconds, second),
    undoCloseLimitMs: times(patch.undoCloseSeconds, second),
    heldLimitMs: times(patch.heldDays, day),
    retentionDays: patch.retentionDays,
    agentsMayExport: patch.agentsMayExport,
    queueNotice: patch.queueNotice,
    defaultReply: patch.defaultReply,
    offHoursText: patch.offHoursText,
    leaveMessage: patch.leaveMessage && {
      text: patch.leaveMessage.text,
      afterMs: patch.leaveMessage.afterSeconds * second,
    },
    fallbackGroup: patch.fallbackGroup as GroupId | null | undefined,
    businessHours: patch.businessHours,
    handOverWhenDeveloperDown: patch.handOverWhenDeveloperDown,
    passiveFree: patch.passiveFree,
    quota:
      patch.quota &&
      eachAllowance(patch.quota, ({ messages, windowMinutes }) => ({
        messages,
        windowMs: windowMinutes * minute,
      })),
  }
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<Settings>
}

const causes = ['message', 'menu', 'follow', 'scan', 'payment'] as const

function eachAllowance<From, To>(
  quota: Readonly<Record<keyof QuotaRules, From>>,
  as: (allowance: From) => To,
): Record<keyof QuotaRules, To> {
  return Object.fromEntries(causes.map((cause) => [cause, as(quota[cause])])) as Record<keyof QuotaRules, To>
}
