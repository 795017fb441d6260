/** This machine's clock, for deadlines and pauses. Decisions take the database's time, moved by the same skew. */
export interface Clock {
  now(): number
  /** Added to the database's time; 0 outside of tests. */
  readonly skewMs: number
}

export const systemClock: Clock = { now: () => Date.now(), skewMs: 0 }
