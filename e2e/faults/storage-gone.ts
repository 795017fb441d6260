import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/**
 * PostgreSQL falls silent for longer than a request can be held, and wakes up again: callbacks go through the spool. Every
 * second time the server is killed meanwhile, and the next one finds the spool.
 */
export const storageGone: Fault = {
  long: { times: 6, seconds: 30 },
  short: { times: 2, seconds: 8 },
  perSecond: 100,
  prepare: async ({ times, seconds }) => ({
    async happens(stage) {
      let answered = 0
      for (let time = 1; time <= times; time += 1) {
        await wait(1_000 + 2_000 * stage.random())
        const isKilled = time % 2 === 0
        const before = answeredOf(stage)
        await silence(stage, seconds, isKilled)
        answered += answeredOf(stage) - before
        const ms = await stage.recovered()
        const how = isKilled ? ', and the server was killed' : ''
        stage.tell(
          `Storage silent ${time} of ${times} times for ${seconds} s${how}; all was well after ${ms} ms`,
        )
      }
      if (answered === 0) stage.wrong('nothing was answered while storage was away')
      stage.count('answered without storage', answered)
    },
  }),
}

const answeredOf = ({ fans }: Stage) => fans.said().filter((message) => message.answered).length

async function silence({ product }: Stage, seconds: number, isKilled: boolean): Promise<void> {
  const stopped: number[] = []
  try {
    const postmaster = product.postmasterPid()
    for (const pid of [postmaster, ...childrenOf(postmaster)]) {
      process.kill(pid, 'SIGSTOP')
      stopped.push(pid)
    }
    await wait(seconds * 1_000)
    if (isKilled) await product.kill()
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
  }
  if (isKilled) await product.start()
}

function childrenOf(pid: number): number[] {
  const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return children
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))
}
