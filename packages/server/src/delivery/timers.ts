/** Waiting and repeating, so that tests need neither. */
export interface Timers {
  wait(ms: number): Promise<void>
  /** Calls `run` every `ms` until the answered function is called. */
  every(ms: number, run: () => void): () => void
}

export const systemTimers: Timers = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}
