import type { Counts, Durations, ReportAnswer, ReportFileQuery } from '@duokefu/contract'
import { stringify } from 'csv-stringify/sync'
import writeXlsx, { type Row, type SheetData } from 'write-excel-file/node'

type Language = ReportFileQuery['language']
type Table = ReportFileQuery['table']

interface Column<Item> {
  readonly name: string
  readonly value: (item: Item) => Date | number | string | null
  readonly format?: string
  readonly width: number
}

/** A CSV of one table, in UTF-8 with its mark, so that Excel reads the Chinese; texts can't become formulas. */
export function reportCsv(report: ReportAnswer, table: Table, language: Language): Buffer {
  const rows =
    table === 'series'
      ? cellsOf(seriesColumns(report, language), report.series)
      : cellsOf(agentColumns(language), report.agents)
  const text = stringify(
    rows.map((row) => row.map(plain)),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  )
  return Buffer.from(text)
}

/** A workbook with both tables: dates are dates, figures are numbers, durations are seconds. */
export async function reportXlsx(report: ReportAnswer, language: Language): Promise<Buffer> {
  const names = sheetNames[language]
  const series = seriesColumns(report, language)
  const agents = agentColumns(language)
  const sheets = [
    {
      data: sheetOf(series, report.series),
      columns: widths(series),
      sheet: names.series,
      stickyRowsCount: 1,
    },
  ]
  if (report.agent === null)
    sheets.push({
      data: sheetOf(agents, report.agents),
      columns: widths(agents),
      sheet: names.agents,
      stickyRowsCount: 1,
    })
  return writeXlsx(sheets).toBuffer()
}

const sheetNames: Record<Language, Record<Table, string>> = {
  'zh-CN': { series: '按时间', agents: '按客服' },
  en: { series: 'By time', agents: 'By agent' },
}

const words = {
  'zh-CN': {
    day: '日期',
    hour: '小时',
    agent: '客服',
    served: '接待人数',
    replies: '回复消息数',
    uncertain: '不确定的回复',
    sessions: '会话数',
    transfers: '转接',
    unsent: '因时限或额度没能回复',
    received: '客户消息数',
    waitMedian: '等待中位数（秒）',
    firstResponseMedian: '首次响应中位数（秒）',
    firstResponseP90: '首次响应 P90（秒）',
  },
  en: {
    day: 'Date',
    hour: 'Hour',
    agent: 'Agent',
    served: 'Customers served',
    replies: 'Replies',
    uncertain: 'Unconfirmed replies',
    sessions: 'Conversations',
    transfers: 'Transfers',
    unsent: 'Replies stopped by limits',
    received: 'Customer messages',
    waitMedian: 'Median wait (s)',
    firstResponseMedian: 'Median first response (s)',
    firstResponseP90: 'First response P90 (s)',
  },
} as const

function seriesColumns(report: ReportAnswer, language: Language): Column<ReportAnswer['series'][number]>[] {
  const name = words[language]
  const byHour = report.by === 'hour'
  return [
    { name: name.day, value: ({ day }) => new Date(day), format: 'yyyy-mm-dd', width: 12 },
    ...(byHour ? [{ name: name.hour, value: ({ hour }: { hour: number | null }) => hour, width: 8 }] : []),
    ...countColumns(language),
    ...(report.agent === null
      ? [{ name: name.received, value: ({ received }: Counts) => received, width: 14 }]
      : []),
    ...(byHour ? [] : durationColumns(language)),
  ]
}

function agentColumns(language: Language): Column<ReportAnswer['agents'][number]>[] {
  const name = { name: words[language].agent, value: (row: { name: string }) => row.name, width: 18 }
  return [name, ...countColumns(language), ...durationColumns(language)]
}

const counts = ['served', 'replies', 'uncertain', 'sessions', 'transfers', 'unsent'] as const
const durations = ['waitMedian', 'firstResponseMedian', 'firstResponseP90'] as const

const countColumns = (language: Language): Column<Counts>[] =>
  counts.map((figure) => ({ name: words[language][figure], value: (row) => row[figure], width: 14 }))

const durationColumns = (language: Language): Column<Durations>[] =>
  durations.map((figure) => ({ name: words[language][figure], value: (row) => row[figure], width: 20 }))

type Cell = ReturnType<Column<never>['value']>

function cellsOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): Cell[][] {
  return [columns.map(({ name }) => name), ...items.map((item) => columns.map(({ value }) => value(item)))]
}

function plain(cell: Cell): number | string {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : (cell ?? '')
}

const widths = (columns: readonly { readonly width: number }[]) => columns.map(({ width }) => ({ width }))

function sheetOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): SheetData {
  const head: Row = columns.map(({ name }) => ({ type: String, value: name, fontWeight: 'bold' }))
  const body = items.map((item): Row => columns.map(({ value, format }) => xlsxCell(value(item), format)))
  return [head, ...body]
}

// A text is stored as a text: whatever it begins with, it is not computed.
function xlsxCell(value: Cell, format: string | undefined): Row[number] {
  if (value === null) return null
  if (value instanceof Date) return { type: Date, value, format: format ?? 'yyyy-mm-dd' }
  return typeof value === 'number' ? { type: Number, value } : { type: String, value }
}
