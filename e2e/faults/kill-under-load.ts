import { setTimeout as wait } from 'node:timers/promises'
import { createProduct, type Product } from '../../bench/product/product.ts'
import { addShop } from '../../bench/product/shop.ts'
import { type Fans, startFans } from './fans.ts'
import { readStored, wrongsOf } from './stored.ts'

export interface KillOptions {
  /** How often the server's process is killed and started again. */
  readonly kills: number
  /** How often PostgreSQL's is killed, which the server itself starts again. */
  readonly postgresKills: number
  readonly perSecond: number
  /** Decides when the kills come. */
  readonly seed: number
  readonly tell: (line: string) => void
}

export interface KillResult {
  readonly said: number
  readonly answered: number
  /** Messages that WeChat had to send more than once. */
  readonly repeated: number
  /** Of those that were never answered, how many are stored all the same. */
  readonly storedUnheard: number
  /** From the kill of PostgreSQL to the next 200, the longest. */
  readonly recoveryMs: number
  /** Empty when everything is as it should be. */
  readonly wrongs: readonly string[]
}

/** Enough that a steady pace is kept while many wait for an answer. */
const fanCount = 2_000
const recoveryLimitMs = 10_000
/** After the last kill: everybody who writes now must hear an answer. */
const calmMs = 2_000

/** `kill -9` under load, as often as is asked; then compares what WeChat was told with what is stored. */
export async function killUnderLoad(options: KillOptions): Promise<KillResult> {
  const product = createProduct()
  try {
    await product.start()
    const shop = await addShop(product)
    const { perSecond } = options
    const fans = startFans({ url: product.url(), shop, count: fanCount, perSecond })
    const recoveryMs = await killAll(product, fans, options)
    const recoveredAt = performance.now()
    await wait(calmMs)
    await fans.finish()
    return await compare(product, fans, { recoveryMs, recoveredAt })
  } catch (error) {
    options.tell(product.log())
    throw error
  } finally {
    await product.remove()
  }
}

async function killAll(
  product: Product,
  fans: Fans,
  { kills, postgresKills, seed, tell }: KillOptions,
): Promise<number> {
  const random = randomFrom(seed)
  const aWhile = () => wait(1_000 + 2_000 * random())
  for (let kill = 1; kill <= kills; kill += 1) {
    await aWhile()
    await product.kill()
    const killedAt = performance.now()
    await product.start()
    tell(`Server killed ${kill} of ${kills} times; it was back after ${sinceMs(killedAt)} ms`)
  }
  let longestMs = 0
  for (let kill = 1; kill <= postgresKills; kill += 1) {
    await aWhile()
    const server = product.pid()
    process.kill(product.postmasterPid(), 'SIGKILL')
    const killedAt = performance.now()
    const recoveredMs = await untilAnswered(fans, killedAt)
    if (product.pid() !== server) throw new Error('the server did not survive its database')
    longestMs = Math.max(longestMs, recoveredMs)
    tell(`PostgreSQL killed ${kill} of ${postgresKills} times; the next 200 came after ${recoveredMs} ms`)
  }
  return longestMs
}

/** Milliseconds until a callback that came after the kill was answered. */
async function untilAnswered(fans: Fans, killedAt: number): Promise<number> {
  // What was committed just before the kill may still be answered after it.
  const settledAt = killedAt + 50
  while (fans.lastAnswerAt() < settledAt) {
    if (sinceMs(killedAt) > recoveryLimitMs)
      throw new Error(`no callback was answered within ${recoveryLimitMs} ms of the kill`)
    await wait(5)
  }
  return Math.round(fans.lastAnswerAt() - killedAt)
}

async function compare(
  product: Product,
  fans: Fans,
  { recoveryMs, recoveredAt }: { readonly recoveryMs: number; readonly recoveredAt: number },
): Promise<KillResult> {
  const db = await product.connect()
  const { stored, broken } = await readStored(db)
  await db.end()
  const said = fans.said()
  const answered = said.filter((message) => message.answered).length
  return {
    said: said.length,
    answered,
    repeated: said.filter((message) => message.tries > 1).length,
    storedUnheard: stored.length - answered,
    recoveryMs,
    wrongs: [
      ...said
        .filter((message) => message.at > recoveredAt && !message.answered)
        .map(({ openid, msgId }) => `${openid} ${msgId} came after the recovery and was never answered`),
      ...wrongsOf(said, stored),
      ...broken,
      ...fans.refusals().map((refusal) => `an answer was ${refusal}`),
    ],
  }
}

function sinceMs(start: number): number {
  return Math.round(performance.now() - start)
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
