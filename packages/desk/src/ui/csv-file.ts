/** Spreadsheets calculate what begins so: it gets a ' before it. */
export const formula = /^[=+\-@\t\r]/

/** The file that spreadsheets open: UTF-8 with its mark, CRLF. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map(formatCell).join(',')
  return `\ufeff${rows.map(line).join('\r\n')}\r\n`
}

function formatCell(text: string): string {
  const guarded = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** Gives the reader a file with today's date in its name. */
export function downloadCsv(name: string, rows: readonly (readonly string[])[]): void {
  const url = URL.createObjectURL(new Blob([formatCsv(rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}-${new Date().toLocaleDateString('sv-SE')}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
