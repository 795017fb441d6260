import type { Counts, Durations, Figures, ReportAnswer, ReportQuery } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import { listAgents } from '../agents/service.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { addDays, daysIn, eachDay, earlierDay } from './days.ts'
import { rollUp } from './roll-up.ts'
import { calendarOf } from './roll-up-store.ts'
import * as store from './store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>

const longestDays = 800
const longestByHour = 31
/** Where the columns of the waiting times begin, in seconds: report_seconds has a step at each. */
const waitSteps = [0, 10, 30, 60, 180, 600, 1_800, 3_600]

/** The team's figures of today and of yesterday, as the statistics have them. */
export async function latestDays(
  ctx: Ctx,
  accountId: AccountId,
): Promise<{ readonly today: TeamDay; readonly yesterday: TeamDay }> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const { today } = await calendarOf(ctx.pool, { accountId, timeZone: account.timeZone }, ctx.clock.skewMs)
  const report = await reportOf(ctx, accountId, null, { from: addDays(today, -1), to: today, by: 'day' })
  const of = (day: string): TeamDay => {
    const { served = 0, replies = 0 } = report.series.find((slot) => slot.day === day) ?? {}
    return { served, replies }
  }
  return { today: of(today), yesterday: of(addDays(today, -1)) }
}

type TeamDay = Pick<Counts, 'served' | 'replies'>

/** Figures of some days, of one agent or of everybody (S6, L19). Today's are of this moment. */
export async function reportOf(
  ctx: Ctx,
  accountId: AccountId,
  agentId: AgentId | null,
  query: Pick<ReportQuery, 'from' | 'to' | 'by'>,
): Promise<ReportAnswer> {
  const { by } = query
  const length = daysIn(query.from, query.to)
  if (length < 1 || length > (by === 'hour' ? longestByHour : longestDays))
    throw new AppError('invalid_request')
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  const { timeZone } = account
  const { today } = await rollUp(ctx, { accountId, timeZone, from: query.from, to: query.to })
  const span = { accountId, agentId, from: query.from, to: query.to }

  const [days, hours, whole, byDay, waits, week] = await Promise.all([
    store.countsOf(ctx.pool, span, 'day'),
    by === 'hour' ? store.countsOf(ctx.pool, span, 'hour') : [],
    store.quantilesOf(ctx.pool, span),
    store.quantilesByDay(ctx.pool, span),
    store.waitsOf(ctx.pool, span, waitSteps),
    store.weekOf(ctx.pool, span),
  ])
  const counts = (row: store.CountRow | undefined) => countsFrom(row, agentId)
  const rows = new Map([...days, ...hours].map((row) => [slotOf(row.day, row.hour), row]))
  const shown = eachDay(query.from, earlierDay(query.to, today))
  const hoursShown = by === 'day' ? [null] : Array.from({ length: 24 }, (_, hour) => hour)
  const slots = shown.flatMap((day) => hoursShown.map((hour) => ({ day, hour })))
  return {
    from: query.from,
    to: query.to,
    by,
    agent: agentId,
    timeZone,
    today,
    total: { ...sum(days.map(counts), agentId), ...durationsFrom(whole, '') },
    series: slots.map(({ day, hour }) => ({
      day,
      hour,
      ...counts(rows.get(slotOf(day, hour))),
      ...(hour === null ? durationsFrom(byDay, day) : nothingMeasured),
    })),
    agents: agentId === null ? await figuresByAgent(ctx, span) : [],
    week,
    waits: waitSteps.map((from, step) => ({
      from,
      to: waitSteps[step + 1] ?? null,
      sessions: waits.find((row) => row.step === step)?.sessions ?? 0,
    })),
  }
}

async function figuresByAgent(
  ctx: Ctx,
  span: store.Span,
): Promise<(Figures & { agentId: string; name: string })[]> {
  const [rows, quantiles, agents] = await Promise.all([
    store.countsByAgent(ctx.pool, span),
    store.quantilesByAgent(ctx.pool, span),
    listAgents(ctx, span.accountId),
  ])
  const names = new Map(agents.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({
    ...row,
    received: null,
    name: names.get(row.agentId) ?? row.agentId,
    ...durationsFrom(quantiles, row.agentId),
  }))
}

const slotOf = (day: string, hour: number | null) => `${day}/${hour ?? ''}`

const nothingMeasured: Durations = { waitMedian: null, firstResponseMedian: null, firstResponseP90: null }

function durationsFrom(rows: readonly store.QuantileRow[], key: string): Durations {
  const wait = rows.find((row) => row.key === key && row.figure === 'wait')
  const response = rows.find((row) => row.key === key && row.figure === 'first_response')
  return {
    waitMedian: wait?.median ?? null,
    firstResponseMedian: response?.median ?? null,
    firstResponseP90: response?.p90 ?? null,
  }
}

function countsFrom(row: store.CountRow | undefined, agentId: AgentId | null): Counts {
  const {
    served = 0,
    replies = 0,
    uncertain = 0,
    sessions = 0,
    transfers = 0,
    unsent = 0,
    received = 0,
  } = row ?? {}
  // Customers write to the account, not to an agent.
  return {
    served,
    replies,
    uncertain,
    sessions,
    transfers,
    unsent,
    received: agentId === null ? received : null,
  }
}

function sum(rows: readonly Counts[], agentId: AgentId | null): Counts {
  const total = (figure: Exclude<keyof Counts, 'received'>) =>
    rows.reduce((upto, row) => upto + row[figure], 0)
  return {
    served: total('served'),
    replies: total('replies'),
    uncertain: total('uncertain'),
    sessions: total('sessions'),
    transfers: total('transfers'),
    unsent: total('unsent'),
    received: agentId === null ? rows.reduce((upto, row) => upto + (row.received ?? 0), 0) : null,
  }
}
