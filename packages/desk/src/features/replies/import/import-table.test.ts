import { describe, expect, it } from 'vitest'
import { parseCsv } from './csv.ts'
import { plainRows, rowsOf, tableOf, usualSplit } from './import-table.ts'

describe('[S19] what a file becomes', () => {
  it.each([
    ['内容,标题\n好,一', ['text', 'title'], 1],
    ['分类,备注,回复内容\nA,x,好', ['group', null, 'text'], 1],
    ['Title,Content\n一,好', ['title', 'text'], 1],
    ['一,好\n二,行', ['title', 'text'], 2],
    ['售前,一,好', ['group', 'title', 'text'], 1],
    ['好\n行', ['text'], 2],
  ])('%j has the columns %j', (text, columns, count) => {
    const table = tableOf(parseCsv(text))
    expect([table.columns, table.rows.length]).toEqual([columns, count])
  })

  it('each row that is left out says why, with its line', () => {
    const text = `标题,内容\n一,好\n二,\n三,${'长'.repeat(2_001)}\n${'长'.repeat(51)},行\n四,好`
    const { rows, columns } = tableOf(parseCsv(text))
    expect(rowsOf(rows, columns).map(({ line, problem }) => [line, problem])).toEqual([
      [2, null],
      [3, 'empty'],
      [4, 'textTooLong'],
      [5, 'titleTooLong'],
      [6, 'twice'],
    ])
  })

  it('plain text is one per line or one per paragraph', () => {
    const text = '您好\r\n请稍等\r\n\r\n\r\n谢谢\n'
    expect(plainRows(text, 'line').map(({ cells }) => cells[0])).toEqual(['您好', '请稍等', '谢谢'])
    expect(plainRows(text, 'paragraph')).toEqual([
      { line: 1, cells: ['您好\n请稍等'] },
      { line: 5, cells: ['谢谢'] },
    ])
  })

  it.each([
    ['一\n二\n三', 'line'],
    ['一\n二\n\n三', 'paragraph'],
    ['一\n\n', 'line'],
  ])('%j is split by %s', (text, by) => {
    expect(usualSplit(text)).toBe(by)
  })
})
