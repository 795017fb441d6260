/** The server's time on this machine: waiting clocks and countdowns run on it. */
export interface ServerClock {
  /** Milliseconds since 1970 as the server has them. */
  now(): number
  /** A time that the server said, and how long the question and answer took (null = not known). */
  learn(serverTime: number, roundTripMs: number | null): void
}

export function createServerClock(localNow: () => number = Date.now): ServerClock {
  let offsetMs = 0
  let bestMs = Number.POSITIVE_INFINITY
  return {
    now: () => localNow() + offsetMs,
    learn(serverTime, roundTripMs) {
      const doubtMs = roundTripMs ?? 60_000
      const offset = serverTime + (roundTripMs ?? 0) / 2 - localNow()
      // The shortest way there and back tells the time best, unless a clock has been set since.
      if (doubtMs > bestMs && Math.abs(offset - offsetMs) < 5_000) return
      offsetMs = offset
      bestMs = doubtMs
    },
  }
}
