import type { Timers } from '../connection.ts'

/** Time that passes only when a test says so; `now` is the server's and the browser's alike. */
export interface ManualTime extends Timers {
  now(): number
  /** Lets `ms` pass, running what falls due in its order, and everything that follows at once. */
  pass(ms: number): Promise<void>
}

export function createManualTime(start: number): ManualTime {
  let now = start
  let last = 0
  const due = new Map<number, { at: number; run: () => void }>()

  function next(until: number): number | null {
    let first: number | null = null
    for (const [timer, { at }] of due) {
      if (at <= until && (first === null || at < (due.get(first)?.at ?? 0))) first = timer
    }
    return first
  }

  return {
    now: () => now,
    set(run, ms) {
      last += 1
      due.set(last, { at: now + ms, run })
      return last
    },
    clear: (timer) => void due.delete(timer),
    async pass(ms) {
      const until = now + ms
      await settled()
      for (let timer = next(until); timer !== null; timer = next(until)) {
        const { at, run } = due.get(timer) ?? { at: now, run: () => {} }
        due.delete(timer)
        now = Math.max(now, at)
        run()
        await settled()
      }
      now = until
    },
  }
}

/** Until everything that was only waiting for promises has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
