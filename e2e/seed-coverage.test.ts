import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const [behaviour = '', figures = ''] = readFileSync(path.join(root, 'docs/seed-coverage.md'), 'utf8')
  .split(/^## /m)
  .slice(1)

/** The rows of a table, cell by cell. */
function rowsOf(table: string): string[][] {
  const lines = table.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

describe('docs/seed-coverage.md', () => {
  const rows = rowsOf(behaviour)

  it('[S26] has every row of the behaviour that was asked for', () => {
    expect(rows.map(([row]) => row)).toEqual(Array.from({ length: 26 }, (_, n) => `S${n + 1}`))
  })

  it.each(rows.map(([row = '', , , proofs = '']) => [row, proofs.split('<br>')] as const))(
    '%s is proven by tests that are there',
    (row, proofs) => {
      for (const proof of proofs) {
        const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(proof) ?? []
        expect(existsSync(path.join(root, file)), `${proof} names no file`).toBe(true)
        // A name that goes on with %s or stands in a describe of that row is found by its beginning.
        const source = readFileSync(path.join(root, file), 'utf8')
        expect(source.includes(name), `${file} has no test 「${name}」`).toBe(true)
        expect(name).toContain(`[${row}]`)
      }
    },
  )

  it('has every figure, with a picture of our screen in both sizes', () => {
    const shown = rowsOf(figures)
    expect(shown.map(([figure]) => figure)).toEqual(Array.from({ length: 25 }, (_, n) => String(n + 1)))
    for (const [, , , pictures = ''] of shown)
      for (const picture of pictures.split(', '))
        for (const size of ['1440x900', '390x844'])
          expect(existsSync(path.join(root, `docs/screens/${picture}-${size}.png`)), picture).toBe(true)
  })
})
