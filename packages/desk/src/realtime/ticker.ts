/** One timer for everything that counts seconds on a page. */
export interface Ticker {
  /** Calls after every tick; a tick is a whole second or a whole multiple of one. */
  subscribe(listener: () => void): () => void
}

/** Ticks on the second while somebody listens. */
export function createTicker(): Ticker {
  const listeners = new Set<() => void>()
  let timer: number | null = null

  function schedule(): void {
    timer = window.setTimeout(
      () => {
        schedule()
        for (const listener of [...listeners]) listener()
      },
      1_000 - (Date.now() % 1_000),
    )
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (timer === null) schedule()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        window.clearTimeout(timer)
        timer = null
      }
    },
  }
}
