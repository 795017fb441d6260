import { inflateRawSync } from 'node:zlib'
import type { ReportAnswer } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { reportCsv, reportXlsx } from './files.ts'

const durations = { waitMedian: 12, firstResponseMedian: null, firstResponseP90: null }
const counts = { served: 2, replies: 3, uncertain: 0, sessions: 2, transfers: 0, unsent: 1 }
const report: ReportAnswer = {
  from: '2026-11-21',
  to: '2026-11-21',
  by: 'day',
  agent: null,
  timeZone: 'Asia/Shanghai',
  today: '2026-11-22',
  total: { ...counts, received: 9, ...durations },
  series: [{ day: '2026-11-21', hour: null, ...counts, received: 9, ...durations }],
  agents: [
    { agentId: '1', name: '=HYPERLINK("http://evil","小林")', ...counts, received: null, ...durations },
    { agentId: '2', name: '小吴, "二"', ...counts, received: null, ...durations },
  ],
  week: [],
  waits: [],
}

it('[S6] a CSV has its mark, dates and numbers, and nothing that a spreadsheet would compute', () => {
  const series = reportCsv(report, 'series', 'zh-CN').toString()
  expect(series).toMatch(/^\uFEFF日期,接待人数,回复消息数,.*\r\n2026-11-21,2,3,0,2,0,1,9,12,,\r\n$/)
  const agents = reportCsv(report, 'agents', 'en').toString()
  expect(agents).toContain(`"'=HYPERLINK(""http://evil"",""小林"")",2,3`)
  expect(agents).toContain('"小吴, ""二""",2,3')
})

it('[S6] a workbook has both tables: dates as dates, figures as numbers, texts as texts', async () => {
  const files = unzip(await reportXlsx(report, 'zh-CN'))
  const [series = '', agents = ''] = [...files]
    .filter(([name]) => /sheet\d\.xml$/.test(name))
    .map(([, xml]) => xml)
  expect(files.get('xl/workbook.xml')).toContain('按客服')
  // 2026-11-21 in days since 1900, under a style; a number without a type.
  expect(series).toMatch(/<c r="A2" s="\d+"[^>]*><v>46347<\/v>/)
  expect(series).toMatch(/<c r="B2"[^>]*><v>2<\/v>/)
  expect(agents).not.toContain('<f>')
})

/** Files of an archive by name, from its directory at the end. */
function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  let at = archive.readUInt32LE(archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1') + 16)
  while (archive.toString('latin1', at, at + 4) === 'PK\u0001\u0002') {
    const [packed, nameLength, extra, comment] = [20, 28, 30, 32].map((field) =>
      field === 20 ? archive.readUInt32LE(at + field) : archive.readUInt16LE(at + field),
    ) as [number, number, number, number]
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const local = archive.readUInt32LE(at + 42)
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(data, data + packed)
    files.set(name, (archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes).toString())
    at += 46 + nameLength + extra + comment
  }
  return files
}
