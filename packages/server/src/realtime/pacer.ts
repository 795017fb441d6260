/** Runs something soon, but not more often than it should. */
export interface Pacer {
  /** Asks for a run: at once when the last one is long enough ago, else as soon as it is. */
  ask(): void
  /** Resolves when no run is under way or asked for. */
  idle(): Promise<void>
  stop(): void
}

/** `run` is never under way twice; what is asked for meanwhile makes one more run. */
export function createPacer(intervalMs: number, run: () => Promise<void> | void): Pacer {
  let timer: NodeJS.Timeout | null = null
  let running = false
  let asked = false
  let stopped = false
  let earliest = 0
  let idlers: (() => void)[] = []

  function ask(): void {
    asked = true
    if (stopped || running || timer !== null) return
    const waitMs = earliest - performance.now()
    if (waitMs <= 0) void go()
    else timer = setTimeout(go, waitMs)
  }

  async function go(): Promise<void> {
    timer = null
    running = true
    asked = false
    earliest = performance.now() + intervalMs
    try {
      await run()
    } finally {
      running = false
      if (asked) ask()
      else settle()
    }
  }

  function settle(): void {
    const waiting = idlers
    idlers = []
    for (const resolve of waiting) resolve()
  }

  return {
    ask,
    idle: () =>
      running || timer !== null ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve(),
    stop() {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      timer = null
      settle()
    },
  }
}
