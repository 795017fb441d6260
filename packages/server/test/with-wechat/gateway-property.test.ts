import { expect, it } from 'vitest'
import { happen, misbehavesInEveryWay } from './property/acts.ts'
import { lawsHold } from './property/laws.ts'
import { openShop, type Shop } from './property/shop.ts'
import type { Fan } from './wechat.ts'

/** `PROPERTY_SEEDS=1,2,3` tries others, `PROPERTY_STEPS=2000` longer; a seed that has failed once stays. */
const seeds = (process.env.PROPERTY_SEEDS ?? '20261122').split(',').map(Number)
const steps = Number(process.env.PROPERTY_STEPS ?? 130)
/** So many things are under way at a time. */
const AT_ONCE = 8
/** Time passes this often, when nothing is on its way. */
const ROUNDS = 2

it.each(seeds)(
  '[L6] [L7] [L8] [L9] whatever goes wrong between WeChat, the mall and us, every message is kept once and every answer arrives once: seed %i',
  { timeout: 40_000 + steps * 300 },
  async (seed) => {
    const shop = await openShop(seed)
    try {
      const lockOf = locksOf(shop)
      for (let round = 0; round < ROUNDS; round += 1) {
        let left = Math.ceil(steps / ROUNDS)
        const worker = async () => {
          while (left > 0) {
            left -= 1
            await happen(shop, lockOf)
          }
        }
        await misbehavesInEveryWay(shop)
        await Promise.all(Array.from({ length: AT_ONCE }, worker))
        await atRest(shop)
        shop.product.clock.skewMs += Math.floor(shop.random() * 20 * 60_000)
      }
      await atRest(shop)
      await lawsHold(shop)
      expect(shop.mall.heard.length).toBeGreaterThan(0)
    } finally {
      await shop.stop()
    }
  },
)

/** Nobody pushes, decides or sends; what waits for its next try is given the time for it. */
async function atRest({ product, calm, stormy, settled }: Shop): Promise<void> {
  await product.wechat.control('DELETE', '/misbehave')
  await product.idle()
  await Promise.all([...calm, ...stormy].map(settled))
  await product.idle()
}

/** Calm fans do one thing, and have one thing done to them, at a time. */
function locksOf({ calm, settled }: Shop): (fan: Fan) => (work: () => Promise<void>) => Promise<void> {
  const ends = new Map<Fan, Promise<void>>()
  return (fan) => async (work) => {
    if (!calm.includes(fan)) return work()
    const end = (ends.get(fan) ?? Promise.resolve()).then(async () => {
      await work()
      await settled(fan)
    })
    ends.set(
      fan,
      end.catch(() => undefined),
    )
    return end
  }
}
