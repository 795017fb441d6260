/**
 * Array literals of PostgreSQL, a column of some rows each. The driver's own way quotes and escapes every element with
 * two regular expressions; a group of callbacks has thousands of them.
 */

const special = /["\\]/

/** A column of any texts. */
export function texts<Row>(rows: readonly Row[], textOf: (row: Row) => string | null): string {
  let literal = ''
  for (const row of rows) {
    const text = textOf(row)
    literal += text === null ? ',NULL' : `,"${special.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
  }
  return `{${literal.slice(1)}}`
}

/** A column of what needs no quotes: numbers, truth, ids and words of our own. */
export function plain<Row>(
  rows: readonly Row[],
  partOf: (row: Row) => number | boolean | string | null,
): string {
  let literal = ''
  for (const row of rows) literal += `,${partOf(row) ?? 'NULL'}`
  return `{${literal.slice(1)}}`
}
