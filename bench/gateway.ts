// npm run bench:gateway -- [--rounds 5] [--seconds 5] [--latency-seconds 20] [--connections 128] [--profile] [--json]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { checkDurability, checkStored, checkTraffic } from './gateway/checks.ts'
import { type Contestant, linesOf, type Measured, rateOf, reportOf } from './gateway/report.ts'
import { type MeasuredRound, runRound, type Target } from './gateway/rounds.ts'
import { serveHalf } from './gateway/serve-half.ts'
import { type Load, type OtherServer, startBareServer, startCoWechatServer, startLoad } from './load/load.ts'
import { openidOf, type Shop } from './product/callback.ts'
import { cpuTimeOf } from './product/cpu-time.ts'
import { type Desk, openDesk } from './product/desk.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop, type NewShop, newShop } from './product/shop.ts'
import { freePort, openProfiler } from './profile/profiler.ts'
import { type ProfileSummary, summariseProfile } from './profile/summary.ts'

/** Of each account; half of them are served. */
const fans = 2_000
/** More callbacks a second than come in safe mode: so many are encrypted before each round. */
const fastest = 10_000

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
  const plain = await openShop(newShop(), 0)
  const safe = await openShop(
    { ...newShop(), encodingAesKey: randomBytes(32).toString('hex').slice(0, 43) },
    1,
  )
  const db = await product.connect()
  const settings = await checkDurability(db)
  await checkTraffic(db, { serving: fans, sockets: 2, developers: 0 })

  const bare = await startBareServer()
  const coWechat = await startCoWechatServer(plain.shop)
  const ours = { port: Number(new URL(product.url()).port), cpuTime: product.cpuTime }
  let answered = fans
  async function loadOurs(load: Load, round: Parameters<typeof runRound>[2]): Promise<MeasuredRound> {
    const result = await runRound(load, ours, round)
    answered += result.answered
    return result
  }
  const contestants: Record<Contestant, () => Promise<MeasuredRound>> = {
    bare: () => runRound(plain.load, targetOf(bare), closed),
    plain: () => loadOurs(plain.load, closed),
    coWechat: () => runRound(plain.load, targetOf(coWechat), closed),
    safe: () => loadOurs(safe.load, { ...closed, madeBefore: fastest * closed.seconds }),
  }

  say('Warming all of them up …')
  for (const run of Object.values(contestants)) await run()
  const profile = inspectorPort === null ? null : await profiled(inspectorPort, contestants.plain)

  const results: Record<Contestant, MeasuredRound[]> = { bare: [], plain: [], coWechat: [], safe: [] }
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const [name, run] of Object.entries(contestants)) results[name as Contestant].push(await run())
    const [first, own, theirs, encrypted] = Object.values(results).map((list) =>
      Math.round(list.at(-1)?.perSecond ?? 0),
    )
    say(
      `Round ${round}: ${first} a second bare, ${own} ours, ${theirs} co-wechat, ${encrypted} ours in safe mode`,
    )
  }

  const rate = rateOf(results.plain).median / 2
  say(`Open loop at ${Math.round(rate)} a second …`)
  const half = await loadOurs(plain.load, {
    type: 'open',
    connections: 2 * connections,
    rate,
    seconds: Number(values['latency-seconds']),
    leadInSeconds: 2,
  })

  await checkStored(db, answered)
  await db.end()
  for (const { load, desk } of [plain, safe]) {
    load.stop()
    desk.close()
  }
  bare.stop()
  coWechat.stop()
  const frames = plain.desk.frames() + safe.desk.frames()
  return { ...results, settings, half: { rate, result: half }, answered, frames, profile }
}

/** An account with its agent's open desk, who serves half of its fans, and what loads it. */
async function openShop(shop: NewShop, series: number): Promise<{ shop: Shop; desk: Desk; load: Load }> {
  await addShop(product, { shop })
  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const desk = await openDesk(product, shop)
  await serveHalf(product.url(), shop, openids, desk)
  return { shop, desk, load: await startLoad({ shop, openids, series }) }
}

function targetOf({ port, pid }: OtherServer): Target {
  return { port, cpuTime: () => cpuTimeOf(pid) }
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
