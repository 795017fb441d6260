// npm run bench:replies -- [--rate 1050] [--seconds 20] [--takes 100] [--profile] [--json]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Client } from 'pg'
import { checkDurability } from './gateway/checks.ts'
import { profileLines } from './gateway/report.ts'
import { type Child, startChild } from './load/child.ts'
import { addAgents } from './product/agents.ts'
import { openidOf } from './product/callback.ts'
import { cpuPer } from './product/cpu-time.ts'
import { createProduct, type Product } from './product/product.ts'
import { serveAll } from './product/serving.ts'
import { addShop } from './product/shop.ts'
import { freePort, openProfiler } from './profile/profiler.ts'
import { summariseProfile } from './profile/summary.ts'
import { linesOf, type RepliesMeasured, reportOf } from './replies/report.ts'
import type { ReplyLoad, ReplyLoadResult, WechatNotes } from './replies/words.ts'

const fans = 2_000
const agents = 100
const patienceMs = 30_000
/** Until V8 has compiled what is needed again and again. */
const warmUpSeconds = 20

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1050' },
    seconds: { type: 'string', default: '20' },
    takes: { type: 'string', default: '100' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const inspectorPort = values.profile ? await freePort() : null
const product = createProduct({
  nodeOptions: inspectorPort === null ? [] : [`--inspect=127.0.0.1:${inspectorPort}`],
})
const wechat = startChild(new URL('./replies/slow-wechat.ts', import.meta.url), [values.takes])
const loader = startChild(new URL('./replies/load-process.ts', import.meta.url))
try {
  const report = reportOf(await measure(product, wechat, loader))
  console.log(values.json ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'))
  if (report.goals.some((goal) => !goal.met)) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  wechat.stop()
  loader.stop()
  await product.remove()
}

async function measure(product: Product, wechat: Child, loader: Child): Promise<RepliesMeasured> {
  const { port: wechatPort } = (await wechat.hear()) as { port: number }
  say('Starting the server with its embedded PostgreSQL in a temporary folder …')
  await product.start()
  const shop = await addShop(product, { apiBase: `http://127.0.0.1:${wechatPort}` })
  const db = await product.connect()
  const settings = await checkDurability(db)
  const team = await addAgents(db, shop.appid, agents)
  say(`${fans} fans are accepted by ${agents} agents …`)
  const openids = Array.from({ length: fans }, (_, index) => openidOf(index))
  const served = await serveAll(product.url(), shop, openids, team)
  // WeChat takes five replies for a message of a fan; here it takes as many as there are.
  await db.query('update conversation set quota_left = 1000000')

  const port = Number(new URL(product.url()).port)
  async function run(seconds: number): Promise<Pick<RepliesMeasured, 'load' | 'notes' | 'cpuMicros'>> {
    const word: ReplyLoad = { port, team, served, rate: Number(values.rate), seconds }
    await wechat.ask({ type: 'notes' })
    const before = product.cpuTime()
    const load = (await loader.ask(word)) as ReplyLoadResult
    if (load.problems.length > 0)
      throw new Error(`not every reply was taken by the server: ${load.problems.join('; ')}`)
    await untilSent(db)
    const after = product.cpuTime()
    const notes = (await wechat.ask({ type: 'notes' })) as WechatNotes
    return { load, notes, cpuMicros: before && after && cpuPer(load.taken, before, after) }
  }

  say('Warming up …')
  const warm = await run(warmUpSeconds)
  const profiler = inspectorPort === null ? null : await openProfiler(inspectorPort)
  await profiler?.start()
  const seconds = Number(values.seconds)
  say(`${values.rate} replies a second for ${seconds} s …`)
  const measured = await run(seconds)
  if (profiler !== null)
    say(profileLines(summariseProfile(await profiler.stop(), measured.load.taken)).join('\n'))

  await checkSent(db, warm.load.taken + measured.load.taken)
  await db.end()
  return { settings, rate: Number(values.rate), seconds, takesMs: Number(values.takes), ...measured }
}

/** Until the outbox is empty. */
async function untilSent(db: Client): Promise<void> {
  const latest = performance.now() + patienceMs
  for (;;) {
    const { rows } = await db.query<{ left: number }>('select count(*)::int as left from outbox')
    const left = rows[0]?.left ?? 0
    if (left === 0) return
    if (performance.now() > latest) throw new Error(`${left} replies are still in the outbox`)
    await wait(50)
  }
}

/** Throws unless each reply is one record that was sent, and no fan has a gap. */
async function checkSent(db: Client, taken: number): Promise<void> {
  const { rows } = await db.query<{ replies: number; sent: number; gaps: number }>(
    `select count(*)::int as replies, count(*) filter (where delivery = 'sent')::int as sent,
       (select count(*)::int from conversation c where c.next_seq <>
         (select count(*) from message m where m.account_id = c.account_id and m.openid = c.openid) + 1) as gaps
     from message where direction = 'out' and origin = 'agent'`,
  )
  const { replies = 0, sent = 0, gaps = 0 } = rows[0] ?? {}
  if (replies !== taken || sent !== taken || gaps !== 0)
    throw new Error(`${taken} replies were taken, ${replies} stored, ${sent} sent; ${gaps} fans have gaps`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
