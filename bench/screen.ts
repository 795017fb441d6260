// npm run bench:screen -- [--agents 1000] [--seconds 20] [--rates 500,2000] [--profile] [--json]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { checkDurability, checkStored, checkTraffic } from './gateway/checks.ts'
import { profileLines } from './gateway/report.ts'
import { addAgents } from './product/agents.ts'
import { openidOf } from './product/callback.ts'
import { cpuPer } from './product/cpu-time.ts'
import { memoryOf } from './product/memory.ts'
import { createProduct, type Product } from './product/product.ts'
import { serveAll } from './product/serving.ts'
import { addShop } from './product/shop.ts'
import { freePort, openProfiler } from './profile/profiler.ts'
import { summariseProfile } from './profile/summary.ts'
import { linesOf, reportOf, type ScreenMeasured, type ScreenRound } from './screen/report.ts'
import { type ScreenLoader, startScreenLoader } from './screen/screen-load.ts'
import type { ScreenLoad } from './screen/words.ts'

const fans = 2_000
const leadInSeconds = 2
/** How many ask for 客服 in each round. */
const askingFans = 10

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
    rates: { type: 'string', default: '500,2000' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const agents = Number(values.agents)
const [calmRate = 500, busyRate = 2_000] = values.rates.split(',').map(Number)
const inspectorPort = await freePort()
const product = createProduct({ nodeOptions: [`--inspect=127.0.0.1:${inspectorPort}`] })
const loader = startScreenLoader()
try {
  const report = reportOf(await measure(product, loader))
  console.log(values.json ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'))
  if (report.goals.some((goal) => !goal.met)) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  loader.stop()
  await product.remove()
}

async function measure(product: Product, loader: ScreenLoader): Promise<ScreenMeasured> {
  say('Starting the server with its embedded PostgreSQL in a temporary folder …')
  await product.start()
  const shop = await addShop(product)
  const db = await product.connect()
  const settings = await checkDurability(db)
  const team = await addAgents(db, shop.appid, agents)
  say(`${fans} fans are accepted by ${agents} agents …`)
  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const served = await serveAll(product.url(), shop, openids, team)

  const few = { ...team, agents: team.agents.slice(0, 50) }
  await loader.open(product.url(), few) // so that the code is there before memory is measured
  await loader.close()
  const none = await memoryOf(inspectorPort, product.pid())
  say(`${agents} desks are opened …`)
  await loader.open(product.url(), team)
  await wait(2_000) // the last frames about who came
  const all = await memoryOf(inspectorPort, product.pid())
  await checkTraffic(db, { serving: fans, sockets: agents, developers: 0 })

  let answered = fans
  let series = 0
  async function run(rate: number, seconds: number): Promise<ScreenRound> {
    say(`${rate} callbacks a second for ${seconds} s …`)
    const asking = Array.from({ length: askingFans }, (_, index) =>
      openidOf(fans + series * askingFans + index),
    )
    const port = Number(new URL(product.url()).port)
    const load: ScreenLoad = { shop, port, served, asking, rate, leadInSeconds, seconds, series }
    series += 1
    const before = product.cpuTime()
    const result = await loader.run(load)
    const after = product.cpuTime()
    answered += result.answered
    return { rate, result, cpuMicros: before && after && cpuPer(result.answered, before, after) }
  }

  await run(calmRate, 3) // warms up
  const profile = values.profile ? await openProfiler(inspectorPort) : null
  await profile?.start()
  const calm = await run(calmRate, Number(values.seconds))
  if (profile !== null) {
    const summary = summariseProfile(await profile.stop(), calm.result.answered)
    say(profileLines(summary).join('\n'))
  }
  const busy = await run(busyRate, Number(values.seconds))
  await checkStored(db, answered)
  await db.end()
  await loader.close()
  return { settings, agents, memory: { none, all }, calm, busy }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
