// npm run bench:gateway -- [--rounds 5] [--seconds 5] [--latency-seconds 20] [--connections 64] [--profile] [--json]
import { parseArgs } from 'node:util'
import { checkDurability, checkStored, checkTraffic } from './gateway/checks.ts'
import { linesOf, type Measured, rateOf, reportOf } from './gateway/report.ts'
import { serveHalf } from './gateway/serve-half.ts'
import type { Round, RoundResult } from './load/generator.ts'
import { startBareServer, startLoad } from './load/load.ts'
import { openidOf } from './product/callback.ts'
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
    connections: { type: 'string', default: '64' },
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
  await checkTraffic(db, { serving: fans / 2, sockets: 1 })

  const load = await startLoad({ shop, openids })
  const bareServer = await startBareServer()
  async function bare(round: Unaddressed<Round>): Promise<RoundResult> {
    return faultless(await load.run({ ...round, port: bareServer.port }))
  }
  async function ours(round: Unaddressed<Round>): Promise<RoundResult> {
    const result = faultless(await load.run({ ...round, port: Number(new URL(product.url()).port) }))
    answered += result.answered
    return result
  }

  say('Warming both up …')
  await bare(closed)
  await ours(closed)
  const profile = inspectorPort === null ? null : await profiled(inspectorPort, () => ours(closed))

  const results: { bare: RoundResult[]; ours: RoundResult[] } = { bare: [], ours: [] }
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    results.bare.push(await bare(closed))
    results.ours.push(await ours(closed))
    say(`round ${round}: ${results.bare.at(-1)?.perSecond} bare, ${results.ours.at(-1)?.perSecond} ours`)
  }

  const rate = rateOf(results.ours).median / 2
  say(`Open loop at ${Math.round(rate)} a second …`)
  const half = await ours({
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

type Unaddressed<Any> = Any extends unknown ? Omit<Any, 'port'> : never

function faultless(result: RoundResult): RoundResult {
  if (result.problems.length > 0) throw new Error(`not every callback was answered 200: ${result.problems}`)
  return result
}

async function profiled(port: number, load: () => Promise<RoundResult>): Promise<ProfileSummary> {
  const profiler = await openProfiler(port)
  await profiler.start()
  const { answered } = await load()
  return summariseProfile(await profiler.stop(), answered)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
