import type {
  CustomerSearchAnswer,
  DaysAnswer,
  PeriodsAnswer,
  RecordsAnswer,
  RecordsFilter,
  WordsAnswer,
} from '@duokefu/contract'
import type { AgentId } from '@duokefu/engine'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { aliasOf, aliasPartOf } from '../conversations/alias.ts'
import { presentMessage } from '../conversations/present.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { addDays } from '../reports/days.ts'
import { inTime } from './in-time.ts'
import * as store from './period-store.ts'
import * as search from './search-store.ts'
import { findWords } from './words-search.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>

const dayMs = 24 * 60 * 60_000
/** A part of a name may be that of so many customers. */
const namesAtMost = 5_000

/** Exports are the supervisors', or everybody's by the account's setting (L12). */
export function mayExport({ role }: Pick<Asker, 'role'>, account: Account): boolean {
  return role !== 'agent' || account.settings.agentsMayExport
}

export async function accountOf(ctx: Ctx, { accountId }: Pick<Asker, 'accountId'>): Promise<Account> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  return account
}

/** Earlier sessions of one customer and what was imported of them, the latest first. Everybody may read along. */
export async function customerPeriods(
  ctx: Ctx,
  asker: Asker,
  openid: string,
  page: { readonly before: number | null; readonly limit: number },
): Promise<PeriodsAnswer> {
  const account = await accountOf(ctx, asker)
  const place = page.before === null ? null : { at: page.before, id: '' }
  const filter = { ...store.everything, openids: [openid] }
  const periods = await store.periods(ctx.pool, asker.accountId, filter, place, page.limit)
  return {
    periods,
    nextBefore: periods.length < page.limit ? null : (periods.at(-1)?.startedAt ?? null),
    mayExport: mayExport(asker, account),
  }
}

/** Days of a month with records of this customer, each with its first. */
export async function customerDays(
  ctx: Ctx,
  asker: Asker,
  openid: string,
  month: string,
): Promise<DaysAnswer> {
  const { timeZone } = await accountOf(ctx, asker)
  const first = `${month}-01`
  const next = `${addDays(first, 31).slice(0, 7)}-01`
  const [from, to] = await Promise.all([
    store.dayBegins(ctx.pool, first, timeZone),
    store.dayBegins(ctx.pool, next, timeZone),
  ])
  const [days, months] = await Promise.all([
    search.daysOfCustomer(ctx.pool, asker.accountId, openid, { from, to }, timeZone),
    search.monthsOfCustomer(ctx.pool, asker.accountId, openid, timeZone),
  ])
  return { days, ...months }
}

export async function customerSearch(
  ctx: Ctx,
  { accountId }: Pick<Asker, 'accountId'>,
  openid: string,
  wish: { q: string; only: 'all' | 'pictures'; before: number | null; limit: number },
): Promise<CustomerSearchAnswer> {
  if (wish.q === '' && wish.only === 'all') return { messages: [], nextBefore: null }
  const found = await inTime(ctx.pool, (client) =>
    search.searchCustomer(client, accountId, openid, { ...wish, limit: wish.limit + 1 }),
  )
  const page = found.slice(0, wish.limit)
  return {
    messages: page.map(presentMessage),
    nextBefore: found.length > wish.limit ? (page.at(-1)?.seq ?? null) : null,
  }
}

/** A page of 接待记录, each with its customer's name. */
export async function recordsPage(
  ctx: Ctx,
  asker: Asker,
  filter: RecordsFilter,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<RecordsAnswer> {
  const account = await accountOf(ctx, asker)
  const place = page.cursor === null ? null : placeOf(page.cursor)
  const narrowed = await periodFilter(ctx, asker, account, filter)
  const periods = await store.periods(ctx.pool, asker.accountId, narrowed, place, page.limit)
  const last = periods.at(-1)
  return {
    periods: await withNames(ctx, asker, periods),
    cursor: periods.length < page.limit || last === undefined ? null : cursorOf(last),
    mayExport: mayExport(asker, account),
  }
}

/** Words inside records of the chosen days, the newest first, as far back as patience reaches. */
export async function recordsWithWords(
  ctx: Ctx,
  asker: Asker,
  { q, before, ...filter }: RecordsFilter & { readonly q: string; readonly before?: number | undefined },
): Promise<WordsAnswer> {
  const account = await accountOf(ctx, asker)
  const narrowed = await periodFilter(ctx, asker, account, filter)
  const now = ctx.clock.now()
  // Older ones are deleted; a day more for whoever does that.
  const oldest = now - (account.settings.retentionDays + 2) * dayMs
  const span = {
    from: narrowed.from ?? oldest,
    to: Math.min(before ?? Number.POSITIVE_INFINITY, narrowed.to ?? now + dayMs),
  }
  const { records, lookedBackTo } = await findWords(ctx, asker.accountId, q, narrowed, span)
  const found = records.map((record) => ({ openid: record.openid, message: presentMessage(record) }))
  const named = await withNames(ctx, asker, found)
  return { found: named.map(({ openid: _, ...rest }) => rest), lookedBackTo }
}

/** A filter of the screen as the store takes it: days as times, names as customers, and what this person may see. */
export async function periodFilter(
  ctx: Ctx,
  { accountId, agentId, role }: Asker,
  { timeZone }: Account,
  filter: RecordsFilter,
): Promise<store.PeriodFilter> {
  const from = filter.from === undefined ? null : await store.dayBegins(ctx.pool, filter.from, timeZone)
  const to = filter.to === undefined ? null : await store.dayBegins(ctx.pool, addDays(filter.to, 1), timeZone)
  return {
    from,
    to,
    agent: (filter.agent ?? null) as AgentId | null,
    end: filter.end ?? null,
    openids:
      filter.customer === undefined || filter.customer === ''
        ? null
        : await store.customersNamed(
            ctx.pool,
            accountId,
            filter.customer,
            aliasPartOf(filter.customer),
            namesAtMost,
          ),
    own:
      role === 'agent'
        ? { agent: agentId, waiting: await store.waitingCustomers(ctx.pool, accountId) }
        : null,
  }
}

async function withNames<Item extends { readonly openid: string }>(
  { pool }: Ctx,
  { accountId }: Pick<Asker, 'accountId'>,
  items: readonly Item[],
): Promise<(Item & { alias: string; hue: number; remark: string | null })[]> {
  const remarks = await store.remarksOf(pool, accountId, [...new Set(items.map(({ openid }) => openid))])
  return items.map((item) => {
    const { name: alias, hue } = aliasOf(item.openid)
    return { ...item, alias, hue, remark: remarks.get(item.openid) ?? null }
  })
}

export function cursorOf({ startedAt, id }: { readonly startedAt: number; readonly id: string }): string {
  return Buffer.from(JSON.stringify([startedAt, id])).toString('base64url')
}

function placeOf(cursor: string): store.PeriodPlace {
  try {
    const [at, id]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (typeof at === 'number' && typeof id === 'string') return { at, id }
  } catch {
    // Not a cursor of ours.
  }
  throw new AppError('invalid_request')
}
