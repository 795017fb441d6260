import { type TimeWatch, watchTime } from './time-watch.ts'

/**
 * This machine's clock, for deadlines and pauses: it does not jump when somebody sets the time. Decisions take the
 * database's time, moved by the same skew.
 */
export interface Clock {
  now(): number
  /** Added to the database's time; 0 outside of tests. */
  readonly skewMs: number
  /** Compares the database's time with the monotonic clock; without it every time of the database is believed. */
  readonly watch?: TimeWatch
}

/** A server's own. `wall` and `steady` in milliseconds; the second one is moved by no correction. */
export function createSystemClock(
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): Clock {
  const own = watchTime(steady)
  return {
    now() {
      const at = wall()
      return own.hear(at) ? at : own.believed()
    },
    skewMs: 0,
    watch: watchTime(steady),
  }
}
