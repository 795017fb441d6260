import { describe, expect, it } from 'vitest'
import { formatCsv } from '../../../ui/csv-file.ts'
import { decodeText, parseCsv } from './csv.ts'

const cellsOf = (text: string) => parseCsv(text).map(({ cells }) => cells)

describe('[S19] files of quick replies', () => {
  it.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,b","c""d"\n', [['a,b', 'c"d']]],
    ['"两\n行",b', [['两\n行', 'b']]],
    ['"两\r\n行",b', [['两\n行', 'b']]],
    [
      'a\tb\nc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a;b', [['a', 'b']]],
    [
      '标题,内容,\n,x,',
      [
        ['标题', '内容', ''],
        ['', 'x', ''],
      ],
    ],
    [
      'a,b\n\n , \nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['say "hi",b', [['say "hi"', 'b']]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(cellsOf(text)).toEqual(rows)
  })

  it('each row knows its line, also after a cell of several', () => {
    expect(parseCsv('a,b\n"x\ny\nz",c\n\nd,e').map(({ line }) => line)).toEqual([1, 2, 6])
  })

  it('what is exported is imported as it was', () => {
    const rows = [
      ['分组', '标题', '内容'],
      ['售前', '=1+1', '"引号", 逗号\n两行'],
      ['', '-5 折', '@小林'],
    ]
    expect(cellsOf(formatCsv(rows).slice(1))).toEqual(rows)
  })

  it('no spreadsheet calculates what a colleague wrote', () => {
    expect(formatCsv([['=HYPERLINK("http://a")']])).toContain(`'=HYPERLINK`)
  })

  it.each([
    ['UTF-8', [0xe4, 0xbd, 0xa0]],
    ['UTF-8 with its mark', [0xef, 0xbb, 0xbf, 0xe4, 0xbd, 0xa0]],
    ['GBK', [0xc4, 0xe3]],
  ])('%s is read', (_name, bytes) => {
    expect(decodeText(new Uint8Array(bytes).buffer)).toBe('你')
  })
})
