import type { ImportAnswer } from '@duokefu/contract'
import { recordAct } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { addDays, laterDay } from '../reports/days.ts'
import { beijingToday } from './days.ts'
import * as runs from './run-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>

/** 升级 as far as it is. */
export async function importNow(ctx: Ctx, { accountId }: Pick<Asker, 'accountId'>): Promise<ImportAnswer> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const [run, days] = await Promise.all([runs.runOf(ctx.pool, accountId), runs.daysOf(ctx.pool, accountId)])
  return { ...run, days, retentionDays: account.settings.retentionDays }
}

/** Begins, or begins again, with so many days back from today; never with days whose records would be deleted at once. */
export async function beginImport(ctx: Ctx, asker: Asker, days: number): Promise<ImportAnswer> {
  const account = await ctx.accounts.byId(asker.accountId)
  if (account === null) throw new AppError('not_found')
  const to = beijingToday(ctx.clock.now())
  const kept = addDays(to, 1 - account.settings.retentionDays)
  const from = laterDay(kept, addDays(to, 1 - days))
  await ctx.pool.query('select make_message_partitions($1::date, $2::date)', [from, to])
  await runs.beginRun(ctx.pool, asker.accountId, { from, to }, ctx.clock.skewMs)
  await recordAct({ ...ctx, db: ctx.pool }, asker, { act: 'import.start', after: { from, to } })
  return importNow(ctx, asker)
}

/** 暂停, 继续. A run that is neither is left as it is. */
export async function steerImport(
  ctx: Ctx,
  asker: Asker,
  state: 'paused' | 'running',
): Promise<ImportAnswer> {
  if (await runs.setRunState(ctx.pool, asker.accountId, state))
    await recordAct({ ...ctx, db: ctx.pool }, asker, {
      act: state === 'paused' ? 'import.pause' : 'import.resume',
    })
  return importNow(ctx, asker)
}
