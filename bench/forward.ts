// npm run bench:forward -- [--seconds 60] [--rate 300] [--takes 200] [--warm-up 60] [--json]
import { parseArgs } from 'node:util'
import { type Mall, startMall } from './forward/mall.ts'
import { addedOf, type ForwardReport, linesOf, reportOf } from './forward/report.ts'
import { checkDurability, checkStored, checkTraffic } from './gateway/checks.ts'
import { runRound } from './gateway/rounds.ts'
import { serveHalf } from './gateway/serve-half.ts'
import { startBareProxy, startLoad } from './load/load.ts'
import { openidOf } from './product/callback.ts'
import { openDesk } from './product/desk.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'

const fans = 2_000
/** More than are ever under way: 300 a second for 200 ms, and room for a stall. */
const connections = 512
const leadInSeconds = 5

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '300' },
    takes: { type: 'string', default: '200' },
    'warm-up': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
})
const perSecond = Number(values.rate)

const product = createProduct()
const mall = await startMall(Number(values.takes))
try {
  const report = await measure(product, mall)
  console.log(values.json ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'))
  if (!report.met) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  mall.stop()
  await product.remove()
}

async function measure(product: Product, mall: Mall): Promise<ForwardReport> {
  say('Starting the server with its embedded PostgreSQL in a temporary folder …')
  await product.start()
  const shop = await addShop(product, { developerUrl: mall.url, apiBase: mall.apiBase })
  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const desk = await openDesk(product, shop)
  const served = await serveHalf(product.url(), shop, openids, desk)
  const db = await product.connect()
  const settings = await checkDurability(db)
  await checkTraffic(db, { serving: fans / 2, sockets: 1, developers: 1 })

  const load = await startLoad({ shop, openids: inTurns(openids) })
  const ours = { port: Number(new URL(product.url()).port), cpuTime: product.cpuTime }
  const open = { type: 'open', connections, rate: perSecond, leadInSeconds, mayReply: true } as const
  say('A proxy that keeps nothing …')
  const proxy = await startBareProxy(mall.url)
  const bare = { port: proxy.port, cpuTime: () => null }
  await runRound(load, bare, { ...open, seconds: 2 })
  await mall.takeNotes()
  const passed = await runRound(load, bare, { ...open, seconds: Math.ceil(Number(values.seconds) / 4) })
  const bareAdded = addedOf(passed, await mall.takeNotes())
  proxy.stop()
  say('Warming up …')
  const warm = await runRound(load, ours, { ...open, seconds: Number(values['warm-up']) })
  await mall.takeNotes()
  say(`${perSecond} callbacks a second for ${values.seconds} s …`)
  const round = await runRound(load, ours, { ...open, seconds: Number(values.seconds) })
  const seen = await mall.takeNotes()

  const answered = served + warm.answered + round.answered
  await checkStored(db, answered)
  await db.end()
  load.stop()
  desk.close()
  return reportOf(round, seen, { settings, perSecond, answered, bareAdded })
}

/** One who is served, one who is not, and so on. */
function inTurns(openids: readonly string[]): string[] {
  const half = openids.length / 2
  return openids.slice(0, half).flatMap((served, index) => [served, openids[half + index] ?? served])
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
