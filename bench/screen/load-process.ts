// All agents' desks and all fans' callbacks, in one process, so that both ends of a message are timed by one clock.
import { setTimeout as wait } from 'node:timers/promises'
import { Connection, isSuccess } from '../load/connection.ts'
import { followPlan } from '../load/plan.ts'
import { msgIdInText, type PreparedRequest, Requests } from '../load/requests.ts'
import { Arrivals } from './arrivals.ts'
import { type Desks, openDesks } from './desks.ts'
import type { ScreenLoad, ScreenResult, Word } from './words.ts'

const connections = 512
const patienceMs = 20_000

let desks: Desks | null = null
let screens = 0
let arrivals = new Arrivals(0, 0)

process.on('message', async (word: Word) => {
  process.send?.({ said: await obey(word) })
})
process.on('disconnect', () => process.exit())

async function obey(word: Word): Promise<ScreenResult | null> {
  if (word.type === 'load') return runLoad(word)
  if (word.type === 'close') await desks?.close()
  else {
    screens = word.team.agents.length
    desks = await openDesks(word.url, word.team, (frame, agent) => arrivals.take(frame, agent))
  }
  return null
}

async function runLoad(load: ScreenLoad): Promise<ScreenResult> {
  const { shop, series } = load
  const agentOf = new Map(load.served.map(({ openid, agent }) => [openid, agent]))
  const text = `请问这件衣服还有 M 码吗？〔${msgIdInText}〕`
  const served = new Requests(shop, [...agentOf.keys()], Date.now(), { text, series: 2 * series })
  const asking = new Requests(shop, load.asking, Date.now(), { text: '客服', series: 2 * series + 1 })
  const start = performance.now()
  const measureFrom = start + load.leadInSeconds * 1000
  const tally = new Arrivals(screens, measureFrom)
  arrivals = tally

  const answers = new Answers(load.port, tally.problems)
  const forMs = (load.leadInSeconds + load.seconds) * 1000
  await Promise.all([
    followPlan({ rate: load.rate, forMs }, (at) => {
      answers.ask(at, () => {
        const request = served.take()
        tally.expect(request.msgId, agentOf.get(request.openid) ?? -1, at)
        return request
      })
    }),
    followPlan({ rate: (load.asking.length * 1000) / forMs, forMs }, (at) => {
      answers.ask(at, () => {
        const request = asking.take()
        tally.expectRow(request.openid, at)
        return request
      })
    }),
  ])
  const latest = performance.now() + patienceMs
  while ((answers.open > 0 || tally.missing() > 0) && performance.now() < latest) await wait(10)
  // What came twice comes soon after.
  await wait(500)
  answers.close()
  if (answers.open > 0) tally.problems.push(`${answers.open} callbacks were never answered`)
  if (tally.missing() > 0) tally.problems.push(`${tally.missing()} messages or rows never came`)
  return {
    answered: answers.latencies.length,
    toScreenMs: tally.latenciesMs.sort((a, b) => a - b),
    toAnswerMs: answers.latencies
      .filter(({ at }) => at >= measureFrom)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b),
    waitingRows: tally.waitingRows(),
    arrived: tally.arrived,
    frames: tally.frames,
    problems: tally.problems.slice(0, 5),
  }
}

/** Callbacks over keep-alive connections; those that find none free wait for one, on their own time. */
class Answers {
  readonly #problems: string[]
  readonly #connections: readonly Connection[]
  readonly #free: Connection[]
  readonly #waiting: (() => void)[] = []
  readonly latencies: { readonly at: number; readonly ms: number }[] = []
  open = 0

  constructor(port: number, problems: string[]) {
    this.#problems = problems
    this.#connections = Array.from({ length: connections }, () => new Connection(port, isSuccess))
    this.#free = [...this.#connections]
  }

  ask(at: number, take: () => PreparedRequest): void {
    this.open += 1
    const connection = this.#free.pop()
    if (connection === undefined) this.#waiting.push(() => this.ask(at, take))
    else this.#send(connection, at, take())
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  #send(connection: Connection, at: number, { bytes, answered }: PreparedRequest): void {
    connection.send(bytes, (problem) => {
      this.open -= 1
      answered()
      if (problem === null) this.latencies.push({ at, ms: performance.now() - at })
      else this.#problems.push(problem)
      this.#free.push(connection)
      const next = this.#waiting.shift()
      if (next !== undefined) {
        this.open -= 1
        next()
      }
    })
  }
}
