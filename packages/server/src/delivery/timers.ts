/** Waiting and repeating, so that tests need neither. */
export interface Timers {
  wait(ms: number): Promise<void>
  /** Resolves with `work`, or after `ms`, whatever comes first; leaves no timer behind. */
  within(ms: number, work: Promise<unknown>): Promise<void>
  /** Calls `run` every `ms` until the answered function is called. */
  every(ms: number, run: () => void): () => void
}

export const systemTimers: Timers = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  async within(ms, work) {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    try {
      await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  },
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}
