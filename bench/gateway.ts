// npm run bench:gateway -- [--rounds 5] [--seconds 5] [--latency-seconds 20] [--connections 128] [--profile] [--json]
import { parseArgs } from 'node:util'
import { checkDurability, checkStored, checkTraffic } from './gateway/checks.ts'
import { linesOf, type Measured, rateOf, reportOf } from './gateway/report.ts'
import { type MeasuredRound, runRound } from './gateway/rounds.ts'
import { serveHalf } from './gateway/serve-half.ts'
import { startBareServer, startLoad } from './load/load.ts'
import { openidOf } from './product/callback.ts'
import { cpuTimeOf } from './product/cpu-time.ts'
import { openDesk } from './product/desk.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'
import { freePort, openProfiler } from './profile/profiler.ts'
import { type ProfileSummary, summariseProfile } from './profile/summary.ts'

const fans = 2_000

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    'latency-seconds': { type: 'string', default: '20' },
    connections: { type: 'string', default: '128' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const connections = Number(values.connections)
const closed = { type: 'closed', connections, seconds: Number(values.seconds) } as const

const inspectorPort = values.profile ? await freePort() : null
const product = createProduct({
  nodeOptions: inspectorPort === null ? [] : [`--inspect=127.0.0.1:${inspectorPort}`],
})
try {
  const report = reportOf(await measure(product))
  console.log(values.json ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'))
  if (report.goals.some((goal) => !goal.met)) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  await product.remove()
}

async function measure(product: Product): Promise<Measured> {
  say('Starting the server with its embedded PostgreSQL in a temporary folder …')
  await product.start()
  const shop = await addShop(product)
  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const desk = await openDesk(product, shop)
  let answered = await serveHalf(product.url(), shop, openids, desk)
  const db = await product.connect()
  const settings = await checkDurability(db)
  await checkTraffic(db, { serving: fans / 2, sockets: 1, developers: 0 })

  const load = await startLoad({ shop, openids })
  const bareServer = await startBareServer()
  const bare = { port: bareServer.port, cpuTime: () => cpuTimeOf(bareServer.pid) }
  const ours = { port: Number(new URL(product.url()).port), cpuTime: product.cpuTime }
  async function loadOurs(round: Parameters<typeof runRound>[2]): Promise<MeasuredRound> {
    const result = await runRound(load, ours, round)
    answered += result.answered
    return result
  }

  say('Warming both up …')
  await runRound(load, bare, closed)
  await loadOurs(closed)
  const profile = inspectorPort === null ? null : await profiled(inspectorPort, () => loadOurs(closed))

  const results: { bare: MeasuredRound[]; ours: MeasuredRound[] } = { bare: [], ours: [] }
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    results.bare.push(await runRound(load, bare, closed))
    results.ours.push(await loadOurs(closed))
    const [theirs, own] = [results.bare, results.ours].map((list) => Math.round(list.at(-1)?.perSecond ?? 0))
    say(`Round ${round}: ${theirs} a second bare, ${own} ours`)
  }

  const rate = rateOf(results.ours).median / 2
  say(`Open loop at ${Math.round(rate)} a second …`)
  const half = await loadOurs({
    type: 'open',
    connections: 2 * connections,
    rate,
    seconds: Number(values['latency-seconds']),
    leadInSeconds: 2,
  })

  await checkStored(db, answered)
  await db.end()
  load.stop()
  bareServer.stop()
  desk.close()
  return { ...results, settings, half: { rate, result: half }, answered, frames: desk.frames(), profile }
}

async function profiled(port: number, load: () => Promise<MeasuredRound>): Promise<ProfileSummary> {
  const profiler = await openProfiler(port)
  await profiler.start()
  const { answered } = await load()
  return summariseProfile(await profiler.stop(), answered)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
