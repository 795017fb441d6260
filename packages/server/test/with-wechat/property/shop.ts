import { setTimeout as wait } from 'node:timers/promises'
import { vi } from 'vitest'
import type { DeskClient } from '../../desk-client.ts'
import { oneOf, randomFrom } from '../../random.ts'
import { type Mall, startMall } from '../mall.ts'
import { type Agent, type Product, startProduct } from '../product.ts'
import type { Fan } from '../wechat.ts'
import { mallOn } from './mall-words.ts'

/** An account with its fans and agents, and a mall behind it. */
export interface Shop {
  readonly product: Product
  readonly mall: Mall
  readonly random: () => number
  readonly agents: readonly Agent[]
  /** Desks that are open; agents come and go. */
  readonly desks: Map<Agent, DeskClient>
  /** One thing after the other happens to these, so that WeChat's count and ours can be compared. */
  readonly calm: readonly Fan[]
  /** Everything at once happens to those. */
  readonly stormy: readonly Fan[]
  /** A number that nothing else in this run has. */
  next(): number
  /** Nothing is on its way to or from this fan. */
  settled(fan: Fan): Promise<void>
  stop(): Promise<void>
}

export async function openShop(seed: number): Promise<Shop> {
  const random = randomFrom(seed)
  const over = new AbortController()
  const mall = await startMall(
    mallOn((ms) => wait(ms, undefined, { signal: over.signal }).catch(() => undefined)),
  )
  const product = await startProduct({
    mode: oneOf(random, ['plain', 'compatible', 'safe']),
    mallUrl: mall.url,
    deliver: { pauseMs: 50 },
  })
  const fans = async (count: number) => {
    const made: Fan[] = []
    for (let n = 0; n < count; n += 1) made.push(await product.wechat.fan())
    return made
  }
  const agents = [
    await product.addAgent('小林', 'kf2001'),
    await product.addAgent('小吴', 'kf2002'),
    await product.addAgent('小陈', 'kf2003'),
  ]
  await product.rows(`update agent set auto_accept = true, maximum = 2 where name = '小林'`)
  await product.rows(`update agent set greeting = '您好', maximum = 20 where name = '小吴'`)
  const desks = new Map<Agent, DeskClient>()
  for (const agent of agents) desks.set(agent, await agent.openDesk())
  let last = 0

  return {
    product,
    mall,
    random,
    agents,
    desks,
    calm: await fans(4),
    stormy: await fans(3),
    next: () => ++last,
    async settled({ openid }) {
      const open = () =>
        product.rows(`select 1 from outbox where openid = $1 and state in ('pending', 'sending')`, [openid])
      await vi.waitUntil(async () => (await open()).length === 0, { timeout: 30_000, interval: 30 })
    },
    async stop() {
      over.abort()
      for (const desk of desks.values()) desk.close()
      await product.stop()
      await mall.stop()
    },
  }
}
