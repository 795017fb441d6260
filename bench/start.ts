// npm run bench:start -- [--starts 5] [--idle-seconds 60] [--json]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { spreadOf } from './figures.ts'
import { machineNow } from './machine.ts'
import { rssOf } from './product/memory.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'
import { untilFirstAnswer } from './start/first-answer.ts'

/** What docs/benchmarks.md promises. */
const goal = { warmStartMs: 3_000, idleBytes: 150 * 1024 * 1024 }

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '5' },
    'idle-seconds': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
})

const product = createProduct()
try {
  const measured = await measure(product)
  const goals = [
    { name: 'warm start under 3 s', met: spreadOf(measured.warmMs).highest < goal.warmStartMs },
    { name: 'idle under 150 MB', met: measured.idleBytes !== null && measured.idleBytes < goal.idleBytes },
  ]
  if (values.json) console.log(JSON.stringify({ machine: machineNow(), ...measured, goals }, null, 2))
  else console.log([...linesOf(measured), ...goals.map(goalLine)].join('\n'))
  if (goals.some(({ met }) => !met)) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  await product.remove()
}

interface Measured {
  /** From an empty folder to a server that listens: a database is made and migrated. */
  readonly coldMs: number
  /** From the start of the process to the 200 of a callback that was under way all the time, after a clean stop. */
  readonly warmMs: readonly number[]
  /** The same after `kill -9` of the server. */
  readonly afterKillMs: readonly number[]
  /** The server's process alone, when nothing was asked of it for a while; null where the system does not tell. */
  readonly idleBytes: number | null
  readonly idleSeconds: number
}

async function measure(product: Product): Promise<Measured> {
  say('An empty folder …')
  const begin = performance.now()
  await product.start()
  const coldMs = performance.now() - begin
  const shop = await addShop(product)
  const url = product.url()
  let callbacks = 0
  async function start(): Promise<number> {
    callbacks += 1
    const answered = untilFirstAnswer(url, shop, callbacks)
    await product.start()
    return answered
  }

  const warmMs: number[] = []
  const afterKillMs: number[] = []
  for (let round = 1; round <= Number(values.starts); round += 1) {
    await product.stop()
    warmMs.push(await start())
    await product.kill()
    afterKillMs.push(await start())
    say(`Start ${round}: ${warmMs.at(-1)?.toFixed(0)} ms, after a kill ${afterKillMs.at(-1)?.toFixed(0)} ms`)
  }
  await checkStored(product, callbacks)

  await product.stop()
  await start()
  const idleSeconds = Number(values['idle-seconds'])
  say(`Nothing is asked for ${idleSeconds} s …`)
  await wait(idleSeconds * 1000)
  return { coldMs, warmMs, afterKillMs, idleBytes: rssOf(product.pid()), idleSeconds }
}

/** Throws unless each callback is stored once, however often it was delivered. */
async function checkStored(product: Product, callbacks: number): Promise<void> {
  const db = await product.connect()
  const { rows } = await db.query<{ stored: number }>(
    "select count(*)::int as stored from message where direction = 'in'",
  )
  await db.end()
  if (rows[0]?.stored !== callbacks)
    throw new Error(`${callbacks} callbacks were answered, ${rows[0]?.stored} are stored`)
}

function linesOf({ coldMs, warmMs, afterKillMs, idleBytes, idleSeconds }: Measured): string[] {
  const spread = (times: readonly number[]) => {
    const { median, lowest, highest } = spreadOf(times)
    return `${median.toFixed(0)} ms (${lowest.toFixed(0)}–${highest.toFixed(0)})`
  }
  return [
    machineNow().words,
    `cold start, from an empty folder until it listens: ${coldMs.toFixed(0)} ms`,
    `warm start, until the first callback is answered: ${spread(warmMs)}, of ${warmMs.length}`,
    `the same after kill -9: ${spread(afterKillMs)}`,
    `server process after ${idleSeconds} s of nothing: ${idleBytes === null ? '?' : (idleBytes / 1024 ** 2).toFixed(0)} MB of RSS`,
  ]
}

function goalLine({ name, met }: { readonly name: string; readonly met: boolean }): string {
  return `${met ? '✓' : '✗'} ${name}`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
