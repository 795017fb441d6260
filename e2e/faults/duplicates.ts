import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** WeChat sends each callback five times at once, and five times more when the fan goes on writing. */
export const duplicateStorm: Fault = {
  long: { seconds: 60 },
  short: { seconds: 8 },
  perSecond: 60,
  prepare: async ({ seconds }) => ({
    options: { copies: { atOnce: 4, later: 5, laterMs: 2_000 } },
    async happens(stage) {
      await wait(seconds * 1_000)
      await stage.recovered()
    },
  }),
}
