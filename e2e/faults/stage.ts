import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Shop } from '../../bench/product/callback.ts'
import { createProduct, type Product } from '../../bench/product/product.ts'
import { addShop, newShop } from '../../bench/product/shop.ts'
import { type Agent, hireAgent } from './agent.ts'
import { type Copies, type Fans, type Said, startFans } from './fans.ts'
import { lawsOfReplies } from './replies.ts'
import { readStored, wrongsOf } from './stored.ts'
import { startWechat, type Wechat } from './wechat.ts'

/** A shop at work: fans write, an agent answers some of them, WeChat takes the replies. Then something breaks. */
export interface Stage {
  readonly product: Product
  readonly shop: Shop
  readonly wechat: Wechat
  readonly agent: Agent
  readonly fans: Fans
  /** Decides when things happen; from 0 to 1. */
  readonly random: () => number
  readonly tell: (line: string) => void
  /** Of something that is not as it should be, in the words of the fault. */
  wrong(line: string): void
  /** A figure for the last line. */
  count(name: string, figure: number): void
  /**
   * The fault is over, since now or since `since`: waits for the next callback that is answered and the next reply that
   * WeChat gets; the later of both, in milliseconds. More than ten seconds are a wrong.
   */
  recovered(since?: number): Promise<number>
}

export interface StageOptions {
  readonly seed: number
  readonly tell: (line: string) => void
  readonly perSecond: number
  readonly copies?: Copies
  readonly textLength?: number
  readonly developerUrl?: string
  /** Everybody writes once in so long: enough fans that a steady pace is kept while many wait for an answer. */
  readonly turnSeconds?: number
  readonly product?: Parameters<typeof createProduct>[0]
  /** With the product running and nobody writing yet. */
  readonly beforeLoad?: (product: Product) => Promise<void>
}

export interface FaultResult {
  readonly counts: Readonly<Record<string, number>>
  /** The longest, in milliseconds. */
  readonly recoveryMs: number
  /** Empty when every law held. */
  readonly wrongs: readonly string[]
}

const usualTurnSeconds = 6
/** Every second fan asks for 客服; so many of all are served. */
const servedShare = 0.2
const recoveryLimitMs = 10_000
/** How long the recovery is waited for, before the run is given up. */
const patienceMs = 90_000
const replayedWithinMs = 30_000
/** Before the fault: everybody has written once, so that the agent serves. After it: everybody who writes must hear an answer. */
const calmMs = 2_000

/** Sets the stage, lets `fault` happen on it, and compares what WeChat was told and sent with what is stored. */
export async function onStage(
  options: StageOptions,
  fault: (stage: Stage) => Promise<void>,
): Promise<FaultResult> {
  const product = createProduct(options.product)
  const newcomer = newShop()
  const turnSeconds = options.turnSeconds ?? usualTurnSeconds
  const wechat = await startWechat(newcomer, turnSeconds * options.perSecond)
  try {
    await product.start()
    const { developerUrl } = options
    const shop = await addShop(product, {
      apiBase: wechat.line.url,
      shop: newcomer,
      ...(developerUrl === undefined ? {} : { developerUrl }),
    })
    const agent = await hireAgent(product, shop)
    await options.beforeLoad?.(product)
    return await play({ product, wechat, shop, agent }, options, fault)
  } catch (error) {
    options.tell(product.log())
    throw error
  } finally {
    await product.remove()
    await wechat.stop()
  }
}

async function play(
  cast: Pick<Stage, 'product' | 'wechat' | 'shop' | 'agent'>,
  { seed, tell, perSecond, copies, textLength }: StageOptions,
  fault: (stage: Stage) => Promise<void>,
): Promise<FaultResult> {
  const { product, wechat, shop, agent } = cast
  const servedCount = servedShare * wechat.openids.length
  const served = new Set(wechat.openids.filter((_, index) => index % 2 === 0).slice(0, servedCount))
  const fans = startFans({
    url: product.url,
    shop,
    openids: wechat.openids,
    perSecond,
    ...(copies === undefined ? {} : { copies }),
    ...(textLength === undefined ? {} : { textLength }),
    onAnswered({ openid }) {
      if (served.has(openid)) agent.hear(openid)
    },
  })
  const wrongs: string[] = []
  const counts: Record<string, number> = {}
  let recoveryMs = 0
  let calmSince = performance.now()
  const stage: Stage = {
    ...cast,
    fans,
    random: randomFrom(seed),
    tell,
    wrong: (line) => wrongs.push(line),
    count(name, figure) {
      counts[name] = figure
    },
    async recovered(since = performance.now()) {
      const [answeredMs, receivedMs] = await Promise.all([
        inTime(fans.untilAnswered(since), 'no callback was answered'),
        inTime(wechat.untilReceived(since, agent), 'no reply came to WeChat'),
      ])
      calmSince = performance.now()
      const ms = Math.max(answeredMs, receivedMs)
      if (ms > recoveryLimitMs)
        wrongs.push(
          `the next 200 came after ${answeredMs} ms, the next reply at WeChat after ${receivedMs} ms`,
        )
      recoveryMs = Math.max(recoveryMs, ms)
      return ms
    },
  }
  // Everybody who is served has been accepted, and was answered once.
  await wait(calmMs + (2_000 * wechat.openids.length) / perSecond)
  await fault(stage)
  await wait(calmMs)
  await fans.finish()
  await agent.finish()
  const db = await product.connect()
  const stored = await lawsOfMessages(db, fans, calmSince)
  const replies = await lawsOfReplies(db, agent, wechat)
  await db.end()
  return {
    counts: { ...counts, ...stored.counts, ...replies.counts },
    recoveryMs,
    wrongs: [...wrongs, ...stored.wrongs, ...replies.wrongs],
  }
}

async function lawsOfMessages(
  db: Client,
  fans: Fans,
  calmSince: number,
): Promise<Pick<FaultResult, 'counts' | 'wrongs'>> {
  const said = fans.said()
  const { stored, broken } = await storedInTime(db, said)
  const answered = said.filter((message) => message.answered).length
  return {
    counts: {
      messages: said.length,
      answered,
      repeated: said.filter((message) => message.tries > 1).length,
      'stored unheard': stored.length - answered,
    },
    wrongs: [
      ...said
        .filter((message) => message.at > calmSince && !message.answered)
        .map(({ openid, msgId }) => `${openid} ${msgId} came after the recovery and was never answered`),
      ...wrongsOf(said, stored),
      ...broken,
      ...fans.refusals().map((refusal) => `an answer was ${refusal}`),
    ],
  }
}

/** What was answered while storage was away is recorded when it is back. */
async function storedInTime(db: Client, said: readonly Said[]): ReturnType<typeof readStored> {
  const start = performance.now()
  for (;;) {
    const found = await readStored(db)
    const ids = new Set(found.stored.map(({ msgId }) => msgId))
    const isWhole = said.every(({ answered, msgId }) => !answered || ids.has(msgId))
    if (isWhole || performance.now() - start > replayedWithinMs) return found
    await wait(200)
  }
}

async function inTime(ms: Promise<number>, otherwise: string): Promise<number> {
  const late = new AbortController()
  const timeout = wait(patienceMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`${otherwise} within ${patienceMs} ms`)
  })
  try {
    return await Promise.race([ms, timeout])
  } finally {
    timeout.catch(() => undefined)
    late.abort()
  }
}

/** mulberry32: the same seed gives the same run of numbers from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
