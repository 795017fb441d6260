import type { CsvRow } from './csv.ts'

/** What a column of a file holds; null = nothing that is wanted. */
export type Column = 'group' | 'title' | 'text' | null

const names: Readonly<Record<string, Column>> = {
  分组: 'group',
  类别: 'group',
  分类: 'group',
  group: 'group',
  标题: 'title',
  名称: 'title',
  关键词: 'title',
  title: 'title',
  内容: 'text',
  文字: 'text',
  回复: 'text',
  回复内容: 'text',
  正文: 'text',
  content: 'text',
  text: 'text',
}

export interface Table {
  readonly header: readonly string[] | null
  readonly columns: readonly Column[]
  readonly rows: readonly CsvRow[]
}

/** By the first row when it names a column of texts; else by how many columns there are. */
export function tableOf(all: readonly CsvRow[]): Table {
  const [first] = all
  const named = (first?.cells ?? []).map((cell) => names[cell.trim().toLowerCase()] ?? null)
  if (first !== undefined && named.includes('text'))
    return { header: first.cells, columns: named, rows: all.slice(1) }
  const width = Math.max(0, ...all.map(({ cells }) => cells.length))
  const usual: Column[] = width <= 1 ? ['text'] : width === 2 ? ['title', 'text'] : ['group', 'title', 'text']
  return {
    header: null,
    columns: Array.from({ length: width }, (_, index) => usual[index] ?? null),
    rows: all,
  }
}

export interface ImportRow {
  readonly line: number
  readonly group: string
  readonly title: string
  readonly text: string
  /** Why it is left out; the name is the word's key. */
  readonly problem: 'empty' | 'textTooLong' | 'titleTooLong' | 'groupTooLong' | 'twice' | null
}

/** The contract's limits. */
const longest = { group: 20, title: 50, text: 2_000 }
/** As many as one import takes. */
export const mostRows = 500

/** What will be imported, row by row, with what is wrong about each. */
export function rowsOf(rows: readonly CsvRow[], columns: readonly Column[]): readonly ImportRow[] {
  const seen = new Set<string>()
  return rows.map(({ line, cells }) => {
    const cell = (wanted: Column) => (cells[columns.indexOf(wanted)] ?? '').trim()
    const row = { line, group: cell('group'), title: cell('title'), text: cell('text') }
    const problem = problemOf(row, seen)
    if (problem === null) seen.add(row.text)
    return { ...row, problem }
  })
}

function problemOf(
  { group, title, text }: Omit<ImportRow, 'problem' | 'line'>,
  seen: ReadonlySet<string>,
): ImportRow['problem'] {
  if (text === '') return 'empty'
  if (text.length > longest.text) return 'textTooLong'
  if (title.length > longest.title) return 'titleTooLong'
  if (group.length > longest.group) return 'groupTooLong'
  return seen.has(text) ? 'twice' : null
}

/** Plain text as rows of one cell: one per line, or one per paragraph. */
export function plainRows(text: string, by: 'line' | 'paragraph'): CsvRow[] {
  const rows: { line: number; cells: [string] }[] = []
  let open = false
  for (const [index, line] of text.replaceAll('\r', '').split('\n').entries()) {
    const last = rows.at(-1)
    if (line.trim() === '') open = false
    else if (by === 'paragraph' && open && last !== undefined) last.cells = [`${last.cells[0]}\n${line}`]
    else {
      rows.push({ line: index + 1, cells: [line] })
      open = true
    }
  }
  return rows
}

/** Texts with empty lines between them are paragraphs. */
export function usualSplit(text: string): 'line' | 'paragraph' {
  return /\S\s*\n\s*\n\s*\S/.test(text) ? 'paragraph' : 'line'
}
