// npm run faults:failover -- [--rounds 3] [--rate 100] [--processes 2]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openidOf } from '../../bench/product/callback.ts'
import { addShop } from '../../bench/product/shop.ts'
import { type Fans, startFans } from '../faults/fans.ts'
import { readStored, wrongsOf } from '../faults/stored.ts'
import type { Desk } from './desk.ts'
import { whenInterrupted } from './interrupted.ts'
import { findPostgres, type Replicated, startReplicated } from './replica.ts'
import { startRoundRobin } from './round-robin.ts'
import { startServers } from './servers.ts'
import { hire } from './staff.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '100' },
    processes: { type: 'string', default: '2' },
  },
})
const fanCount = 600
const aWhileMs = 3_000
/** Nobody promotes a standby at once: first somebody has to notice. */
const noticedAfterMs = 1_000
const recoveryLimitMs = 10_000

const tell = (line: string) => process.stdout.write(`${line}\n`)

const bin = findPostgres()
if (bin === null) throw new Error('pg_basebackup is not installed (Debian: apt-get install postgresql)')
const database = await startReplicated(bin)
whenInterrupted(() => database.stop())
try {
  const wrongs = await failOverUnderLoad(database)
  for (const wrong of wrongs) tell(`✗ ${wrong}`)
  if (wrongs.length === 0)
    tell('✓ Every message that was answered 200 is on the promoted standby exactly once, in order.')
  else process.exitCode = 1
} finally {
  await database.stop()
}

async function failOverUnderLoad({ databaseUrl }: Replicated): Promise<string[]> {
  const servers = await startServers(Number(values.processes), { DATABASE_URL: databaseUrl })
  const proxy = await startRoundRobin(servers.urls)
  let desk: Desk | null = null
  try {
    const shop = await addShop(servers)
    desk = await hire(servers, { url: proxy.url, shop, name: '小林' })
    const fans = startFans({
      url: () => proxy.url,
      shop,
      openids: Array.from({ length: fanCount }, (_, index) => openidOf(index)),
      perSecond: Number(values.rate),
    })
    const late = await failOver(fans)
    await fans.finish()
    return [...late, ...(await compare(fans, desk))]
  } catch (error) {
    tell(servers.log())
    throw error
  } finally {
    desk?.close()
    await proxy.stop()
    await servers.remove()
  }
}

async function failOver(fans: Fans): Promise<string[]> {
  const wrongs: string[] = []
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    await wait(aWhileMs)
    const killedAt = performance.now()
    await database.failOver(noticedAfterMs)
    const promotedAt = performance.now()
    await fans.untilAnswered(promotedAt)
    const ms = Math.round(performance.now() - promotedAt)
    tell(
      `Primary killed (${round} of ${values.rounds}), standby promoted ${Math.round(promotedAt - killedAt)} ms later, next 200 after ${ms} ms more`,
    )
    if (ms > recoveryLimitMs) wrongs.push(`it took ${ms} ms to find the new primary`)
    await wait(aWhileMs)
    await database.rebuildStandby()
  }
  return wrongs
}

async function compare(fans: Fans, desk: Desk): Promise<string[]> {
  const screen = (await desk.wrongs()).map((wrong) => `the desk has missed ${wrong}`)
  const db = new pg.Client({ connectionString: database.primaryUrl() })
  await db.connect()
  const { stored, broken } = await readStored(db)
  await db.end()
  const said = fans.said()
  const answered = said.filter((message) => message.answered).length
  tell(
    `${said.length} messages, ${answered} answered 200, ${said.filter(({ tries }) => tries > 1).length} sent more than once, ${stored.length - answered} stored without an answer.`,
  )
  return [...wrongsOf(said, stored), ...broken, ...screen]
}
