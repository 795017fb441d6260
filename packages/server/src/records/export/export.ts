import type { Readable } from 'node:stream'
import type { Period, RecordsFilter } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import { listAgents } from '../../agents/service.ts'
import { recordAct } from '../../audit/audit.ts'
import type { Context } from '../../context.ts'
import { aliasOf } from '../../conversations/alias.ts'
import { recordsAfter } from '../../conversations/page-store.ts'
import type { MessageRecord } from '../../conversations/records.ts'
import { AppError } from '../../http/errors.ts'
import type { Asker } from '../../login/login.ts'
import { dayAt } from '../../reports/days.ts'
import * as store from '../period-store.ts'
import { accountOf, mayExport, periodFilter } from '../service.ts'
import { csvOf, htmlOf, jsonLinesOf, type Lines, xlsxOf } from './formats.ts'
import { createLines, type ExportLine } from './lines.ts'
import type { ExportLanguage } from './words.ts'

export interface ExportFile {
  readonly name: string
  readonly type: string
  readonly body: Readable
}

type Format = 'csv' | 'xlsx' | 'jsonl' | 'html'
type Ctx = Pick<Context, 'pool' | 'clock' | 'accounts'>
type Wish = RecordsFilter & { readonly format: Format; readonly lang: ExportLanguage }

const types: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

/** Records are read so many at a time, while the file is on its way. */
const pageSize = 500
const periodsAtOnce = 50

/** The whole conversation with one customer, from its beginning. Throws `not_allowed`. */
export async function exportConversation(
  ctx: Ctx,
  asker: Asker,
  openid: string,
  { format, lang }: Wish,
): Promise<ExportFile> {
  const records = conversationRecords(ctx, asker.accountId, openid)
  return fileOf(ctx, asker, records, { format, lang, what: openid, filter: { customer: openid } })
}

/** The records of every period that the filter leaves, the latest period first. Throws `not_allowed`. */
export async function exportRecords(ctx: Ctx, asker: Asker, wish: Wish): Promise<ExportFile> {
  const { format, lang, ...filter } = wish
  const narrowed = await periodFilter(ctx, asker, await accountOf(ctx, asker), filter)
  const records = periodRecords(ctx, asker.accountId, narrowed)
  const what = [filter.from, filter.to].filter((day) => day !== undefined).join('–')
  return fileOf(ctx, asker, records, { format, lang, what, filter })
}

async function fileOf(
  ctx: Ctx,
  asker: Asker,
  records: AsyncIterable<MessageRecord>,
  {
    format,
    lang,
    what,
    filter,
  }: { format: Format; lang: ExportLanguage; what: string; filter: RecordsFilter },
): Promise<ExportFile> {
  const account = await accountOf(ctx, asker)
  if (!mayExport(asker, account)) throw new AppError('not_allowed')
  await recordAct({ ...ctx, db: ctx.pool }, asker, { act: 'records.export', after: { format, ...filter } })
  const agents = new Map((await listAgents(ctx, asker.accountId)).map(({ id, name }) => [id, name]))
  const remarks = new Map<string, string | null>()
  const lineOf = createLines({
    language: lang,
    timeZone: account.timeZone,
    agentName: (id) => (id === null ? null : (agents.get(id) ?? null)),
    customerName: (openid) => remarks.get(openid) ?? aliasOf(openid).name,
  })
  const lines = linesOf(ctx, asker.accountId, records, lineOf, remarks)
  const today = dayAt(ctx.clock.now(), account.timeZone)
  const about = [account.name, what].filter((part) => part !== '').join(' · ')
  return {
    name: `${account.name}-${today}.${format}`,
    type: types[format],
    body: await bodyOf(format, lines, lang, about),
  }
}

function bodyOf(
  format: Format,
  lines: Lines,
  lang: ExportLanguage,
  about: string,
): Readable | Promise<Readable> {
  switch (format) {
    case 'csv':
      return csvOf(lines, lang)
    case 'xlsx':
      return xlsxOf(lines, lang)
    case 'jsonl':
      return jsonLinesOf(lines)
    case 'html':
      return htmlOf(lines, lang, about)
  }
}

async function* linesOf(
  { pool }: Ctx,
  accountId: AccountId,
  records: AsyncIterable<MessageRecord>,
  lineOf: (record: MessageRecord) => ExportLine,
  remarks: Map<string, string | null>,
): AsyncGenerator<ExportLine> {
  for await (const record of records) {
    if (!remarks.has(record.openid)) {
      const found = await store.remarksOf(pool, accountId, [record.openid])
      remarks.set(record.openid, found.get(record.openid) ?? null)
    }
    yield lineOf(record)
  }
}

async function* conversationRecords(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
): AsyncGenerator<MessageRecord> {
  let place = { seq: Number.MIN_SAFE_INTEGER, at: 0 }
  for (;;) {
    const page = await recordsAfter(pool, accountId, openid, place, pageSize)
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    place = { seq: last.seq, at: last.at }
  }
}

async function* periodRecords(
  ctx: Ctx,
  accountId: AccountId,
  filter: store.PeriodFilter,
): AsyncGenerator<MessageRecord> {
  let place: store.PeriodPlace | null = null
  for (;;) {
    const page: Period[] = await store.periods(ctx.pool, accountId, filter, place, periodsAtOnce)
    for (const period of page) yield* recordsOf(ctx, accountId, period)
    const last = page.at(-1)
    if (last === undefined || page.length < periodsAtOnce) return
    place = { at: last.startedAt, id: last.id }
  }
}

/** From its first record to its end; nothing where the records are deleted. */
async function* recordsOf(
  { pool, clock }: Ctx,
  accountId: AccountId,
  { openid, seq, startedAt, endedAt, imported }: Period,
): AsyncGenerator<MessageRecord> {
  if (seq === null) return
  const end = endedAt ?? clock.now()
  // An imported record may stand with an earlier time than its own, never with a later one.
  let place = { seq: seq - 1, at: imported ? 0 : startedAt - 2 * 60 * 60_000 }
  for (;;) {
    const page = await recordsAfter(pool, accountId, openid, place, pageSize)
    for (const record of page) {
      if ((imported ? (record.sentAt ?? record.at) : record.at) > end || imported !== record.seq <= 0) return
      yield record
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    place = { seq: last.seq, at: last.at }
  }
}
