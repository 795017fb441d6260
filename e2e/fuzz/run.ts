import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { startSandbox } from '@duokefu/sandbox'
import type pg from 'pg'
import { createSender, type Sender } from './connection.ts'
import { type Dice, diceOf } from './dice.ts'
import { wrongsAtTheEnd } from './end.ts'
import { fuzzDesk } from './frames.ts'
import { type FuzzedRequest, fuzzedRequest } from './requests.ts'
import { type FuzzedShop, openShop } from './shop.ts'
import { openSlowOnes } from './slow.ts'
import { readTargets, type Target } from './target.ts'
import { startWatched, type Watched } from './watched.ts'
import { sendTrick } from './wire.ts'

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** Only the request of this number, as it was in a run of the same seed; null: all of them. */
  readonly only: number | null
  /** Ends earlier when so many seconds are over; 0: never. */
  readonly seconds: number
  /** Connections of each slow kind, and whether the run waits until the server has cut them. */
  readonly slow: { readonly each: number; readonly untilCut: boolean }
  /** Ends the run in order, before its time. */
  readonly signal?: AbortSignal
  readonly tell: (line: string) => void
}

export interface FuzzResult {
  /** Requests and frames that were sent. */
  readonly sent: number
  readonly answers: ReadonlyMap<number, number>
  /** Connections that were closed without an answer. */
  readonly unanswered: number
  /** Routes of the table that were asked, and those that were not. */
  readonly routes: { readonly asked: number; readonly never: readonly string[] }
  readonly memory: { readonly heapBefore: number; readonly heapAfter: number; readonly mostResident: number }
  readonly inTheRecord: number
  readonly wrongs: readonly string[]
}

const senders = 32
const mostBeside = 100
/** So many requests of all are bytes that are no HTTP, and open desks. */
const shares = { trick: 0.03, desk: 0.01 }
const restoreEvery = 3_000
/** The first ones load code and fill caches. */
const warmUp = 0.1
const heapGrowthLimit = 48 * 1024 * 1024
const residentLimit = 900 * 1024 * 1024
/** Longer than the server lets itself be kept waiting. */
const cutWithinMs = 180_000
const tellEveryMs = 10_000
const wrongsTold = 30

