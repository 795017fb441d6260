import { formula } from '../../../ui/csv-file.ts'

/** A row of a file and the line on which it begins, from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Comma, tab (what is copied from a spreadsheet) or semicolon: the one that the first line has most of. */
export function separatorOf(text: string): ',' | '\t' | ';' {
  const [first = ''] = text.split('\n', 1)
  const counts = ([',', '\t', ';'] as const).map((sign) => ({ sign, count: first.split(sign).length }))
  return counts.sort((a, b) => b.count - a.count)[0]?.sign ?? ','
}

/** RFC 4180: cells in quotes may hold separators, line breaks and doubled quotes. Empty lines are no rows. */
export function parseCsv(text: string, separator: string = separatorOf(text)): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let begun = 1
  const endCell = () => {
    cells.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: begun, cells: cells.map(withoutGuard) })
    cells = []
    begun = line
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '\n') line += 1
    if (quoted) {
      if (sign !== '"') cell += sign === '\r' ? '' : sign
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) endCell()
    else if (sign === '\n') endRow()
    else if (sign !== '\r') cell += sign
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}

/** Of what `formatCsv` has written. */
function withoutGuard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell
}

/** UTF-8 with or without its mark, or what Windows in China saves: GBK. */
export function decodeText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
