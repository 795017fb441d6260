import { setTimeout as wait } from 'node:timers/promises'
import type { Shop } from '../product/callback.ts'
import { Connection, isSuccess, isSuccessOrReply } from './connection.ts'
import { followPlan } from './plan.ts'
import { Requests } from './requests.ts'

/** What the generator is told first, once. */
export interface Setup {
  readonly type: 'setup'
  readonly shop: Shop
  readonly openids: readonly string[]
  /** Of its MsgIds, where several load one product. */
  readonly series?: number
}

/** Closed: each connection sends as soon as it has its answer. Open: `rate` a second, whatever the answers do. */
export type Round = {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Answers may be passive replies; else each has to say success. */
  readonly mayReply?: boolean
  /** So many requests are made before the round begins: those of safe mode are encrypted. */
  readonly madeBefore?: number
} & (
  | { readonly type: 'closed' }
  | { readonly type: 'open'; readonly rate: number; readonly leadInSeconds: number }
)

export interface RoundResult {
  /** Answers 200 success, of the whole round, also those after its end. */
  readonly answered: number
  /** Answers 200 success within the round, a second. */
  readonly perSecond: number
  /** Milliseconds from the planned send time, ascending; of open rounds alone. */
  readonly latenciesMs: readonly number[]
  /** The same by MsgId. */
  readonly timings: readonly { readonly msgId: string; readonly ms: number }[]
  /** The generator's own, in microseconds a request: what it takes from the machine. */
  readonly generatorMicros: number
  readonly problems: readonly string[]
}

const patienceMs = 10_000
let requests: Requests | null = null

process.on('message', async (word: Setup | Round) => {
  if (word.type === 'setup') {
    requests = new Requests(word.shop, word.openids, Date.now(), { series: word.series ?? 0 })
    process.send?.({ type: 'ready' })
    return
  }
  if (requests === null) throw new Error('a round without a setup')
  process.send?.(await runRound(word, requests))
})
process.on('disconnect', () => process.exit())

async function runRound(round: Round, from: Requests): Promise<RoundResult> {
  const connections = Array.from(
    { length: round.connections },
    () => new Connection(round.port, round.mayReply === true ? isSuccessOrReply : isSuccess),
  )
  from.make(round.madeBefore ?? 0)
  const cpu = process.cpuUsage()
  const tally = new Tally()
  if (round.type === 'closed') await runClosed(connections, from, round.seconds, tally)
  else await runOpen(connections, from, round, tally)
  const { user, system } = process.cpuUsage(cpu)
  for (const connection of connections) connection.close()
  return {
    answered: tally.answered,
    perSecond: tally.inTime / round.seconds,
    latenciesMs: tally.timings.map(({ ms }) => ms).sort((a, b) => a - b),
    timings: tally.timings,
    generatorMicros: (user + system) / Math.max(1, tally.answered),
    problems: tally.problems.slice(0, 5),
  }
}

class Tally {
  answered = 0
  inTime = 0
  open = 0
  readonly timings: { readonly msgId: string; readonly ms: number }[] = []
  readonly problems: string[] = []

  note(problem: string | null, inTime: boolean): void {
    this.open -= 1
    if (problem !== null) this.problems.push(problem)
    else this.answered += 1
    if (problem === null && inTime) this.inTime += 1
  }
}

async function runClosed(
  connections: readonly Connection[],
  from: Requests,
  seconds: number,
  tally: Tally,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  function send(connection: Connection): void {
    const { bytes, answered } = from.take()
    tally.open += 1
    connection.send(bytes, (problem) => {
      answered()
      const inTime = performance.now() < end
      tally.note(problem, inTime)
      // A connection that broke is not used again: its problem is told.
      if (inTime && problem === null) send(connection)
    })
  }
  for (const connection of connections) send(connection)
  await settled(tally, end)
}

async function runOpen(
  connections: readonly Connection[],
  from: Requests,
  { rate, seconds, leadInSeconds }: Extract<Round, { type: 'open' }>,
  tally: Tally,
): Promise<void> {
  const free = [...connections]
  const waiting: number[] = []
  const start = performance.now()
  const measureFrom = start + leadInSeconds * 1000
  const end = measureFrom + seconds * 1000

  function send(connection: Connection, planAt: number): void {
    const { bytes, msgId, answered } = from.take()
    tally.open += 1
    connection.send(bytes, (problem) => {
      answered()
      const now = performance.now()
      tally.note(problem, now >= measureFrom && now < end)
      if (planAt >= measureFrom) tally.timings.push({ msgId, ms: now - planAt })
      if (problem !== null) return
      const next = waiting.shift()
      if (next === undefined) free.push(connection)
      else send(connection, next)
    })
  }

  await followPlan({ rate, forMs: end - start }, (at) => {
    const connection = free.pop()
    if (connection === undefined) waiting.push(at)
    else send(connection, at)
  })
  await settled(tally, end)
}

/** Waits for the answers that are still under way at the end. */
async function settled(tally: Tally, end: number): Promise<void> {
  const latest = end + patienceMs
  while (performance.now() < end || (tally.open > 0 && performance.now() < latest)) await wait(10)
  if (tally.open > 0) tally.problems.push(`${tally.open} requests were never answered`)
}
