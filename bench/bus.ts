// npm run bench:bus -- [--rounds 3] [--seconds 4] [--committers 1,2,4,8,16] [--listeners 3]
import { parseArgs } from 'node:util'
import type { Client } from 'pg'
import { checkDurability } from './gateway/checks.ts'
import { createProduct, type Product } from './product/product.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    committers: { type: 'string', default: '1,2,4,8,16' },
    listeners: { type: 'string', default: '3' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

/** What a group of ten messages tells: an openid of 28 characters and two versions each. */
const payload = JSON.stringify({
  p: '0190a5c0-0000-7000-8000-000000000001',
  a: '1',
  c: Array.from({ length: 10 }, (_, index) => [
    `oBenchFan_${String(index).padStart(6, '0')}_kLmNoPqRsTu`,
    1_000,
    999,
  ]),
})
const write = (committer: number) => `update bench_bus set n = n + 1 where committer = ${committer}`
const tell = `select pg_notify('bench_bus', '${payload}')`

/** Commits a second of several connections, each a transaction of its own with one row. */
interface Line {
  readonly committers: number
  readonly silent: number[]
  readonly telling: number[]
}

const product = createProduct()
try {
  await product.start()
  const lines = await measure(product)
  console.log('| committing at once | commits a second without NOTIFY | with one NOTIFY each | ratio |')
  console.log('| --- | --- | --- | --- |')
  for (const { committers, silent, telling } of lines)
    console.log(
      `| ${committers} | ${spread(silent)} | ${spread(telling)} | ${(median(telling) / median(silent)).toFixed(2)} |`,
    )
} finally {
  await product.remove()
}

async function measure(database: Product): Promise<Line[]> {
  const db = await database.connect()
  await checkDurability(db)
  const counts = values.committers.split(',').map(Number)
  const most = Math.max(...counts)
  await db.query('create table bench_bus (committer int primary key, n int not null)')
  await db.query('insert into bench_bus select c, 0 from generate_series(1, $1::int) c', [most])
  const committers = await Promise.all(Array.from({ length: most }, () => database.connect()))
  const listeners = await Promise.all(
    Array.from({ length: Number(values.listeners) }, () => database.connect()),
  )
  let heard = 0
  for (const listener of listeners) {
    listener.on('notification', () => {
      heard += 1
    })
    await listener.query('listen bench_bus')
  }
  let told = 0
  const lines: Line[] = []
  for (const count of counts) {
    const line: Line = { committers: count, silent: [], telling: [] }
    for (let round = 1; round <= rounds; round += 1) {
      line.silent.push(await commitsASecond(committers.slice(0, count), write))
      const rate = await commitsASecond(committers.slice(0, count), (index) => `${write(index)}; ${tell}`)
      told += Math.round(rate * seconds)
      line.telling.push(rate)
      say(
        `${count} at once, round ${round}: ${Math.round(line.silent.at(-1) ?? 0)} silent, ${Math.round(rate)} telling`,
      )
    }
    lines.push(line)
  }
  // An empty statement is answered behind everything that was to be heard.
  for (const listener of listeners) await listener.query('')
  if (heard !== told * listeners.length)
    throw new Error(`${told} times told, ${heard} times heard by ${listeners.length}`)
  await db.query('drop table bench_bus')
  for (const client of [db, ...committers, ...listeners]) await client.end()
  return lines
}

/** Statements sent together are one transaction: its round trip, its row, its fsync. */
async function commitsASecond(
  clients: readonly Client[],
  sql: (committer: number) => string,
): Promise<number> {
  const end = performance.now() + seconds * 1_000
  const counts = await Promise.all(
    clients.map(async (client, index) => {
      let commits = 0
      for (; performance.now() < end; commits += 1) await client.query(sql(index + 1))
      return commits
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
}

function spread(figures: readonly number[]): string {
  const rounded = (figure: number) => Math.round(figure).toLocaleString('en')
  return `${rounded(median(figures))} (${rounded(Math.min(...figures))}–${rounded(Math.max(...figures))})`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
