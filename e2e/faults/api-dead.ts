import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/** So long nothing is heard of WeChat after the connection was made: longer than a call may take. */
const silentMs = 15_000

/** WeChat's API can't be reached, while replies are written; then it takes calls and answers none. */
export const apiDead: Fault = {
  long: { seconds: 60 },
  short: { seconds: 15 },
  perSecond: 200,
  prepare: async ({ seconds }) => ({
    async happens(stage) {
      const { line } = stage.wechat
      await line.refuse()
      await wait(seconds * 1_000)
      const waiting = await waitingReplies(stage)
      stage.count('waiting', waiting)
      await line.restore()
      const reached = await stage.recovered()
      stage.tell(
        `WeChat unreachable for ${seconds} s, ${waiting} replies waited; all was well after ${reached} ms`,
      )

      line.fallSilent()
      await wait(silentMs)
      await line.restore()
      const heard = await stage.recovered()
      stage.tell(`WeChat silent for ${silentMs / 1_000} s; all was well after ${heard} ms`)
    },
  }),
}

async function waitingReplies({ product }: Stage): Promise<number> {
  const db = await product.connect()
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from outbox')
  await db.end()
  return rows[0]?.count ?? 0
}
