// npm run bench:retention -- [--messages 1000000] [--days 12] [--cycles 2] [--seconds 5] [--connections 128]
import { parseArgs } from 'node:util'
import type { Client } from 'pg'
import { median } from './figures.ts'
import { checkDurability } from './gateway/checks.ts'
import { runRound } from './gateway/rounds.ts'
import { startLoad } from './load/load.ts'
import { machineNow } from './machine.ts'
import { addAgents } from './product/agents.ts'
import { openidOf } from './product/callback.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'
import { fill } from './size/fill.ts'
import { openNow, pastDays, sizeOf } from './size/shape.ts'

const fans = 2_000
/** So much slower may callbacks be while records are deleted. */
const goal = 0.1

/** The moment before which records go that are kept for so many days ($2). */
const cutoff = `(((now() at time zone 'Asia/Shanghai')::date - $2::int)::timestamp at time zone 'Asia/Shanghai')`

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '12' },
    cycles: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '128' },
  },
})
const closed = {
  type: 'closed',
  connections: Number(values.connections),
  seconds: Number(values.seconds),
} as const

interface Cycle {
  readonly deleted: number
  readonly during: readonly number[]
  readonly after: readonly number[]
}

const product = createProduct()
try {
  const cycles = await measure(product)
  const [during, after] = [cycles.flatMap((cycle) => cycle.during), cycles.flatMap((cycle) => cycle.after)]
  const slowDown = 1 - median(during) / median(after)
  console.log(
    [
      machineNow().words,
      ...cycles.map(({ deleted }) => `${deleted} records deleted`),
      rateLine('while records are deleted', during),
      rateLine('while none are', after),
      `slow-down ${(slowDown * 100).toFixed(1)} % (goal: at most ${goal * 100} %)`,
    ].join('\n'),
  )
  if (slowDown > goal) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  await product.remove()
}

async function measure(product: Product): Promise<Cycle[]> {
  say(`Filling in ${values.messages} messages …`)
  await product.start()
  const shop = await addShop(product)
  const loader = await product.connect()
  const { accountId } = await addAgents(loader, shop.appid, openNow.agents)
  await fill(loader, shop.appid, sizeOf(Number(values.messages)), say)
  await loader.end()

  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const load = await startLoad({ shop, openids })
  const target = () => ({ port: Number(new URL(product.url()).port), cpuTime: product.cpuTime })
  const rate = async () => (await runRound(load, target(), closed)).perSecond
  const cycles: Cycle[] = []
  let keptDays = pastDays + 1
  for (let cycle = 1; cycle <= Number(values.cycles); cycle += 1) {
    keptDays -= Number(values.days)
    cycles.push(await runCycle(product, accountId, keptDays, rate))
  }
  load.stop()
  return cycles
}

/** The retention looks what is due when the server starts: callbacks are taken until it is done, and then without it. */
async function runCycle(
  product: Product,
  accountId: string,
  keptDays: number,
  rate: () => Promise<number>,
): Promise<Cycle> {
  const before = await product.connect()
  const due = await makeDue(before, accountId, keptDays)
  await before.end()
  await product.kill()
  await product.start()
  const db = await product.connect()
  await checkDurability(db)
  await rate() // warms it up
  const during: number[] = []
  while (await isDeleting(db, accountId, keptDays)) {
    during.push(await rate())
    say(`${Math.round(during.at(-1) ?? 0)} a second while records are deleted`)
  }
  during.pop() // It ended somewhere in this one.
  if (during.length === 0) throw new Error('This is no measurement: there was too little to delete')
  const left = await countDue(db, accountId, keptDays)
  if (left > 0) throw new Error(`${left} records are still there`)
  const after: number[] = []
  while (after.length < during.length) {
    after.push(await rate())
    say(`${Math.round(after.at(-1) ?? 0)} a second while none are`)
  }
  await db.end()
  return { deleted: due, during, after }
}

/** Lets records of so many days stay; how many are to go. */
async function makeDue(db: Client, accountId: string, keptDays: number): Promise<number> {
  await db.query(
    `update account set config_version = config_version + 1, settings = settings || jsonb_build_object('retentionDays', $2::int)
     where account_id = $1`,
    [accountId, keptDays],
  )
  return countDue(db, accountId, keptDays)
}

async function countDue(db: Client, accountId: string, keptDays: number): Promise<number> {
  const { rows } = await db.query(
    `select count(*)::int as due from message where account_id = $1 and at < ${cutoff}`,
    [accountId, keptDays],
  )
  return rows[0].due
}

async function isDeleting(db: Client, accountId: string, keptDays: number): Promise<boolean> {
  const { rows } = await db.query(
    `select not exists (select from retention where account_id = $1 and deleted_before = ${cutoff}) as deleting`,
    [accountId, keptDays],
  )
  return rows[0].deleting
}

function rateLine(name: string, rates: readonly number[]): string {
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map(Math.round)
  return `${name}: ${Math.round(median(rates))} callbacks a second (${least}–${most}, ${rates.length} rounds)`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