/** Sends what nobody should send, to every route of the server, and then asks whether anything is wrong with it. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const watched = await startWatched()
  const { product } = watched
  let db: pg.Client | null = null
  const wechat = await startSandbox({ accounts: [], demoDesk: false })
  try {
    db = await product.connect()
    const shop = await openShop(product, db, wechat.url)
    await shop.restore()
    const targets = await readTargets(product.url(), watched.routes)
    return await new Run(options, { watched, db, shop, targets }).toItsEnd()
  } finally {
    await db?.end()
    await watched.remove()
    await wechat.stop()
  }
}

interface Stage {
  readonly watched: Watched
  readonly db: pg.Client
  readonly shop: FuzzedShop
  readonly targets: readonly Target[]
}

class Run {
  readonly #options: FuzzOptions
  readonly #stage: Stage
  readonly #port: number
  readonly #answers = new Map<number, number>()
  readonly #asked = new Set<string>()
  readonly #wrongs: string[] = []
  /** Ids of messages and commands whose request was answered 200. */
  readonly #taken = new Set<string>()
  readonly #beside = new Set<Promise<void>>()
  #next = 0
  #sent = 0
  #unanswered = 0
  #mostResident = 0
  #restoring: Promise<void> | null = null

  constructor(options: FuzzOptions, stage: Stage) {
    this.#options = options
    this.#stage = stage
    this.#port = Number(new URL(stage.watched.product.url()).port)
  }

  async toItsEnd(): Promise<FuzzResult> {
    const { watched, shop, db, targets } = this.#stage
    const { requests, seconds, slow, only } = this.#options
    const end = seconds === 0 ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000
    const slowOnes = openSlowOnes(this.#port, slow.each)
    let heapBefore = 0
    if (only === null) {
      await this.#send(Math.ceil(requests * warmUp), end)
      heapBefore = await watched.heapAfterCollection()
      await this.#send(requests, end)
    } else {
      this.#next = only
      await this.#send(only + 1, end)
    }
    await this.#restoring
    await shop.restore()
    if (slow.untilCut) await this.#untilCut(slowOnes)
    slowOnes.close()
    for (const wrong of await wrongsAtTheEnd({ product: watched.product, shop, db, taken: this.#taken }))
      this.#note(wrong)
    const heapAfter = await watched.heapAfterCollection()
    if (only === null && heapAfter > heapBefore + heapGrowthLimit)
      this.#note(`the memory in use grew from ${mb(heapBefore)} to ${mb(heapAfter)} MB`)
    if (this.#mostResident > residentLimit) this.#note(`the process held ${mb(this.#mostResident)} MB`)
    this.#lookAtLog()
    const all = [...new Set(targets.map(({ method, path }) => `${method} ${path}`))]
    const never = all.filter((route) => !this.#asked.has(route))
    const stored = await db.query<{ count: number }>('select count(*)::int as count from message')
    return {
      sent: this.#sent,
      answers: this.#answers,
      unanswered: this.#unanswered,
      routes: { asked: all.length - never.length, never },
      memory: { heapBefore, heapAfter, mostResident: this.#mostResident },
      inTheRecord: stored.rows[0]?.count ?? 0,
      wrongs: this.#wrongs,
    }
  }

  /** Up to this many in all, by all senders at once. */
  async #send(until: number, end: number): Promise<void> {
    const watch = setInterval(() => this.#look(), 1_000)
    const telling = setInterval(() => this.#tell(), tellEveryMs)
    try {
      await Promise.all(Array.from({ length: senders }, () => this.#sendMany(until, end)))
      await Promise.all(this.#beside)
    } finally {
      clearInterval(watch)
      clearInterval(telling)
      this.#look()
    }
  }

  async #sendMany(until: number, end: number): Promise<void> {
    const sender = createSender(this.#port, addressOf)
    try {
      while (
        this.#next < until &&
        this.#wrongs.length < wrongsTold &&
        performance.now() < end &&
        this.#options.signal?.aborted !== true
      ) {
        const index = this.#next
        this.#next += 1
        if (index % restoreEvery === 0) this.#restore()
        await this.#sendOne(index, sender).catch((error: unknown) => this.#wrong(index, String(error)))
      }
    } finally {
      sender.close()
    }
  }

  async #sendOne(index: number, sender: Sender): Promise<void> {
    const { shop, targets } = this.#stage
    const dice = diceOf(this.#options.seed, index)
    // These take a second each, mostly of waiting: beside the others, but not too many at once.
    if (dice.chance(shares.trick)) return this.#aside(this.#sendTrick(index, dice))
    if (dice.chance(shares.desk)) return this.#aside(this.#openDesk(index, dice))
    const request = fuzzedRequest(dice, index, shop, targets)
    this.#sent += 1
    this.#asked.add(request.about)
    const answer = await sender.send(request.bytes, request.method)
    if (answer === null) {
      this.#unanswered += 1
      if (request.kind === 'callback') this.#wrong(index, 'a callback was not answered', request)
      return
    }
    this.#answers.set(answer.status, (this.#answers.get(answer.status) ?? 0) + 1)
    if (answer.status === 200) for (const id of request.ids) this.#taken.add(id)
    if (answer.status >= 500) this.#wrong(index, `${answer.status} ${answer.body.slice(0, 200)}`, request)
    if (/^root:|\n {4}at \S+ \(/m.test(answer.body))
      this.#wrong(index, `an answer tells too much: ${answer.body.slice(0, 200)}`, request)
  }

  async #aside(work: Promise<void>): Promise<void> {
    const kept = work.finally(() => this.#beside.delete(kept))
    this.#beside.add(kept)
    if (this.#beside.size > mostBeside) await Promise.race(this.#beside)
  }

  async #openDesk(index: number, dice: Dice): Promise<void> {
    const { status, sent } = await fuzzDesk(this.#port, dice, this.#stage.shop)
    this.#sent += 1 + sent
    if (status >= 500) this.#wrong(index, `a desk was answered ${status}`)
  }

  async #sendTrick(index: number, dice: Dice): Promise<void> {
    const { about, statuses, smuggled } = await sendTrick(this.#port, dice, this.#stage.shop)
    this.#sent += 1
    if (smuggled) this.#wrong(index, `${about}: answered ${statuses.join(' ')}`)
    // 505: an HTTP version that is none.
    const broken = statuses.find((status) => status >= 500 && status !== 505)
    if (broken !== undefined) this.#wrong(index, `${about}: answered ${statuses.join(' ')}`)
  }

  #restore(): void {
    this.#restoring ??= this.#stage.shop
      .restore()
      .catch((error: unknown) => this.#wrong(this.#next, `the shop could not be restored: ${error}`))
      .finally(() => {
        this.#restoring = null
      })
  }

  async #untilCut(slowOnes: { open(): number }): Promise<void> {
    for (const start = performance.now(); slowOnes.open() > 0; await wait(200)) {
      if (performance.now() - start < cutWithinMs) continue
      this.#note(`${slowOnes.open()} slow connections are still open after ${cutWithinMs / 1000} s`)
      return
    }
  }

  #tell(): void {
    const { tell, requests } = this.#options
    tell(
      `${this.#next} of ${requests}, ${mb(this.#stage.watched.residentBytes())} MB, ${this.#wrongs.length} wrong`,
    )
  }

  #look(): void {
    this.#mostResident = Math.max(this.#mostResident, this.#stage.watched.residentBytes())
    this.#lookAtLog()
  }

  #lookAtLog(): void {
    for (const line of this.#stage.watched.newErrors())
      this.#wrong(this.#next, `the log says ${line.slice(0, 1_500)}`)
  }

  #wrong(index: number, what: string, request: FuzzedRequest | null = null): void {
    const sent = request === null ? '' : `\n    ${JSON.stringify(request.bytes.toString('latin1', 0, 1_500))}`
    this.#note(`${request?.about ?? ''} ${what} (--seed ${this.#options.seed} --only ${index})${sent}`)
  }

  #note(wrong: string): void {
    this.#wrongs.push(wrong)
    this.#options.tell(`✗ ${wrong}`)
  }
}

/** Linux takes any 127.x.y.z for itself, so that the fuzz can come from many machines. */
function addressOf(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const [a = 0, b = 0, c = 0] = Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
  return `127.${a}.${b}.${Math.max(1, c)}`
}

export function mb(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
