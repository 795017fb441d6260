import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { openidOf } from '../../bench/product/callback.ts'
import { addShop } from '../../bench/product/shop.ts'
import { type Fans, startFans } from '../faults/fans.ts'
import { readStored, wrongsOf } from '../faults/stored.ts'
import type { Desk } from './desk.ts'
import { type RoundRobin, startRoundRobin } from './round-robin.ts'
import { type Servers, startServers } from './servers.ts'
import { hire } from './staff.ts'

export interface ProcessesOptions {
  readonly databaseUrl: string
  /** Of NATS, as NATS_URL has them; null: LISTEN and NOTIFY. */
  readonly natsUrl: string | null
  readonly processes: number
  /** How often one of them is killed with -9 and started again. */
  readonly kills: number
  /** How often all of them, one after the other, are told to stop, and started again. */
  readonly rollingRestarts: number
  readonly perSecond: number
  /** Decides who is killed. */
  readonly seed: number
  readonly tell: (line: string) => void
  /** With everything running, beside the kills: a server of NATS may be taken away here. */
  readonly meanwhile?: () => Promise<void>
}

export interface ProcessesResult {
  readonly said: number
  readonly answered: number
  /** Messages that WeChat had to send more than once, or did by itself. */
  readonly repeated: number
  /** Callbacks that another process had to take: while processes were killed, and while they were told to stop. */
  readonly passedOn: { readonly killed: number; readonly stopped: number }
  /** Requests that nobody answered while processes were told to stop. */
  readonly unanswered: number
  /** Connections that the desks made, beside the first ones. */
  readonly reconnects: number
  /** Empty when everything is as it should be. */
  readonly wrongs: readonly string[]
}

type BrokenThings = Pick<ProcessesResult, 'passedOn' | 'unanswered'>

/** Enough that a steady pace is kept while some wait for an answer. */
const fanCount = 600
/** Of these the first agent serves as many, and watches one. */
const served = 12
const aWhileMs = 1_500

/** Kills and restarts processes under load, then compares what WeChat was told and what screens show with what is stored. */
export async function processesUnderLoad(options: ProcessesOptions): Promise<ProcessesResult> {
  const { databaseUrl, natsUrl, processes, tell } = options
  const servers = await startServers(processes, {
    DATABASE_URL: databaseUrl,
    ...(natsUrl === null ? {} : { NATS_URL: natsUrl }),
  })
  const proxy = await startRoundRobin(servers.urls)
  const desks: Desk[] = []
  try {
    const shop = await addShop(servers)
    // One after the other they are at one process each: the proxy counts.
    for (let index = 0; index < processes; index += 1)
      desks.push(await hire(servers, { url: proxy.url, shop, name: `客服 ${index + 1}` }))
    const fans = startFans({
      url: () => proxy.url,
      shop,
      openids: Array.from({ length: fanCount }, (_, index) => openidOf(index)),
      perSecond: options.perSecond,
    })
    await serveSome(desks[0], fans)
    const broken = await breakThings({ servers, proxy, fans }, options)
    await fans.finish()
    return await compare({ databaseUrl, fans, desks, things: broken })
  } catch (error) {
    tell(servers.log())
    throw error
  } finally {
    for (const desk of desks) desk.close()
    await proxy.stop()
    await servers.remove()
  }
}

async function serveSome(desk: Desk | undefined, fans: Fans): Promise<void> {
  const waiting = () =>
    [...(desk?.state().conversations.values() ?? [])].filter(({ state }) => state === 'waiting')
  while (waiting().length < served) await wait(20)
  const mine = waiting().slice(0, served)
  for (const { openid } of mine) await desk?.accept(openid)
  await desk?.view(mine[0]?.openid ?? '')
  if (fans.said().length === 0) throw new Error('nobody writes')
}

async function breakThings(
  { servers, proxy, fans }: { readonly servers: Servers; readonly proxy: RoundRobin; readonly fans: Fans },
  { kills, rollingRestarts, processes, seed, tell, meanwhile }: ProcessesOptions,
): Promise<BrokenThings> {
  await wait(aWhileMs)
  const breaking = meanwhile?.()
  for (let kill = 1; kill <= kills; kill += 1) {
    const index = (seed + kill) % processes
    await servers.kill(index)
    await wait(aWhileMs / 3)
    await servers.start(index)
    tell(`Process ${index + 1} of ${processes} killed and started again (${kill} of ${kills})`)
    await wait(aWhileMs)
  }
  await breaking
  const killed = proxy.passedOn()
  const before = proxy.unanswered()
  for (let turn = 1; turn <= rollingRestarts; turn += 1) {
    for (let index = 0; index < processes; index += 1) {
      const stoppedAt = performance.now()
      const code = await servers.terminate(index)
      if (code !== 0) throw new Error(`process ${index + 1} ended with ${code}`)
      tell(
        `Process ${index + 1} of ${processes} stopped within ${Math.round(performance.now() - stoppedAt)} ms`,
      )
      await servers.start(index)
    }
  }
  // Whoever writes now must hear an answer from any of them.
  const calmAt = performance.now()
  await Promise.all(Array.from({ length: processes }, () => fans.untilAnswered(calmAt)))
  return {
    passedOn: { killed, stopped: proxy.passedOn() - killed },
    unanswered: proxy.unanswered() - before,
  }
}

async function compare({
  databaseUrl,
  fans,
  desks,
  things,
}: {
  readonly databaseUrl: string
  readonly fans: Fans
  readonly desks: readonly Desk[]
  readonly things: BrokenThings
}): Promise<ProcessesResult> {
  const screens = await Promise.all(
    desks.map(async (desk, index) =>
      (await desk.wrongs()).map((wrong) => `desk ${index + 1} has missed ${wrong}`),
    ),
  )
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const { stored, broken } = await readStored(db)
  await db.end()
  const said = fans.said()
  const unanswered = said.filter((message) => !message.answered)
  return {
    said: said.length,
    answered: said.length - unanswered.length,
    repeated: said.filter((message) => message.tries > 1).length,
    ...things,
    reconnects: desks.reduce((sum, desk) => sum + desk.connections() - 1, 0),
    wrongs: [
      ...unanswered.map(({ openid, msgId }) => `${openid} ${msgId} heard no 200 in three tries`),
      ...wrongsOf(said, stored),
      ...broken,
      ...fans.refusals().map((refusal) => `an answer was ${refusal}`),
      ...screens.flat(),
      ...(things.unanswered === 0
        ? []
        : [`${things.unanswered} requests got no answer while processes were told to stop`]),
    ],
  }
}
