import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import writeXlsx, { type Row } from 'write-excel-file/node'
import { presentMessage } from '../../conversations/present.ts'
import type { ExportLine } from './lines.ts'
import { type ExportLanguage, exportWords } from './words.ts'

export type Lines = AsyncIterable<ExportLine>

const cellsOf = ({ time, customer, openid, who, kind, text, delivery, session }: ExportLine) => [
  time,
  customer,
  openid,
  who,
  kind,
  text,
  delivery,
  session,
]

/** In UTF-8 with its mark, so that Excel reads the Chinese; texts that begin as a formula does are kept from being one. */
export function csvOf(lines: Lines, language: ExportLanguage): Readable {
  const rows = stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows' })
  const source = Readable.from(csvRows(lines, language))
  source.on('error', (error) => rows.destroy(error))
  return source.pipe(rows)
}

async function* csvRows(lines: Lines, language: ExportLanguage) {
  yield [...exportWords[language].columns]
  for await (const line of lines) yield cellsOf(line)
}

/** An Excel sheet holds no more rows than this; a workbook is made in memory, so that ours ends earlier. */
export const xlsxRows = 100_000
const xlsxText = 32_000

/** A workbook of texts: whatever a text begins with, it is not computed. */
export async function xlsxOf(lines: Lines, language: ExportLanguage): Promise<Readable> {
  const { columns, title } = exportWords[language]
  const rows: Row[] = [columns.map((value) => ({ type: String, value, fontWeight: 'bold' }))]
  for await (const line of lines) {
    if (rows.length > xlsxRows) break
    rows.push(cellsOf(line).map((value) => ({ type: String, value: value.slice(0, xlsxText) })))
  }
  const widths = [20, 16, 32, 14, 10, 60, 10, 38].map((width) => ({ width }))
  const book = writeXlsx([{ data: rows, columns: widths, sheet: title, stickyRowsCount: 1 }])
  return Readable.from(await book.toBuffer())
}

/** One JSON object a line, with ids and contents as the API gives them. */
export function jsonLinesOf(lines: Lines): Readable {
  return Readable.from(
    (async function* () {
      for await (const { record, time, customer, who } of lines)
        yield `${JSON.stringify({ time, customer, who, ...presentMessage(record) })}\n`
    })(),
  )
}

/** A page to read and print: no script, nothing fetched. */
export function htmlOf(lines: Lines, language: ExportLanguage, about: string): Readable {
  return Readable.from(htmlParts(lines, language, about))
}

async function* htmlParts(lines: Lines, language: ExportLanguage, about: string) {
  const words = exportWords[language]
  yield `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`
  yield `<title>${escaped(`${words.title} · ${about}`)}</title><style>${style}</style><h1>${escaped(words.title)}</h1><p>${escaped(about)}</p>`
  let customer = ''
  let day = ''
  for await (const line of lines) {
    if (line.openid !== customer)
      yield `<h2>${escaped(line.customer)} <small>${escaped(line.openid)}</small></h2>`
    const date = line.time.slice(0, 10)
    if (date !== day || line.openid !== customer) yield `<h3>${date}</h3>`
    customer = line.openid
    day = date
    const said = line.text === '' ? `[${line.kind}]` : line.text
    const state = line.delivery === '' || line.record.delivery === 'sent' ? '' : ` · ${line.delivery}`
    yield `<div class="${line.direction}"><p class="who">${escaped(line.who)} ${line.time.slice(11)}${escaped(state)}</p><p>${escaped(said)}</p></div>`
  }
  yield '</html>\n'
}

const style = `body{max-width:760px;margin:32px auto;padding:0 16px;font:15px/24px -apple-system,"PingFang SC","Microsoft YaHei UI","Noto Sans CJK SC",sans-serif;color:#1a1d1f}
h2{margin-top:40px;border-top:1px solid #dfe3e6;padding-top:16px}small{font-weight:400;font-size:12px;color:#5e666d}
h3{text-align:center;font-size:12px;font-weight:400;color:#5e666d}
div{margin:12px 0;max-width:72%}div p{margin:0;padding:8px 12px;border-radius:8px;background:#f3f4f5;white-space:pre-wrap;overflow-wrap:anywhere}
div .who{padding:0 0 2px;background:none;font-size:12px;line-height:18px;color:#5e666d}
.out{margin-left:auto}.out p+p{background:#d9f3cb}.note{max-width:none}.note p+p{background:#fff3d1}
.event{max-width:none;text-align:center;font-size:12px}.event p,.event .who{display:inline;background:none;padding:0 4px}`

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
